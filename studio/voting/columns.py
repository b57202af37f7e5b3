"""Many counted pairs as columns of numbers: small, and quick to hand to another process. It counts none."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from studio.pairs.bias import Vote
from studio.pairs.facts import PairFacts, Side

_NUMBERS = 11
_LEFT = (None, False, True)


class CountedPair(NamedTuple):
    """A row and what it counts for."""

    row: int
    vote: Vote


class Columns:
    """What some rows counted for, looked up by row.

    Args:
        pairs: each row once, rows growing.

    """

    def __init__(self, pairs: Iterable[CountedPair] = ()) -> None:
        words: dict[str, int] = {}
        numbers = [_numbers(row, vote, words) for row, vote in pairs]
        # (n, 11): row, place, reviewer, then tokens, marks, opening and model of each side.
        self._values: npt.NDArray[np.int64] = np.array(numbers, np.int64).reshape(-1, _NUMBERS)
        self._words = tuple(words)

    def __len__(self) -> int:
        return len(self._values)

    def find(self, row: int) -> Vote | None:
        """What a row counted for; None where it did not."""
        place = int(np.searchsorted(self._values[:, 0], row))
        if place == len(self) or self._values[place, 0] != row:
            return None
        _, left, reviewer, *sides = self._values[place].tolist()
        return Vote(
            PairFacts(self._side(sides[:4]), self._side(sides[4:])), _LEFT[left], self._words[reviewer]
        )

    def _side(self, numbers: list[int]) -> Side:
        tokens, marks, opening, model = numbers
        return Side(tokens, marks, self._words[opening], self._words[model])


def _numbers(row: int, vote: Vote, words: dict[str, int]) -> list[int]:
    facts, left, reviewer = vote
    numbers = [row, _LEFT.index(left), words.setdefault(reviewer, len(words))]
    for side in facts:
        numbers += (side.tokens, side.marks)
        numbers += (words.setdefault(word, len(words)) for word in (side.opening, side.model))
    return numbers
