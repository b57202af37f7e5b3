"""Pairs of rows that mean alike and are not written alike. It calls none of them a duplicate.

A second lens beside near-duplicates: the cosine of two vectors says that two rows may be paraphrases, never
that one is superfluous, so every pair is of the band 'look closely'.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from studio.jobs import Job
from studio.vectors.encoder import Vectors
from studio.vectors.nearest import NONE, Rows, find_nearest

BAND = "look-closely"
MOST_PER_ROW = 5


@dataclass(frozen=True, slots=True)
class SemanticPair:
    """Two rows, left < right, and the cosine of their vectors, 0..1."""

    left: int
    right: int
    score: float
    band: str = BAND


def semantic_pairs(
    vectors: Vectors,
    least: float,
    known: AbstractSet[tuple[int, int]] = frozenset(),
    groups: Rows | None = None,
    most_per_row: int = MOST_PER_ROW,
) -> Job[list[SemanticPair]]:
    """Pairs that are at least so alike, each once, the most alike first.

    Args:
        vectors: (n, d) rows of length 1 or 0.
        least: the lowest cosine that is told, above 0.
        known: near-duplicates, as (left, right) with left < right; they are left out.
        groups: (n,) rows of one group (copies of one text) are not compared; each row its own if none.
        most_per_row: how many neighbours of a row are looked at besides those that are known.

    """
    count = vectors.shape[0]
    own = np.arange(count) if groups is None else groups
    taken = np.zeros(count, np.int64)
    for pair in known:
        taken[list(pair)] += 1
    # A row in a large near-duplicate group must not lose its paraphrases to it, nor cost without end.
    k = most_per_row + int(min(taken.max(initial=0), 4 * most_per_row))
    distances, rows = yield from find_nearest(vectors, vectors, k, own, own, "looking for paraphrases")
    found: dict[tuple[int, int], float] = {}
    seen = np.zeros(count, np.int64)
    for row, rank in np.argwhere((rows != NONE) & (distances <= 1 - least)).tolist():
        other = int(rows[row, rank])
        pair = (min(row, other), max(row, other))
        if pair not in known and seen[row] < most_per_row:
            seen[row] += 1
            found[pair] = 1 - float(distances[row, rank])
    return [
        SemanticPair(left, right, score)
        for (left, right), score in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
