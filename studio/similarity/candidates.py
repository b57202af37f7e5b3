"""Finds the pairs of rows worth comparing, from their signatures. It decides nothing about them.

Rows that share a band key lie together once the keys are sorted. In a run of equal keys each row
is paired with its next few neighbours and with the run's first row, so a run of a million like
rows costs some million pairs, not 10**12. A pair is kept if the share of equal bytes in the
two sketches reaches the floor (at the floor itself, half of the true pairs do), and dropped again
if both rows have dozens of stronger pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.similarity.signatures import BANDS, VALUES, Signatures

_NEIGHBOURS = 12
_STRONGEST = 24
_CHUNK = 1 << 15
_WORD = np.uint64(32)
_LOW_WORD = np.uint64(0xFFFF_FFFF)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows that may be alike, each once, the smaller row on the left.

    Attributes:
        left, right: (p,) rows, left < right; sorted by left, then right.
        agreement: (p,) how many of the VALUES sketch bytes agree.
        crowded: rows of pairs that were dropped for stronger ones, each once.

    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    agreement: npt.NDArray[np.uint8]
    crowded: npt.NDArray[np.int64]


def find_candidates(signatures: Signatures, floor: float) -> Iterator[Candidates]:
    """Yield all candidates found so far, once after each of the BANDS bands; the last are all.

    Args:
        signatures: the rows to pair; rows must be below 2**32.
        floor: the least Jaccard similarity that is of interest, 0..1.

    """
    least = int(np.ceil(floor * VALUES))
    packed, agreement = np.empty(0, np.uint64), np.empty(0, np.uint8)
    crowded = np.empty(0, np.int64)
    for band in range(BANDS):
        parts = [(packed, agreement), *_pairs_of_band(signatures, band, least)]
        packed = np.concatenate([part[0] for part in parts])
        agreement = np.concatenate([part[1] for part in parts])
        packed, first = np.unique(packed, return_index=True)
        found = _strongest(
            Candidates(
                (packed >> _WORD).astype(np.int64),
                (packed & _LOW_WORD).astype(np.int64),
                agreement[first],
                crowded,
            )
        )
        crowded = found.crowded
        packed = _pack(found.left, found.right)
        agreement = found.agreement
        yield found


def _pack(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    return (left.astype(np.uint64) << _WORD) | right.astype(np.uint64)


def _pairs_of_band(
    signatures: Signatures, band: int, least: int
) -> Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]]:
    """Packed pairs of rows that share a key of this band, and how many bytes they agree on."""
    entries, runs = _shared_keys(signatures.bands[band])
    if not len(entries):
        return
    firsts = np.flatnonzero(np.append(True, runs[1:] != runs[:-1]))
    lengths = np.diff(np.append(firsts, len(runs)))
    head = np.repeat(firsts, lengths)
    place = np.arange(len(runs))
    for step in range(1, min(_NEIGHBOURS, int(lengths.max()) - 1) + 1):
        here = np.flatnonzero(runs[step:] == runs[:-step])
        yield from _agreeing(signatures, entries[here], entries[here + step], least)
    far = np.flatnonzero(place - head > _NEIGHBOURS)
    yield from _agreeing(signatures, entries[head[far]], entries[far], least)


def _shared_keys(
    keys: npt.NDArray[np.uint32],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """The entries whose key is not theirs alone, by key, then by entry; and those keys."""
    packed = keys.astype(np.uint64) << _WORD
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    keys = (packed >> _WORD).astype(np.uint32)
    shared = np.zeros(len(keys), bool)
    same = keys[1:] == keys[:-1]
    shared[1:] = same
    shared[:-1] |= same
    return (packed[shared] & _LOW_WORD).astype(np.int64), keys[shared]


def _agreeing(
    signatures: Signatures, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], least: int
) -> Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]]:
    """Of pairs of entries those whose sketches agree on `least` bytes, as pairs of rows."""
    for start in range(0, len(one), _CHUNK):
        a, b = one[start : start + _CHUNK], other[start : start + _CHUNK]
        agreement = np.count_nonzero(signatures.sketches[a] == signatures.sketches[b], axis=1)
        keep = np.flatnonzero(agreement >= least)
        if not len(keep):
            continue
        left, right = signatures.rows[a[keep]], signatures.rows[b[keep]]
        unlike = left != right
        packed = _pack(np.minimum(left, right), np.maximum(left, right))
        yield packed[unlike], agreement[keep][unlike].astype(np.uint8)


def _strongest(found: Candidates) -> Candidates:
    """Drop a pair when each of its rows has `_STRONGEST` pairs that agree more."""
    if len(found.left) <= _STRONGEST:
        return found
    counts = np.bincount(np.concatenate((found.left, found.right)))
    crowded = np.flatnonzero((counts[found.left] > _STRONGEST) & (counts[found.right] > _STRONGEST))
    if not len(crowded):
        return found
    keep = np.ones(len(found.left), bool)
    keep[crowded] = False
    rows = np.concatenate((found.left[crowded], found.right[crowded]))
    strength = np.tile(found.agreement[crowded], 2)
    order = np.lexsort((np.negative(strength.astype(np.int16)), rows))
    ordered = rows[order]
    firsts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    rank = np.arange(len(order)) - np.repeat(firsts, np.diff(np.append(firsts, len(order))))
    keep[np.tile(crowded, 2)[order[rank < _STRONGEST]]] = True
    losers = np.concatenate((found.crowded, found.left[~keep], found.right[~keep]))
    return Candidates(found.left[keep], found.right[keep], found.agreement[keep], np.unique(losers))
