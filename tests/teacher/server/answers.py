"""An answer to a valid request: its content, why it stops, what it cost. It sends nothing."""

import json
from dataclasses import dataclass
from typing import Any

from tests.teacher.server.filling import fill, sentence
from tests.teacher.server.prompt_cache import Input, count_text
from tests.teacher.server.replies import Reply
from tests.teacher.server.validating import forced_tool

_NOT_JSON = '{"answer": "it goes on and'
_MISFIT = {"surprise": ["nothing that was asked for"]}


@dataclass
class Answer:
    """The content blocks, and why they end where they end."""

    content: list[dict[str, Any]]
    stop_reason: str | None
    stop_details: dict[str, Any] | None = None
    stop_sequence: str | None = None
    thinking_tokens: int = 0

    def output_tokens(self) -> int:
        """Tokens of all blocks; an empty answer costs one."""
        written = [text_of(block) for block in self.content if block["type"] != "thinking"]
        return max(sum(map(count_text, written)), 1) + self.thinking_tokens


def text_of(block: dict[str, Any]) -> str:
    """What a block streams: its text, its thinking, or its input as JSON."""
    if block["type"] == "tool_use":
        return json.dumps(block["input"], ensure_ascii=False)
    return str(block.get("text", block.get("thinking", "")))


def answer(body: dict[str, Any], reply: Reply, seed: str, number: int) -> Answer:
    """The answer to a request; `seed` makes it differ from others, `number` makes its ids."""
    if reply.kind == "refusal":
        told = {"type": "refusal", "category": reply.category, "explanation": reply.message or None}
        return Answer([], "refusal", told)
    tool = forced_tool(body)
    if tool is not None:
        made = _use_tool(tool, reply, seed, number)
    else:
        text = _text(body, reply, seed)
        made = Answer([{"type": "text", "text": text}] if text else [], "end_turn")
    if reply.thinking:
        thought = {"type": "thinking", "thinking": reply.thinking, "signature": f"c2lnbmVk{number:08d}"}
        made.content.insert(0, thought)
        made.thinking_tokens = count_text(reply.thinking)
    if made.content:
        _stop_at_sequence(made, body.get("stop_sequences") or [])
    room = body["max_tokens"]
    if reply.kind == "max_tokens":
        room = min(room, made.thinking_tokens + (made.output_tokens() - made.thinking_tokens) // 2)
    if reply.kind == "max_tokens" or made.output_tokens() > room:
        _cut(made, room - made.thinking_tokens)
    if reply.kind == "no_stop":
        made.stop_reason = None
    return made


def message(body: dict[str, Any], made: Answer, taken: Input, number: int, tier: str) -> dict[str, Any]:
    """The message object that the API answers with."""
    return {
        "id": f"msg_{number:024d}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": made.content,
        "container": None,
        "diagnostics": None,
        "stop_reason": made.stop_reason,
        "stop_sequence": made.stop_sequence,
        "stop_details": made.stop_details,
        "usage": _usage(made, taken, tier),
    }


def _usage(made: Answer, taken: Input, tier: str) -> dict[str, Any]:
    return {
        "input_tokens": taken.fresh,
        "cache_creation_input_tokens": taken.written,
        "cache_read_input_tokens": taken.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": taken.written - taken.written_1h,
            "ephemeral_1h_input_tokens": taken.written_1h,
        },
        "output_tokens": made.output_tokens(),
        "output_tokens_details": {"thinking_tokens": made.thinking_tokens},
        "inference_geo": None,
        "server_tool_use": None,
        "service_tier": tier,
        "speed": "standard",
    }


def _text(body: dict[str, Any], reply: Reply, seed: str) -> str:
    """The text of an answer without a tool: what the reply says, or JSON for a schema, or a few words."""
    if reply.text is not None:
        return reply.text
    form = (body.get("output_config") or {}).get("format")
    if reply.kind == "malformed":
        return _NOT_JSON
    if reply.answer is not None or form or reply.kind == "misfit":
        value = _MISFIT if reply.kind == "misfit" else reply.answer
        value = fill(form["schema"], seed) if value is None and form else value
        return json.dumps(value, ensure_ascii=False)
    return f"{sentence(seed)} {sentence(seed + '.')}"


def _use_tool(tool: dict[str, Any], reply: Reply, seed: str, number: int) -> Answer:
    value = reply.answer
    if reply.kind in ("misfit", "malformed"):
        value = _MISFIT
    if value is None:
        value = fill(tool.get("input_schema", {}), seed)
    block = {"type": "tool_use", "id": f"toolu_{number:024d}", "name": tool["name"], "input": value}
    return Answer([block], "tool_use")


def _stop_at_sequence(made: Answer, sequences: list[str]) -> None:
    """End a text where the first stop sequence would have come."""
    block = made.content[-1]
    if block["type"] != "text":
        return
    places = [(block["text"].find(stop), stop) for stop in sequences if stop in block["text"]]
    if places:
        place, made.stop_sequence = min(places)
        block["text"] = block["text"][:place]
        made.stop_reason = "stop_sequence"


def _cut(made: Answer, room: int) -> None:
    """Keep what `room` tokens hold of the last block."""
    made.stop_reason = "max_tokens"
    if not made.content:
        return
    block = made.content[-1]
    if block["type"] == "tool_use":
        names = list(block["input"])
        block["input"] = {name: block["input"][name] for name in names[: len(names) // 2]}
        return
    if block["type"] == "text":
        block["text"] = block["text"].encode()[: max(room, 0) * 4].decode(errors="ignore")
