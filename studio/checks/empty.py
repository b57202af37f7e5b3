"""Flags prompts and answers that say nothing though they are not blank. Blank ones the reader finds."""

import re
from collections.abc import Iterable

from studio.core.batch import SIDES, Batch
from studio.core.finding import Band, Sight

_SAYS = re.compile(r"[^\W_]")
# Other signs may be the whole of a right answer: an operator, an emoji, Morse code.
_NOTHING = re.compile(r"[.…]{1,6}|[-–—_?*~,;:]{1,5}")
_ASKS_FOR_SIGNS = re.compile(
    r"emoji|emoticon|symbol|operator|punctuat|\bsigns?\b|morse|ascii|character|\bmark\b|redact|blank|符号|标点|表情",
    re.IGNORECASE,
)


class Empty:
    """Texts without a letter or a digit."""

    name = "empty"
    title = "a prompt or an answer without a letter or a digit in it"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in SIDES:
            for row, text in enumerate(batch.side(side)):
                # The first character tells nearly always.
                if not text or text[0].isalnum() or _SAYS.search(text) or not text.strip():
                    continue
                if any(message.tool_calls for message in getattr(batch.examples[row], side)):
                    continue
                sure = side == "prompt" or (
                    _NOTHING.fullmatch(text.strip()) and not _ASKS_FOR_SIGNS.search(batch.prompt[row])
                )
                band = Band.CERTAIN if sure else Band.LOOK_CLOSELY
                yield Sight(row, "no-words", band, f"{side} has no letter and no digit in it", side)


CHECK = Empty()
