"""SFT rows as TRL's conversational prompt and completion: loss falls on the answer alone."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import chat_turns, need_answer, tool_list
from studio.extension import Takes
from studio.store.examples import Held


class PromptCompletion:
    """`{"prompt": [turns], "completion": [turns], "tools": "[…]"}`.

    Source: TRL's conversational prompt-completion format. `completion_only_loss` is its default
    there, and no template with generation marks is needed.
    """

    name = "prompt-completion"
    title = "SFT: prompt and completion apart; loss on the completion (TRL, Unsloth)"
    folder = "sft"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_answer(example)
        turns = {"prompt": chat_turns(example.prompt), "completion": chat_turns(example.chosen)}
        return to_json({**turns, **tool_list(example), **fields})

    def plain(self, ask: str, answer: str) -> bytes:
        """See `PlainExporter.plain`."""
        turns = to_json(ask), to_json(answer)
        return (
            b'{"prompt":[{"role":"user","content":%b}],"completion":[{"role":"assistant","content":%b}]}'
            % turns
        )


EXPORTER = PromptCompletion()
