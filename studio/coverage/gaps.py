"""Gaps: the shortest descriptions of what falls short of its target. It proposes no rows; closing.py does.

After Asudeh, Jin and Jagadish, "Assessing and Remedying Coverage for a Given Dataset" (ICDE 2019), whose
maximal uncovered patterns are these: a pattern is uncovered when fewer good rows match it than its target,
and it is told when no more general pattern is uncovered too. Theirs has one threshold for all patterns;
here each has its own, so a pattern under a covered one may be uncovered and the other way round. As their
pattern breaker does, it goes down from the general ones, and what is under an uncovered one is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
import numpy.typing as npt

from studio.coverage.counting import Counts
from studio.coverage.floors import Floors, Mask, Table
from studio.coverage.patterns import Pattern
from studio.errors import StudioError

Demand = Mapping[Pattern, float] | Counts

_MOST_CELLS = 40_000_000


@dataclass(frozen=True, slots=True)
class Gap:
    """A pattern that has too few good rows.

    Attributes:
        pattern: facets and values by number; `Contract.describe` gives the words.
        good: rows that match it.
        target: rows that should.
        demand: how much it matters: its share of the traffic, or 1.

    """

    pattern: Pattern
    good: int
    target: int
    demand: float = 1.0

    @property
    def missing(self) -> int:
        """Rows between what is there and the target."""
        return self.target - self.good

    @property
    def weight(self) -> float:
        """Missing rows times demand: what gaps are sorted by."""
        return self.missing * self.demand


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a set lacks.

    Attributes:
        worst: gaps, worst first; as many as were asked for.
        count: how many gaps there are in all.
        uncovered: how many patterns are uncovered in all, those under a gap included.

    """

    worst: tuple[Gap, ...]
    count: int
    uncovered: int


def find_gaps(
    counts: Counts,
    floors: Floors,
    demand: Demand | None = None,
    max_level: int = 2,
    limit: int | None = None,
) -> Gaps:
    """The most general uncovered patterns, worst (missing rows times demand) first.

    Args:
        counts: of good rows.
        floors: targets, and what is impossible.
        demand: weights of patterns, 1 for those not named; or counts of real traffic, of which each
            pattern's share is taken (half a prompt more for each, so that nothing weighs nothing).
        max_level: most values in a pattern.
        limit: most gaps in `worst`.

    Raises:
        StudioError: so many facets at once have too many combinations.

    """
    check_size(floors, max_level)
    totals = counts.totals()
    under: dict[tuple[int, ...], Mask] = {(): np.zeros((), np.bool_)}
    found: list[_Found] = []
    uncovered_count = 0
    for level in range(1, min(max_level, len(floors.sizes)) + 1):
        below: dict[tuple[int, ...], Mask] = {}
        for facets in combinations(range(len(floors.sizes)), level):
            good, target = counts.table(facets), floors.table(facets, totals)
            uncovered = (good < target) & ~floors.forbidden(facets)
            hidden = np.zeros(uncovered.shape, np.bool_)
            for axis in range(level):
                hidden |= np.expand_dims(under[facets[:axis] + facets[axis + 1 :]], axis)
            below[facets] = uncovered | hidden
            uncovered_count += int(uncovered.sum())
            cells = np.flatnonzero(uncovered & ~hidden)
            if len(cells):
                weights = _demands(demand, facets, uncovered.shape).ravel()[cells]
                found.append(_Found(facets, cells, good.ravel()[cells], target.ravel()[cells], weights))
        under = below
    return Gaps(_worst(found, floors.sizes, limit), sum(len(one.cells) for one in found), uncovered_count)


def check_size(floors: Floors, max_level: int) -> None:
    """Refuse what would fill the memory.

    Raises:
        StudioError: too many combinations.

    """
    levels = range(1, min(max_level, len(floors.sizes)) + 1)
    cells = sum(prod(sizes) for level in levels for sizes in combinations(floors.sizes, level))
    if cells > _MOST_CELLS:
        raise StudioError(
            f"{max_level} values together have {cells:,} combinations in this contract",
            "look at fewer values together, or merge rare values",
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """Gaps of the same facets, as arrays: cells by their place in the flattened table."""

    facets: tuple[int, ...]
    cells: npt.NDArray[np.intp]
    good: Table
    target: Table
    demand: npt.NDArray[np.float64]


def _demands(
    demand: Demand | None, facets: tuple[int, ...], shape: tuple[int, ...]
) -> npt.NDArray[np.float64]:
    """The weight of each pattern of some facets."""
    if isinstance(demand, Counts):
        return (demand.table(facets) + 0.5) / (demand.total + 1)
    weights = np.ones(shape)
    for pattern, weight in (demand or {}).items():
        if tuple(facet for facet, _ in pattern) == facets:
            weights[tuple(value for _, value in pattern)] = weight
    return weights


def _worst(found: list[_Found], sizes: tuple[int, ...], limit: int | None) -> tuple[Gap, ...]:
    """The worst gaps; of equal ones the more general first, then in the contract's order."""
    if not found:
        return ()
    weights = np.concatenate([(one.target - one.good) * one.demand for one in found])
    group = np.repeat(np.arange(len(found)), [len(one.cells) for one in found])
    starts = np.cumsum([0, *(len(one.cells) for one in found)])
    # Groups and their cells are already in the order that ties are broken by.
    order = np.argsort(-weights, kind="stable")[:limit]
    gaps = []
    for place in order.tolist():
        one = found[group[place]]
        inner = place - int(starts[group[place]])
        shape = tuple(sizes[facet] for facet in one.facets)
        values = (int(value) for value in np.unravel_index(int(one.cells[inner]), shape))
        pattern = tuple(zip(one.facets, values, strict=True))
        gaps.append(Gap(pattern, int(one.good[inner]), int(one.target[inner]), float(one.demand[inner])))
    return tuple(gaps)
