"""SFT rows for LLaMA-Factory, tools included. No row gets in that it would drop: turns must alternate."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.core.example import Example
from studio.exporters.alternation import Turn, answered_turns
from studio.exporters.chat import tool_list
from studio.extension import Takes
from studio.store.examples import Held

# The tags that launch/llama-factory/dataset_info.json gives.
ROLES = {
    "system": "system",
    "user": "user",
    "assistant": "assistant",
    "call": "function",
    "result": "observation",
}


class LlamaFactory:
    """`{"messages": [{"role", "content"}, …], "tools": "[…]"}`; roles also `function`, `observation`.

    Source: LLaMA-Factory 0.9.5, its sharegpt converter with tags. `tools` is there in every row,
    empty where there are none: a column that `dataset_info.json` names must not be missing.
    """

    name = "llama-factory"
    title = "SFT: messages as LLaMA-Factory takes them, tools included"
    folder = "llama-factory"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        turns = answered_turns(example)
        return to_json({"messages": [role_turn(turn) for turn in turns], **tools_text(example), **fields})

    def plain(self, ask: str, answer: str) -> bytes:
        """See `PlainExporter.plain`."""
        return b'{"messages":[{"role":"user","content":%b},{"role":"assistant","content":%b}],"tools":""}' % (
            to_json(ask),
            to_json(answer),
        )


def role_turn(turn: Turn) -> dict[str, str]:
    """A turn as `{"role", "content"}` with LLaMA-Factory's tags."""
    return {"role": ROLES[turn.part], "content": turn.text}


def tools_text(example: Example) -> dict[str, str]:
    """The row's tools as JSON text, empty where there are none."""
    return tool_list(example) or {"tools": ""}


EXPORTER = LlamaFactory()
