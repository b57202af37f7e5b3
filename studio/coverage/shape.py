"""The shape of a set: lengths, turns, formats, openings, variety, balance, growth. Shown, never a gate.

Rows are tallied a batch at a time, so a set need not fit the memory. Variety is distinct n-grams over all
n-grams (Li et al., 2016); that falls as a text grows, so it is taken from the first words of the set only,
the same number always, and sets can be compared.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import log
from typing import Any

from studio.core.batch import Batch
from studio.core.example import text_of
from studio.core.tokens import estimate_tokens
from studio.coverage.counting import Counts
from studio.coverage.facet import Facet
from studio.coverage.openings import Opening, opening_of
from studio.coverage.rules import turn_count
from studio.coverage.text_format import format_of
from studio.tokens.lengths import Spread, spread_of

VARIETY_WORDS = 200_000
_ORDERS = (1, 2, 3)
_WORD = re.compile(r"\w+")
_MOST_TURNS = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """What a set looks like.

    Attributes:
        rows: how many.
        prompt_tokens, chosen_tokens, rejected_tokens: estimates, see `core.tokens`.
        turns: rows by user messages of the prompt, the last for 20 and more.
        formats: answers by format; those without an answer are not in it.
        openings: the most frequent (verb, object, rows).
        opening_count: how many different ones there are.
        distinct: by order 1, 2, 3: the share of n-grams of answers that are different ones.
        distinct_words: words that this was measured on.

    """

    rows: int
    prompt_tokens: Spread
    chosen_tokens: Spread
    rejected_tokens: Spread
    turns: dict[int, int]
    formats: dict[str, int]
    openings: tuple[tuple[str, str, int], ...]
    opening_count: int
    distinct: dict[int, float]
    distinct_words: int
    tokens_are_estimates: bool = True

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {
            "prompt_tokens": self.prompt_tokens.to_json(),
            "chosen_tokens": self.chosen_tokens.to_json(),
            "rejected_tokens": self.rejected_tokens.to_json(),
            "turns": {str(turns): rows for turns, rows in self.turns.items()},
            "openings": [{"verb": verb, "object": of, "rows": rows} for verb, of, rows in self.openings],
            "distinct": {str(order): share for order, share in self.distinct.items()},
        }


class ShapeTally:
    """Gathers the shape of a set, a batch at a time."""

    def __init__(self) -> None:
        self._lengths: dict[str, list[int]] = {"prompt": [], "chosen": [], "rejected": []}
        self._turns: Counter[int] = Counter()
        self._formats: Counter[str] = Counter()
        self._openings: Counter[Opening] = Counter()
        self._grams: dict[int, set[tuple[str, ...]]] = {order: set() for order in _ORDERS}
        self._gram_counts: Counter[int] = Counter()
        self._words = 0

    def add(self, batch: Batch) -> None:
        """Take in some rows."""
        for side, lengths in self._lengths.items():
            lengths += map(estimate_tokens, batch.side(side))
        for example in batch.examples:
            self._turns[min(turn_count(example), _MOST_TURNS)] += 1
            asked = next((message.content for message in example.prompt if message.role == "user"), "")
            opening = opening_of(asked or text_of(example.prompt))
            if opening.verb:
                self._openings[opening] += 1
        self._formats.update(kind for kind in map(format_of, batch.chosen) if kind is not None)
        for text in batch.chosen:
            if self._words >= VARIETY_WORDS:
                break
            self._add_words(text)

    def shape(self, openings: int = 40) -> Shape:
        """The shape so far, with so many of the openings."""
        frequent = sorted(self._openings.items(), key=lambda one: (-one[1], one[0]))[:openings]
        grams = self._grams.items()
        return Shape(
            rows=len(self._lengths["prompt"]),
            prompt_tokens=spread_of(self._lengths["prompt"]),
            chosen_tokens=spread_of(self._lengths["chosen"]),
            rejected_tokens=spread_of(self._lengths["rejected"]),
            turns=dict(sorted(self._turns.items())),
            formats=dict(self._formats.most_common()),
            openings=tuple((opening.verb, opening.object, rows) for opening, rows in frequent),
            opening_count=len(self._openings),
            distinct={order: len(found) / max(1, self._gram_counts[order]) for order, found in grams},
            distinct_words=self._words,
        )

    def _add_words(self, text: str) -> None:
        words = _WORD.findall(text.lower())[: VARIETY_WORDS - self._words]
        self._words += len(words)
        for order, grams in self._grams.items():
            runs = list(zip(*(words[start:] for start in range(order)), strict=False))
            grams.update(runs)
            self._gram_counts[order] += len(runs)


@dataclass(frozen=True, slots=True)
class Balance:
    """How evenly rows lie over a facet's values.

    Attributes:
        facet: its name.
        rows: by value, in the contract's order.
        none: rows without a value.
        evenness: Pielou's (1966), entropy over that of an even spread: 1 even, 0 all in one value.

    """

    facet: str
    rows: dict[str, int]
    none: int
    evenness: float

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def balance_of(facet: Facet, number: int, counts: Counts) -> Balance:
    """The balance of a facet, the contract's `number`-th (from 0), over counted rows."""
    good: list[int] = counts.table((number,)).tolist()
    rows = dict(zip(facet.words, good, strict=True))
    return Balance(facet.name, rows, counts.total - sum(good), evenness(good))


def evenness(counts: Sequence[int]) -> float:
    """Pielou's evenness of some counts, 0..1; 1 for a single value, 0 where nothing is counted."""
    total = sum(counts)
    if not total:
        return 0.0
    if len(counts) < 2:
        return 1.0
    entropy = -sum(count / total * log(count / total) for count in counts if count)
    return min(1.0, max(0.0, entropy / log(len(counts))))


@dataclass(frozen=True, slots=True)
class Day:
    """What came on a day (ISO date), and how many there are since."""

    day: str
    rows: int
    total: int

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def growth_of(times: Iterable[str | datetime]) -> list[Day]:
    """Rows by day, days without rows left out; times as ISO 8601 text or as datetimes.

    Raises:
        ValueError: a text is no time.

    """
    days = Counter(
        (datetime.fromisoformat(time) if isinstance(time, str) else time).date().isoformat() for time in times
    )
    grown, total = [], 0
    for day, rows in sorted(days.items()):
        total += rows
        grown.append(Day(day, rows, total))
    return grown
