"""Some texts end to end, so that one scan finds what many would. It knows no rows, sides or checks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from studio.core.finding import Band

_APART = "\0"


class Spot(NamedTuple):
    """A place in one of some texts, and what stands there.

    Attributes:
        row: position of the text.
        start, end: characters in that text; the end is one past the last.
        kind: what it is, such as `e-mail`.
        band: how sure that is.
        score: 0..1, how strong.

    """

    row: int
    start: int
    end: int
    kind: str
    band: Band
    score: float = 1.0


class Joined:
    r"""The texts with one NUL between them (a NUL of their own is shown as a space).

    A pattern must not match a NUL: write `[^x\0]`, not `[^x]`; `(?<![^\0])` is the start of a text
    and `(?![^\0])` its end.

    Attributes:
        text: all of it.
        starts: where each text starts in it, and one more for where a next one would.

    """

    def __init__(self, texts: Sequence[str]) -> None:
        text = _APART.join(texts)
        if text.count(_APART) >= max(1, len(texts)):
            texts = [one.replace(_APART, " ") for one in texts]
            text = _APART.join(texts)
        self.text = text
        self.starts = [0, *accumulate(len(one) + 1 for one in texts)]

    @cached_property
    def low(self) -> str:
        """The joined text in lower case, character for character."""
        low = self.text.lower()
        if len(low) != len(self.text):  # a few letters become two
            low = "".join(char.lower() if len(char.lower()) == 1 else char for char in self.text)
        return low

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match inside one text, with the text's position. A match over an edge is dropped."""
        starts = self.starts
        for match in pattern.finditer(self.text):
            row = bisect_right(starts, match.start()) - 1
            if match.end() < starts[row + 1]:  # an edge is one character wide
                yield row, match

    def search_at(
        self, words: Sequence[str], pattern: re.Pattern[str]
    ) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match that begins with one of some lower-case words, in any case.

        Strings are found many times faster than patterns: the pattern is only tried where a word stands.
        """
        low = self.low
        places: set[int] = set()
        for word in words:
            place = low.find(word)
            while place >= 0:
                places.add(place)
                place = low.find(word, place + 1)
        for place in sorted(places):
            match = pattern.match(self.text, place)
            row = bisect_right(self.starts, place) - 1
            if match is not None and match.end() < self.starts[row + 1]:
                yield row, match

    def spot(self, row: int, start: int, end: int, kind: str, band: Band, score: float = 1.0) -> Spot:
        """A place in the joined text as a place in the text it belongs to."""
        at = self.starts[row]
        return Spot(row, start - at, end - at, kind, band, score)
