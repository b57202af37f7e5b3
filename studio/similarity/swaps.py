"""Judges what it means that one word stands where another stood. It sees no rows, only words."""

from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from studio.similarity.differences import Change, Difference
from studio.similarity.spelling import are_contrary, are_misspelt, are_one_unit, inflected
from studio.similarity.wording import (
    LABELS,
    LANGUAGES,
    LITTLE_WORDS,
    NEGATIONS,
    NUMBER_WORDS,
    SYNONYMS,
    UNITS,
)

_OPERATORS = frozenset([*"+-*/^=<>×÷≤≥≠±√∫∑%", "!=", "==", "<=", ">="])
# A negation in more words than this negates them, not what they were added to.
_SHORT_CLAUSE = 3
_LONGEST_TO_PAIR = 8
# So many slips, and so many for each swap that is more than one, are the mark of a bad typist.
_MANY_SLIPS = 3
_FEW_SHUFFLED = 3
_SLIPS_TO_ODD = 2
_MUCH_KEPT = 0.6
_LONG_TEXT = 40
_RENAMED = LABELS | NUMBER_WORDS.keys()


# What a token is known for, whatever it is set against; nothing for a plain word. Plain numbers: an
# `IntFlag` costs more than the judging.
_NUMBER, _OPERATOR, _UNIT, _LANGUAGE, _SYNONYM, _NEGATION, _LITTLE = (1 << place for place in range(7))
_MARKED: tuple[tuple[int, Container[str]], ...] = (
    (_OPERATOR, _OPERATORS),
    (_UNIT, UNITS),
    (_LANGUAGE, LANGUAGES),
    (_SYNONYM, SYNONYMS),
    (_NEGATION, NEGATIONS),
    (_LITTLE, LITTLE_WORDS),
)


class Swap(StrEnum):
    """What a swap of one token for another is; the value names it in a sentence."""

    NOTHING = "nothing"
    SLIP = "spelling"
    NUMBER = "numbers"
    OPERATOR = "operators"
    UNIT = "units"
    LANGUAGE = "languages named"
    OPPOSITE = "opposites"
    NEGATION = "negation"
    SYNONYM = "synonyms"
    WORD = "words"


# Swaps that change what is asked, whatever the rest of the row says.
TELLING = (Swap.NUMBER, Swap.OPERATOR, Swap.UNIT, Swap.LANGUAGE, Swap.OPPOSITE, Swap.NEGATION)


@dataclass(slots=True)
class Reading:
    """All the changes between two texts, sorted by what they mean.

    Attributes:
        swaps: the pairs of tokens that stand for each other, by kind of swap. A telling token
            that stands for none is paired with "".
        added, dropped: tokens that only the second, only the first text has.
        inner: how many of those stand between tokens that match.
        longest: tokens in the longest stretch of unlike words.

    """

    swaps: dict[Swap, list[tuple[str, str]]] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    inner: int = 0
    longest: int = 0

    def telling(self) -> list[Swap]:
        """The kinds of swap found that change what is asked."""
        return [swap for swap in TELLING if swap in self.swaps] if self.swaps else []

    def words(self) -> list[tuple[str, str]]:
        """The pairs of unlike words."""
        return self.swaps.get(Swap.WORD, [])

    def lost(self) -> set[str]:
        """Every token of the first text that the second has not in its place."""
        return {one for pairs in self.swaps.values() for one, _ in pairs}.union(self.dropped)

    def gained(self) -> set[str]:
        """Every token of the second text that the first has not in its place."""
        return {two for pairs in self.swaps.values() for _, two in pairs}.union(self.added)

    def is_shuffled(self) -> bool:
        """True when all that differs is the order of a few signs that are words by themselves."""
        return (
            0 < len(self.added) <= _FEW_SHUFFLED
            and not any(swap is not Swap.SLIP for swap in self.swaps)
            and sorted(self.added) == sorted(self.dropped)
            and all(len(token) == 1 and not token.isascii() for token in self.added)
        )

    def slips(self) -> list[tuple[str, str]]:
        """The pairs of words that look like one word misspelt."""
        return self.swaps.get(Swap.SLIP, [])


def read_changes(difference: Difference) -> Reading:
    """Sort the changes between two texts by what they mean.

    Two long texts of which much is unlike are read as one swap of unlike words: their changes
    are too many to stand for each other one by one.
    """
    reading = Reading()
    if difference.kept < _MUCH_KEPT and min(difference.old_size, difference.new_size) >= _LONG_TEXT:
        first = difference.changes[0]
        reading.swaps[Swap.WORD] = [(" ".join(first.old[:1]), " ".join(first.new[:1]))]
        reading.dropped = [token for change in difference.changes for token in change.old]
        reading.added = [token for change in difference.changes for token in change.new]
        reading.longest = len(reading.dropped) + len(reading.added)
        return reading
    for change in difference.changes:
        if len(change.old) == 1 == len(change.new):
            _read_one(*change.old, *change.new, reading)
        else:
            _read(change, reading)
    return reading


