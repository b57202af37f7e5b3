"""DPO rows as TRL's plain preference: three strings, for models without a chat template."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import need_pair, plain_answer, plain_prompt
from studio.extension import Takes
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
        need_pair(example)
        texts = {
            "prompt": plain_prompt(example),
            "chosen": plain_answer(example.chosen),
            "rejected": plain_answer(example.rejected),
        }
        return to_json({**texts, **fields})


EXPORTER = PreferencePlain()
