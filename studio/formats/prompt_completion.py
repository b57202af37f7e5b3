"""Conversational prompt and completion, as lists of turns (TRL). Pairs of texts are Alpaca's."""

from studio.core.example import Example
from studio.formats.flat import KEYS, has_both, patch_flat, read_flat
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import ask_key


class PromptCompletionFormat:
    """Rows whose prompt or completion is a list of turns; either may be text."""

    name = "prompt-completion"
    title = "prompt and completion as lists of turns"
    sample = (
        '{"prompt": [{"role": "user", "content": "Hi"}],'
        ' "completion": [{"role": "assistant", "content": "Hello"}]}'
    )

    def claims(self, record: Record) -> int:
        """Rows with a prompt (or question) and a completion, at least one of them a list."""
        if not has_both(record):
            return 0
        found, _ = KEYS.find(record)
        prompt = found["ask"] in ("prompt", "question") if "ask" in found else False
        lists = isinstance(record[ask_key(found)], list), isinstance(record[found["answer"]], list)
        return 72 if prompt and any(lists) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        return read_flat(record)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        return patch_flat(record, new)


FORMAT = PromptCompletionFormat()
