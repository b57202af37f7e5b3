"""How sure a measured share is. It sees counts, never rows.

Wilson, "Probable inference, the law of succession, and statistical inference" (1927). Rogan and Gladen,
"Estimating prevalence from the results of a screening test" (1978).
"""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and what it lies between, 95 times in 100; all 0..1."""

    share: float
    low: float
    high: float

    def to_json(self) -> dict[str, object]:
        """As JSON: share, and [low, high]."""
        return {"share": self.share, "interval": [self.low, self.high]}


def wilson_interval(count: float, total: float, z: float = Z_95) -> Interval:
    """The share `count` of `total` with Wilson's score interval; of nothing, nothing is known (0 to 1).

    Raises:
        ValueError: the count is not within 0..total.

    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total}")
    if not total:
        return Interval(0.0, 0.0, 1.0)
    share = count / total
    square = z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    # The ends are exact at 0 and 1; rounding must not say otherwise.
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == total else min(1.0, middle + half)
    return Interval(share, low, high)


def correct_share(share: float, false_positives: float = 0.05, sensitivity: float = 1.0) -> float:
    """The true share behind a measured one: (p - f) / (s - f), within 0..1 (Rogan and Gladen, 1978).

    A threshold at the 95th percentile of distances inside the set calls 5 % of covered prompts uncovered
    (`false_positives`). That it misses no uncovered prompt (`sensitivity` 1) is assumed, not known: it
    misses those that look like a row and mean another thing, so the result is a lower bound.

    Raises:
        ValueError: the test tells nothing (sensitivity not above false positives).

    """
    if not 0 <= false_positives < sensitivity <= 1:
        raise ValueError(f"false positives {false_positives}, sensitivity {sensitivity}")
    return min(1.0, max(0.0, (share - false_positives) / (sensitivity - false_positives)))


def uncovered_share(beyond: int, total: int, false_positives: float = 0.05, z: float = Z_95) -> Interval:
    """The corrected share of prompts beyond the threshold, its interval corrected end by end.

    The rate of false positives is taken as known: with few rows in the set, the interval is too narrow.
    """
    measured = wilson_interval(beyond, total, z)
    if not total:
        return measured
    ends = (correct_share(end, false_positives) for end in (measured.share, measured.low, measured.high))
    return Interval(*ends)
