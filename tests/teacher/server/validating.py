"""What the API refuses before a model sees the request. It answers nothing.

Rules and wording follow the API's reference (platform.claude.com: Messages, Structured outputs, Prompt
caching, Message Batches) and its version 2026-10-21, which has no sampling parameters.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tests.teacher.server.models import MOST_TOKENS, WINDOW
from tests.teacher.server.prompt_cache import breakpoints, count
from tests.teacher.server.refusals import Refused

_COUNTED = {
    *("messages", "model", "cache_control", "output_config", "speed", "system", "thinking", "tool_choice"),
    *("tools", "user_profile_id", "workspace_id"),
}
_ASKED = _COUNTED | {
    *(
        "max_tokens",
        "container",
        "diagnostics",
        "inference_geo",
        "metadata",
        "service_tier",
        "stop_sequences",
    ),
    "stream",
}
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_CUSTOM_ID = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_MOST_REQUESTS = 100_000
_MOST_BREAKPOINTS = 4
_UNSUPPORTED = {
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "string": ("minLength", "maxLength"),
    "array": ("maxItems", "uniqueItems"),
}


def check_message(body: Any, models: Sequence[str]) -> None:
    """Refuse a body of POST /v1/messages that the API would refuse.

    Raises:
        Refused: 400 or, for a model that is not there, 404.

    """
    _check_fields(body, _ASKED, ("model", "messages", "max_tokens"))
    _check_model(body, models)
    most = body["max_tokens"]
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise Refused(400, "max_tokens: Input should be greater than or equal to 1")
    if most > MOST_TOKENS:
        allowed = f"{MOST_TOKENS}, which is the maximum allowed number of output tokens for {body['model']}"
        raise Refused(400, f"max_tokens: {most} > {allowed}")
    _check_prompt(body)


def check_count(body: Any, models: Sequence[str]) -> None:
    """Refuse a body of POST /v1/messages/count_tokens that the API would refuse.

    Raises:
        Refused: 400 or 404.

    """
    _check_fields(body, _COUNTED, ("model", "messages"))
    _check_model(body, models)
    _check_prompt(body)


def check_batch(body: Any) -> None:
    """Refuse a batch as a whole; what is wrong with one request becomes its result.

    Raises:
        Refused: 400 or 413.

    """
    _check_fields(body, {"requests", "user_profile_id", "workspace_id"}, ("requests",))
    requests = body["requests"]
    if not isinstance(requests, list) or not requests:
        raise Refused(400, "requests: List should have at least 1 item after validation, not 0")
    if len(requests) > _MOST_REQUESTS:
        raise Refused(413, f"requests: a batch may hold {_MOST_REQUESTS} requests, not {len(requests)}")
    seen = set()
    for place, request in enumerate(requests):
        for name in ("custom_id", "params"):
            if name not in request:
                raise Refused(400, f"requests.{place}.{name}: Field required")
        name = request["custom_id"]
        if not isinstance(name, str) or not _CUSTOM_ID.match(name):
            wanted = f"String should match pattern '{_CUSTOM_ID.pattern}'"
            raise Refused(400, f"requests.{place}.custom_id: {wanted}")
        if name in seen:
            raise Refused(400, f"requests: custom_id must be unique, found {name} twice")
        seen.add(name)


def user_text(body: dict[str, Any]) -> str:
    """All text of the user's turns, one block to a line."""
    told = []
    for message in body["messages"]:
        if message["role"] == "user":
            content = message["content"]
            blocks = [{"text": content}] if isinstance(content, str) else content
            told += [block["text"] for block in blocks if isinstance(block.get("text"), str)]
    return "\n".join(told)


def forced_tool(body: dict[str, Any]) -> dict[str, Any] | None:
    """The tool that must be used, None where text may be answered."""
    choice = body.get("tool_choice") or {}
    tools = body.get("tools") or []
    if choice.get("type") == "any" and tools:
        return dict(tools[0])
    if choice.get("type") == "tool":
        return next(dict(tool) for tool in tools if tool.get("name") == choice.get("name"))
    return None


def _check_fields(body: Any, known: set[str], needed: Sequence[str]) -> None:
    if not isinstance(body, dict):
        raise Refused(400, "Input should be a valid dictionary")
    for name in needed:
        if name not in body:
            raise Refused(400, f"{name}: Field required")
    for name in body:
        if name not in known:
            raise Refused(400, f"{name}: Extra inputs are not permitted")


def _check_model(body: dict[str, Any], models: Sequence[str]) -> None:
    if body["model"] not in models:
        raise Refused(404, f"model: {body['model']}")


