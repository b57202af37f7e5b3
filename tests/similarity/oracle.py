"""The slow, plain truth that the engine is held against. It shares no code with the engine."""

import itertools
import re
import unicodedata
from collections import Counter

ZERO_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def plain_part(text: str) -> str:
    """NFKC, casefold, NFKC; no zero-width characters; blank runs as one space; no blank ends."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = "".join(character for character in folded if character not in ZERO_WIDTH)
    blank = "".join(
        " " if character.isspace() or unicodedata.category(character) == "Cc" else character
        for character in folded
    )
    return re.sub(" +", " ", blank).strip(" ")


def plain_shingles(prompt: str, answer: str) -> set[str]:
    """The 5-character windows of a row; a shorter row is its own window; none for no text."""
    row = plain_part(prompt) + "\n" + plain_part(answer)
    if row == "\n":
        return set()
    return {row[start : start + 5] for start in range(max(1, len(row) - 4))}


def jaccard(one: set[str], other: set[str]) -> float:
    """Shared over all; 0 for two empty sets."""
    return len(one & other) / max(1, len(one | other))


def all_pairs(prompts: list[str], answers: list[str], least: float) -> dict[tuple[int, int], float]:
    """Every pair of rows that is at least so similar, by comparing all with all."""
    sets = [plain_shingles(*row) for row in zip(prompts, answers, strict=True)]
    found = {}
    for one, other in itertools.combinations(range(len(sets)), 2):
        score = jaccard(sets[one], sets[other])
        if score >= least:
            found[one, other] = score
    return found


def near_pairs(prompts: list[str], answers: list[str], least: float) -> dict[tuple[int, int], float]:
    """What `all_pairs` finds, for thousands of rows: only rows that share a shingle are compared."""
    sets = [plain_shingles(*row) for row in zip(prompts, answers, strict=True)]
    holders: dict[str, list[int]] = {}
    found = {}
    for row, shingles in enumerate(sets):
        shared = Counter(other for shingle in shingles for other in holders.get(shingle, ()))
        for other, count in shared.items():
            score = count / (len(shingles) + len(sets[other]) - count)
            if score >= least:
                found[other, row] = score
        for shingle in shingles:
            holders.setdefault(shingle, []).append(row)
    return found
