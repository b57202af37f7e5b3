"""Flags prompts and answers that say nothing though they are not blank. Blank ones the reader finds."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_SAYS = re.compile(r"\w")
# Other signs may be the whole of a right answer: an operator, an emoji, Morse code.
_NOTHING = re.compile(r"[.…]{2,6}|[-–—_?*]{1,5}")


class Empty:
    """Texts without a letter or a digit."""

    name = "empty"
    title = "a prompt or an answer without a letter or a digit in it"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("prompt", "chosen", "rejected"):
            for row, text in enumerate(batch.side(side)):
                if _SAYS.search(text) or not text.strip():
                    continue
                if any(message.tool_calls for message in getattr(batch.examples[row], side)):
                    continue
                band = (
                    Band.CERTAIN
                    if side == "prompt" or _NOTHING.fullmatch(text.strip())
                    else Band.LOOK_CLOSELY
                )
                yield Sight(row, "no-words", band, f"{side} has no letter and no digit in it", side)


CHECK = Empty()
