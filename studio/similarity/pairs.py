"""Pairs of like rows as arrays: what was measured and judged of them. It measures and judges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.similarity.groups import Rows
from studio.similarity.kinds import IDENTICAL, Judgement, Kind

KINDS = tuple(Kind)
_WORD = np.uint64(32)
_LOW_WORD = np.uint64(0xFFFF_FFFF)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a scan found. Arrays are (p,), one member a pair; left < right in every pair.

    Attributes:
        left, right: the rows.
        scores: Jaccard similarity of the 5-character shingles of the normalised rows, 0..1.
        identical: the rows have the same normalised text.
        kinds: position in `KINDS`.
        judgements: kind, band and reason.

    """

    left: Rows
    right: Rows
    scores: npt.NDArray[np.float64]
    identical: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.uint8]
    judgements: list[Judgement]

    def of_kind(self, kind: Kind) -> npt.NDArray[np.bool_]:
        """(p,) pairs of one kind."""
        chosen: npt.NDArray[np.bool_] = self.kinds == KINDS.index(kind)
        return chosen


def pack(left: Rows, right: Rows) -> npt.NDArray[np.uint64]:
    """(p,) each pair as one number, which sorts by left, then right; rows must be below 2**32."""
    packed: npt.NDArray[np.uint64] = (left.astype(np.uint64) << _WORD) | right.astype(np.uint64)
    return packed


def unpack(packed: npt.NDArray[np.uint64]) -> tuple[Rows, Rows]:
    """Left and right rows of packed pairs."""
    return (packed >> _WORD).astype(np.int64), (packed & _LOW_WORD).astype(np.int64)


def identical_pairs(left: Rows, right: Rows) -> Pairs:
    """Pairs of rows with one normalised text."""
    count = len(left)
    return Pairs(
        left,
        right,
        np.ones(count),
        np.ones(count, bool),
        np.full(count, KINDS.index(Kind.DUPLICATE), np.uint8),
        [IDENTICAL] * count,
    )


def join_pairs(parts: Sequence[Pairs]) -> Pairs:
    """All pairs of several `Pairs`, in order."""
    return Pairs(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.identical for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        [judgement for part in parts for judgement in part.judgements],
    )
