"""Lengths of texts in tokens, estimated, and how they are spread. It runs no tokenizer.

About 4 characters make a token of English; a character of Chinese, Japanese, Korean or Thai makes about
one, and other scripts lie between. The figure is an estimate and is to be shown as one: real tokenizers
differ from it by a fifth and more.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

import numpy as np

# Thai, kana, ideographs, hangul.
_WIDE = re.compile(
    "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Greek and on: Cyrillic, Arabic, Devanagari …, and signs such as emoji.
_OTHER = re.compile("[\u0370-\U0010ffff]")
_LATIN_CHARS, _OTHER_CHARS = 4, 2
PERCENTILES = (5, 25, 50, 75, 95, 99)


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has; 0 for an empty one."""
    if text.isascii():
        return ceil(len(text) / _LATIN_CHARS)
    wide = len(_WIDE.findall(text))
    other = len(_OTHER.findall(text)) - wide
    return ceil((len(text) - wide - other) / _LATIN_CHARS + other / _OTHER_CHARS + wide)


@dataclass(frozen=True, slots=True)
class Spread:
    """How lengths are spread, in estimated tokens.

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
