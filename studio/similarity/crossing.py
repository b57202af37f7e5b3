"""Tells a pair from the same pair the other way round: what one row prefers, the other rejects.

What likeness of whole rows means, `kinds` says.
"""

from functools import lru_cache

from studio.core.comparison import SIDES_APART
from studio.core.fingerprint import normalise
from studio.similarity.differences import compare_texts
from studio.similarity.swaps import read_changes

# Two answers of which this share of the letters match, and no number or negation differs, are one answer.
_SAME = 0.85


def is_crossed(answers: tuple[str, str]) -> bool:
    """True when two compared answers hold the same two sides in the other order.

    Sides that are like each other are crossed only where the texts are equal but for case and white space:
    else nobody could tell which is which.
    """
    one, other = answers
    if SIDES_APART not in one or SIDES_APART not in other:
        return False
    chosen, rejected = one.split(SIDES_APART, 1)
    other_chosen, other_rejected = other.split(SIDES_APART, 1)
    # With one side in common they could be crossed only if both sides of one row said the same.
    if chosen == other_chosen or rejected == other_rejected or _is_equal(chosen, rejected):
        return False
    if _is_equal(chosen, other_rejected) and _is_equal(rejected, other_chosen):
        return True
    return (
        _says_the_same(chosen, other_rejected)
        and _says_the_same(rejected, other_chosen)
        and not _says_the_same(chosen, rejected)
    )


def _is_equal(one: str, other: str) -> bool:
    return one == other or normalise(one) == normalise(other)


@lru_cache(maxsize=1 << 9)  # many rows with one prompt often share a side
def _says_the_same(one: str, other: str) -> bool:
    difference = compare_texts(one, other)
    return difference.kept >= _SAME and not read_changes(difference).telling()
