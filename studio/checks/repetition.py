"""Flags answers that go round in a circle, as models do when they are lost. Refrains are left alone."""

import re
from collections import Counter
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_LEAST = 120
_LOOKED_AT = 20_000
_SENTENCE = re.compile(r"[^.!?\n。！？]{12,400}[.!?\n。！？]")
_RUN = re.compile(r"(?<![=*_#.\-~ ])([^\s\0=*_#.\-~|+<>/\\])\1{29,}")
_MAY_REPEAT = re.compile(
    r"\b(?:song|lyrics?|poem|chorus|refrain|rap|chant|repeat|pattern|ascii|table|code|program|function|script"
    r"|html|loop|verse|hymn|nursery|list of)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"```|[{};]\s*\n|\bdef \w+\(|</\w+>|\|\s*-{3}")


class Repetition:
    """The same sentence, over and over."""

    name = "repetition"
    title = "answers that repeat a sentence or a sign over and over"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("chosen", "rejected"):
            for row, text in enumerate(batch.side(side)):
                if len(text) < _LEAST:
                    continue
                said = _repeats(text[:_LOOKED_AT])
                if said is None or _MAY_REPEAT.search(batch.prompt[row]) or _CODE.search(text):
                    continue
                kind, band, why = said
                yield Sight(row, kind, band, f"{side} {why}", side)


def _repeats(text: str) -> tuple[str, Band, str] | None:
    # Cheap first: a text that goes round is made of few different words.
    words = text.lower().split()
    few = len(set(words)) * 2 < len(words)
    if few or len(words) < 12:
        run = _RUN.search(text)
        if run is not None:
            return "sign", Band.LIKELY, "repeats one sign dozens of times"
    if not few:
        return None
    sentences = Counter(part.strip().lower() for part in _SENTENCE.findall(text + "\n"))
    most = max(sentences.values(), default=0)
    if most >= 4 and most * 3 >= sentences.total():
        return "sentence", Band.CERTAIN, f"says one sentence {most} times"
    phrases = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    often = max(phrases.values(), default=0)
    if often >= 6 and often * 4 * 2 >= len(words):
        return "phrase", Band.LIKELY, f"says one phrase {often} times"
    return None


CHECK = Repetition()
