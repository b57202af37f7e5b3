"""How far reviewers agree beyond chance: percent, Cohen's kappa, Krippendorff's alpha. It blames nobody.

Sources: kappa and its weights, Cohen (1960, 1968); its standard error, Fleiss, Cohen and Everitt (1969);
alpha by the coincidence matrix, Krippendorff (2011, Computing Krippendorff's Alpha-Reliability), its
interval by drawing items again with replacement; shares by Wilson (1927). All intervals are of 95 %. Where
all agree, or one has one label throughout, these errors would be 0 at any size, so Wilson's interval of the
share is carried over.
"""

from collections.abc import Hashable, Mapping, Sequence
from math import isnan, nan, sqrt
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from studio.vectors.share import Z, wilson

Floats = npt.NDArray[np.float64]
Level = Literal["nominal", "ordinal"]
Weights = Literal["none", "linear", "quadratic"]

_DRAWS = 2_000
_ENDS = (2.5, 97.5)
# Under this many items an interval is told, and no word on how good it is.
ENOUGH = 20
# Krippendorff (2004): from .8 on conclusions may rest on the labels, from .667 on tentative ones.
_GOOD, _FAIR = 0.8, 0.667


class Figure(NamedTuple):
    """A measure of agreement with its interval.

    Attributes:
        value: not a number where it is not defined: nothing to compare, or one label throughout.
        low, high: of 95 %.
        n: items it rests on.

    """

    value: float
    low: float
    high: float
    n: int

    @property
    def is_known(self) -> bool:
        """False where the data say nothing."""
        return not isnan(self.value)


def percent(one: Sequence[Hashable], other: Sequence[Hashable]) -> Figure:
    """The share 0..1 of items on which two reviewers say the same.

    Raises:
        ValueError: the two have not as many labels.

    """
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return share_of(same, len(one))


def share_of(count: int, total: int) -> Figure:
    """A share and Wilson's interval of it; not a number where there is nothing."""
    found = wilson(count, total)
    return Figure(found.value if total else nan, found.low, found.high, total)


def cohen_kappa(
    one: Sequence[Hashable],
    other: Sequence[Hashable],
    weights: Weights = "none",
    order: Sequence[Hashable] = (),
) -> Figure:
    """Cohen's kappa of two reviewers over the same items, -1..1.

    Args:
        one: the labels of the first, item by item.
        other: those of the second.
        weights: how much of an agreement near labels are: linear or quadratic in the steps between.
        order: all labels from low to high; needed with weights.

    Raises:
        ValueError: the two have not as many labels, or a label is not in `order`.

    """
    names = _names([*one, *other], order, ordered=weights != "none")
    count = len(names)
    table = np.zeros((count, count))
    for a, b in zip(one, other, strict=True):
        table[names[a], names[b]] += 1
    n = len(one)
    if count < 2:
        return Figure(nan, -1.0, 1.0, n)
    shares = table / n
    steps = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) / (count - 1)
    agreed = {"none": np.eye(count), "linear": 1 - steps, "quadratic": 1 - steps**2}[weights]
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    seen, chance = float((agreed * shares).sum()), float(rows @ agreed @ columns)
    value = (seen - chance) / (1 - chance)
    if np.trace(table) == n:
        low = (wilson(n, n).low - chance) / (1 - chance)
        return Figure(1.0, max(-1.0, low), 1.0, n)
    if weights == "none" and 1.0 in (rows.max(), columns.max()):
        share = wilson(round(float(np.trace(table))), n)
        low, high = ((end - chance) / (1 - chance) for end in (share.low, share.high))
        return Figure(value, max(-1.0, low), high, n)
    means = np.add.outer(agreed @ columns, rows @ agreed)
    spread = float((shares * (agreed * (1 - chance) - means * (1 - seen)) ** 2).sum())
    spread -= (seen * chance - 2 * chance + seen) ** 2
    error = sqrt(max(0.0, spread) / n) / (1 - chance) ** 2
    return Figure(value, max(-1.0, value - Z * error), min(1.0, value + Z * error), n)


def krippendorff_alpha(
    items: Sequence[Sequence[Hashable]],
    level: Level = "nominal",
    order: Sequence[Hashable] = (),
    seed: int = 0,
) -> Figure:
    """Krippendorff's alpha of any number of reviewers, of whom each may have left items out.

    Args:
        items: for each item the labels that it was given; items with fewer than two count for nothing.
        level: whether labels are only unlike, or lie in an order.
        order: all labels from low to high; needed for `ordinal`.
        seed: of the draws for the interval.

    Raises:
        ValueError: a label is not in `order`.

    """
    judged = [labels for labels in items if len(labels) > 1]
    names = _names([label for labels in judged for label in labels], order, ordered=level == "ordinal")
    n = len(judged)
    if len(names) < 2:
        return Figure(nan, -1.0, 1.0, n)
    counts = np.zeros((n, len(names)))
    for row, labels in enumerate(judged):
        for label in labels:
            counts[row, names[label]] += 1
    # Few patterns of labels, however many items: draws over patterns cost nothing.
    patterns, times = np.unique(counts, axis=0, return_counts=True)
    value = float(_alphas(patterns, times[np.newaxis].astype(np.float64), level)[0])
    if (np.count_nonzero(patterns, axis=1) == 1).all():
        chance = _chance(counts.sum(axis=0))
        return Figure(value, max(-1.0, 1 - (1 - wilson(n, n).low) / chance), 1.0, n)
    drawn = np.random.default_rng(seed).multinomial(n, times / n, _DRAWS).astype(np.float64)
    found = _alphas(patterns, drawn, level)
    low, high = np.percentile(found[~np.isnan(found)], _ENDS)
    return Figure(value, min(value, float(low)), max(value, float(high)), n)


