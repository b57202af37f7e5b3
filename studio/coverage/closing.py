"""The fewest rows that would close all gaps, found greedily. It writes no row.

Asudeh, Jin and Jagadish (2019) show that the smallest such set is as hard as covering a set, and add, one
after another, the combination that hits most uncovered patterns. The best combination is itself searched
for there in time exponential in the facets; here it is built value by value around the neediest pattern,
as covering arrays are (AETG: Cohen, Dalal, Fredman and Patton, 1997). So the count is near the least, not
proved to be it; `at_least` is what no set of rows can go under.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from studio.coverage.counting import NOTHING, Counts
from studio.coverage.floors import Floors, Table
from studio.coverage.gaps import Gap, check_size, find_gaps

Vector = tuple[int, ...]
Worth = npt.NDArray[np.float64]

_ROUNDS = 200
_MOST_ROWS = 5_000_000
_STRIDE = 8


@dataclass(frozen=True, slots=True)
class Closing:
    """New rows, and what they would not close.

    Attributes:
        rows: vectors of values by number, with how many rows of each, most first. A facet is -1 only
            where every value of it is impossible with the others.
        count: rows in all.
        at_least: no set of rows closes all gaps with fewer; 0 when there is none.
        left: gaps that stay open: shares that exclude each other. No share is worked for then.

    """

    rows: tuple[tuple[Vector, int], ...]
    count: int
    at_least: int
    left: tuple[Gap, ...] = ()


def closing_rows(counts: Counts, floors: Floors, max_level: int = 2) -> Closing:
    """Rows after which no pattern of up to `max_level` values is uncovered, nor an impossible one filled.

    What lies under a gap is closed with it: 12 more German rows close nothing if all are of one intent
    and every intent should have two.

    Raises:
        StudioError: so many facets at once have too many combinations.

    """
    check_size(floors, max_level)
    rows, after, at_least = _close(counts, floors, max_level)
    left = find_gaps(after, floors, max_level=max_level).worst
    if left:
        rows, after, at_least = _close(counts, replace(floors, shares={}), max_level)
        left = find_gaps(after, floors, max_level=max_level).worst
    ordered = tuple(sorted(rows.items(), key=lambda row: (-row[1], row[0])))
    return Closing(ordered, sum(rows.values()), at_least, left)


def _close(counts: Counts, floors: Floors, max_level: int) -> tuple[Counter[Vector], Counts, int]:
    """Rows, the counts with them, and the bound. Shares move with every row, so it goes round again."""
    after = counts.copy()
    rows: Counter[Vector] = Counter()
    at_least = 0
    for turn in range(_ROUNDS):
        missing = _missing(after, floors, max_level)
        if turn == 0:
            # Patterns of the same facets exclude each other: each missing row is a row.
            at_least = max((int(table.sum()) for table in missing.values()), default=0)
        if not any(table.any() for table in missing.values()):
            break
        builder = _Builder(missing, floors, after)
        while (made := builder.next_row()) is not None:
            vector, times = made
            rows[vector] += times
            after.add(vector, times)
        if after.total - counts.total > _MOST_ROWS:
            break
    return rows, after, at_least


def _missing(counts: Counts, floors: Floors, max_level: int) -> dict[tuple[int, ...], Table]:
    """Rows that each pattern lacks, by facets."""
    totals = counts.totals()
    missing = {}
    for level in range(1, min(max_level, len(floors.sizes)) + 1):
        for facets in combinations(range(len(floors.sizes)), level):
            good = counts.table(facets)
            short = np.maximum(floors.table(facets, totals) - good, 0)
            if level == 1:
                for (facet, value), share in floors.shares.items():
                    if facet == facets[0] and share * totals[facet] - good[value] >= 1:
                        # Each new row raises the whole too: c + x > s (T + x) - 1.
                        more = int((share * totals[facet] - good[value] - 1) / (1 - share)) + 1
                        short[value] = max(int(short[value]), more)
            short[floors.forbidden(facets)] = 0
            missing[facets] = short
    return missing


class _Builder:
    """Builds rows, each of which hits as many open patterns as it can see to."""

    def __init__(self, missing: dict[tuple[int, ...], Table], floors: Floors, counts: Counts) -> None:
        self._missing = missing
        self._floors = floors
        self._counts = counts
        self._levels = max((len(facets) for facets in missing), default=0)
        most = max((int(table.max(initial=0)) for table in missing.values()), default=0)
        # An open pattern is worth 1, and less than 1 in all is given to those that lack much.
        self._tie = 0.5 / (1 + most * len(missing))
        self._worth = {facets: (table > 0) + table * self._tie for facets, table in missing.items()}
        self._queue = self._neediest()
        self._at = 0

    def next_row(self) -> tuple[Vector, int] | None:
        """A row, and how often it is worth adding; None when nothing is open."""
        while self._at < len(self._queue):
            facets, values = self._queue[self._at]
            if self._missing[facets][values] > 0:
                break
            self._at += 1
        else:
            return None
        vector = self._complete(dict(zip(facets, values, strict=True)))
        return vector, self._take(vector)

    def _neediest(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Open patterns, the longest first: they leave the least choice; then those that lack most."""
        queue: list[tuple[int, int, tuple[int, ...], tuple[int, ...]]] = []
        for facets, table in self._missing.items():
            for values in zip(*(axis.tolist() for axis in np.nonzero(table)), strict=True):
                queue.append((-len(facets), -int(table[values]), facets, values))
        queue.sort()
        return [(facets, values) for _, _, facets, values in queue]

    def _take(self, vector: Vector) -> int:
        """Count a row off against what is missing; several of it at once while much is."""
        hit = []
        known = [facet for facet, value in enumerate(vector) if value != NOTHING]
        for level in range(1, self._levels + 1):
            for facets in combinations(known, level):
                values = tuple(vector[facet] for facet in facets)
                lacking = int(self._missing[facets][values])
                if lacking > 0:
                    hit.append((facets, values, lacking))
        # An eighth at a time: the cost stays logarithmic in the floors, the rows stay mixed.
        times = max(1, min(lacking for _, _, lacking in hit) // _STRIDE)
        for facets, values, lacking in hit:
            self._missing[facets][values] = lacking - times
            self._worth[facets][values] = (lacking > times) + (lacking - times) * self._tie
        return times

    def _complete(self, seed: dict[int, int]) -> Vector:
        """A full row around a pattern. A facet that ends up without a possible value is tried first next."""
        first: list[int] = []
        while True:
            fixed, stuck = self._extend(seed, first)
            if stuck is None or stuck in first:
                return tuple(fixed.get(facet, NOTHING) for facet in range(len(self._floors.sizes)))
            first.insert(0, stuck)

    def _extend(self, seed: dict[int, int], first: Sequence[int]) -> tuple[dict[int, int], int | None]:
        """Fix the other facets one by one, the most telling choice first; and a facet that had none."""
        fixed: dict[int, int] = {}
        gains = {facet: self._worth[facet,].copy() for facet in range(len(self._floors.sizes))}
        for facet, value in seed.items():
            self._fix(facet, value, fixed, gains)
        stuck = None
        waiting = [facet for facet in first if facet in gains]
        while gains:
            best = waiting.pop(0) if waiting else max(gains, key=lambda facet: float(gains[facet].max()))
            chosen = self._choose(best, fixed, gains[best])
            if chosen is None:
                stuck = best if stuck is None else stuck
                del gains[best]
                continue
            self._fix(best, chosen, fixed, gains)
        return fixed, stuck

    def _fix(self, facet: int, value: int, fixed: dict[int, int], gains: dict[int, Worth]) -> None:
        """Fix a facet, and add to the others' values what they would now hit besides."""
        del gains[facet]
        for size in range(min(self._levels - 1, len(fixed) + 1)):
            for others in combinations(fixed, size):
                for free, gain in gains.items():
                    facets = tuple(sorted((*others, facet, free)))
                    place = tuple(value if one == facet else fixed.get(one, slice(None)) for one in facets)
                    gain += self._worth[facets][place]
        fixed[facet] = value

    def _choose(self, facet: int, fixed: dict[int, int], gain: Worth) -> int | None:
        """The possible value that hits most; of equals the one that has fewest rows for its share."""
        possible = np.ones(len(gain), np.bool_)
        for pattern in self._floors.impossible:
            values = dict(pattern)
            own = values.pop(facet, None)
            if own is not None and values.items() <= fixed.items():
                possible[own] = False
        if not possible.any():
            return None
        best = possible & (gain >= gain[possible].max() - 1e-12)
        good = self._counts.table((facet,)).astype(np.float64)
        wanted = np.zeros(len(gain))
        for (of, value), share in self._floors.shares.items():
            if of == facet:
                wanted[value] = share * (good.sum() + 1)
        rest = max(0.0, good.sum() + 1 - wanted.sum()) / max(1, int((wanted == 0).sum()))
        wanted[wanted == 0] = rest
        return int(np.argmax(np.where(best, wanted - good, -np.inf)))
