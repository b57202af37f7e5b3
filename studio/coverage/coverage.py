"""A project's coverage: good rows by cell, gaps, what would close them. It follows decisions row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from studio.coverage.closing import Closing, closing_rows
from studio.coverage.contract import Contract
from studio.coverage.counting import Counts, Vectors
from studio.coverage.floors import Floors
from studio.coverage.gaps import Gaps, find_gaps
from studio.coverage.patterns import Pattern, facets_of, values_of
from studio.store import facets
from studio.store.project import Project

_UNTAGGED = -2
_MOST_GAPS = 500


@dataclass
class Coverage:
    """Counts of good rows under a contract.

    Attributes:
        contract: what should be covered.
        accepted_only: count accepted rows only, or all that nobody rejected.
        counts: good rows by cell.
        traffic: real prompts by cell, None where there are none.

    """

    contract: Contract
    accepted_only: bool
    vectors: Vectors
    traffic: Counts | None = None
    counts: Counts = field(init=False)
    floors: Floors = field(init=False)

    def __post_init__(self) -> None:
        self.floors = self.contract.floors()
        self.counts = Counts(self.contract.sizes)
        self._good = np.zeros(len(self.vectors), bool)

    def follow(self, project: Project) -> None:
        """Count anew what was decided since; rows that came in later need new vectors first."""
        good = np.zeros(len(self.vectors), bool)
        rows = facets.good_rows(project.reader, accepted_only=self.accepted_only)
        good[rows[rows < len(good)]] = True
        good &= self.vectors[:, 0] != _UNTAGGED
        changed = np.flatnonzero(good != self._good)
        if len(changed) * 4 > len(good):
            self.counts = Counts(self.contract.sizes, self.vectors, good)
        else:
            for row in changed.tolist():
                self.counts.add(self.vectors[row].tolist(), 1 if good[row] else -1)
        self._good = good

    @property
    def good_rows(self) -> list[int]:
        """The rows that count, ascending."""
        rows: list[int] = np.flatnonzero(self._good).tolist()
        return rows

    def gaps(self, limit: int = _MOST_GAPS) -> Gaps:
        """What falls short, by its shortest descriptions, worst first."""
        return find_gaps(self.counts, self.floors, self.traffic, limit=limit)

    def closing(self) -> Closing:
        """The fewest rows that would close all gaps, nearly."""
        return closing_rows(self.counts, self.floors)

    def target(self, pattern: Pattern) -> int:
        """How many good rows a value or two values should have."""
        table = self.floors.table(facets_of(pattern), self.counts.totals())
        return int(table[values_of(pattern)])

    def demand(self, pattern: Pattern) -> float | None:
        """The share of real prompts in a cell; None without traffic, or where its prompts tell nothing."""
        if self.traffic is None or not self.traffic.total:
            return None
        if not self.traffic.totals()[list(facets_of(pattern))].all():
            return None
        return self.traffic.count(pattern) / self.traffic.total

    def is_impossible(self, pattern: Pattern) -> bool:
        """True when the contract says that no row can be there."""
        return bool(self.floors.forbidden(facets_of(pattern))[values_of(pattern)])

    def cells(self) -> Iterator[dict[str, Any]]:
        """Every value and every two values that have a target or a row, as plain JSON values."""
        sizes = self.contract.sizes
        patterns: list[Pattern] = [
            ((facet, value),) for facet, size in enumerate(sizes) for value in range(size)
        ]
        patterns += [
            ((one, a), (other, b))
            for one, other in combinations(range(len(sizes)), 2)
            for a in range(sizes[one])
            for b in range(sizes[other])
        ]
        for pattern in patterns:
            good, target = self.counts.count(pattern), self.target(pattern)
            if (good or target) and not self.is_impossible(pattern):
                yield {
                    "kind": "cell",
                    "facets": self.contract.words.named(pattern),
                    "good": good,
                    "target": target,
                    "demand": self.demand(pattern),
                }

    def gap_values(self, gaps: Gaps) -> Iterator[dict[str, Any]]:
        """Gaps as plain JSON values, worst first."""
        for gap in gaps.worst:
            yield {
                "kind": "gap",
                "pattern": self.contract.words.named(gap.pattern),
                "description": self.contract.describe(gap.pattern),
                "good": gap.good,
                "target": gap.target,
                "missing": gap.missing,
                "demand": self.demand(gap.pattern),
            }


def measure_tags(
    contract: Contract, by_person: list[dict[int, int]], by_rule: Vectors
) -> list[tuple[int, int]]:
    """For each facet, on how many rows a person and the rule both spoke, and on how many they agree.

    Args:
        contract: whose facets.
        by_person: the values that a person gave each row, by facet.
        by_rule: (rows, facets) what rules alone say of the same rows.

    """
    found = []
    for facet in range(len(contract.facets)):
        said = [(row, values[facet]) for row, values in enumerate(by_person) if facet in values]
        agreed = sum(int(by_rule[row, facet]) == value for row, value in said)
        found.append((len(said), agreed))
    return found
