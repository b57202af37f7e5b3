"""What to do about a length bias: pairs to judge next, decided ones to leave out. It changes none."""

from collections.abc import Sequence
from enum import StrEnum
from heapq import nlargest
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from studio.pairs.facts import PairFacts, Side
from studio.pairs.lengths import Effect, Lengths, effect_of

# Answers that differ by less than this share of the longer one are of one length to a reader.
_EQUAL = 0.1
_NEAR = 0.25
_SEED = 0


class Suggestion(NamedTuple):
    """An undecided pair worth judging soon, how much (0..1), and why."""

    row: int
    score: float
    why: str


class Way(StrEnum):
    """How to balance."""

    FEWEST = "fewest"
    EVEN = "even"

    @property
    def words(self) -> str:
        """The way in a sentence."""
        return _WORDS[self]


_WORDS = {
    Way.FEWEST: "leave out the pairs that differ most in length on the side that wins: fewest pairs lost",
    Way.EVEN: "at every difference in length leave out as many as the longer answer wins more often than the"
    " shorter: both figures come out even, and more pairs are lost",
}


class Balance(NamedTuple):
    """What to leave out so that length says little.

    Attributes:
        leave_out: ids of decided pairs, in order of id.
        before, after: Cohen's d of all pairs, and of those kept.
        longer_before, longer_after: share of pairs in which the longer answer wins, 0..1; 0 where none.
        words: what was done, in one sentence.

    """

    leave_out: tuple[int, ...]
    before: Effect
    after: Effect
    longer_before: float
    longer_after: float
    words: str


def next_pairs(undecided: Sequence[tuple[int, PairFacts]], decided: Lengths, count: int) -> list[Suggestion]:
    """The undecided pairs that tell most of quality and least of length, best first.

    Those of equal length come first: there length cannot decide. Then those in which cues point
    apart, so that whoever judges has to choose between them. A pair whose longer answer has the list as
    well would only say once more what is said already; it is not among them. Where decided pairs have no
    length bias the same order holds: it keeps one from coming up.

    Args:
        undecided: id and facts; `chosen` and `rejected` are only the two places.
        decided: the lengths of what is decided so far.
        count: how many to name.

    """
    leaning = decided.effect().d
    scored = (
        (score, -row, why)
        for row, facts in undecided
        for score, why in [_worth(facts.chosen, facts.rejected, leaning)]
        if score > 0
    )
    return [Suggestion(-row, score, why) for score, row, why in nlargest(count, scored)]


def _worth(one: Side, other: Side, leaning: float) -> tuple[float, str]:
    short, long = (one, other) if one.tokens <= other.tokens else (other, one)
    if not short.tokens:
        return 0.0, ""
    apart = 1 - short.tokens / long.tokens
    if apart <= _EQUAL:
        return 1 - apart, "both answers are equally long: length cannot decide"
    # Where shorter answers win already, it is the longer one that needs a chance.
    favoured, doubted = (short, long) if leaning < 0 else (long, short)
    if doubted.marks & ~favoured.marks:
        which = "longer" if leaning < 0 else "shorter"
        return 0.8 - apart / 4, f"the {which} answer has the lists or headings: two cues point apart"
    if apart <= _NEAR:
        return 0.5 - apart, "the answers are of nearly the same length"
    return 0.0, ""


def balance(pairs: Sequence[tuple[int, PairFacts]], target: float = 0.1, way: Way = Way.FEWEST) -> Balance:
    """Which decided pairs to leave out so that length says little of what was chosen.

    `FEWEST` goes from the greatest difference down until Cohen's d, seen from the side that wins now, is no
    more than the target, at the latest when no pair is left on that side. `EVEN` takes no notice of the
    target: it makes wins of the longer and of the shorter equal within each doubling of the difference.

    Args:
        pairs: id and facts of decided pairs.
        target: how much d may be left, 0 or more.
        way: see `Way`.

    Raises:
        ValueError: the target is below 0.

    """
    if target < 0:
        raise ValueError("a target is 0 or more")
    rows = np.array([row for row, _ in pairs], np.int64)
    chosen = np.array([facts.chosen.tokens for _, facts in pairs], np.int64)
    rejected = np.array([facts.rejected.tokens for _, facts in pairs], np.int64)
    before = _effect(chosen, rejected)
    sign = 1 if before.d >= 0 else -1
    gap = sign * (chosen - rejected)
    out = _fewest(chosen, rejected, gap, target) if way is Way.FEWEST else _even(rows, gap)
    kept = np.ones(len(rows), bool)
    kept[out] = False
    after = _effect(chosen[kept], rejected[kept])
    words = f"{len(out):,} of {len(rows):,} pairs left out: d goes from {before.d:+.2f} to {after.d:+.2f}"
    return Balance(
        tuple(sorted(rows[out].tolist())),
        before,
        after,
        _longer(chosen, rejected),
        _longer(chosen[kept], rejected[kept]),
        words,
    )


Numbers = npt.NDArray[np.int64]


def _fewest(chosen: Numbers, rejected: Numbers, gap: Numbers, target: float) -> Numbers:
    """(k,) places to leave out: the greatest gaps, as few as reach the target."""
    order = np.argsort(-gap, kind="stable")
    order = order[gap[order] > 0]
    columns = (chosen, rejected, chosen * chosen, rejected * rejected, chosen * rejected)
    totals = [int(column.sum()) for column in columns]
    gone = [[0, *np.cumsum(column[order]).tolist()] for column in columns]
    # The difference of means only falls as gaps go; where it crosses 0 the search ends.
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        left = [total - sums[middle] for total, sums in zip(totals, gone, strict=True)]
        effect = effect_of(len(gap) - middle, *left)
        sign = 1 if totals[0] >= totals[1] else -1
        if sign * effect.d <= target:
            high = middle
        else:
            low = middle + 1
    return order[:low]


def _even(rows: Numbers, gap: Numbers) -> Numbers:
    """(k,) places to leave out, so that in each doubling of |gap| as many win as lose."""
    random = np.random.default_rng(_SEED)
    bins = np.ceil(np.log2(np.maximum(1, np.abs(gap)))).astype(np.int64)
    out: list[Numbers] = [np.zeros(0, np.int64)]
    for size in np.unique(bins).tolist():
        wins = np.flatnonzero((bins == size) & (gap > 0))
        losses = np.flatnonzero((bins == size) & (gap < 0))
        more, surplus = (wins, len(wins) - len(losses))
        if surplus < 0:
            more, surplus = losses, -surplus
        out.append(random.permutation(more[np.argsort(rows[more])])[:surplus])
    return np.concatenate(out)


def _effect(chosen: Numbers, rejected: Numbers) -> Effect:
    columns = (chosen, rejected, chosen * chosen, rejected * rejected, chosen * rejected)
    return effect_of(len(chosen), *(int(column.sum()) for column in columns))


def _longer(chosen: Numbers, rejected: Numbers) -> float:
    unlike = int((chosen != rejected).sum())
    return float((chosen > rejected).sum() / unlike) if unlike else 0.0
