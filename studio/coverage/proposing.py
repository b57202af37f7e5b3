"""A first contract from the data itself, for a person to edit. It asks no model, and knows no task.

Fields of few words are what people already sort rows by, so they come first; then what rules tell, where
the rows differ in it; and always the edge cases, which happy-path data lacks and no rule can see.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from studio.core.batch import Batch
from studio.coverage.contract import Contract
from studio.coverage.counting import Counts
from studio.coverage.facet import Facet, field_text, fold
from studio.coverage.rules import tag_rows
from studio.coverage.targets import Targets

EDGE_CASES = ("ambiguous", "missing-information", "tool-error", "refusal", "adversarial", "multi-step")
_BRIEF = (
    "Say in a few sentences what the model is to do: for whom, in which voice and languages, what it must "
    "refuse, and what a perfect answer looks like."
)
_MOST_FACETS = 6
_MOST_FIELDS = 3
_MOST_VALUES = 20
_FILLED = 0.8  # of the rows have the field
_RARE = 0.02  # a value of a rule below this share of rows is not worth a column
_NO_FACET_WORDS = """
id uuid uid guid index idx row line url uri link source file path date time timestamp created created_at
updated hash author annotator reviewer split seed model score tokens length version license
"""
_NO_FACETS = frozenset(_NO_FACET_WORDS.split())
_TELLING = (
    "intent",
    "task",
    "category",
    "topic",
    "type",
    "domain",
    "label",
    "difficulty",
    "level",
    "product",
)
_LANGUAGE_KEYS = frozenset({"lang", "language", "locale"})
_NICE = (1, 2, 3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500)


def propose_contract(
    fields: Sequence[Mapping[str, Any]],
    batch: Batch,
    tags: Sequence[Collection[str]] = (),
    rows: int = 0,
) -> Contract:
    """A contract of at most six facets that fits some rows.

    Args:
        fields: a sample of rows' imported fields; one mapping for each row of `batch`.
        batch: the sample; a few thousand rows tell enough.
        tags: each row's tags; those that many rows bear join the edge cases.
        rows: rows of the whole set, of which the floors are a part; the sample's size without it.

    """
    tags = tags or [()] * len(batch)
    facets = _field_facets(fields)
    named = {fold(facet.name) for facet in facets}
    for facet in _rule_facets(batch):
        # A field says the language more surely than a guess at it.
        if facet.name not in named and len(facets) < _MOST_FACETS - 1:
            fitted = _fit(facet, batch, fields)
            facets += [fitted] if fitted is not None else []
    facets.append(_edge_facet(facets, tags))
    return Contract(brief=_BRIEF, facets=tuple(facets), targets=_targets(facets, rows or len(batch)))


def _field_facets(fields: Sequence[Mapping[str, Any]]) -> list[Facet]:
    """Fields with few words that most rows have; of two that say the same, the first."""
    columns: dict[str, list[str]] = {}
    for row, one in enumerate(fields):
        for key, value in _flat(one):
            if isinstance(value, str | bool | int):
                column = columns.setdefault(key, [])
                column += [""] * (row - len(column))
                column.append(field_text(value))
    found = []
    for key, column in columns.items():
        column += [""] * (len(fields) - len(column))
        # A word of one row is a slip more often than a value.
        counts = Counter({word: count for word, count in Counter(column).items() if word and count > 1})
        if _makes_a_facet(key, counts, len(fields)):
            found.append((_rank(key), key, column, counts))
    found.sort(key=lambda one: one[:2])
    facets: list[Facet] = []
    kept: list[list[str]] = []
    for _, key, column, counts in found:
        if len(facets) < _MOST_FIELDS and not any(_say_the_same(column, other) for other in kept):
            kept.append(column)
            words = [word for word, _ in counts.most_common()]
            name = key.rsplit(".", 1)[-1]
            name = "language" if name.lower() in _LANGUAGE_KEYS else name
            if fold(name) in {fold(facet.name) for facet in facets}:
                name = key
            facets.append(Facet.model_validate({"name": name, "field": key, "values": words}))
    return facets


def _flat(fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Keys and values, those one level down as `key.inner`."""
    flat: list[tuple[str, Any]] = []
    for key, value in fields.items():
        if isinstance(value, Mapping):
            flat += [(f"{key}.{inner}", deeper) for inner, deeper in value.items()]
        else:
            flat.append((key, value))
    return flat


def _makes_a_facet(key: str, counts: Counter[str], rows: int) -> bool:
    """2 to 20 short words, each of several rows on average, no two alike but for case."""
    name = key.rsplit(".", 1)[-1].lower()
    if name in _NO_FACETS or not key.isprintable() or "=" in key or "&" in key or not 0 < len(key) <= 60:
        return False
    if not 2 <= len(counts) <= _MOST_VALUES or counts.total() < _FILLED * rows:
        return False
    words = list(counts)
    short = all(len(word) <= 40 and word.isprintable() and "=" not in word for word in words)
    return short and len({fold(word) for word in words}) == len(words) <= max(2, rows / 4)


