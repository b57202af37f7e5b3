"""Whether a judge's scores agree with a person's own verdicts, with n and intervals. It judges no row.

Two figures, as each hides something. Spearman's correlation of ranks asks whether better rows have
higher scores, wherever the judge draws its line; between a score and a yes or no it cannot reach 1.
Cohen's kappa asks whether the judge would have decided as the person did, beyond chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FEWEST = 20
_Z = 1.96  # of 95 %
_MIDDLE = 0.5
_MOST_SURE = 0.9999
Floats = npt.NDArray[np.float64]


class Figure(NamedTuple):
    """A figure and its interval of 95 %; `value` is None where it cannot be said."""

    value: float | None
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far scores and verdicts agree.

    Attributes:
        n: rows that have both.
        spearman, spearman_low, spearman_high: -1..1; None where all scores or all verdicts are the same.
        kappa, kappa_low, kappa_high: with a score of 0.5 and more read as yes; None likewise.
        words: the same as text, and what speaks against trusting it.

    """

    n: int
    spearman: float | None
    spearman_low: float
    spearman_high: float
    kappa: float | None
    kappa_low: float
    kappa_high: float
    words: str


def agree(scores: Sequence[float], accepted: Sequence[bool]) -> Agreement:
    """How far a judge's scores (0..1) agree with a person's verdicts on the same rows."""
    rank = spearman(scores, list(map(float, accepted)))
    kappa = cohen_kappa([score >= _MIDDLE for score in scores], accepted)
    words = _words(rank, kappa, scores, accepted)
    return Agreement(rank.n, rank.value, rank.low, rank.high, kappa.value, kappa.low, kappa.high, words)


def spearman(scores: Sequence[float], verdicts: Sequence[float]) -> Figure:
    """Spearman's rank correlation, ties sharing their mean rank.

    The interval is by Fisher's z with the standard error of Bonett and Wright (2000, Sample size
    requirements for estimating Pearson, Kendall and Spearman correlations): sqrt((1 + r^2/2) / (n - 3)).

    Raises:
        ValueError: not as many scores as verdicts.

    """
    first, second = _ranks(scores), _ranks(verdicts)
    n = len(first)
    if len(second) != n:
        raise ValueError("as many scores as verdicts are wanted")
    first, second = first - first.mean() if n else first, second - second.mean() if n else second
    spread = sqrt(float(first @ first) * float(second @ second))
    if not spread:
        return Figure(None, -1.0, 1.0, n)
    value = max(-1.0, min(1.0, float(first @ second) / spread))
    if n <= 3:
        return Figure(value, -1.0, 1.0, n)
    middle = atanh(max(-_MOST_SURE, min(_MOST_SURE, value)))
    error = _Z * sqrt((1 + value * value / 2) / (n - 3))
    return Figure(value, min(value, tanh(middle - error)), max(value, tanh(middle + error)), n)


def cohen_kappa(judged: Sequence[bool], accepted: Sequence[bool]) -> Figure:
    """Cohen's kappa (1960) of two series of yes and no.

    The interval is by the large-sample variance of Fleiss, Cohen and Everitt (1969, Large sample
    standard errors of kappa and weighted kappa), cut at -1 and 1; with few rows it is too narrow.

    Raises:
        ValueError: the series are not equally long.

    """
    n = len(judged)
    if len(accepted) != n:
        raise ValueError("as many scores as verdicts are wanted")
    if not n:
        return Figure(None, -1.0, 1.0, 0)
    table = np.zeros((2, 2))
    np.add.at(table, (np.asarray(judged, np.int64), np.asarray(accepted, np.int64)), 1 / n)
    rows, columns = table.sum(1), table.sum(0)
    chance = float(rows @ columns)
    if chance > 1 - 1e-12:  # both always say the same one thing
        return Figure(None, -1.0, 1.0, n)
    kappa = (float(np.trace(table)) - chance) / (1 - chance)
    same = sum(table[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in (0, 1))
    other = sum(table[i, j] * (columns[i] + rows[j]) ** 2 for i, j in ((0, 1), (1, 0)))
    variance = same + (1 - kappa) ** 2 * other - (kappa - chance * (1 - kappa)) ** 2
    error = _Z * sqrt(max(0.0, float(variance)) / n) / (1 - chance)
    return Figure(kappa, max(-1.0, kappa - error), min(1.0, kappa + error), n)


def best_threshold(scores: Sequence[float], accepted: Sequence[bool]) -> tuple[float, float | None]:
    """The score from which yes agrees best with the verdicts, and kappa there.

    It is found on the rows that it is measured on, so that this kappa flatters. Of equal ones the
    threshold nearest to 0.5 is taken.
    """
    found: tuple[float, float | None] = (_MIDDLE, None)
    for threshold in sorted(set(scores), key=lambda score: abs(score - _MIDDLE)):
        value = cohen_kappa([score >= threshold for score in scores], accepted).value
        if value is not None and (found[1] is None or value > found[1]):
            found = threshold, value
    return found


def _ranks(values: Sequence[float]) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts - 1) / 2)[inverse]
    return ranks


def _words(rank: Figure, kappa: Figure, scores: Sequence[float], accepted: Sequence[bool]) -> str:
    if not rank.n:
        return "No row has both a score and a verdict of yours."
    words = [f"{rank.n} row{'s have' if rank.n > 1 else ' has'} both a score and a verdict of yours."]
    if rank.n < FEWEST:
        words.append(f"That is too few to go by: {FEWEST} and more are wanted.")
    if len(set(accepted)) < 2:
        words.append("Your verdicts are all the same, so nothing can be said of agreement.")
        return " ".join(words)
    if rank.value is None or kappa.value is None:
        words.append("The scores are all the same: the judge tells no row from another.")
        return " ".join(words)
    words.append(f"Rank correlation {rank.value:.2f} ({rank.low:.2f} to {rank.high:.2f}).")
    words.append(f"Kappa at 0.5: {kappa.value:.2f} ({kappa.low:.2f} to {kappa.high:.2f}).")
    threshold, best = best_threshold(scores, accepted)
    if best is not None and best > kappa.value:
        words.append(f"At {threshold:.2f} kappa is {best:.2f}, which flatters: it was chosen on these rows.")
    if rank.low <= 0:
        words.append("The scores may be no better than chance.")
    return " ".join(words)
