"""The SDK's own client against a loopback server, for tests. It reads no key and no address from outside."""

from typing import Any

import anthropic
from pydantic import BaseModel

from tests.teacher.server.server import MessagesServer

MODEL = "claude-haiku-5-5"
KEY = "a-key-for-the-loopback"

TOOL = {"name": "judge", "input_schema": {"type": "object", "properties": {"why": {"type": "string"}}}}
FORCED: dict[str, Any] = {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "judge"}}
CLOSED: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
NOTED: dict[str, Any] = {
    **CLOSED,
    "properties": {"note": {"type": "string"}, "share": {"type": "number"}},
    "required": ["note", "share"],
}


class Noted(BaseModel):
    """What NOTED describes."""

    note: str
    share: float


def client(server: MessagesServer, retries: int = 0, key: str = KEY) -> anthropic.Anthropic:
    """A client of this server, to be closed by `with`. It loads no certificates: that is slow."""
    http = anthropic.DefaultHttpxClient(verify=False)
    return anthropic.Anthropic(api_key=key, base_url=server.url, max_retries=retries, http_client=http)


def async_client(server: MessagesServer, retries: int = 0) -> anthropic.AsyncAnthropic:
    """The same for coroutines."""
    http = anthropic.DefaultAsyncHttpxClient(verify=False)
    return anthropic.AsyncAnthropic(api_key=KEY, base_url=server.url, max_retries=retries, http_client=http)


def ask(text: str = "Say something.", **more: Any) -> dict[str, Any]:
    """The arguments of one question."""
    return {"model": MODEL, "max_tokens": 500, "messages": [{"role": "user", "content": text}], **more}


def form(schema: Any) -> dict[str, Any]:
    """The argument that asks for JSON."""
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


def written(message: Any) -> str:
    """The text of an answer's first block."""
    return str(message.content[0].text)