def _rank(key: str) -> int:
    """Names that tell what a task is come first."""
    name = key.rsplit(".", 1)[-1].lower()
    return next((place for place, word in enumerate(_TELLING) if word in name), len(_TELLING))


def _say_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """True when each word of one goes with one word of the other, and the other way round."""
    pairs = set(zip(one, other, strict=True))
    return len(pairs) == len(set(one)) == len(set(other))


def _rule_facets(batch: Batch) -> list[Facet]:
    """What rules can tell, the most telling first; each is kept only where rows differ in it."""
    tools = {"tool-call": {"tools": True}, "no-tool": {"tools": False}}
    turns = {"single-turn": {"turns": {"max": 1}}, "multi-turn": {"turns": {"min": 2}}}
    facets: list[dict[str, Any]] = [
        {"name": "tools", "rule": "tools", "values": tools},
        {"name": "language", "rule": "language", "values": _languages(batch)},
        {"name": "turns", "rule": "turns", "values": turns},
        {"name": "format", "rule": "format", "values": ["prose", "list", "code", "table", "json"]},
        {"name": "length", "rule": "length", "side": "chosen", "values": _lengths(batch)},
    ]
    return [Facet.model_validate(facet) for facet in facets if facet["values"]]


def _fit(facet: Facet, batch: Batch, fields: Sequence[Mapping[str, Any]]) -> Facet | None:
    """The facet with the values that enough rows have; None when all rows have the same."""
    alone = Contract(facets=(facet,))
    column = tag_rows(alone, batch, fields, [()] * len(batch))
    good = Counts(alone.sizes, column).table((0,))
    # A few rows with tools or several turns are no slip: they are what the set has too little of.
    least = 2.0 if facet.rule in ("tools", "turns") else max(2.0, _RARE * len(batch))
    rules = zip(facet.values.items(), good.tolist(), strict=True)
    kept = {word: rule for (word, rule), count in rules if count >= least}
    return facet.model_copy(update={"values": kept}) if len(kept) > 1 else None


def _languages(batch: Batch) -> list[str]:
    """The languages of the prompts, most frequent first."""
    from studio.core.language import language_of  # its model is only wanted here

    counts = Counter(language_of(text) for text in batch.prompt)
    counts.pop("", None)
    return [code for code, _ in counts.most_common(_MOST_VALUES)]


def _lengths(batch: Batch) -> dict[str, dict[str, int]]:
    """Answers in thirds, cut at round numbers of characters; nothing where they are all alike."""
    lengths = np.array([len(text) for text in batch.chosen if text], np.int64)
    if not len(lengths):
        return {}
    low, high = (_round(float(cut)) for cut in np.quantile(lengths, (1 / 3, 2 / 3)))
    if low >= high:
        return {}
    return {
        "short": {"min_chars": 1, "max_chars": low},
        "medium": {"min_chars": low + 1, "max_chars": high},
        "long": {"min_chars": high + 1},
    }


def _round(number: float) -> int:
    """A length that a person would write: two digits and noughts."""
    step: int = 10 ** max(1, len(str(int(number))) - 2)
    return int(max(step, round(number / step) * step))


def _edge_facet(facets: Sequence[Facet], tags: Sequence[Collection[str]]) -> Facet:
    """The edge cases, and what people already tag that no other facet says."""
    said = {fold(word) for facet in facets for word in facet.words} | {fold(word) for word in EDGE_CASES}
    counts = Counter(fold(tag) for row in tags for tag in set(row) if "=" not in tag and tag.isprintable())
    least = max(3.0, _RARE * len(tags))
    more = [tag for tag, count in counts.most_common(4) if count >= least and tag and tag not in said]
    name = "edge" if all(fold(facet.name) != "edge" for facet in facets) else "edge-case"
    return Facet.model_validate({"name": name, "by": "tag", "values": [*EDGE_CASES, *more]})


def _targets(facets: Sequence[Facet], rows: int) -> Targets:
    """Floors that an even set of this size would reach twice over, and a lower one for edge cases."""
    sizes = sorted((len(facet.values) for facet in facets[:-1]), reverse=True) or [1]
    each_value = _nice(rows / sizes[0] / 2)
    each_pair = min(_nice(rows / prod(sizes[:2]) / 4), each_value)
    edge = facets[-1]
    # Rare by nature: a fiftieth of the set each, but enough to learn from.
    floor = min(each_value, max(3, _nice(rows / 50)))
    values = {f"{edge.name}={word}": floor for word in edge.words} if floor < each_value else {}
    return Targets(each_value=each_value, each_pair=min(each_pair, 20), values=values)


def _nice(number: float) -> int:
    """The largest number that a person would write, not above this one; 1 at least."""
    return max((nice for nice in _NICE if nice <= number), default=1)
