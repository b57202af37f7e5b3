"""Some texts end to end, so that one scan finds what many would. It knows no rows, sides or checks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import Any, AnyStr, NamedTuple

from studio.core.finding import Band
from studio.core.marks import WIDTH, marks_of, places_of, runs_of

_APART = "\0"
# Latin-1 in lower case, and the letters beyond it whose lower case is in it.
_LOW = bytes(ord(chr(code).lower()) for code in range(256))
_LOW_OF_BEYOND = (("\u212a", "k"), ("\u212b", "å"), ("\u0178", "ÿ"), ("\u1e9e", "ß"))
# So many words are found sooner all at once than one after the other, in texts so long.
_MANY, _LONG = 4, 20_000


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
    def plain(self) -> bytes:
        """The joined text in lower case, a byte a character: Latin-1, and `?` for all that is beyond it."""
        text = self.text
        if not text.isascii():
            for char, low in _LOW_OF_BEYOND:
                text = text.replace(char, low)
        return text.encode("latin-1", "replace").translate(_LOW)

    @cached_property
    def _marks(self) -> Any:
        return marks_of(self.plain)

    def runs(self, signs: bytes, least: int) -> list[tuple[int, int]]:
        """Where only some signs of `plain` stand, at least so many in a row: start and end of each run."""
        return runs_of(self.plain, signs, least)

    def places(self, words: Sequence[str]) -> list[int]:
        """Where one of some lower-case words begins, in any case, in order.

        Words that Latin-1 cannot write are found in the case they are written in.
        """
        many, few, beyond = _divided(tuple(words))
        if len(many) < _MANY or len(self.text) < _LONG:
            few, many = many + few, ()
        found = {place for word in few for place in _each(self.plain, word)}
        if not self.text.isascii():
            found.update(place for word in beyond for place in _each(self.text, word))
        if many:
            found.update(places_of(self.plain, self._marks, many))
        return sorted(found)

    def search_at(
        self, words: Sequence[str], pattern: re.Pattern[str]
    ) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match that begins with one of some words, as `places` finds them, with the text's position.

        Words are found many times faster than patterns: the pattern is only tried where a word stands. A
        match over an edge is dropped.
        """
        for place in self.places(words):
            match = pattern.match(self.text, place)
            if match is not None:
                row = self.row_at(place)
                if match.end() < self.starts[row + 1]:  # an edge is one character wide
                    yield row, match

    def row_at(self, place: int) -> int:
        """The position of the text that a place of the joined text is in."""
        return bisect_right(self.starts, place) - 1

    def spot(self, row: int, start: int, end: int, kind: str, band: Band, score: float = 1.0) -> Spot:
        """A place in the joined text as a place in the text it belongs to."""
        at = self.starts[row]
        return Spot(row, start - at, end - at, kind, band, score)


@cache
def _divided(words: tuple[str, ...]) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[str, ...]]:
    """Words with a mark, words too short for one, words that Latin-1 cannot write."""
    held = [word.encode("latin-1") for word in words if max(word) <= "\xff"]
    many = tuple(word for word in held if len(word) >= WIDTH)
    few = tuple(word for word in held if len(word) < WIDTH)
    return many, few, tuple(word for word in words if max(word) > "\xff")


def _each(text: AnyStr, word: AnyStr) -> Iterator[int]:
    """Every place where a word begins."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
