"""How much longer chosen answers are than rejected ones, as a standardised difference. It sees only numbers.

Cohen's d with the mean of both variances as its unit. Answers to one prompt are alike in length, so the
interval is that of paired samples: Bonett (2008), Confidence Intervals for Standardized Linear Contrasts of
Means, Psychological Methods 13.
"""

from math import copysign, inf, sqrt
from typing import NamedTuple

from studio.vectors.share import Z


class Effect(NamedTuple):
    """Cohen's d and its 95 % interval; infinite bounds where fewer than two pairs say nothing of it."""

    d: float
    low: float
    high: float


class Lengths:
    """Sums over pairs of lengths, in tokens: exact, so what goes in comes out again."""

    __slots__ = ("both", "chosen", "chosen_squares", "longer", "n", "rejected", "rejected_squares", "shorter")

    def __init__(self) -> None:
        self.n = 0
        self.chosen = self.rejected = 0
        self.chosen_squares = self.rejected_squares = self.both = 0
        self.longer = self.shorter = 0

    def count(self, chosen: int, rejected: int, times: int = 1) -> None:
        """Count a pair in (1) or out (-1)."""
        self.n += times
        self.chosen += times * chosen
        self.rejected += times * rejected
        self.chosen_squares += times * chosen * chosen
        self.rejected_squares += times * rejected * rejected
        self.both += times * chosen * rejected
        if chosen > rejected:
            self.longer += times
        elif chosen < rejected:
            self.shorter += times

    def effect(self) -> Effect:
        """Cohen's d: above 0 where chosen answers are longer."""
        return effect_of(
            self.n, self.chosen, self.rejected, self.chosen_squares, self.rejected_squares, self.both
        )


def effect_of(
    n: int, chosen: int, rejected: int, chosen_squares: int, rejected_squares: int, both: int
) -> Effect:
    """Cohen's d of n pairs from their sums, sums of squares and sum of products."""
    if n < 2:
        return Effect(0.0, -inf, inf)
    free = n - 1
    # n times the sums of squares about the means: whole numbers, so nothing is lost to rounding.
    one = (n * chosen_squares - chosen * chosen) / (n * free)
    other = (n * rejected_squares - rejected * rejected) / (n * free)
    shared = (n * both - chosen * rejected) / (n * free)
    unit = (one + other) / 2
    apart = (chosen - rejected) / n
    if unit <= 0:  # all chosen answers have one length, and all rejected ones
        d = copysign(inf, apart) if apart else 0.0
        return Effect(d, d, d)
    d = apart / sqrt(unit)
    spread = d * d * (one * one + other * other + 2 * shared * shared) / (8 * free * unit * unit)
    error = sqrt(spread + max(0.0, one + other - 2 * shared) / (free * unit))
    return Effect(d, d - Z * error, d + Z * error)
