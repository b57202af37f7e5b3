"""DPO rows as LLaMA-Factory takes them: each side is one object. Longer sides are left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from studio.core.example import Message
from studio.exporters.alternation import Turn, alternating_turns, asked_turns
from studio.exporters.llama_factory import role_turn, tools_text
from studio.extension import Takes, Unfit
from studio.store.examples import Held


class LlamaFactoryPreference:
    """`{"messages": [… user], "chosen": {turn}, "rejected": {turn}, "tools": "[…]"}`.

    Source: LLaMA-Factory 0.9.5, ranking entries; a side that is a list is dropped there.
    """

    name = "llama-factory-preference"
    title = "DPO: chosen and rejected as one object each, as LLaMA-Factory takes them"
    folder = "llama-factory-dpo"
    takes: Takes = "pair"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        turns = asked_turns(example)
        chosen, rejected = _side(example.prompt, example.chosen), _side(example.prompt, example.rejected)
        sides = {"chosen": role_turn(chosen), "rejected": role_turn(rejected)}
        return to_json(
            {"messages": [role_turn(turn) for turn in turns], **sides, **tools_text(example), **fields}
        )


def _side(prompt: Sequence[Message], side: Sequence[Message]) -> Turn:
    if len(side) != 1:
        raise Unfit("a side of several turns")
    return alternating_turns((*prompt, *side))[-1]


EXPORTER = LlamaFactoryPreference()
