"""Sketches each row by 64 MinHash values, so that like rows can be found. It finds no pairs itself.

MinHash (Broder 1997): hash every shingle of a row and keep the least value; two rows agree on it
with a chance equal to the Jaccard similarity of their shingle sets. Here one 32-bit hash of each
shingle is permuted 64 times, by multiplying with 64 odd numbers.

Long rows are sampled. Level k keeps the shingles whose hash is below 2**32 / 8**k. As the hash
decides, two rows keep the same ones, and their similarity is that of their samples. A row is
signed at each level whose span of sizes it falls in; a span reaches from 128 * 8**(k-1) to
256 * 8**k distinct shingles, so neighbours overlap by a factor of two. Rows of Jaccard >= 0.5
differ in size by at most that factor, so they always meet at some level. The work per row is thus
bounded, whatever its length, and a row of more than 256 shingles is always signed by at least
some 32 of them.

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

BANDS = 16
ROWS_PER_BAND = 4
VALUES = BANDS * ROWS_PER_BAND

_THINNING = 8
_LEVELS = 9  # the last holds rows of up to 256 * 8**8 shingles: no string is that long
_SMALLEST_SPAN = 256
_HASH_RANGE = 2.0**32
# The permutations. Any odd numbers do; drawn once from a fixed seed so that an index written
# today can be read tomorrow.
_MULTIPLIERS = np.random.Generator(np.random.PCG64(20_240_817)).integers(
    1 << 24, 1 << 31, VALUES, dtype=np.uint32
) * np.uint32(2) + np.uint32(1)
_AT_ONCE = 8
_FOLD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Entries, one for each row and level that the row is signed at.

    Attributes:
        rows: (e,) the row that each entry belongs to.
        bands: (BANDS, e) band keys. Entries of different levels share none but by chance.
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


def sign_block(block: Block) -> Signatures:
    """Sign every row of a block that has text.

    Returns:
        signatures whose `rows` are `block.rows`, in no particular order.

    """
    hashes = hash_windows(block.characters)
    valid = valid_windows(block)
    windows = shingle_counts(block)
    signed, distinct = _sign(block, hashes, valid, windows, repeats=False)
    # A row that repeats itself has far fewer shingles than windows, and was signed at a level
    # that kept few of them or none. Sign it again by the number it really has.
    repetitive = (windows > _SMALLEST_SPAN) & (distinct < windows / 2)
    if repetitive.any():
        sizes = np.where(repetitive, np.maximum(distinct, 1), 0).astype(np.int64)
        again, _ = _sign(block, hashes, valid, sizes, repeats=True)
        signed = join_signatures([signed, again])
    return signed


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


def _sign(
    block: Block,
    hashes: npt.NDArray[np.uint32],
    valid: npt.NDArray[np.bool_],
    sizes: npt.NDArray[np.int64],
    *,
    repeats: bool,
) -> tuple[Signatures, npt.NDArray[np.float64]]:
    """Sign the rows of size > 0 at the levels their sizes ask for.

    Returns:
        the entries, and (n,) the number of distinct shingles that they suggest for each row.

    """
    distinct = np.zeros(len(sizes))
    parts = []
    places = np.empty(0, np.int64)
    for level in range(_LEVELS):
        least = 0 if level == 0 else (_SMALLEST_SPAN // 2) * _THINNING ** (level - 1)
        if not (sizes > least).any():
            break
        member = (sizes > least) & (sizes <= _SMALLEST_SPAN * _THINNING**level)
        # Every level's samples are among those of the level before, but few rows are at level 0.
        if level == 0:
            inside = np.repeat(member, np.diff(np.append(block.starts, len(valid))))
            places = np.flatnonzero(inside & valid)
        elif level == 1:
            places = np.flatnonzero(valid & (hashes < _limit(level)))
        else:
            places = places[hashes[places] < _limit(level)]
        if not member.any():
            continue
        # Positions ascend, so each row's samples are one run of them.
        cuts = np.append(np.searchsorted(places, block.starts), len(places))
        lengths = np.diff(cuts)
        samples = hashes[places]
        if not member.all():
            samples = samples[np.repeat(member, lengths)]
        sampled = np.flatnonzero(member & (lengths > 0))
        if not len(sampled):
            continue
        starts = np.cumsum(lengths[sampled]) - lengths[sampled]
        if repeats:
            samples, starts = _without_repeats(samples, starts)
        values = _least_values(samples, starts)
        distinct[sampled] = np.maximum(distinct[sampled], _estimate_sizes(values) * float(_THINNING**level))
        sketches = np.ascontiguousarray((values >> np.uint32(8)).astype(np.uint8).T)
        parts.append(Signatures(block.rows[sampled], _fold_bands(values, level), sketches))
    return join_signatures(parts), distinct


def _limit(level: int) -> np.uint32:
    """The shingles with a hash below this are sampled at a level above 0."""
    return np.uint32((1 << 32) // _THINNING**level)


def _without_repeats(
    samples: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The samples of each run, sorted, each once; and where the runs start now."""
    lengths = np.diff(np.append(starts, len(samples)))
    run = np.repeat(np.arange(len(starts), dtype=np.uint64), lengths)
    once = np.unique((run << np.uint64(32)) | samples)
    firsts = np.searchsorted(once >> np.uint64(32), np.arange(len(starts), dtype=np.uint64))
    return once.astype(np.uint32), firsts


def _least_values(samples: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """(VALUES, runs) the least value of each run under each permutation."""
    least = np.empty((VALUES, len(starts)), np.uint32)
    permuted = np.empty((_AT_ONCE, len(samples)), np.uint32)
    for first in range(0, VALUES, _AT_ONCE):
        np.multiply(samples, _MULTIPLIERS[first : first + _AT_ONCE, None], out=permuted)
        np.minimum.reduceat(permuted, starts, axis=1, out=least[first : first + _AT_ONCE])
    return least


def _estimate_sizes(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """(runs,) how many distinct samples there were: the least of d even draws is near 1/(d+1)."""
    means = values.mean(axis=0, dtype=np.float64) / _HASH_RANGE
    estimates: npt.NDArray[np.float64] = 1.0 / np.maximum(means, 1 / _HASH_RANGE) - 1.0
    return estimates


def _fold_bands(values: npt.NDArray[np.uint32], level: int) -> npt.NDArray[np.uint32]:
    """(BANDS, runs) one key for each four values; the level goes in, so that levels stay apart."""
    banded = values.reshape(BANDS, ROWS_PER_BAND, -1)
    keys = np.full((BANDS, banded.shape[2]), level + 1, np.uint64)
    for place in range(ROWS_PER_BAND):
        keys ^= banded[:, place]
        keys *= _FOLD
        keys ^= keys >> np.uint64(31)
    return (keys >> np.uint64(32)).astype(np.uint32)
