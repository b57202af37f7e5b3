"""DPO rows as TRL's conversational preference: prompt, chosen and rejected as turns."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import chat_turns, need_pair, tool_list
from studio.extension import Takes
from studio.store.examples import Held


class Preference:
    """`{"prompt": [turns], "chosen": [turns], "rejected": [turns]}`, the prompt explicit.

    Source: TRL's conversational preference format.
    """

    name = "preference"
    title = "DPO: prompt, chosen and rejected as turns (TRL, Unsloth)"
    folder = "dpo"
    takes: Takes = "pair"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_pair(example)
        sides = {
            "prompt": chat_turns(example.prompt),
            "chosen": chat_turns(example.chosen),
            "rejected": chat_turns(example.rejected),
        }
        return to_json({**sides, **tool_list(example), **fields})


EXPORTER = Preference()
