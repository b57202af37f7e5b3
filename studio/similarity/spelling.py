"""Judges two words by their letters: forms of one word, a slip, contraries. It knows the sense of no word."""

from rapidfuzz.distance import OSA, Postfix, Prefix

from studio.similarity.wording import CONTRARY_PREFIXES, NEGATING_PREFIXES, OPPOSITES

# How much of a word a slip of the finger may change; a word has to have this many letters.
_SLIP_SHARE = 0.29
_SHORTEST_SLIP = 3
_ENDINGS = frozenset(("", "s", "es", "ed", "d", "ing", "ly", "er", "'s", "ies", "y", "e"))


def are_contrary(one: str, other: str) -> bool:
    """True for listed opposites, and for words that a negating or contrary beginning sets apart."""
    if other in OPPOSITES.get(one, ()):
        return True
    if one[-3:] != other[-3:]:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.endswith(short) and long[: -len(short)] in NEGATING_PREFIXES:
        return True
    shared = int(Postfix.similarity(one, other))
    # The two beginnings may themselves end alike (inter, extra), so try to leave them more.
    return any(
        frozenset((one[: len(one) - cut], other[: len(other) - cut])) in CONTRARY_PREFIXES
        for cut in range(max(3, shared - 3), shared + 1)
    )


def are_one_unit(one: str, other: str) -> bool:
    """True for two spellings of one unit (metre, meters), not for mg and mcg."""
    return inflected(one, other) or (min(len(one), len(other)) > 4 and are_misspelt(one, other, 0))


def inflected(one: str, other: str) -> bool:
    """True for two forms of one word (year, years; grow, growing)."""
    if one[:3] != other[:3]:
        return False
    shared = int(Prefix.similarity(one, other))
    return one[shared:] in _ENDINGS and other[shared:] in _ENDINGS


def are_misspelt(one: str, other: str, little: int) -> bool:
    """True when few enough letters differ for a slip of the finger; `little` of the two are little words."""
    length = max(len(one), len(other))
    if length < _SHORTEST_SLIP or little:
        if OSA.distance(one, other) != 1:
            return False
        # x and y, in and on, are two words; to and tp are one and a slip.
        transposed = not one.isascii() and sorted(one) == sorted(other)
        return transposed or little == 1
    most = max(1, int(length * _SLIP_SHARE))
    if abs(len(one) - len(other)) > most:
        return False
    return bool(OSA.distance(one, other, score_cutoff=most) <= most)
