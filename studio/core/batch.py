"""Some rows side by side, as checks read them: one pass over many rows costs less than many passes.

It holds text; it judges nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from studio.core.example import Example, text_of

SIDES = ("prompt", "chosen", "rejected")
_APART = "\0"


class Hit(NamedTuple):
    """A place where a pattern was found: the row's position, the side, and the match."""

    row: int
    side: str
    match: re.Match[str]


class Batch:
    """Some examples, and the text of their sides.

    Args:
        examples: the rows; a sight names one by its position here.

    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self._kept: dict[str, tuple[str, list[int]]] = {}
        self._low: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.examples)

    @cached_property
    def prompt(self) -> list[str]:
        """The words of every prompt, all turns."""
        return [text_of(example.prompt) for example in self.examples]

    @cached_property
    def chosen(self) -> list[str]:
        """The words of every answer to learn; blank where there is none."""
        return [text_of(example.chosen) for example in self.examples]

    @cached_property
    def rejected(self) -> list[str]:
        """The words of every worse answer; blank where there is none."""
        return [text_of(example.rejected) for example in self.examples]

    def side(self, name: str) -> list[str]:
        """The texts of one of `SIDES`."""
        texts: list[str] = getattr(self, name)
        return texts

    def search(self, pattern: re.Pattern[str], sides: Sequence[str] = SIDES) -> Iterator[Hit]:
        r"""Every match inside one text, found in one scan of all texts together.

        The texts lie end to end, one NUL between them (a NUL of their own is shown as a space).
        A pattern must therefore not match a NUL: write `[^x\0]`, not `[^x]`; `(?<![^\0])` is the
        start of a text and `(?![^\0])` its end. A match over an edge is dropped.
        """
        for side in sides:
            joined, starts = self._joined(side)
            for match in pattern.finditer(joined):
                row = bisect_right(starts, match.start()) - 1
                if match.end() < starts[row + 1]:  # an edge is one character wide
                    yield Hit(row, side, match)

    def search_at(
        self, words: Sequence[str], pattern: re.Pattern[str], sides: Sequence[str] = SIDES
    ) -> Iterator[Hit]:
        """Every match that begins with one of some lower-case words, in any case.

        Strings are found many times faster than patterns: the pattern is only tried where a word stands.
        """
        for side in sides:
            joined, starts = self._joined(side)
            low = self._lowered(side)
            places: set[int] = set()
            for word in words:
                place = low.find(word)
                while place >= 0:
                    places.add(place)
                    place = low.find(word, place + 1)
            for place in sorted(places):
                match = pattern.match(joined, place)
                row = bisect_right(starts, place) - 1
                if match is not None and match.end() < starts[row + 1]:
                    yield Hit(row, side, match)

    def holding(self, *needles: str, sides: Sequence[str] = SIDES) -> bool:
        """True when any of these strings is anywhere in the batch: a cheap first question."""
        return any(needle in self._joined(side)[0] for side in sides for needle in needles)

    def _lowered(self, side: str) -> str:
        """The joined text in lower case, character for character."""
        if side not in self._low:
            joined, _ = self._joined(side)
            low = joined.lower()
            if len(low) != len(joined):  # a few letters become two
                low = "".join(char.lower() if len(char.lower()) == 1 else char for char in joined)
            self._low[side] = low
        return self._low[side]

    def _joined(self, side: str) -> tuple[str, list[int]]:
        """The texts of a side end to end, and where each starts."""
        if side not in self._kept:
            texts = self.side(side)
            joined = _APART.join(texts)
            if joined.count(_APART) >= max(1, len(texts)):
                texts = [text.replace(_APART, " ") for text in texts]
                joined = _APART.join(texts)
            self._kept[side] = joined, [0, *accumulate(len(text) + 1 for text in texts)]
        return self._kept[side]
