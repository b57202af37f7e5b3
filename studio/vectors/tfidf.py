"""Weighs words and pieces of words into vectors, offline, for any script. It learns no meaning.

Weights are (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), as scikit-learn's sublinear TF-IDF (Salton and
Buckley, 1988). Words and pieces are each brought to length 1, then joined to a vector of length 1, so
that long rows do not count by their many pieces alone. Tokens are hashed to 2^20 features, as in
Weinberger et al. (2009), without their sign: a clash is too rare to matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.vectors.tokens import Integers, Tokens, cut_texts

# A scipy.sparse.csr_array of float32; scipy is imported only when vectors are made.
Sparse = Any

_BITS = 20
_FEATURES = 1 << _BITS
# A search takes as many multiplications as the sum over features of rows that have it, squared. The most
# common features, which tell least apart, are left out of large sets until the sum is below this.
_MOST_PRODUCTS = 1_000_000_000
# What is asked stands at the start of a prompt; what was pasted in follows.
_MOST_CHARACTERS = 4000
_PORTION_CHARACTERS = 1 << 20
_NO_INTEGERS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often each row holds each feature, ordered by row, then feature."""

    rows: Integers
    features: Integers
    counts: Integers


class TfIdf:
    """The default encoder: TF-IDF with the weights of the texts that it was made from.

    Args:
        reference: texts whose document frequencies weigh the features.

    """

    name = "tfidf"

    def __init__(self, reference: Sequence[str]) -> None:
        self._weigh_by(_count_all(reference), len(reference))

    @classmethod
    def of(cls, reference: Sequence[str]) -> tuple["TfIdf", Sparse]:
        """An encoder and the vectors of its own reference, for little more than either."""
        made = cls.__new__(cls)
        counts = _count_all(reference)
        made._weigh_by(counts, len(reference))
        return made, made._vectors(counts, len(reference))

    def encode(self, texts: Sequence[str]) -> Sparse:
        """(n, 2^21) rows of length 1 in float32; a text without a known token is a row of zeros."""
        return self._vectors(_count_all(texts), len(texts))

    def _weigh_by(self, counts: tuple[_Counts, _Counts], row_count: int) -> None:
        self._weights = [_inverse_frequency(kind, row_count) for kind in counts]

    def _vectors(self, counts: tuple[_Counts, _Counts], row_count: int) -> Sparse:
        parts = (_weigh(*each, row_count) for each in zip(counts, self._weights, strict=True))
        return _join(*parts)


def _count_all(texts: Sequence[str]) -> tuple[_Counts, _Counts]:
    """Words and pieces of all texts, a portion at a time, so that only counts add up in memory."""
    portions = [
        (start, [_count(tokens) for tokens in cut_texts([t[:_MOST_CHARACTERS] for t in part])])
        for start, part in _portions(texts)
    ]
    joined = []
    for kind in (0, 1):
        parts = [(start, counts[kind]) for start, counts in portions]
        joined.append(
            _Counts(
                np.concatenate([_NO_INTEGERS, *(counts.rows + start for start, counts in parts)]),
                np.concatenate([_NO_INTEGERS, *(counts.features for _, counts in parts)]),
                np.concatenate([_NO_INTEGERS, *(counts.counts for _, counts in parts)]),
            )
        )
    return joined[0], joined[1]


def _portions(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Runs of texts of some million characters, and where each starts."""
    ends = np.cumsum([min(len(text), _MOST_CHARACTERS) for text in texts])
    start = 0
    while start < len(texts):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _PORTION_CHARACTERS, side="right")))
        yield start, texts[start:stop]
        start = stop


def _count(tokens: Tokens) -> _Counts:
    keys = (tokens.rows << _BITS) | (tokens.hashes >> np.uint64(64 - _BITS)).astype(np.int64)
    keys.sort()
    first = np.flatnonzero(np.append(np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]))
    unique = keys[first]
    return _Counts(unique >> _BITS, unique & (_FEATURES - 1), np.diff(np.append(first, len(keys))))


def _inverse_frequency(counts: _Counts, row_count: int) -> npt.NDArray[np.float32]:
    frequency = np.bincount(counts.features, minlength=_FEATURES)
    inverse = np.log((1 + row_count) / (1 + frequency)) + 1
    rising = np.sort(frequency[frequency > 0])
    kept = np.searchsorted(np.cumsum(rising * rising), _MOST_PRODUCTS, side="right")
    if kept < len(rising):
        inverse[frequency >= rising[kept]] = 0
    return inverse.astype(np.float32)


def _weigh(counts: _Counts, inverse: npt.NDArray[np.float32], row_count: int) -> Sparse:
    """Rows of length 1 (or 0)."""
    from scipy.sparse import csr_array

    values = (1 + np.log(counts.counts)).astype(np.float32) * inverse[counts.features]
    used = values > 0
    rows, features, values = counts.rows[used], counts.features[used], values[used]
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=row_count))
    values /= lengths[rows].astype(np.float32)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(rows, minlength=row_count))))
    return csr_array(
        (values, features.astype(np.int32), starts.astype(np.int32)), shape=(row_count, _FEATURES)
    )


def _join(words: Sparse, pieces: Sparse) -> Sparse:
    """Words and pieces side by side, brought to length 1 again (a row may have only one of them)."""
    from scipy.sparse import hstack

    both = hstack((words, pieces), format="csr", dtype=np.float32)
    spans = np.diff(both.indptr)
    parts = (np.diff(words.indptr) > 0).astype(np.float32) + (np.diff(pieces.indptr) > 0)
    both.data /= np.repeat(np.sqrt(np.maximum(parts, 1)), spans).astype(np.float32)
    return both