def is_noise(reading: Reading) -> bool:
    """True when a text is full of slips, and all else that differs looks like a bad slip too."""
    slips = len(reading.slips())
    if slips < _MANY_SLIPS:
        return False
    telling = [pair for swap in TELLING for pair in reading.swaps.get(swap, [])]
    words = reading.words()
    return (
        _SLIPS_TO_ODD * (len(telling) + len(words)) <= slips
        and all(one.isalpha() and other.isalpha() and OSA.distance(one, other) == 1 for one, other in telling)
        and all(2 * OSA.distance(one, other) <= max(len(one), len(other)) + 1 for one, other in words)
    )


def _read_one(one: str, other: str, reading: Reading) -> None:
    """What `_read` does, for the most common change: one token stands for one."""
    if one in LABELS or other in LABELS:
        _read(Change((one,), (other,), at_edge=False), reading)
        return
    one, other = NUMBER_WORDS.get(one, one), NUMBER_WORDS.get(other, other)
    swap = judge_swap(one, other)
    if swap is not Swap.NOTHING:
        reading.swaps.setdefault(swap, []).append((one, other))
    if swap is Swap.WORD:
        reading.longest = max(reading.longest, 1)


def _read(change: Change, reading: Reading) -> None:
    old, new = _plain(change.old), _plain(change.new)
    joined = "".join(old), "".join(new)
    if joined[0] == joined[1]:
        return
    if old and new and len(old) != len(new) and judge_swap(*joined) is Swap.SLIP:
        pairs, rest_old, rest_new = [joined], [], []
    elif change.at_edge and _cut_inside_a_word(old, new):
        pairs, rest_old, rest_new = [], old[1:], new[1:]
    elif max(len(old), len(new)) > _LONGEST_TO_PAIR and old and new:
        # Clause stands for clause; no word of one for a word of the other.
        pairs, rest_old, rest_new = [(old[0], new[0])], old[1:], new[1:]
    else:
        pairs, rest_old, rest_new = _pair_up(old, new)
    unlike = 0
    for one, other in pairs:
        swap = judge_swap(one, other)
        if swap is not Swap.NOTHING:
            reading.swaps.setdefault(swap, []).append((one, other))
        unlike += swap is Swap.WORD
    reading.longest = max(reading.longest, unlike and max(len(old), len(new)))
    reading.dropped += rest_old
    reading.added += rest_new
    if not change.at_edge:
        reading.inner += len(rest_old) + len(rest_new)
    for rest in (rest_old, rest_new):
        negations = [token for token in rest if token in NEGATIONS] if len(rest) <= _SHORT_CLAUSE else []
        if negations:
            reading.swaps.setdefault(Swap.NEGATION, []).append((negations[0], ""))


def _cut_inside_a_word(old: list[str], new: list[str]) -> bool:
    """True when one text stops within the word that the other goes on with."""
    short, long = sorted((old, new), key=len)
    return len(short) == 1 and len(long) > 1 and long[0].startswith(short[0])


def _plain(tokens: tuple[str, ...]) -> list[str]:
    """Tokens without labels ("Answer:"), with number words as numbers."""
    if _RENAMED.isdisjoint(tokens):
        return list(tokens)
    return [NUMBER_WORDS.get(token, token) for token in tokens if token not in LABELS]


def _pair_up(old: list[str], new: list[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pair the tokens of two short stretches: those that mean something first, then in order.

    Returns:
        the pairs, and the tokens of each stretch that stand for none of the other's.

    """
    if len(old) == len(new):
        return list(zip(old, new, strict=True)), [], []
    pairs: list[tuple[str, str]] = []
    rest_old, rest_new = [], list(new)
    for one in old:
        for place, other in enumerate(rest_new):
            if judge_swap(one, other) is not Swap.WORD:
                pairs.append((one, rest_new.pop(place)))
                break
        else:
            rest_old.append(one)
    unlike = min(len(rest_old), len(rest_new))
    pairs += zip(rest_old, rest_new, strict=False)
    return pairs, rest_old[unlike:], rest_new[unlike:]


def judge_swap(one: str, other: str) -> Swap:
    """What it means that `other` stands where `one` stood. Symmetric."""
    if one == other:
        return Swap.NOTHING
    marks, its = _marks(one), _marks(other)
    if marks or its:
        if marks & its & (_NUMBER | _OPERATOR):
            return Swap.NUMBER if marks & _NUMBER else Swap.OPERATOR
        if (marks | its) & (_NUMBER | _OPERATOR):
            return Swap.WORD
        if marks & its & _UNIT and not are_one_unit(one, other):
            return Swap.UNIT
        if marks & its & _LANGUAGE:
            return Swap.LANGUAGE
    if are_contrary(one, other):
        return Swap.OPPOSITE
    if inflected(one, other) or are_misspelt(one, other, bool(marks & _LITTLE) + bool(its & _LITTLE)):
        return Swap.SLIP
    if marks & its & _SYNONYM and SYNONYMS[one] & SYNONYMS[other]:
        return Swap.SYNONYM
    return Swap.NEGATION if (marks ^ its) & _NEGATION else Swap.WORD


@lru_cache(maxsize=1 << 15)  # a few words make up most of what differs
def _marks(token: str) -> int:
    return sum((mark for mark, tokens in _MARKED if token in tokens), _NUMBER if _is_number(token) else 0)


def is_telling(token: str) -> bool:
    """True for a token that changes a request when it is added to one."""
    return _is_number(token) or token in LANGUAGES or token in UNITS or token in NEGATIONS


def _is_number(token: str) -> bool:
    return token[-1:].isdigit()
