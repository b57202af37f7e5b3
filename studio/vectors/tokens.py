"""Cuts texts into words and character n-grams, as hashed numbers. It weighs nothing.

All texts lie end to end in one array of code points, so that no step runs once per row in Python.
A letter, digit or mark is part of a word; a script that is written without spaces (Han, kana, Thai,
Lao, Khmer, Myanmar) gives one word per character, as does a symbol or an emoji; all else parts words.

* words: each word, and each two neighbours;
* pieces: windows of 3, 4 and 5 characters that do not cross from one word into the next (a word
  begins and ends with a space), as scikit-learn's `char_wb`.

A run of characters is hashed as a polynomial over 64-bit integers (Karp and Rabin, 1987), from sums
over all characters before it, then mixed (Steele, Lea and Flood, 2014: the SplitMix64 finaliser).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

_PIECE_LENGTHS = (3, 4, 5)
_APART, _LETTER, _ALONE = 0, 1, 2
_BREAK = "\n"
_SPACE = 32
# Scripts without spaces between words: first and last code point.
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_BASE = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Tokens:
    """Which hashed tokens which rows hold, repeats included, in no order.

    Attributes:
        rows, hashes: (t,) one member a token.

    """

    rows: Integers
    hashes: Hashes


_NO_TOKENS = Tokens(np.zeros(0, np.int64), np.zeros(0, np.uint64))


def cut_texts(texts: Sequence[str]) -> tuple[Tokens, Tokens]:
    """Words (and pairs of words), and pieces of words, of some thousands of texts.

    Args:
        texts: any script; lone surrogates and control characters do no harm.

    """
    if not texts:
        return _NO_TOKENS, _NO_TOKENS
    joined = _BREAK.join(map(_fold, texts)) + _BREAK
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    rows = np.cumsum(codes == ord(_BREAK))
    rows = np.concatenate((np.zeros(1, np.int64), rows[:-1]))
    classes = _classify(codes)
    stream, row_of, starts = _lay_out(codes, rows, classes)
    sums, inverse = _sums(stream)
    words = _hash_words(stream, row_of, starts, sums, inverse)
    return words, _hash_pieces(stream, row_of, sums, inverse)


def _fold(text: str) -> str:
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return folded.replace(_BREAK, " ")


def _classify(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Letter, alone or apart, for every character; each code point that occurs is looked up once."""
    present = np.flatnonzero(np.bincount(codes))
    table = np.zeros(int(present[-1]) + 1, np.uint8)
    for code in present.tolist():
        category = unicodedata.category(chr(code))
        if any(first <= code <= last for first, last in _UNSPACED):
            table[code] = _ALONE if category[0] in "LMN" else _APART
        elif category[0] in "LMN":
            table[code] = _LETTER
        elif category in ("So", "Sm", "Sc"):
            table[code] = _ALONE
    classes: npt.NDArray[np.uint8] = table[codes]
    return classes


def _lay_out(
    codes: npt.NDArray[np.uint32], rows: Integers, classes: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.uint32], Integers, Integers]:
    """All words with one space between them (none between two that stand alone).

    Returns the characters, the row of each, and where each word starts in them.
    """
    kept = classes != _APART
    before = np.concatenate((np.zeros(1, np.uint8), classes[:-1]))
    after = np.append(classes[1:], np.uint8(0))
    begins = kept & ((classes == _ALONE) | (before != _LETTER))
    # A space goes in front of a word of letters, and behind it: one space serves both.
    spaced_front = (classes == _LETTER) & (before != _LETTER)
    spaced_back = (classes == _LETTER) & (after != _LETTER)
    spaces = np.flatnonzero(spaced_front | np.concatenate((np.zeros(1, bool), spaced_back[:-1])))
    order = np.concatenate((np.flatnonzero(kept) * 2 + 1, spaces * 2))
    order.sort()
    at = order >> 1
    is_word = (order & 1).astype(bool)
    stream = np.where(is_word, codes[at], np.uint32(_SPACE))
    starts = np.flatnonzero(is_word & begins[at])
    return stream, rows[at], starts


def _sums(stream: npt.NDArray[np.uint32]) -> tuple[Hashes, Hashes]:
    """Sums of character times base^position up to each position, and base^-position."""
    count = len(stream) + 1
    inverse_base = pow(_BASE, -1, 1 << 64)
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(count, _BASE, np.uint64), dtype=np.uint64)
        inverse = np.cumprod(np.full(count, inverse_base, np.uint64), dtype=np.uint64)
        terms = (stream.astype(np.uint64) + np.uint64(0x1F3D)) * powers[:-1]
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    return sums, inverse


def _mix(values: Hashes, kind: int) -> Hashes:
    """Spread every bit over all 64; each kind of token has hashes of its own."""
    with np.errstate(over="ignore"):
        mixed = values + np.uint64(kind * _BASE % (1 << 64))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _hash_words(
    stream: npt.NDArray[np.uint32], row_of: Integers, starts: Integers, sums: Hashes, inverse: Hashes
) -> Tokens:
    """Each word, and each two neighbours of one row."""
    if not len(starts):
        return _NO_TOKENS
    blank = np.append(np.flatnonzero(stream == _SPACE), len(stream))
    ends = np.minimum(blank[np.searchsorted(blank, starts)], np.append(starts[1:], len(stream)))
    with np.errstate(over="ignore"):
        single = _mix((sums[ends] - sums[starts]) * inverse[starts], 1)
        double = _mix(single[:-1] * np.uint64(3) + single[1:], 2)
    rows = row_of[starts]
    same = rows[:-1] == rows[1:]
    return Tokens(np.concatenate((rows, rows[:-1][same])), np.concatenate((single, double[same])))


def _hash_pieces(stream: npt.NDArray[np.uint32], row_of: Integers, sums: Hashes, inverse: Hashes) -> Tokens:
    """Windows of characters with no space inside."""
    blanks = np.concatenate((np.zeros(1, np.int64), np.cumsum(stream == _SPACE)))
    rows, hashes = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for kind, length in enumerate(_PIECE_LENGTHS, 3):
        first = np.arange(max(0, len(stream) - length + 1))
        last = first + length - 1
        whole = (row_of[first] == row_of[last]) & (blanks[last] == blanks[first + 1])
        first = first[whole]
        with np.errstate(over="ignore"):
            hashes.append(_mix((sums[first + length] - sums[first]) * inverse[first], kind))
        rows.append(row_of[first])
    return Tokens(np.concatenate(rows), np.concatenate(hashes))
