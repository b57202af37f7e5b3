"""Flags answers that stop in the middle. Lists, labels, code and verse may end without a full stop."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_LEAST = 150
# A last line so short may be a signature, a verse or an item.
_ITEM = 60
# Words that a sentence cannot end with.
_HANGING_WORDS = """
a an the and or but of to in on at by for with from as is are was were be been that which who whose
because if when while although than then into onto their his her its our your my this these those
such including like can could will would should may might must have has had do does not very und
oder der die das ein eine mit von zu im et ou le la les de du des un une el los las y o en con
"""
_HANGING = frozenset(_HANGING_WORDS.split())
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*\Z")
_FENCE = "```"
_CODE = re.compile(r"[{};=]\s*\n|\bdef \w+\(|</\w+>|#include|SELECT .{0,80} FROM", re.IGNORECASE)


class Truncated:
    """Answers cut by a token limit."""

    name = "truncated"
    title = "answers that stop in mid sentence, in an open code block, or right after a comma"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("chosen", "rejected"):
            for row, text in enumerate(batch.side(side)):
                found = _cut(text.rstrip())
                if found is not None:
                    kind, band, why = found
                    yield Sight(row, kind, band, f"{side} {why}", side)


def _cut(text: str) -> tuple[str, Band, str] | None:
    if not text:
        return None
    if text.count(_FENCE) % 2:
        return "open-code", Band.LIKELY, "ends inside a code block that was never closed"
    if len(text) < _LEAST or text[-1] in ".!?\"'”’)]}>`*_。！？」』…;:|~=%":
        return None
    if _CODE.search(text):
        return None
    if text[-1] in ",，、(" and not _ends_in_a_list(text):
        return "comma", Band.LIKELY, "ends with a sign that goes on"
    last = _LAST_WORD.search(text[-60:])
    if last is None:
        return None
    if last[1].lower() in _HANGING and not _ends_in_a_list(text):
        return "mid-sentence", Band.CERTAIN, "stops in the middle of a sentence"
    return None


def _ends_in_a_list(text: str) -> bool:
    """True when the last line is short, as an item, a verse or a signature is."""
    _, line_break, last = text.rpartition("\n")
    return bool(line_break) and len(last) < _ITEM


CHECK = Truncated()
