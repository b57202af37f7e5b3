"""Some rows side by side, as checks read them: one pass over many rows costs less than many passes.

It holds text; it judges nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from studio.core.example import Example, text_of
from studio.core.joined import Joined

SIDES = ("prompt", "chosen", "rejected")


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
        self._kept: dict[str, Joined] = {}

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

    def search_at(
        self, words: Sequence[str], pattern: re.Pattern[str], sides: Sequence[str] = SIDES
    ) -> Iterator[Hit]:
        """Every match that begins with one of some lower-case words, in any case.

        Strings are found many times faster than patterns: the pattern is only tried where a word stands.
        """
        for side in sides:
            for row, match in self.joined(side).search_at(words, pattern):
                yield Hit(row, side, match)

    def holding(self, *needles: str, sides: Sequence[str] = SIDES) -> bool:
        """True when any of these strings is anywhere in the batch: a cheap first question."""
        return any(needle in self.joined(side).text for side in sides for needle in needles)

    def joined(self, side: str) -> Joined:
        """The texts of a side end to end."""
        if side not in self._kept:
            self._kept[side] = Joined(self.side(side))
        return self._kept[side]
