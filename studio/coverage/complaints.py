"""Says what is wrong in a contract, where, and what was probably meant. It mends nothing.

Four looks, each only after the one before found nothing: the keys as written, the types, the rules, the
targets. Each raises for the first fault it sees.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from studio.coverage.facet import Facet, Rule, Span, fold
from studio.coverage.marked import Marked, Path
from studio.coverage.rule_faults import fault_of_rule, shadow_of_rule
from studio.coverage.targets import Targets
from studio.coverage.vocabulary import Unknown, Vocabulary
from studio.errors import StudioError

_NEAR = 65  # of 100: one letter wrong in a word of four is 75
_TOP_KEYS = ("brief", "facets", "targets")
_MEANINGS = {
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "float_parsing": "is not a number",
    "float_type": "is not a number",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "string_type": "is not a text",
    "dict_type": "is not a list of `key: value`",
    "model_type": "is not a list of `key: value`",
    "model_attributes_type": "is not a list of `key: value`",
    "tuple_type": "is not a list",
    "missing": "is missing",
}


def meant(word: str, known: Sequence[str]) -> str:
    """A hint: the nearest known word, or all of them."""
    found = process.extractOne(word, known, scorer=fuzz.ratio, processor=fold, score_cutoff=_NEAR)
    if found is not None:
        return f"did you mean {found[0]!r}?"
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f"there are: {shown}" if known else ""


def of_keys(marked: Marked) -> None:
    """Keys that no contract has, and words that stand twice.

    Raises:
        StudioError: the first such.

    """
    if not isinstance(marked.value, dict):
        raise marked.error((), "a contract has the keys brief, facets and targets")
    _known_keys(marked, (), marked.value, _TOP_KEYS)
    targets = marked.value.get("targets")
    if isinstance(targets, dict):
        _known_keys(marked, ("targets",), targets, tuple(Targets.model_fields))
    facets = marked.value.get("facets")
    if not isinstance(facets, list):
        raise marked.error(("facets",), "a contract has a list of facets", "begin each with `- name: …`")
    seen: dict[str, int] = {}
    for place, facet in enumerate(facets):
        path: Path = ("facets", place)
        if not isinstance(facet, dict):
            raise marked.error(path, "a facet has a name, values and a rule", "begin it with `- name: …`")
        _known_keys(marked, path, facet, tuple(Facet.model_fields))
        name = facet.get("name")
        if isinstance(name, str):
            _once(marked, (*path, "name"), name, seen)
            if "=" in name or "&" in name:
                raise marked.error((*path, "name"), "a facet's name cannot have = or & in it")
        _values_once(marked, (*path, "values"), facet.get("values"))


def of_values(error: ValidationError, marked: Marked) -> StudioError:
    """What pydantic saw, told by file, line and key; the first fault in the file."""
    faults = error.errors()
    inner = {fault["loc"][:depth] for fault in faults for depth in range(len(fault["loc"]))}
    # A list whose items are faulty is also called too short.
    fault = min(
        (fault for fault in faults if fault["loc"] not in inner),
        key=lambda fault: marked.line(_path(fault["loc"])),
    )
    path = _path(fault["loc"])
    limits = fault.get("ctx", {})
    message, hint = _MEANINGS.get(fault["type"], ""), ""
    if fault["type"] == "literal_error":
        known = [word.strip("' ") for word in re.split(r",| or ", str(limits["expected"]))]
        given = str(fault["input"])
        message, hint = f"{given[:40]!r} is not one of its words", meant(given, known)
    elif fault["type"] in ("too_short", "too_long"):
        message = f"{limits['actual_length'] or 'none'} here, {_limit(limits)}"
    elif not message:
        message = str(fault["msg"]).removeprefix("Value error, ").replace("Input should be", "should be")
    return marked.error(path, message, hint)


def of_rules(facets: Sequence[Facet], marked: Marked) -> None:
    """Facets that nothing tells, and values that no row can have.

    Raises:
        StudioError: the first such.

    """
    for place, facet in enumerate(facets):
        path: Path = ("facets", place)
        ways = [key for key in ("field", "by", "rule") if getattr(facet, key) is not None]
        if len(ways) > 1:
            raise marked.error((*path, ways[1]), f"{ways[0]} and {ways[1]} both tell the value", "keep one")
        if not ways and not all(rule.says for rule in facet.values.values()):
            raise marked.error(
                path, "nothing says how its value is told", "add `field: KEY`, `by: tag` or `rule: …`"
            )
        rules = facet.rules()
        for number, (word, rule) in enumerate(zip(facet.words, rules, strict=True)):
            fault = fault_of_rule(word, rule, facet)
            if fault is None:
                earlier = shadow_of_rule(number, rules)
                if earlier is None:
                    continue
                first = facet.words[earlier]
                fault = (f"can never match: {first!r} comes first and takes every such row",
                         "the first value that fits counts; put the narrower one first")  # fmt: skip
            raise marked.error(_value_path(marked, (*path, "values"), word, number), *fault)


def of_targets(targets: Targets, words: Vocabulary, marked: Marked) -> None:
    """Targets of cells that there are not, or that contradict each other.

    Raises:
        StudioError: the first such.

    """
    for key, size in (("values", 1), ("pairs", 2), ("shares", 1)):
        seen: dict[Any, str] = {}
        for text in getattr(targets, key):
            path: Path = ("targets", key, text)
            cell = _resolve(marked, path, text, words)
            if len(cell) != size:
                form = "facet=value" if size == 1 else "a=x & b=y"
                raise marked.error(path, f"is not written `{form}`")
            if cell in seen:
                raise marked.error(path, f"is the same cell as {seen[cell]!r}", "keep one of the two")
            seen[cell] = text
    _shares_fit(targets, words, marked)
    for number, together in enumerate(targets.impossible):
        path = ("targets", "impossible", number)
        if len(together) < 2:
            raise marked.error(path, "needs two facets", "a value that cannot be is taken from its facet")
        for facet, value in together.items():
            try:
                words.place(facet, value)
            except Unknown as error:
                raise marked.error((*path, facet), str(error), meant(error.word, error.near)) from None


def _resolve(marked: Marked, path: Path, text: str, words: Vocabulary) -> tuple[tuple[int, int], ...]:
    try:
        return words.cell(text)
    except Unknown as error:
        raise marked.error(path, str(error), meant(error.word, error.near)) from None
    except ValueError as error:
        raise marked.error(path, str(error)) from None


def _shares_fit(targets: Targets, words: Vocabulary, marked: Marked) -> None:
    """The shares of one facet cannot add up to more than all."""
    sums: dict[int, float] = {}
    for text, share in targets.shares.items():
        facet = words.cell(text)[0][0]
        sums[facet] = sums.get(facet, 0.0) + share
        if sums[facet] > 1 + 1e-9:
            raise marked.error(("targets", "shares", text), "the shares of this facet add up to more than 1")


def _known_keys(marked: Marked, path: Path, mapping: dict[str, Any], known: Sequence[str]) -> None:
    for key in mapping:
        if key not in known:
            raise marked.error((*path, key), "there is no such key", meant(key, known))


def _once(marked: Marked, path: Path, word: str, seen: dict[str, int]) -> None:
    line = marked.line(path)
    if fold(word) in seen:
        first = f"the first is in line {seen[fold(word)]}; keep one of the two"
        raise marked.error(path, f"{word!r} stands here twice", first)
    seen[fold(word)] = line


def _values_once(marked: Marked, path: Path, values: Any) -> None:
    """No value twice, in any case; and the keys of each one's rule."""
    seen: dict[str, int] = {}
    if isinstance(values, list):
        for number, word in enumerate(values):
            if not isinstance(word, str) or not word.strip():
                raise marked.error((*path, number), "a value is a word")
            _once(marked, (*path, number), word, seen)
    elif isinstance(values, dict):
        for word, rule in values.items():
            _once(marked, (*path, word), word, seen)
            if isinstance(rule, dict):
                _known_keys(marked, (*path, word), rule, tuple(Rule.model_fields))
                turns = rule.get("turns")
                if isinstance(turns, dict):
                    _known_keys(marked, (*path, word, "turns"), turns, tuple(Span.model_fields))


def _value_path(marked: Marked, path: Path, word: str, number: int) -> Path:
    """Where a value is written: by its word in a mapping, by its number in a list."""
    return (*path, word) if (*path, word) in marked.lines else (*path, number)


def _path(steps: tuple[str | int, ...]) -> Path:
    return tuple(step for step in steps if step != "[key]")


def _limit(limits: dict[str, Any]) -> str:
    if "max_length" in limits:
        return f"at most {limits['max_length']}"
    return f"at least {limits['min_length']}"