def _alphas(patterns: Floats, times: Floats, level: Level) -> Floats:
    """(d,) alpha of d samples: (p, k) labels of each pattern, (d, p) how often it is in a sample."""
    sizes = patterns.sum(axis=1)
    outer = patterns[:, :, np.newaxis] * patterns[:, np.newaxis, :]
    outer[:, np.arange(outer.shape[1]), np.arange(outer.shape[1])] -= patterns
    pairs = outer / (sizes - 1)[:, np.newaxis, np.newaxis]
    coincidences = np.tensordot(times, pairs, 1)
    totals = times @ patterns
    unlike = _unlikeness(totals, level)
    observed = (coincidences * unlike).sum(axis=(1, 2))
    expected = np.einsum("dc,dk,dck->d", totals, totals, unlike) / (totals.sum(axis=1) - 1)
    alphas: Floats = 1 - np.divide(observed, expected, out=np.full(len(times), nan), where=expected > 0)
    return alphas


def _unlikeness(totals: Floats, level: Level) -> Floats:
    """(d, k, k) squared distances of labels; ordinal ones depend on how often each label is used."""
    count = totals.shape[1]
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(count), (len(totals), count, count))
    # From the middle of one label's block of ranks to the middle of the other's.
    middles = totals.cumsum(axis=1) - totals / 2
    squares: Floats = (middles[:, :, np.newaxis] - middles[:, np.newaxis, :]) ** 2
    return squares


def _chance(totals: Floats) -> float:
    """The chance that two labels drawn from all differ."""
    every = totals.sum()
    return float(1 - (totals * (totals - 1)).sum() / (every * (every - 1)))


def _names(labels: Sequence[Hashable], order: Sequence[Hashable], *, ordered: bool) -> dict[Hashable, int]:
    """The place of each label: by `order` where it counts, else as they come."""
    names = {label: place for place, label in enumerate(dict.fromkeys(order if ordered else labels))}
    if any(label not in names for label in labels):
        raise ValueError("a label is not in the order that was given")
    return names


def say_figure(figure: Figure) -> str:
    """What a kappa or an alpha means, in a sentence without numbers."""
    if not figure.is_known:
        return "nothing to go by: no item has two labels, or all have the same one"
    if figure.n < ENOUGH:
        return f"too few items to tell: judge at least {ENOUGH} twice"
    if figure.high < _FAIR:
        return "reviewers do not agree enough: settle the guide before more is judged"
    if figure.low >= _GOOD:
        return "reviewers agree: the labels can be relied on"
    if figure.value >= _FAIR:
        return "reviewers agree fairly: look at what they disagree on"
    return "agreement is weak, or not yet known well: look at what they disagree on, then judge more twice"


class Between(NamedTuple):
    """Two reviewers over the items that both judged."""

    one: str
    other: str
    percent: Figure
    kappa: Figure


class Agreements(NamedTuple):
    """All agreement there is.

    Attributes:
        reviewers: the people, in order of name; the judge is not among them.
        between: every two people, and each with the judge last, where they share an item.
        unanimous: of the items that two people or more judged, the share on which all say the same.
        alpha: Krippendorff's, over people alone.
        disputed: items on which people disagree, the most evenly split first: a queue to settle.
        words: what alpha means.

    """

    reviewers: tuple[str, ...]
    between: tuple[Between, ...]
    unanimous: Figure
    alpha: Figure
    disputed: tuple[int, ...]
    words: str


def compare_votes(votes: Mapping[int, Mapping[str, Hashable]], judge: str = "", seed: int = 0) -> Agreements:
    """Agreement of everyone with everyone.

    Args:
        votes: for each item, the label of each reviewer who judged it; the last where there were two.
        judge: the name under which a model votes; it is held against each person, and left out of alpha.
        seed: of the draws for alpha's interval.

    """
    people = sorted({name for cast in votes.values() for name in cast} - {judge})
    everyone = [*people, judge] if judge else people
    between = []
    for at, one in enumerate(everyone):
        for other in everyone[at + 1 :]:
            shared = [(cast[one], cast[other]) for cast in votes.values() if one in cast and other in cast]
            if shared:
                first, second = [a for a, _ in shared], [b for _, b in shared]
                between.append(Between(one, other, percent(first, second), cohen_kappa(first, second)))
    said = {item: [label for name, label in cast.items() if name != judge] for item, cast in votes.items()}
    twice = {item: labels for item, labels in said.items() if len(labels) > 1}
    split = {item: max(map(labels.count, labels)) / len(labels) for item, labels in twice.items()}
    disputed = sorted(
        (item for item, most in split.items() if most < 1), key=lambda item: (split[item], item)
    )
    alpha = krippendorff_alpha(list(twice.values()), seed=seed)
    unanimous = share_of(len(twice) - len(disputed), len(twice))
    return Agreements(tuple(people), tuple(between), unanimous, alpha, tuple(disputed), say_figure(alpha))
