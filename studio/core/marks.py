"""Where words, or runs of some signs, stand in a long text, found in few passes over it. It looks at bytes.

Each place has a mark: 16 bits made of the four bytes that begin there. The marks of a text are made once;
then a table of 65,536 tells of each place whether one of some words may begin in it. Few places are left,
and only these are compared (Hyperscan's 'Teddy' works alike). A word alone is found as fast by `bytes.find`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# The bytes of a word that make its mark.
WIDTH = 4
# Odd; any number does that spreads pairs of letters.
_SPREAD = 40_503
# Places that are dealt with at once: what the cache holds.
_SLICE = 1 << 14


def marks_of(text: bytes) -> npt.NDArray[np.uint16]:
    """The mark of each place, (len(text) - WIDTH + 1,); none for a shorter text."""
    import numpy as np

    signs = np.frombuffer(text, np.uint8)
    if len(signs) < WIDTH:
        return np.empty(0, np.uint16)
    marks = np.empty(len(signs) - WIDTH + 1, np.uint16)
    for start in range(0, len(marks), _SLICE):
        here = signs[start : start + _SLICE + WIDTH - 1]
        pairs = here[:-1].astype(np.uint16)
        pairs <<= np.uint16(8)
        pairs |= here[1:]
        marks[start : start + _SLICE] = pairs[:-2] * np.uint16(_SPREAD) ^ pairs[2:]
    return marks


def places_of(text: bytes, marks: npt.NDArray[np.uint16], words: Sequence[bytes]) -> list[int]:
    """Where one of some words begins, in order. Words have `WIDTH` bytes or more."""
    import numpy as np

    every = tuple(words)
    table = _table(every)
    places: list[int] = []
    for start in range(0, len(marks), _SLICE):
        here = np.flatnonzero(table.take(marks[start : start + _SLICE]))
        places += [place for place in (here + start).tolist() if text.startswith(every, place)]
    return places


def runs_of(text: bytes, signs: bytes, least: int) -> list[tuple[int, int]]:
    """Where only some signs stand, at least so many (2 or more) in a row: start and end of each run."""
    import numpy as np

    if len(text) < least:
        return []
    whole = np.frombuffer(text.translate(_flags(signs)), np.bool_)
    width = 1
    while width < least:  # the start of each window in which all are such signs
        step = min(width, least - width)
        whole = whole[:-step] & whole[step:]
        width += step
    edges = np.flatnonzero(np.diff(whole, prepend=False, append=False))
    starts, ends = edges[::2].tolist(), (edges[1::2] + (least - 1)).tolist()
    return list(zip(starts, ends, strict=True))


@cache
def _flags(signs: bytes) -> bytes:
    """For `bytes.translate`: 1 for some signs, 0 for others."""
    return bytes(sign in signs for sign in range(256))


@cache
def _table(words: tuple[bytes, ...]) -> npt.NDArray[np.bool_]:
    """Which marks a word begins with, (65536,)."""
    import numpy as np

    table = np.zeros(1 << 16, np.bool_)
    for word in words:
        table[marks_of(word[:WIDTH])] = True
    return table
