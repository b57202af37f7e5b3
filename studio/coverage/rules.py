"""Tags rows by the contract's rules, a batch at a time. It says -1 where no rule fits, and never guesses.

What a rule looks at (lengths, turns, formats, languages …) is worked out once for the batch, and only if a
rule asks. A tag `facet=value` that a person set stands above any rule.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.core.batch import Batch
from studio.core.example import Example, Message, text_of
from studio.coverage.contract import Contract
from studio.coverage.counting import NOTHING, Vectors
from studio.coverage.facet import Facet, Rule, TextFormat, field_text, fold
from studio.coverage.text_format import format_of

Mask = npt.NDArray[np.bool_]
# Tags that Claude proposes begin with it, until a person says them too.
PROPOSED = "?"


def tag_rows(
    contract: Contract,
    batch: Batch,
    fields: Sequence[Mapping[str, Any]],
    tags: Sequence[Collection[str]],
) -> Vectors:
    """The value of every facet of some rows.

    Args:
        contract: facets and rules.
        batch: the rows.
        fields: what each row was imported with, by key.
        tags: each row's tags; `facet=value` among them sets a facet whatever its rule says.

    Returns:
        (rows, facets) the value's number, -1 for none.

    """
    look = _Look(batch, fields, tags)
    vectors = np.full((len(batch), len(contract.facets)), NOTHING, np.int16)
    for place, facet in enumerate(contract.facets):
        vectors[:, place] = _tag_facet(facet, look)
    _set_by_hand(contract, tags, vectors)
    return vectors


def needs_answer(facet: Facet) -> bool:
    """True when some rule of a facet looks at an answer: of a prompt alone it can say nothing."""
    return any(_looks_at_answer(rule) for rule in facet.rules())


def _looks_at_answer(rule: Rule) -> bool:
    if rule.side is not None:
        return rule.side != "prompt"
    return bool(rule.says & {"min_chars", "max_chars", "format", "tools"})


def _tag_facet(facet: Facet, look: "_Look") -> npt.NDArray[np.int16]:
    """(rows,) the first value whose rule fits."""
    rules = facet.rules()
    one = rules[0]
    # Words of one field, or tags, are looked up instead of compared value by value.
    if all(rule.says == {"field", "equals"} and rule.field == one.field for rule in rules):
        return _look_up([rule.equals or () for rule in rules], look.words_of(one.field or ""))
    if all(rule.says == {"tag"} for rule in rules):
        return _look_up([rule.tag or () for rule in rules], look.tags)
    column = np.full(len(look.batch), NOTHING, np.int16)
    for number in reversed(range(len(rules))):
        if not rules[number].otherwise:
            column[_fits(rules[number], look)] = number
    for number, rule in enumerate(rules):
        if rule.otherwise:
            column[column == NOTHING] = number
    return column


def _look_up(values: Sequence[Collection[str]], rows: Sequence[Collection[str]]) -> npt.NDArray[np.int16]:
    numbers: dict[str, int] = {}
    for number, words in enumerate(values):
        for word in words:
            numbers.setdefault(fold(word), number)
    none = len(values)
    found = [min((numbers.get(word, none) for word in words), default=none) for words in rows]
    column = np.array(found, np.int16)
    column[column == none] = NOTHING
    return column


def _fits(rule: Rule, look: "_Look") -> Mask:
    """The rows for which every condition of a rule holds."""
    fits = np.ones(len(look.batch), np.bool_)
    for name in rule.says - {"equals"}:
        fits &= _CONDITIONS[name](rule, look)
    return fits


def _set_by_hand(contract: Contract, tags: Sequence[Collection[str]], vectors: Vectors) -> None:
    """Values that somebody said outright; what Claude proposed stands only where no rule says anything."""
    known = {
        fold(f"{facet.name}={word}"): (place, number)
        for place, facet in enumerate(contract.facets)
        for number, word in enumerate(facet.words)
    }
    for row, words in enumerate(tags):
        # A person's words come last, so that they stand above Claude's.
        for word in sorted(words, key=lambda word: not word.startswith(PROPOSED)):
            if "=" in word:
                proposed = word.startswith(PROPOSED)
                place, number = known.get(fold(word.removeprefix(PROPOSED)), (NOTHING, NOTHING))
                if place != NOTHING and not (proposed and vectors[row, place] != NOTHING):
                    vectors[row, place] = number


class _Look:
    """What rules look at, worked out when first asked for."""

    def __init__(
        self, batch: Batch, fields: Sequence[Mapping[str, Any]], tags: Sequence[Collection[str]]
    ) -> None:
        self.batch = batch
        self._fields = fields
        self._tags = tags
        self._lengths: dict[str, npt.NDArray[np.int64]] = {}
        self._formats: dict[str, list[TextFormat | None]] = {}
        self._languages: dict[str, list[str]] = {}
        self._words: dict[str, list[tuple[str, ...]]] = {}

    @cached_property
    def tags(self) -> list[set[str]]:
        """Each row's tags, folded."""
        return [{fold(tag) for tag in tags} for tags in self._tags]

    @cached_property
    def turns(self) -> npt.NDArray[np.int64]:
        """User messages of each prompt."""
        return np.array([turn_count(example) for example in self.batch.examples], np.int64)

    @cached_property
    def tools(self) -> Mask:
        """Rows in which a tool is called or answers."""
        return np.array([calls_tools(example) for example in self.batch.examples], np.bool_)

    def lengths(self, side: str) -> npt.NDArray[np.int64]:
        """Characters of a side."""
        if side not in self._lengths:
            self._lengths[side] = np.array([*map(len, self.batch.side(side))], np.int64)
        return self._lengths[side]

    def formats(self, side: str) -> list[TextFormat | None]:
        """The format of each text of a side."""
        if side not in self._formats:
            self._formats[side] = [format_of(text) for text in self.batch.side(side)]
        return self._formats[side]

    def languages(self, side: str) -> list[str]:
        """The language of each text of a side; of the prompt, what the user says in it."""
        if side not in self._languages:
            self._languages[side] = _languages(self.batch, side)
        return self._languages[side]

    def words_of(self, key: str) -> list[tuple[str, ...]]:
        """A field's words in each row, folded; a list has several, a missing field none."""
        if key not in self._words:
            self._words[key] = [_words(fields, key) for fields in self._fields]
        return self._words[key]


