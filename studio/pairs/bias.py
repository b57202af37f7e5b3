"""The bias gauge: what decided pairs teach beside what is meant. It counts; what counts mean `readings` says.

Everything is kept as whole numbers, so a decision is added or taken back at the price of one pair, however
many there are, and taking one back leaves exactly what was there before.
"""

from collections.abc import Iterable
from typing import NamedTuple

from studio.pairs.facts import BOLD, HEADING, LIST, PairFacts, Side
from studio.pairs.lengths import Lengths
from studio.pairs.readings import (
    LEAST_OPENINGS,
    Reading,
    read_left,
    read_length,
    read_longer,
    read_marks,
    read_models,
    read_openings,
)

MARKS = {"lists": LIST, "headings": HEADING, "bold": BOLD}


class Vote(NamedTuple):
    """One decided pair.

    Attributes:
        facts: the better answer is `chosen`.
        left_chosen: whether the better one stood on the left; None where nobody saw them side by side.
        reviewer: who said so; empty for an import.

    """

    facts: PairFacts
    left_chosen: bool | None = None
    reviewer: str = ""


class _Counts:
    """What is counted of some votes."""

    def __init__(self) -> None:
        self.lengths = Lengths()
        # For each mark: pairs in which only the chosen answer has it, only the rejected one, both.
        self.marks = {name: [0, 0, 0] for name in MARKS}
        # For each opening: chosen answers, rejected answers; of pairs whose answers begin unlike.
        self.openings: dict[str, list[int]] = {}
        self.unlike = 0
        # The few of them that are worth a look: a reading must not go through all.
        self.frequent: dict[str, list[int]] = {}
        # For each model: pairs won and lost against another model.
        self.models: dict[str, list[int]] = {}
        self.left = 0
        self.right = 0

    def count(self, facts: PairFacts, left_chosen: bool | None, times: int) -> None:
        """Count a vote in (1) or out (-1)."""
        chosen, rejected = facts
        self.lengths.count(chosen.tokens, rejected.tokens, times)
        if chosen.marks or rejected.marks:
            for name, mark in MARKS.items():
                place = _place(chosen, rejected, mark)
                if place is not None:
                    self.marks[name][place] += times
        if chosen.opening != rejected.opening:
            self.unlike += times
            for place, opening in enumerate((chosen.opening, rejected.opening)):
                counts = _count(self.openings, opening, place, times)
                if sum(counts) >= LEAST_OPENINGS:
                    self.frequent[opening] = counts
                elif times < 0:
                    self.frequent.pop(opening, None)
        if chosen.model != rejected.model and chosen.model and rejected.model:
            _count(self.models, chosen.model, 0, times)
            _count(self.models, rejected.model, 1, times)
        if left_chosen is not None:
            self.left += times * left_chosen
            self.right += times * (not left_chosen)


def _place(chosen: Side, rejected: Side, mark: int) -> int | None:
    one, other = chosen.marks & mark, rejected.marks & mark
    if one:
        return 2 if other else 0
    return 1 if other else None


def _count(table: dict[str, list[int]], name: str, place: int, times: int) -> list[int]:
    """Count a name; one that is down to nothing is gone."""
    counts = table.get(name)
    if counts is None:
        counts = table[name] = [0, 0]
    counts[place] += times
    if times < 0 and not any(counts):
        del table[name]
    return counts


class Gauge:
    """Counts over decided pairs, all together and reviewer by reviewer.

    Args:
        votes: what is decided already.

    """

    def __init__(self, votes: Iterable[Vote] = ()) -> None:
        self._all = _Counts()
        self._by: dict[str, _Counts] = {}
        for vote in votes:
            self.add(*vote)

    def __len__(self) -> int:
        return self._all.lengths.n

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Who has decided a pair that is counted, in order of name."""
        return tuple(sorted(name for name, counts in self._by.items() if name and counts.lengths.n))

    def add(self, facts: PairFacts, left_chosen: bool | None = None, reviewer: str = "") -> None:
        """Count a decision in."""
        self._count(facts, left_chosen, reviewer, 1)

    def remove(self, facts: PairFacts, left_chosen: bool | None = None, reviewer: str = "") -> None:
        """Take a decision back out: the very values with which it was added."""
        self._count(facts, left_chosen, reviewer, -1)

    def readings(self, reviewer: str = "") -> list[Reading]:
        """What the counts say: of all votes, or of one reviewer's.

        In this order, those without data left out: `length`, `longer-is-better`, `lists`, `headings`,
        `bold`, up to five `opening`, one `model` each, `left`.
        """
        counts = self._by.get(reviewer, _Counts()) if reviewer else self._all
        n = counts.lengths.n
        if not n:
            return []
        found = [read_length(counts.lengths), read_longer(counts.lengths)]
        found += [
            read_marks(name, chosen, other, both, n) for name, (chosen, other, both) in counts.marks.items()
        ]
        found += read_openings(counts.frequent, counts.unlike)
        found += read_models(counts.models)
        if counts.left + counts.right:
            found.append(read_left(counts.left, counts.right))
        return found

    @property
    def lengths(self) -> Lengths:
        """The lengths of all votes: what `balance` and `next_pairs` steer by."""
        return self._all.lengths

    def _count(self, facts: PairFacts, left_chosen: bool | None, reviewer: str, times: int) -> None:
        self._all.count(facts, left_chosen, times)
        if reviewer:
            if reviewer not in self._by:
                self._by[reviewer] = _Counts()
            self._by[reviewer].count(facts, left_chosen, times)
