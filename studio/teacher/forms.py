"""The body of a request: what all requests of a job have in common, and the one text that differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

_TOOL = "answer"
# A server adds words of its own for schemas and tools; these are more than it does.
_ADDED_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Form:
    """What all requests of a job have in common.

    `prefix` is the stable system text, which the server keeps in its cache; `schema` the JSON schema of
    the answer; `answers` how the answer is kept to it (`schema` or `tool`).
    """

    model: str
    prefix: str
    schema: Mapping[str, Any]
    max_tokens: int
    effort: str = ""
    answers: str = "schema"

    @property
    def shared_bytes(self) -> int:
        """Bytes that every request has beside its own text; what a server adds is allowed for."""
        return len(self.prefix.encode("utf-8", "surrogatepass")) + len(to_json(self.schema)) + _ADDED_BYTES

    def request(self, text: str, max_tokens: int = 0) -> dict[str, Any]:
        """The body of one request with `text` as its user turn.

        Source: the Messages API's reference (cache_control, output_config.format, tool_choice).
        """
        body: dict[str, Any] = {
            "model": self.model,
            "max_tokens": max_tokens or self.max_tokens,
            "system": [{"type": "text", "text": self.prefix, "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": text}],
        }
        if self.answers == "schema":
            effort = {"effort": self.effort} if self.effort else {}
            body["output_config"] = {
                **effort,
                "format": {"type": "json_schema", "schema": dict(self.schema)},
            }
        else:
            # A forced tool and thinking exclude each other, and who takes no schema knows no effort.
            body["thinking"] = {"type": "disabled"}
            body["tool_choice"] = {"type": "tool", "name": _TOOL}
            body["tools"] = [
                {
                    "name": _TOOL,
                    "description": "Give the answer in this form.",
                    "input_schema": dict(self.schema),
                }
            ]
        return body
