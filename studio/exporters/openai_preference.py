"""DPO rows for OpenAI's preference fine-tuning. No unknown field is carried along: it would be refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from studio.core.example import Message
from studio.exporters.chat import need_pair, need_prompt
from studio.exporters.openai import openai_tools, openai_turns
from studio.extension import Takes, Unfit
from studio.store.examples import Held


class OpenAiPreference:
    """`{"input": {"messages", "tools"}, "preferred_output": [turn], "non_preferred_output": [turn]}`.

    Source: OpenAI's direct preference optimisation guide: one assistant turn a side.
    """

    name = "openai-preference"
    title = "DPO: OpenAI preference (Azure; OpenAI itself takes no new jobs from 2027-01-06)"
    folder = "openai-dpo"
    takes: Takes = "pair"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_pair(example)
        need_prompt(example)
        given = {"messages": openai_turns(example.prompt), **openai_tools(example)}
        sides = {
            "preferred_output": _side(example.chosen),
            "non_preferred_output": _side(example.rejected),
        }
        return to_json({"input": given, **sides})


def _side(side: Sequence[Message]) -> list[dict[str, Any]]:
    if [message.role for message in side] != ["assistant"]:
        raise Unfit("a side that is not one assistant turn")
    return openai_turns(side)


EXPORTER = OpenAiPreference()
