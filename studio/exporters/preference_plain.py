"""DPO rows as TRL's plain preference: three strings, for models without a chat template."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.core.example import Message
from studio.extension import Takes, Unfit
from studio.store.examples import Held


class PreferencePlain:
    """`{"prompt": text, "chosen": text, "rejected": text}`: one user turn, one answer a side.

    Source: TRL's standard preference format. The prompt is written as it is, without a template.
    """

    name = "preference-plain"
    title = "DPO: prompt, chosen and rejected as plain text (one turn only)"
    folder = "dpo"
    takes: Takes = "pair"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        if not (example.chosen and example.rejected):
            raise Unfit("a pair needs both sides")
        if example.chosen == example.rejected:
            raise Unfit("chosen and rejected are the same")
        if [m.role for m in example.prompt] != ["user"] or example.tools:
            raise Unfit("plain text holds one user turn: no system turn, history or tools")
        texts = {
            "prompt": example.prompt[0].content,
            "chosen": _only(example.chosen),
            "rejected": _only(example.rejected),
        }
        return to_json({**texts, **fields})


def _only(side: tuple[Message, ...]) -> str:
    if len(side) != 1 or side[0].extra:
        raise Unfit("plain text holds one answer turn without tool calls")
    return side[0].content


EXPORTER = PreferencePlain()
