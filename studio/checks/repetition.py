"""Flags answers that go round in a circle, as models do when they are lost. Refrains are left alone."""

import re
from collections import Counter
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_LEAST = 120
_LOOKED_AT = 20_000
# How much of a text is looked for in all of it.
_PROBE = 14
_ENDS = ".!?\n。！？"
_SENTENCE_LEAST, _WIDE_LEAST = 12, 6
_RUN = re.compile(r"([^\s\0=*_#.\-~|+<>/\\0-9─━═█░▓·•])\1{29,}")
_NO_RUN = frozenset(" \t\n=*_#.-~|+<>/\\0123456789─━═█░▓·•")
# Of such a run every seventh sign is the same, four times at least.
_STRIDE, _SAME = 7, 4
_MAY_REPEAT = re.compile(
    r"\b(?:song|lyrics?|poem|chorus|refrain|rap|chant|repeat|pattern|ascii|table|code|program|function|script"
    r"|html|loop|verse|hymn|nursery|sequence|dna|string|draw|drawing|times|anaphora|css|sql|binary|matrix)\b"
    r"|歌|诗|重复",
    re.IGNORECASE,
)
_CODE = re.compile(r"```|[{};]\s{0,9}\n|\bdef \w{1,60}\(|</\w{1,30}>|\|\s{0,9}-{3}")


class Repetition:
    """The same sentence, over and over."""

    name = "repetition"
    title = "answers that repeat a sentence or a sign over and over"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("chosen", "rejected"):
            for row, text in enumerate(batch.side(side)):
                if len(text) < _LEAST or not _may_loop(text):
                    continue
                said = _repeats(text[:_LOOKED_AT])
                if said is None or _MAY_REPEAT.search(batch.prompt[row]) or _is_code(text):
                    continue
                kind, band, why = said
                yield Sight(row, kind, band, f"{side} {why}", side)


def _may_loop(text: str) -> bool:
    """True where a few letters from some place stand in the text again and again: cheap, and rarely so."""
    text = text[:_LOOKED_AT]
    return any(text.count(text[place : place + _PROBE]) >= 3 for place in _places(len(text)))


def _places(length: int) -> tuple[int, ...]:
    return (length // 4, length // 2, length - _PROBE)


def _repeats(text: str) -> tuple[str, Band, str] | None:
    if _may_run(text[::_STRIDE]) and _RUN.search(text):
        return "sign", Band.LIKELY, "repeats one sign dozens of times"
    words = text.lower().split()
    least = _SENTENCE_LEAST if text.isascii() or len(words) > len(text) / 20 else _WIDE_LEAST
    parts = [part.strip().lower() for part in _sentences(text)]
    sentences = Counter(part for part in parts if len(part) >= least)
    said, most = max(sentences.items(), key=lambda item: item[1] * len(item[0]), default=("", 0))
    share = most * len(said) / len(text)
    if most >= 4 and share > 0.25:
        band = Band.CERTAIN if most >= 5 and share > 0.4 else Band.LIKELY
        return "sentence", band, f"says one sentence {most} times"
    often = _phrase_count(words)
    if often >= 6 and often * 4 * 2 >= len(words) and _has_letters(text):
        return "phrase", Band.LIKELY, f"says one phrase {often} times"
    if len(words) < len(text) / 20:
        loops = max(text.count(text[place : place + _PROBE]) for place in _places(len(text)))
        if loops * _PROBE * 2 > len(text) and _has_letters(text):
            return "phrase", Band.LIKELY, f"says one run of letters {loops} times"
    return None


def _may_run(sample: str) -> bool:
    return any(sign * _SAME in sample for sign in set(sample) - _NO_RUN)


def _sentences(text: str) -> list[str]:
    """What stands between ends of sentences, blanks among it."""
    for end in _ENDS[1:]:
        text = text.replace(end, _ENDS[0])
    return text.split(_ENDS[0])


def _phrase_count(words: list[str]) -> int:
    """How often the commonest four words in a row stand there; 0 where they are too few to be told."""
    # No word of a phrase is rarer than the phrase.
    most = max(Counter(words).values(), default=0)
    if most < 6 or most * 4 * 2 < len(words):
        return 0
    phrases = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    return max(phrases.values(), default=0)


def _is_code(text: str) -> bool:
    """True for what looks like code, or has a bracket or an equals sign in every line or so."""
    return _CODE.search(text) is not None or sum(map(text.count, "(){}[]=;|")) * 20 > len(text)


def _has_letters(text: str) -> bool:
    """True where half of the signs are letters: lines of dots and figures are drawings and tables."""
    return sum(map(str.isalpha, text)) * 2 > len(text)


CHECK = Repetition()
