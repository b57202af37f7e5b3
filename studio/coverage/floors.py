"""How many good rows each pattern should have, as arrays. It counts nothing itself.

A share is of the rows that have a value in its facet, and is met to within a row: shares of one facet
that add up to 1 can then all be met.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import floor

import numpy as np
import numpy.typing as npt

from studio.coverage.patterns import Pattern, facets_of, values_of

Table = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Floors:
    """Targets of patterns.

    Attributes:
        sizes: how many values each facet has.
        each: targets of one value, of two together, and so on; the last holds for all deeper ones.
        exact: targets of single patterns, in place of the general ones.
        shares: least shares (0..1) of values, as (facet, value); the larger of share and floor counts.
        impossible: patterns that no row can have, nor any row that contains them.

    """

    sizes: tuple[int, ...]
    each: tuple[int, ...] = (1, 1, 1)
    exact: Mapping[Pattern, int] = field(default_factory=dict)
    shares: Mapping[tuple[int, int], float] = field(default_factory=dict)
    impossible: frozenset[Pattern] = frozenset()

    def table(self, facets: tuple[int, ...], totals: Table | None = None) -> Table:
        """Targets of all patterns of some facets: an array with an axis for each.

        Args:
            facets: which, rising.
            totals: rows that have a value, by facet; without it shares ask for nothing.

        """
        each = self.each[min(len(facets), len(self.each)) - 1] if self.each else 0
        table = np.full(tuple(self.sizes[facet] for facet in facets), each, np.int64)
        for values, target in self._exact_by_facets.get(facets, ()):
            table[values] = target
        if len(facets) == 1 and totals is not None:
            for (facet, value), share in self.shares.items():
                if facet == facets[0]:
                    wanted = floor(share * int(totals[facet]) + _ROUNDING)
                    table[value] = max(int(table[value]), wanted)
        return table

    def forbidden(self, facets: tuple[int, ...]) -> Mask:
        """Which patterns of some facets contain an impossible one."""
        mask = np.zeros(tuple(self.sizes[facet] for facet in facets), np.bool_)
        for pattern in self.impossible:
            fixed = dict(pattern)
            if fixed.keys() <= set(facets):
                mask[tuple(fixed.get(facet, slice(None)) for facet in facets)] = True
        return mask

    @cached_property
    def _exact_by_facets(self) -> dict[tuple[int, ...], list[tuple[tuple[int, ...], int]]]:
        found: dict[tuple[int, ...], list[tuple[tuple[int, ...], int]]] = {}
        for pattern, target in self.exact.items():
            found.setdefault(facets_of(pattern), []).append((values_of(pattern), target))
        return found
