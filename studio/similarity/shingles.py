"""Cuts normalised rows into 5-character shingles, as numbers. It does not compare anything.

A row's shingles are all its windows of five characters; a row of one to four characters has one
shingle, itself; a row without text (no prompt, no answer) has none. `shingle_set` says this in
plain Python, for one row. The rest does it for a whole block.
"""

import numpy as np
import numpy.typing as npt

from studio.similarity.normalise import GAP, Block, Characters

LENGTH = 5
_LOW_FIVE_BYTES = np.uint64(0xFF_FFFF_FFFF)
_HIGH_THREE_BYTES = np.uint64(0xFFFF_FF00_0000_0000)
# Odd numbers with well-spread bits, one for each place in a window (SplitMix64's and relatives).
_PLACES = np.array(
    [
        0x9E3779B97F4A7C15,
        0xBF58476D1CE4E5B9,
        0x94D049BB133111EB,
        0xD6E8FEB86659FD93,
        0xC2B2AE3D27D4EB4F,
    ],
    np.uint64,
)
_SLICE = 1 << 14
_MIX_ONE = np.uint64(0x9E3779B97F4A7C15)
_MIX_TWO = np.uint64(0xD6E8FEB86659FD93)


def shingle_set(row: str) -> set[str]:
    """The shingles of one normalised row (`normalise_row`)."""
    if row == "\n":
        return set()
    return {row[i : i + LENGTH] for i in range(max(1, len(row) - LENGTH + 1))}


def shingle_counts(block: Block) -> npt.NDArray[np.int64]:
    """(n,) how many windows each row has, repeats counted; 0 for a row without text."""
    lengths = block.ends - block.starts
    counts: npt.NDArray[np.int64] = np.maximum(lengths - LENGTH + 1, 1)
    counts[_textless(block)] = 0
    return counts


def _textless(block: Block) -> npt.NDArray[np.bool_]:
    """(n,) rows that are nothing but the boundary between an empty prompt and answer."""
    textless: npt.NDArray[np.bool_] = block.ends - block.starts == 1
    return textless


def window_keys(characters: Characters) -> npt.NDArray[np.uint64]:
    """One number for the window at each position; equal windows, and only they, are equal.

    The five low bytes are the low bytes of the five characters. They are the whole key in
    ASCII and Latin-1, which makes it exact there. Above that, what is left of the five code
    points is mixed into the three high bytes; two unlike windows then share a key with a chance
    of 2**-24, and only if their five low bytes agree. An ASCII row and a wide row with the same
    window get the same key.

    Returns:
        (len(characters) - 7,) keys; those of windows that run over a row's end are junk.

    """
    count = len(characters) - 7
    low = characters if characters.dtype == np.uint8 else characters.astype(np.uint8)
    words = np.lib.stride_tricks.as_strided(low[:8].view(np.uint64), (count,), (1,))
    keys: npt.NDArray[np.uint64] = words & _LOW_FIVE_BYTES
    if characters.dtype != np.uint8:
        above = (characters >> np.uint32(8)).astype(np.uint64)
        mixed = np.zeros(count, np.uint64)
        for place, odd in enumerate(_PLACES):
            mixed += above[place : place + count] * odd
        keys |= mixed & _HIGH_THREE_BYTES
    return keys


def hash_windows(characters: Characters) -> npt.NDArray[np.uint32]:
    """(len(characters) - 7,) 32 well-mixed bits for the window at each position.

    Multiply, fold, multiply; in slices that stay in the processor's cache.
    """
    hashes = np.empty(len(characters) - 7, np.uint32)
    for start in range(0, len(hashes), _SLICE):
        keys = window_keys(characters[start : start + _SLICE + 7])
        keys *= _MIX_ONE
        keys ^= keys >> np.uint64(32)
        keys *= _MIX_TWO
        keys >>= np.uint64(32)
        hashes[start : start + _SLICE] = keys
    return hashes


def valid_windows(block: Block) -> npt.NDArray[np.bool_]:
    """(len(characters) - 7,) True where a window lies wholly inside its row (or is a short row)."""
    valid = np.ones(len(block.characters) - 7, bool)
    last = int(block.ends[-1])
    valid[max(0, last - LENGTH + 1) :] = False
    # The windows that would run over a row's end, and the gap behind it.
    over = np.arange(1 - LENGTH, GAP)
    valid[np.maximum(block.ends[:-1, None] + over, 0)] = False
    # A row shorter than a window is its own shingle: the zeros behind it fill the window up.
    short = (block.ends - block.starts) < LENGTH
    valid[block.starts[short]] = True
    valid[block.starts[_textless(block)]] = False
    return valid
