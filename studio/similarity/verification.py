"""Computes the true Jaccard similarity of pairs of rows, many at once. It chooses no pairs.

The set sizes are counted, not estimated. For a batch of pairs every shingle of both rows is put
down as one number: which pair, which shingle, which of the two rows. Sorted, equal shingles of a
pair lie together, and counting the changes gives the size of both sets and of their union:
Jaccard = (|A| + |B| - |A or B|) / |A or B|.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.similarity.normalise import normalise_block
from studio.similarity.shingles import shingle_counts, valid_windows, window_keys

# A batch keeps its arrays in cache. Its pairs are numbered in 12 bits, a shingle has 51, a row 1.
_BATCH_PAIRS = 1 << 12
_BATCH_WINDOWS = 1 << 18
_PAIR_SHIFT = np.uint64(52)
_KEY_SHIFT = np.uint64(13)
_FOLD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Windows:
    """The shingle keys of some rows: row i's are `keys[firsts[i]:firsts[i] + counts[i]]`."""

    keys: npt.NDArray[np.uint64]
    firsts: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]


def measure_pairs(
    prompts: Sequence[str],
    answers: Sequence[str],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """The Jaccard similarity of the 5-character shingles of pairs of normalised rows.

    Exact, but for shingles with characters above U+00FF, which are told apart by 51 bits. Two
    rows without any text have similarity 0: nothing cannot be a copy.

    Args:
        prompts: the whole column.
        answers: the whole column.
        left: (p,) one row of each pair; pairs that share a row are best given together.
        right: (p,) the other row.

    Returns:
        (p,) similarities, 0..1.

    """
    scores = np.empty(len(left))
    lengths = np.fromiter(map(len, prompts), np.int64, len(prompts))
    lengths += np.fromiter(map(len, answers), np.int64, len(answers))
    for start, stop in cut_batches(lengths, left, right):
        scores[start:stop] = measure_batch(prompts, answers, left[start:stop], right[start:stop])
    return scores


def cut_batches(
    lengths: npt.NDArray[np.int64], left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of runs of pairs that are cheap to measure together.

    Args:
        lengths: (n,) characters of every row.
        left: (p,) one row of each pair.
        right: (p,) the other row.

    """
    ends = np.cumsum(lengths[left] + lengths[right])
    start = 0
    while start < len(left):
        before = ends[start - 1] if start else 0
        stop = int(np.searchsorted(ends, before + _BATCH_WINDOWS, "right"))
        stop = min(max(stop, start + 1), start + _BATCH_PAIRS)
        yield start, stop
        start = stop


def measure_batch(
    prompts: Sequence[str],
    answers: Sequence[str],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """`measure_pairs` for a run of pairs small enough to do at once (`cut_batches`)."""
    rows, places = np.unique(np.concatenate((left, right)), return_inverse=True)
    chosen = rows.tolist()
    windows = _windows_of([prompts[row] for row in chosen], [answers[row] for row in chosen])
    # Each pair's windows side by side: those of its left row, then those of its right row.
    sides = np.stack((places[: len(left)], places[len(left) :]), axis=1).ravel()
    counts = windows.counts[sides]
    ends = np.cumsum(counts)
    gather = np.arange(ends[-1]) + np.repeat(windows.firsts[sides] - (ends - counts), counts)
    side = np.arange(len(sides), dtype=np.uint64)
    label = ((side >> np.uint64(1)) << _PAIR_SHIFT) | (side & np.uint64(1))
    marks = np.repeat(label, counts)
    marks |= windows.keys[gather]
    marks.sort()
    new_in_row = np.append(True, marks[1:] != marks[:-1])
    marks >>= np.uint64(1)
    new_in_union = np.append(True, marks[1:] != marks[:-1])
    bounds = np.concatenate((np.zeros(1, np.int64), ends[1::2]))
    both = np.diff(np.append(0, np.cumsum(new_in_row))[bounds])
    union = np.diff(np.append(0, np.cumsum(new_in_union))[bounds])
    scores: npt.NDArray[np.float64] = (both - union) / np.maximum(union, 1)
    return scores


def _windows_of(prompts: Sequence[str], answers: Sequence[str]) -> _Windows:
    """The shingle keys of rows, each moved up one bit to leave room for the side."""
    blocks = normalise_block(prompts, answers)
    keys, counts = [], np.zeros(len(prompts), np.int64)
    firsts = np.zeros(len(prompts), np.int64)
    done = 0
    for block in blocks:
        counts[block.rows] = shingle_counts(block)
        of_block = counts[block.rows]
        firsts[block.rows] = done + np.cumsum(of_block) - of_block
        done += int(of_block.sum())
        keys.append(window_keys(block.characters)[valid_windows(block)])
    every = np.concatenate(keys) if keys else np.empty(0, np.uint64)
    if any(block.characters.dtype != np.uint8 for block in blocks):
        # Keys may fill all 64 bits: fold them to 51, for all rows alike.
        every *= _FOLD
        every >>= _KEY_SHIFT
    every <<= np.uint64(1)
    return _Windows(every, firsts, counts)
