"""Puts several candidate answers in order by few comparisons, and makes pairs of the order.

Binary insertion (Knuth, The Art of Computer Programming 3, 6.2.1): each candidate is held against the
middle of those in order, so n of them take at most the sum of ceil(log2 k) for k up to n questions, which is
under n log2 n. A tie joins two for good. It keeps the comparisons and nothing else: undo is one fewer.
It never asks what follows from what was said, and it does not look for contradictions.
"""

from collections.abc import Hashable, Iterable, Sequence
from enum import Enum, StrEnum
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Outcome(Enum):
    """What was said of two candidates."""

    FIRST = 1
    TIE = 0
    SECOND = -1


class Policy(StrEnum):
    """Which pairs an order gives. `words` says it on the screen."""

    BEST_WORST = "best-worst"
    ALL = "all"
    ADJACENT = "adjacent"

    @property
    def words(self) -> str:
        """The policy in a sentence."""
        return _WORDS[self]


_WORDS = {
    Policy.BEST_WORST: "the best against the worst: the clearest difference, one pair a prompt",
    Policy.ALL: "every better one against every worse one: prompts with many answers weigh most",
    Policy.ADJACENT: "each against the next below it: fine differences, the hardest pairs",
}


class Comparison(NamedTuple, Generic[Item]):
    """Two candidates and which is better."""

    first: Item
    second: Item
    outcome: Outcome


class Ranking(Generic[Item]):
    """Candidates, and what was said of them so far.

    Args:
        items: the candidates, each once, in any order.
        comparisons: what is known already, as from a file; each is used when it would be asked.

    Raises:
        ValueError: an item is there twice, or a comparison names one that is not there.

    """

    def __init__(self, items: Sequence[Item], comparisons: Iterable[Comparison[Item]] = ()) -> None:
        if len(set(items)) != len(items):
            raise ValueError("a candidate is there twice")
        self.items = tuple(items)
        self.comparisons: list[Comparison[Item]] = []
        for known in comparisons:
            self.tell(*known)

    def tell(self, first: Item, second: Item, outcome: Outcome) -> None:
        """Note which of two is better; of two answers to one question the later counts.

        Raises:
            ValueError: one of them is no candidate, or both are the same.

        """
        if first == second or first not in self.items or second not in self.items:
            raise ValueError("a comparison needs two of the candidates")
        self.comparisons.append(Comparison(first, second, outcome))

    def undo(self) -> Comparison[Item] | None:
        """Take back what was told last; None where nothing was."""
        return self.comparisons.pop() if self.comparisons else None

    def next_comparison(self) -> tuple[Item, Item] | None:
        """The two to compare now; None when the order is known."""
        return self._insert()[1]

    def order(self) -> list[list[Item]]:
        """The candidates that have their place, best first; those that tie stand together.

        Candidates still to be placed are left out: all are there when `next_comparison` is None.
        """
        return self._insert()[0]

    def asked_at_most(self) -> int:
        """How many questions the whole order takes at most."""
        return sum(place.bit_length() for place in range(1, len(self.items)))

    def _insert(self) -> tuple[list[list[Item]], tuple[Item, Item] | None]:
        """The tiers as far as they are known, and the question that leads on."""
        said: dict[tuple[Item, Item], int] = {}
        for first, second, outcome in self.comparisons:
            said[first, second] = outcome.value
            said[second, first] = -outcome.value
        tiers: list[list[Item]] = []
        for item in self.items:
            low, high = 0, len(tiers)
            while low < high:
                middle = (low + high) // 2
                other = tiers[middle][0]
                better = said.get((item, other))
                if better is None:
                    return tiers, (item, other)
                if better == 0:
                    tiers[middle].append(item)
                    break
                low, high = (low, middle) if better > 0 else (middle + 1, high)
            else:
                tiers.insert(low, [item])
        return tiers, None


def make_pairs(order: Sequence[Sequence[Item]], policy: Policy) -> list[tuple[Item, Item]]:
    """(better, worse) pairs of an order; candidates that tie are never paired with each other.

    Where several tie at a place, each of them stands for it: two that share the first place make two
    pairs with the worst.
    """
    if policy is Policy.BEST_WORST:
        steps = [(0, len(order) - 1)] if len(order) > 1 else []
    elif policy is Policy.ADJACENT:
        steps = [(place, place + 1) for place in range(len(order) - 1)]
    else:
        steps = [(one, two) for one in range(len(order)) for two in range(one + 1, len(order))]
    return [(better, worse) for one, two in steps for better in order[one] for worse in order[two]]
