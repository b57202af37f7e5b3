"""Flags pairs whose two answers do not follow on one prompt. Where the prompt ends, the reader found out.

A trainer takes the prompt as the beginning of both sides. Where the sides part earlier, in a turn of the
user, answers to two questions are compared; a speaker's label at the start of an answer tells that a
transcript was cut in the wrong place.
"""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.example import Example, Message
from studio.core.finding import Band, Sight
from studio.core.fingerprint import normalise

_LABEL = re.compile(
    r"\s{0,4}(?:#{1,4} ?)?(?:Human|Assistant|User|AI|System|USER|ASSISTANT|SYSTEM) ?:\s"
    r"|\s{0,4}(?:<\|(?:user|assistant|im_start)\|>|\[INST\]|### (?:Instruction|Response)\b)"
)
_ASKS_FOR_TURNS = re.compile(
    r"\b(?:conversation|dialog|dialogue|chat|script|interview|transcript|role[- ]?play|play|scene)"
    r"|^(?:user|ai) ?:",
    re.IGNORECASE | re.MULTILINE,
)


class PromptPrefix:
    """A prompt that is not the beginning of both sides."""

    name = "prompt-prefix"
    title = "pairs whose answers do not follow on one prompt, or begin with a speaker's label"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, example in enumerate(batch.examples):
            if not example.rejected or not example.chosen:
                continue
            if len(example.chosen) > 1 or len(example.rejected) > 1:
                kind = _parted(example)
                if kind is not None:
                    yield Sight(row, kind, *_PARTED[kind])
            for side in ("chosen", "rejected"):
                if _LABEL.match(batch.side(side)[row]):
                    asked = _ASKS_FOR_TURNS.search(batch.prompt[row]) is not None
                    why = f"{side} begins with a speaker's label: it is part of no answer"
                    yield Sight(row, "label", Band.LOOK_CLOSELY if asked else Band.LIKELY, why, side)


_PARTED = {
    "other-prompt": (
        Band.CERTAIN,
        "the sides hold different turns of the user: they answer different prompts",
    ),
    "parts-early": (
        Band.LIKELY,
        "the sides part in an answer before the last: a trainer compares all that follows",
    ),
}


def _parted(example: Example) -> str | None:
    """How sides of several turns part: a user's turns belong to the prompt."""
    chosen, rejected = _users(example.chosen), _users(example.rejected)
    if chosen != rejected:
        return "other-prompt"
    return "parts-early" if chosen else None


def _users(side: tuple[Message, ...]) -> list[bytes]:
    return [normalise(turn.content) for turn in side if turn.role in ("user", "system")]


CHECK = PromptPrefix()
