"""Sketches each row by 64 MinHash values, so that like rows can be found. It finds no pairs itself.

MinHash (Broder 1997): hash every shingle of a row and keep the least value; two rows agree on it
with a chance equal to the Jaccard similarity of their shingle sets. Doing that 64 times over costs
64 operations a shingle. One permutation is cheaper (Li, Owen, Zhang 2012): the top six bits of one
hash say which of 64 bins a shingle falls in, and each bin keeps its own least value.

A row of few shingles leaves bins empty. Those are filled by throwing its shingles again, by
another permutation, and what is still empty after three throws by the plain way: each such bin
has a permutation of its own, under which the least value of all shingles counts. A bin filled
earlier in one row than in the other differs, as it must: the earlier row has a shingle there that
the other lacks. So in every bin two rows agree with a chance equal to their similarity, whatever
their lengths, and a row's repeats never count.

Sixteen band keys, each of four values, stand for a signature in the search for candidates: a pair
of Jaccard j shares a key with a chance of 1 - (1 - j**4)**16: 0.64 at 0.5, 0.99 at 0.7, 0.9998 at
0.8. One byte of each of the 64 values is kept as a sketch: the share of equal bytes estimates j.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.similarity.normalise import Block
from studio.similarity.shingles import hash_windows, shingle_counts, valid_windows

# Signatures of another version cannot be compared with these: rows must be signed again.
VERSION = 2
BANDS = 16
ROWS_PER_BAND = 4
VALUES = BANDS * ROWS_PER_BAND

Hashes = npt.NDArray[np.uint32]

_BIN_SHIFT = np.uint32(26)  # the top six of 32 bits: 64 bins
_EMPTY = np.uint32(0xFFFF_FFFF)
_THROWS = 3
# The permutations. Any odd numbers do; drawn once from a fixed seed so that an index written
# today can be read tomorrow. The first ones also serve for the throws after the first.
_MULTIPLIERS = np.random.Generator(np.random.PCG64(20_240_817)).integers(
    1 << 24, 1 << 31, VALUES, dtype=np.uint32
) * np.uint32(2) + np.uint32(1)
# Shingles, and empty bins, that are dealt with at once: what the cache holds.
_SLICE = 1 << 15
_BINS_AT_ONCE = 1 << 10
_FOLD = np.uint64(0x9E3779B97F4A7C15)
_SKETCH_FOLD = np.uint32(0x9E3779B1)
_SKETCH_SHIFT = np.uint32(24)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Entries, one for each row that has text.

    Attributes:
        rows: (e,) the row that each entry belongs to.
        bands: (BANDS, e) band keys.
        sketches: (e, VALUES) one byte of each MinHash value.

    """

    rows: npt.NDArray[np.int64]
    bands: npt.NDArray[np.uint32]
    sketches: npt.NDArray[np.uint8]

    def of_rows(self, wanted: npt.NDArray[np.bool_]) -> "Signatures":
        """Only the entries whose row is True in `wanted`."""
        keep = wanted[self.rows]
        if keep.all():
            return self
        return Signatures(self.rows[keep], np.compress(keep, self.bands, axis=1), self.sketches[keep])


def join_signatures(parts: Sequence[Signatures]) -> Signatures:
    """All entries of several `Signatures`, in order."""
    if not parts:
        return Signatures(
            np.empty(0, np.int64), np.empty((BANDS, 0), np.uint32), np.empty((0, VALUES), np.uint8)
        )
    return Signatures(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.bands for part in parts], axis=1),
        np.concatenate([part.sketches for part in parts]),
    )


def sign_block(block: Block) -> Signatures:
    """Sign every row of a block that has text.

    Returns:
        signatures whose `rows` are `block.rows`, in the block's order.

    """
    counts = shingle_counts(block)
    signed = np.flatnonzero(counts)
    values = _least_values(hash_windows(block.characters)[valid_windows(block)], counts[signed])
    sketches = ((values * _SKETCH_FOLD) >> _SKETCH_SHIFT).astype(np.uint8)
    return Signatures(block.rows[signed], _fold_bands(values), sketches)


def _least_values(hashes: Hashes, counts: npt.NDArray[np.int64]) -> Hashes:
    """(runs, VALUES) the MinHash values of runs of hashes, each of `counts` hashes, 1 or more."""
    values = _throw(hashes, counts)
    for throw in range(1, _THROWS):
        lacking = (values == _EMPTY).any(axis=1)
        if not lacking.any():
            return values
        short = hashes if lacking.all() else hashes[np.repeat(lacking, counts)]
        again = _throw(short * _MULTIPLIERS[throw], counts[lacking])
        known = values[lacking]
        values[lacking] = np.where(known == _EMPTY, again, known)
    _fill(values, hashes, counts)
    return values


def _fill(values: Hashes, hashes: Hashes, counts: npt.NDArray[np.int64]) -> None:
    """Give every empty bin the least value of its run under the permutation of that bin."""
    runs, bins = np.nonzero(values == _EMPTY)
    starts = np.cumsum(counts) - counts
    for first in range(0, len(runs), _BINS_AT_ONCE):
        run, bin_ = runs[first : first + _BINS_AT_ONCE], bins[first : first + _BINS_AT_ONCE]
        sizes = counts[run]
        firsts = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(starts[run] - firsts, sizes)
        permuted = hashes[places] * np.repeat(_MULTIPLIERS[bin_], sizes)
        values[run, bin_] = np.minimum.reduceat(permuted, firsts)


def _throw(hashes: Hashes, counts: npt.NDArray[np.int64]) -> Hashes:
    """(runs, VALUES) the least hash of each bin, `_EMPTY` where no hash fell."""
    least = np.full(len(counts) * VALUES, _EMPTY)
    firsts = np.repeat(np.arange(0, len(least), VALUES), counts)
    for start in range(0, len(hashes), _SLICE):
        part = hashes[start : start + _SLICE]
        bins = (part >> _BIN_SHIFT).astype(np.int64)
        bins += firsts[start : start + _SLICE]
        np.minimum.at(least, bins, part)
    return least.reshape(-1, VALUES)


def _fold_bands(values: Hashes) -> npt.NDArray[np.uint32]:
    """(BANDS, runs) one key for each four values."""
    banded = values.reshape(-1, BANDS, ROWS_PER_BAND).transpose(1, 2, 0)
    keys = np.zeros((BANDS, len(values)), np.uint64)
    for place in range(ROWS_PER_BAND):
        keys ^= banded[:, place]
        keys *= _FOLD
        keys ^= keys >> np.uint64(31)
    return (keys >> np.uint64(32)).astype(np.uint32)
