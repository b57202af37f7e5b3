"""How lengths of texts are spread, in tokens. It measures no text."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

PERCENTILES = (5, 25, 50, 75, 95, 99)


@dataclass(frozen=True, slots=True)
class Spread:
    """How lengths are spread, in tokens.

    Attributes:
        count: texts that are not empty; the rest of the figures are about these.
        total, mean, least, most: over them.
        percentiles: length at each of `PERCENTILES`.
        bins: (up to, texts) from short to long, bounds doubling.

    """

    count: int
    total: int
    mean: float
    least: int
    most: int
    percentiles: dict[int, int]
    bins: tuple[tuple[int, int], ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {"percentiles": {str(at): length for at, length in self.percentiles.items()}}


def spread_of(lengths: Sequence[int]) -> Spread:
    """How some lengths are spread; empty texts are left out."""
    numbers = np.array([length for length in lengths if length > 0], np.int64)
    if not len(numbers):
        return Spread(0, 0, 0.0, 0, 0, dict.fromkeys(PERCENTILES, 0), ())
    # The length that is there at a rank, not one between two: no text has half a token.
    marks = np.percentile(numbers, PERCENTILES, method="inverted_cdf").tolist()
    powers = np.maximum(3, np.ceil(np.log2(numbers)).astype(np.int64))
    bins = [
        (2**power, int((powers == power).sum())) for power in range(int(powers.min()), int(powers.max()) + 1)
    ]
    return Spread(
        len(numbers),
        int(numbers.sum()),
        float(numbers.mean()),
        int(numbers.min()),
        int(numbers.max()),
        dict(zip(PERCENTILES, map(int, marks), strict=True)),
        tuple(bins),
    )
