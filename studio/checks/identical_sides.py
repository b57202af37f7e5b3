"""Flags pairs whose two answers are the same, or nearly: there is nothing to prefer.

One word may be all the difference that matters (a number, a 'not'), so pairs that differ in one are to be
looked at, not dropped.
"""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.distance import Postfix, Prefix

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.fingerprint import normalise

_NEARLY = 95.0
# In a few words one changed letter is the whole difference.
_LEAST = 40
_LOOKED_AT = 20_000
# One word against another, spaces and signs about it included, is no longer than this.
_ONE_WORD = 40
_FEWEST_WORDS = 6
# Signs that say little by themselves; a minus, an operator or a bracket is not among them.
_SIGNS = re.compile(r"[\s.,;:!?'\"’‘“”…*_#`。，！？；：、]+")
# Where letters and signs are the task, they are the difference that is asked for.
_WORKS_ON_LETTERS = re.compile(
    r"\b(?:correct|grammar|spell|punctuat|capitali[sz]|uppercase|lowercase|upper case|lower case|typos?\b"
    r"|proofread|edit\b|format|quot(?:e|ation) marks?|exactly)",
    re.IGNORECASE,
)


class IdenticalSides:
    """Chosen equal to rejected."""

    name = "identical-sides"
    title = "pairs whose chosen and rejected answers are the same, or nearly"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, rejected in enumerate(batch.rejected):
            chosen = batch.chosen[row]
            shorter, longer = sorted((len(chosen), len(rejected)))
            # Signs between words may be many (Markdown); else like texts are about as long.
            if not shorter or longer > shorter * 1.2 + _ONE_WORD or not rejected.strip():
                continue
            example = batch.examples[row]
            if any(m.tool_calls for m in (*example.chosen, *example.rejected)):
                continue
            found = _likeness(chosen, rejected, shorter, longer)
            if found is not None:
                kind, band, why, score = found
                if chosen.strip() != rejected.strip() and _WORKS_ON_LETTERS.search(batch.prompt[row]):
                    if kind == "same":
                        continue
                    band = Band.LOOK_CLOSELY
                yield Sight(row, kind, band, why, "", score)


Found = tuple[str, Band, str, float]


def _likeness(chosen: str, rejected: str, shorter: int, longer: int) -> Found | None:
    if normalise(chosen) == normalise(rejected):
        but = "" if chosen == rejected else " but for case and white space"
        return "same", Band.CERTAIN, f"chosen and rejected are the same text{but}: nothing to prefer", 1.0
    start = int(Prefix.similarity(chosen, rejected))
    at_sign = _is_sign(chosen, start) or _is_sign(rejected, start)
    if at_sign and normalise(_SIGNS.sub("", chosen)) == normalise(_SIGNS.sub("", rejected)):
        return "only-signs", Band.LIKELY, "chosen and rejected differ in punctuation or markup alone", 1.0
    if _is_one_word_apart(chosen, rejected, start):
        why = "chosen and rejected differ in one word: see whether it is worth a pair"
        return (
            "one-word",
            Band.LOOK_CLOSELY,
            why,
            fuzz.ratio(chosen[:_LOOKED_AT], rejected[:_LOOKED_AT]) / 100,
        )
    if longer > shorter * 1.2:
        return None
    likeness = fuzz.ratio(chosen[:_LOOKED_AT], rejected[:_LOOKED_AT], score_cutoff=_NEARLY)
    if not likeness:
        return None
    why = f"chosen and rejected are {int(likeness)} % the same, letter by letter"
    return "nearly-same", Band.LIKELY if shorter >= _LEAST else Band.LOOK_CLOSELY, why, likeness / 100


def _is_sign(text: str, place: int) -> bool:
    """True where the text has no letter or digit at a place, or ends before it."""
    return not text[place : place + 1].isalnum()


def _is_one_word_apart(chosen: str, rejected: str, start: int) -> bool:
    """True when one word was replaced, put in or left out; `start` characters are shared at the start."""
    end = int(Postfix.similarity(chosen[start:], rejected[start:]))
    if max(len(chosen), len(rejected)) - start - end > _ONE_WORD:
        return False
    # A word may share letters with the other one: back to its own start, on to its end.
    while start and not (_breaks(chosen, start) and _breaks(rejected, start)):
        start -= 1
    while end and not (_breaks(chosen, len(chosen) - end) and _breaks(rejected, len(rejected) - end)):
        end -= 1
    words = [len(text[start : len(text) - end].split()) for text in (chosen, rejected)]
    return max(words) == 1 and len(chosen.split()) >= _FEWEST_WORDS


def _breaks(text: str, place: int) -> bool:
    """True where a text may be cut without cutting a word."""
    return place in (0, len(text)) or text[place - 1].isspace() or text[place].isspace()


CHECK = IdenticalSides()