def _check_prompt(body: dict[str, Any]) -> None:
    """What create and count_tokens refuse alike."""
    _check_messages(body["messages"])
    _check_system(body.get("system"))
    if len(breakpoints(body)) > _MOST_BREAKPOINTS:
        raise Refused(
            400,
            f"A maximum of {_MOST_BREAKPOINTS} blocks with cache_control may be provided. "
            f"Found {len(breakpoints(body))}.",
        )
    _check_tools(body)
    output = body.get("output_config") or {}
    if output.get("effort") not in (None, *_EFFORTS):
        raise Refused(400, "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'")
    if output.get("format") is not None:
        _check_format(output["format"])
    tokens = count(body)
    if tokens > WINDOW:
        raise Refused(400, f"prompt is too long: {tokens} tokens > {WINDOW} maximum")


def _check_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise Refused(400, "messages: at least one message is required")
    for place, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant", "system"):
            raise Refused(400, f"messages.{place}.role: Input should be 'user', 'assistant' or 'system'")
        _check_content(message.get("content"), f"messages.{place}")
    if messages[0]["role"] != "user":
        raise Refused(400, 'messages: first message must use the "user" role')
    if messages[-1]["role"] == "assistant":
        raise Refused(
            400,
            "This model does not support assistant message prefill. "
            "The conversation must end with a user message.",
        )


def _check_content(content: Any, where: str) -> None:
    if isinstance(content, str):
        if not content:
            raise Refused(400, f"{where}: all messages must have non-empty content")
        content = [{"type": "text", "text": content}]
    if not isinstance(content, list) or not content:
        raise Refused(400, f"{where}.content: Input should be a valid string or a list of blocks")
    for block in content:
        if not isinstance(block, dict) or "type" not in block:
            raise Refused(400, f"{where}.content: blocks need a type")
        if block["type"] == "text":
            _check_text(block, "messages")


def _check_text(block: dict[str, Any], where: str) -> None:
    text = block.get("text")
    if not isinstance(text, str):
        raise Refused(400, f"{where}: text content blocks need a text")
    if not text:
        raise Refused(400, f"{where}: text content blocks must be non-empty")
    if not text.strip():
        raise Refused(400, f"{where}: text content blocks must contain non-whitespace text")


def _check_system(system: Any) -> None:
    if system is None or isinstance(system, str):
        return
    if not isinstance(system, list):
        raise Refused(400, "system: Input should be a valid string or a list of text blocks")
    for block in system:
        if not isinstance(block, dict) or block.get("type") != "text":
            raise Refused(400, "system: only text blocks are allowed")
        _check_text(block, "system")


def _check_tools(body: dict[str, Any]) -> None:
    tools = body.get("tools") or []
    names = [tool.get("name") for tool in tools]
    if len(set(names)) < len(names):
        raise Refused(400, "tools: Tool names must be unique.")
    for place, tool in enumerate(tools):
        if tool.get("type", "custom") == "custom" and "input_schema" not in tool:
            raise Refused(400, f"tools.{place}.custom.input_schema: Field required")
        if tool.get("strict"):
            _check_schema(tool["input_schema"], f"tools.{place}.custom")
    choice = body.get("tool_choice") or {}
    if choice.get("type") in ("any", "tool") and not tools:
        raise Refused(400, "tool_choice: may only be specified while providing tools")
    if choice.get("type") == "tool" and choice.get("name") not in names:
        raise Refused(400, f"tool_choice: Tool '{choice.get('name')}' not found in provided tools")


def _check_format(form: Any) -> None:
    if not isinstance(form, dict) or form.get("type") != "json_schema":
        raise Refused(400, "output_config.format.type: Input should be 'json_schema'")
    if not isinstance(form.get("schema"), dict):
        raise Refused(400, "output_config.format.schema: Field required")
    _check_schema(form["schema"], "output_config.format.schema")


def _check_schema(schema: dict[str, Any], where: str) -> None:
    """Refuse what a constrained answer cannot hold: open objects, bounds of numbers, lengths."""
    for part in _schemas(schema):
        kind = part.get("type")
        if kind == "object" and part.get("additionalProperties") is not False:
            wanted = "'additionalProperties' must be explicitly set to false"
            raise Refused(400, f"{where}: For 'object' type, {wanted}")
        wrong = [name for name in _UNSUPPORTED.get(str(kind), ()) if name in part]
        if wrong:
            told = f"properties {', '.join(sorted(wrong))} are not supported"
            raise Refused(400, f"{where}: For '{kind}' type, {told}")
        if kind == "array" and part.get("minItems", 0) not in (0, 1):
            raise Refused(
                400, f"{where}: For 'array' type, 'minItems' values other than 0 or 1 are not supported"
            )


def _schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and every schema inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for word in ("properties", "$defs", "definitions"):
        for inner in schema.get(word, {}).values():
            yield from _schemas(inner)
    for word in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(word, ()):
            yield from _schemas(inner)
    yield from _schemas(schema.get("items"))
