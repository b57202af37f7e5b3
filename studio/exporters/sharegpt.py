"""SFT rows as ShareGPT conversations with the answer last. It merges no turns to make them alternate."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.alternation import answered_turns
from studio.exporters.chat import tool_list
from studio.extension import Takes
from studio.store.examples import Held

_FROM = {
    "system": "system",
    "user": "human",
    "assistant": "gpt",
    "call": "function_call",
    "result": "observation",
}


class ShareGpt:
    """`{"conversations": [{"from": "human", "value": …}, …], "tools": "[…]"}`.

    Source: LLaMA-Factory's sharegpt format with its default tags, tool calls included.
    """

    name = "sharegpt"
    title = "SFT: conversations of from and value, the answer last (LLaMA-Factory)"
    folder = "sharegpt"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        turns = answered_turns(example)
        said = [{"from": _FROM[turn.part], "value": turn.text} for turn in turns]
        return to_json({"conversations": said, **tool_list(example), **fields})


EXPORTER = ShareGpt()
