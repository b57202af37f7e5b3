"""Counts of good rows by pattern, kept up to date row by row. It does not judge which rows are good.

Rows are held as their distinct vectors with how many rows share each, so what must be counted anew (three
facets together, or more) is counted over kinds of rows, not over rows.
"""

from collections.abc import Collection, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from studio.coverage.patterns import Pattern, facets_of, values_of

Vectors = npt.NDArray[np.int16]
Table = npt.NDArray[np.int64]

NOTHING = -1  # the value of a facet that a row has none of


class Counts:
    """How many good rows have each value, each two values, and any pattern asked for.

    Args:
        sizes: how many values each facet has.
        vectors: (n, facets) each row's values by number, -1 for none.
        good: (n,) which rows count; all of them without it. Of a duplicate group, pass its keeper only.

    Raises:
        ValueError: a vector has another number of facets, or a value that its facet has not.

    """

    def __init__(
        self,
        sizes: Sequence[int],
        vectors: Vectors | None = None,
        good: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        self.sizes = tuple(sizes)
        self.total = 0
        self._values = [[0] * size for size in self.sizes]
        self._pairs = {
            (one, other): np.zeros((self.sizes[one], self.sizes[other]), np.int64)
            for one, other in combinations(range(len(self.sizes)), 2)
        }
        self._kinds: dict[tuple[int, ...], int] = {}
        self._arrays: tuple[Vectors, Table] | None = None
        if vectors is not None and len(vectors):
            self._fill(vectors if good is None else vectors[good])

    def add(self, vector: Sequence[int], times: int = 1) -> None:
        """Count a row more; a negative `times` takes rows away. It costs the same however many there are.

        Raises:
            ValueError: it is no vector of these facets, or there are fewer such rows to take away.

        """
        kind = tuple(map(int, vector))
        if len(kind) != len(self.sizes) or any(
            not NOTHING <= value < size for value, size in zip(kind, self.sizes, strict=True)
        ):
            raise ValueError(f"{kind} is no vector of facets with {self.sizes} values")
        left = self._kinds.get(kind, 0) + times
        if left < 0:
            raise ValueError(f"there are fewer than {-times} rows {kind}")
        self._kinds[kind] = left
        if not left:
            del self._kinds[kind]
        self._arrays = None
        self.total += times
        known = [(facet, value) for facet, value in enumerate(kind) if value != NOTHING]
        for facet, value in known:
            self._values[facet][value] += times
        for (one, value), (other, second) in combinations(known, 2):
            self._pairs[one, other][value, second] += times

    def remove(self, vector: Sequence[int], times: int = 1) -> None:
        """Take a row away.

        Raises:
            ValueError: there is no such row.

        """
        self.add(vector, -times)

    def table(self, facets: Sequence[int]) -> Table:
        """The counts of all patterns of some facets (rising): an array with an axis for each facet."""
        facets = tuple(facets)
        if not facets:
            return np.array(self.total, np.int64)
        if len(facets) == 1:
            return np.array(self._values[facets[0]], np.int64)
        if len(facets) == 2:
            return self._pairs[facets[0], facets[1]].copy()
        return _table(*self.kinds(), facets, self.sizes)

    def count(self, pattern: Pattern) -> int:
        """The rows that have all values of a pattern."""
        facets, values = facets_of(pattern), values_of(pattern)
        if len(facets) < 2:
            return self._values[facets[0]][values[0]] if facets else self.total
        if len(facets) == 2:
            return int(self._pairs[facets[0], facets[1]][values])
        vectors, times = self.kinds()
        return int(times[(vectors[:, facets] == values).all(axis=1)].sum())

    def totals(self) -> Table:
        """(facets,) rows that have a value, by facet."""
        return np.array([sum(values) for values in self._values], np.int64)

    def kinds(self) -> tuple[Vectors, Table]:
        """The distinct vectors (k, facets) and how many rows have each (k,)."""
        if self._arrays is None:
            vectors = np.array(list(self._kinds), np.int16).reshape(-1, len(self.sizes))
            self._arrays = vectors, np.fromiter(self._kinds.values(), np.int64, len(self._kinds))
        return self._arrays

    def copy(self) -> "Counts":
        """The same counts, which may then go their own way."""
        twin = Counts(self.sizes)
        twin.total = self.total
        twin._values = [list(values) for values in self._values]
        twin._pairs = {pair: table.copy() for pair, table in self._pairs.items()}
        twin._kinds = dict(self._kinds)
        return twin

    def _fill(self, vectors: Vectors) -> None:
        """Count many rows at once, into counts that are empty."""
        if not len(vectors):
            return
        if vectors.ndim != 2 or vectors.shape[1] != len(self.sizes):
            raise ValueError(f"vectors of shape {vectors.shape} for {len(self.sizes)} facets")
        if len(self.sizes) and ((vectors < NOTHING) | (vectors >= np.array(self.sizes))).any():
            raise ValueError("a value is not one of its facet's")
        kinds, times = _distinct(vectors, self.sizes)
        self.total = len(vectors)
        self._values = [
            _table(kinds, times, (facet,), self.sizes).tolist() for facet in range(len(self.sizes))
        ]
        self._pairs = {pair: _table(kinds, times, pair, self.sizes) for pair in self._pairs}
        self._kinds = dict(zip(map(tuple, kinds.tolist()), times.tolist(), strict=True))
        self._arrays = kinds, times


def _distinct(vectors: Vectors, sizes: Collection[int]) -> tuple[Vectors, Table]:
    """Each distinct vector and how often it comes.

    Vectors are told apart by one number each. Where so many facets would overflow it, the number made so
    far is replaced by its rank.
    """
    code = np.zeros(len(vectors), np.int64)
    reach = 1
    for facet, size in enumerate(sizes):
        if reach * (size + 1) >= 2**62:
            _, code = np.unique(code, return_inverse=True)
            reach = len(vectors)
        code = code * (size + 1) + (vectors[:, facet] + 1)
        reach *= size + 1
    _, first, times = np.unique(code, return_index=True, return_counts=True)
    return vectors[first].astype(np.int16), times.astype(np.int64)


def _table(vectors: Vectors, times: Table, facets: Sequence[int], sizes: Sequence[int]) -> Table:
    """Counts over distinct vectors; a row without a value in one of the facets is in no pattern of them."""
    shape = tuple(sizes[facet] for facet in facets)
    code = np.zeros(len(vectors), np.int64)
    known = np.ones(len(vectors), np.bool_)
    for facet, size in zip(facets, shape, strict=True):
        code = code * size + vectors[:, facet]
        known &= vectors[:, facet] != NOTHING
    # Sums of whole numbers in floating point are exact up to 2^53 rows.
    counts = np.bincount(code[known], weights=times[known], minlength=int(np.prod(shape)))
    return counts.astype(np.int64).reshape(shape)
