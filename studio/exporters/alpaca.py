"""SFT rows as Alpaca's five columns. Tool calls do not fit: such rows are left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from studio.core.example import Example, text_of
from studio.exporters.alternation import Turn, alternating_turns
from studio.exporters.chat import need_answer
from studio.extension import Takes, Unfit
from studio.store.examples import Held


class Alpaca:
    """`{"instruction", "input", "output", "system", "history": [[question, answer], …]}`.

    Source: LLaMA-Factory's alpaca format; Axolotl's `alpaca` reads the first three. All five are
    always there, so that train and validation have the same columns; `input` is empty, since the
    instruction holds the whole question.
    """

    name = "alpaca"
    title = "SFT: instruction, input, output, system, history (LLaMA-Factory; one turn: Axolotl)"
    folder = "alpaca"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_answer(example)
        turns = alternating_turns((*example.prompt, *example.chosen))
        if example.tools or any(turn.part in ("call", "result") for turn in turns):
            raise Unfit("Alpaca holds no tools")
        system = turns.pop(0).text if turns[0].part == "system" else ""
        return to_json({**_columns(example, turns), "system": system, "history": _history(turns), **fields})


def _columns(example: Example, turns: Sequence[Turn]) -> dict[str, str]:
    if len(example.chosen) != 1 or len(turns) < 2:
        raise Unfit("Alpaca holds one question and one answer")
    return {"instruction": turns[-2].text, "input": "", "output": text_of(example.chosen)}


def _history(turns: Sequence[Turn]) -> list[list[str]]:
    earlier = turns[:-2]
    return [[asked.text, answered.text] for asked, answered in zip(earlier[::2], earlier[1::2], strict=True)]


EXPORTER = Alpaca()
