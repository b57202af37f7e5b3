"""SFT rows as TRL's plain prompt and completion: two strings, for models without a chat template."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import need_answer, plain_answer, plain_prompt
from studio.extension import Takes
from studio.store.examples import Held


class PromptCompletionPlain:
    """`{"prompt": text, "completion": text}`: one user turn, one answer.

    Source: TRL's standard prompt-completion format. Nothing is put between the two.
    """

    name = "prompt-completion-plain"
    title = "SFT: prompt and completion as plain text (one turn only)"
    folder = "sft"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_answer(example)
        texts = {"prompt": plain_prompt(example), "completion": plain_answer(example.chosen)}
        return to_json({**texts, **fields})


EXPORTER = PromptCompletionPlain()
