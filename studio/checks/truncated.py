"""Flags answers that stop in the middle. Lists, labels, code and verse may end without a full stop."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_LEAST = 150
# A last line so short may be a signature, a verse or an item.
_ITEM = 60
# Signs that a finished text ends with.
_ENDS = frozenset(".!?\"'”’)]}>`*_。！？」』…;；:：|~=%#-–—+/\\$&0123456789")
_GOES_ON = frozenset(",，、([{")
# Words that no sentence ends with …
_ALWAYS_WORDS = "a an the and or but nor because if although whereas whose their your my our its than into"
_ALWAYS = frozenset(_ALWAYS_WORDS.split())
# … those that only a lost one or a question ends with …
_VERBS_WORDS = """
is are was were be been can could will would should may might must has have had do does not very
that which who when while where how what as such including like so his her this these those
"""
_VERBS = frozenset(_VERBS_WORDS.split())
# … and those that English may leave behind ('to connect with').
_PREPOSITIONS_WORDS = "of to in on at by for with from about between through during"
_PREPOSITIONS = frozenset(_PREPOSITIONS_WORDS.split())
_ELSEWHERE_WORDS = """
und oder der das ein eine einen mit von zu im dem den dass weil et ou le les de du des une pour que dans
el los las del y o con por para una il gli lo di che e per uno da os as um uma
"""
_ELSEWHERE = frozenset(_ELSEWHERE_WORDS.split())
_LAST_WORD = re.compile(r"(?<=\s)([^\W\d_]+)\Z")
_FENCE = re.compile(r"^[ \t]{0,8}```", re.MULTILINE)
_LISTED = re.compile(r"\s{0,20}(?:[-*•+–]|\(?\w{1,2}[.)]|[\w ]{1,30}:)\s")
_CODE = re.compile(
    r"[{};=]\s{0,9}\n|\bdef \w{1,60}\(|</\w{1,30}>|#include|SELECT .{0,80} FROM|\breturn\b", re.IGNORECASE
)
_IN_VERSE = re.compile(
    r"\b(?:poem|haiku|song|lyric|verse|rap|limerick|sonnet|ode|tweet|slogan)", re.IGNORECASE
)


class Truncated:
    """Answers cut by a token limit."""

    name = "truncated"
    title = "answers that stop in mid sentence, in an open code block, or right after a comma"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("chosen", "rejected"):
            fenced = batch.holding("```", sides=(side,))
            for row, text in enumerate(batch.side(side)):
                # Nearly all answers end as they should, or say little.
                if text and text[-1] not in _ENDS:
                    found = _cut(text.rstrip(), batch.prompt[row])
                    if found is not None:
                        kind, band, why = found
                        yield Sight(row, kind, band, f"{side} {why}", side)
                        continue
                if (
                    fenced
                    and "`" in text
                    and "```" in text
                    and "````" not in text
                    and len(_FENCE.findall(text)) % 2
                ):
                    why = f"{side} ends inside a code block that was never closed"
                    yield Sight(row, "open-code", Band.LIKELY, why, side)


def _cut(text: str, prompt: str) -> tuple[str, Band, str] | None:
    if len(text) < _LEAST or text[-1] in _ENDS or "```" in text:
        return None
    line = text[text.rfind("\n") + 1 :]
    short = len(line) < _ITEM and len(line) < len(text)
    if text[-1] in _GOES_ON:
        found = None if short else ("comma", Band.LIKELY, "ends with a sign that goes on")
    else:
        found = _stops(text, line, short=short)
    if found is None or _IN_VERSE.search(prompt) or _CODE.search(text[-2000:]):
        return None
    return found


def _stops(text: str, line: str, *, short: bool) -> tuple[str, Band, str] | None:
    """Whether the last word cannot be the last, or stands in a bracket that is still open."""
    last = _LAST_WORD.search(text[-60:])
    word = last[1] if last else ""
    why = "stops in the middle of a sentence"
    if word in _ALWAYS:
        return "mid-sentence", Band.LIKELY if short else Band.CERTAIN, why
    if short:
        return None
    if word in _VERBS or (word in _PREPOSITIONS and not _LISTED.match(line)):
        return "mid-sentence", Band.LIKELY, why
    if word in _ELSEWHERE and " the " not in text:
        return "mid-sentence", Band.LIKELY, why
    if line.count("(") > line.count(")") and _is_prose(line):
        return "open-bracket", Band.LIKELY, "ends inside a bracket that was never closed"
    return None


def _is_prose(line: str) -> bool:
    return line.count(" ") > 8 and ":(" not in line and ";(" not in line


CHECK = Truncated()
