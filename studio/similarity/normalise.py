"""Brings rows to one form before they are compared. It never changes what a user sees or exports.

What normalising is, exactly. For each of the two parts of a row (prompt, answer):

1. Unicode NFKC, then `str.casefold`, then NFKC again (folding can undo the first);
2. zero-width characters (soft hyphen, U+180E, U+200B to U+200F, U+2060, U+FEFF) are dropped;
3. every run of white space or control characters becomes one space; none at either end.

A row's text is its normalised prompt, one line feed, its normalised answer. No other line feed
is left by step 3, so the boundary between the parts is never lost.

`normalise_row` says this for one row. `normalise_block` does the same to thousands of rows at
once, as arrays of characters: rows in pure ASCII (most rows of most sets) as bytes, the rest as
32-bit code points, so that no step runs once per row in Python.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

Characters = npt.NDArray[np.uint8] | npt.NDArray[np.uint32]

# Rows lie in a block one after the other with this many zeros between them: a window of five
# characters that starts in a row can then never see a character of the next row.
GAP = 5
_GAP_TEXT = "\0" * GAP
GAP_BYTES = b"\0" * GAP
# A window is read as one 8-byte word, so the last row needs room behind it.
_TAIL_TEXT = "\0" * 8

# Stands between prompt and answer until white space is dealt with, then becomes a line feed.
_BOUNDARY = "\x02"
_LINE_FEED = 10
_SPACE = 32

_ZERO_WIDTH = (0x00AD, 0x180E, *range(0x200B, 0x2010), 0x2060, 0xFEFF)
_ZERO_WIDTH_TO_NOTHING = dict.fromkeys(_ZERO_WIDTH)
# NFKC has already made a plain space of most of them; listed here for what it leaves.
_BLANK = (
    *range(0x00, 0x21),
    *range(0x7F, 0xA1),
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
)
_BLANK_RUN = re.compile("[" + "".join(re.escape(chr(code)) for code in _BLANK) + "]+")

_NFKC = partial(unicodedata.normalize, "NFKC")

_TEXT, _IS_BLANK, _IS_NOTHING = 0, 1, 2


def _class_table() -> npt.NDArray[np.uint8]:
    """What becomes of each code point up to U+FFFF (all above are text)."""
    table = np.full(0x10000, _TEXT, np.uint8)
    table[list(_BLANK)] = _IS_BLANK
    table[list(_ZERO_WIDTH)] = _IS_NOTHING
    table[0] = _TEXT  # the gap between rows
    table[ord(_BOUNDARY)] = _TEXT
    return table


def _ascii_table() -> bytes:
    """The whole of normalising for one ASCII byte, short of collapsing runs of spaces."""
    table = bytearray(range(256))
    for code in range(128):
        if code == ord(_BOUNDARY):
            table[code] = _LINE_FEED
        elif code in _BLANK and code != 0:
            table[code] = _SPACE
        else:
            table[code] = ord(chr(code).lower())
    return bytes(table)


_CLASSES = _class_table()
_ASCII = _ascii_table()


@dataclass(frozen=True, slots=True)
class Block:
    """Some normalised rows, end to end in one array.

    Attributes:
        rows: (n,) positions of the rows in the slice that was given.
        characters: all rows and the gaps between them; bytes or 32-bit code points.
        starts, ends: (n,) row i is `characters[starts[i]:ends[i]]`.

    """

    rows: npt.NDArray[np.int64]
    characters: Characters
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def encoded(self) -> bytes:
        """The block in UTF-8, rows (and the end) still set apart by `GAP_BYTES`."""
        raw = self.characters[: int(self.ends[-1])].tobytes()
        if self.characters.dtype == np.uint8:
            return raw
        return raw.decode("utf-32-le", "surrogatepass").encode("utf-8", "surrogatepass")


def fold(text: str) -> str:
    """Steps 1 and 2: one form for each character, and no zero-width ones."""
    if text.isascii():
        return text.lower()
    return _NFKC(_NFKC(text).casefold()).translate(_ZERO_WIDTH_TO_NOTHING)


def normalise(text: str) -> str:
    """One part of a row, normalised as the module says."""
    return _BLANK_RUN.sub(" ", fold(text)).strip(" ")


def normalise_row(prompt: str, answer: str) -> str:
    """The text that a row is compared by: normalised prompt, line feed, normalised answer."""
    return f"{normalise(prompt)}\n{normalise(answer)}"


def normalise_block(prompts: Sequence[str], answers: Sequence[str]) -> list[Block]:
    """Normalise rows together: one block of the ASCII rows, one of the others; none if empty.

    Args:
        prompts: the rows' prompts.
        answers: their answers, as many.


    """
    lines = list(map(_BOUNDARY.join, zip(prompts, answers, strict=True)))
    is_ascii = np.fromiter(map(str.isascii, lines), bool, len(lines))
    blocks = []
    for of_kind, characters_of in ((is_ascii, _ascii_characters), (~is_ascii, _wide_characters)):
        rows = np.flatnonzero(of_kind)
        if not len(rows):
            continue
        chosen = lines if len(rows) == len(lines) else [lines[row] for row in rows.tolist()]
        characters = characters_of(chosen)
        if _clashes(characters, len(rows)):
            clean = [f"{_clean(prompts[row])}{_BOUNDARY}{_clean(answers[row])}" for row in rows.tolist()]
            characters = characters_of(clean)
        blocks.append(_cut(rows, _collapse(characters)))
    return blocks


def _clashes(characters: Characters, count: int) -> bool:
    """True when a row itself held one of the two characters that set rows and parts apart."""
    boundaries = int(np.count_nonzero(characters == _LINE_FEED))
    gaps = int(np.count_nonzero(characters == 0))
    return boundaries != count or gaps != GAP * (count - 1) + len(_TAIL_TEXT)


def _clean(text: str) -> str:
    return text.replace("\0", " ").replace(_BOUNDARY, " ")


def _ascii_characters(lines: list[str]) -> npt.NDArray[np.uint8]:
    joined = (_GAP_TEXT.join(lines) + _TAIL_TEXT).encode("ascii")
    return np.frombuffer(joined.translate(_ASCII), np.uint8)


def _wide_characters(lines: list[str]) -> npt.NDArray[np.uint32]:
    """Code points with white space unified; marks and gaps pass through NFKC unchanged."""
    # Row by row, but within C: text that is in NFKC already is then passed on untouched.
    composed = map(str.casefold, map(_NFKC, lines))
    folded = _GAP_TEXT.join(map(_NFKC, composed)) + _TAIL_TEXT
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _CLASSES[np.minimum(codes, 0xFFFF)]
    codes = np.where(classes == _IS_BLANK, np.uint32(_SPACE), codes)
    codes[codes == ord(_BOUNDARY)] = _LINE_FEED
    kept: npt.NDArray[np.uint32] = codes[classes != _IS_NOTHING]
    return kept


def _collapse(characters: Characters) -> Characters:
    """Drop every space that is followed by a space or an edge, then those that follow an edge.

    Only three values up to 32 are left by now: 0 and the line feed (edges), and the space.
    """
    space = characters == _SPACE
    low = characters <= _SPACE
    drop = space[:-1] & low[1:]
    if drop.any():
        characters = characters[np.append(~drop, True)]
        space = characters == _SPACE
    leading = space[1:] & (characters[:-1] <= _LINE_FEED)
    if space[0] or leading.any():
        characters = characters[~np.concatenate((space[:1], leading))]
    return characters


def _cut(rows: npt.NDArray[np.int64], characters: Characters) -> Block:
    """Find where each row starts and ends, from the gaps."""
    zeros = np.flatnonzero(characters == 0)[: len(rows) * GAP]
    ends = zeros[::GAP]
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + GAP))
    return Block(rows, characters, starts, ends)
