"""KTO rows as TRL reads them: prompt and completion as turns, and whether the answer is good."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import chat_turns, need_answer, tool_list
from studio.extension import Takes, Unfit
from studio.store.examples import Held


class Kto:
    """`{"prompt": [turns], "completion": [turns], "label": true}`.

    Source: TRL's conversational unpaired preference format.
    """

    name = "kto"
    title = "KTO: prompt, completion and a label, good or bad (TRL); by a switch, the verdict is the label"
    folder = "kto"
    takes: Takes = "kto"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_answer(example)
        if example.label is None:
            raise Unfit("no label")
        turns = {"prompt": chat_turns(example.prompt), "completion": chat_turns(example.chosen)}
        return to_json({**turns, "label": example.label, **tool_list(example), **fields})


EXPORTER = Kto()
