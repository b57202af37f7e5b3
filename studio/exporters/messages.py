"""SFT rows as TRL's `messages`: the whole conversation, the answer last. It cuts no turn."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import chat_turns, need_answer, tool_list
from studio.extension import Takes
from studio.store.examples import Held


class Messages:
    """`{"messages": [{"role": …, "content": …}, …], "tools": "[…]"}`.

    Source: TRL's conversational language-modelling format; `tools` is JSON text, which TRL reads
    back, so that tools of different rows need no common schema.
    """

    name = "messages"
    title = "SFT: messages with the answer last (TRL, Axolotl, Unsloth)"
    folder = "sft"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_answer(example)
        messages = chat_turns(example.prompt) + chat_turns(example.chosen)
        return to_json({"messages": messages, **tool_list(example), **fields})

    def plain(self, ask: str, answer: str) -> bytes:
        """See `PlainExporter.plain`."""
        turns = to_json(ask), to_json(answer)
        return b'{"messages":[{"role":"user","content":%b},{"role":"assistant","content":%b}]}' % turns


EXPORTER = Messages()