def turn_count(example: Example) -> int:
    """User messages in the prompt: 1 for a plain instruction."""
    return sum(message.role == "user" for message in example.prompt)


def calls_tools(example: Example) -> bool:
    """True when an assistant turn calls a tool, or a tool answers; a list of tools on offer is not enough."""
    return any(_is_call(message) for message in (*example.prompt, *example.chosen))


def _is_call(message: Message) -> bool:
    return message.role == "tool" or any(
        key in ("tool_calls", "function_call") and bool(value) for key, value in message.extra
    )


def _languages(batch: Batch, side: str) -> list[str]:
    """The language of each text of a side.

    A system prompt is often English whatever the user writes, so it is not looked at. Where the prompt
    is too short to tell, its answer is asked.
    """
    from studio.core.language import language_of  # its model is only wanted with such a facet

    if side != "prompt":
        return [language_of(text) for text in batch.side(side)]
    found = []
    for example, whole in zip(batch.examples, batch.prompt, strict=True):
        said = whole
        if len(example.prompt) > 1:
            said = text_of([message for message in example.prompt if message.role == "user"]) or whole
        found.append(language_of(said) or (language_of(text_of(example.chosen)) if example.chosen else ""))
    return found


def _words(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A key may have dots of its own; else they go inside."""
    value: Any = fields
    if key in fields:
        value = fields[key]
    else:
        for part in key.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return ()
            value = value[part]
    if isinstance(value, list | tuple):
        return tuple(fold(field_text(item)) for item in value if isinstance(item, str | int | float))
    return () if isinstance(value, Mapping) else (fold(field_text(value)),)


def _within(numbers: npt.NDArray[np.int64], least: int | None, most: int | None) -> Mask:
    mask = np.ones(len(numbers), np.bool_)
    if least is not None:
        mask &= numbers >= least
    if most is not None:
        mask &= numbers <= most
    return mask


def _mask(truths: Sequence[bool]) -> Mask:
    return np.array(truths, np.bool_)


def _by_turns(rule: Rule, look: _Look) -> Mask:
    assert rule.turns is not None
    return _within(look.turns, rule.turns.min, rule.turns.max)


def _by_regex(rule: Rule, look: _Look) -> Mask:
    pattern = re.compile(rule.regex or "")
    return _mask([pattern.search(text) is not None for text in look.batch.side(rule.side or "prompt")])


def _by_language(rule: Rule, look: _Look) -> Mask:
    wanted = {fold(code) for code in rule.language or ()}
    return _mask([code in wanted for code in look.languages(rule.side or "prompt")])


def _by_format(rule: Rule, look: _Look) -> Mask:
    return _mask([one == rule.format for one in look.formats(rule.side or "chosen")])


def _by_field(rule: Rule, look: _Look) -> Mask:
    wanted = {fold(word) for word in rule.equals or ()}
    return _mask([not wanted.isdisjoint(words) for words in look.words_of(rule.field or "")])


def _by_tag(rule: Rule, look: _Look) -> Mask:
    wanted = {fold(word) for word in rule.tag or ()}
    return _mask([not wanted.isdisjoint(tags) for tags in look.tags])


_CONDITIONS: dict[str, Callable[[Rule, _Look], Mask]] = {
    "min_chars": lambda rule, look: _within(look.lengths(rule.side or "chosen"), rule.min_chars, None),
    "max_chars": lambda rule, look: _within(look.lengths(rule.side or "chosen"), None, rule.max_chars),
    "turns": _by_turns,
    "format": _by_format,
    "tools": lambda rule, look: look.tools == bool(rule.tools),
    "regex": _by_regex,
    "language": _by_language,
    "field": _by_field,
    "tag": _by_tag,
}
