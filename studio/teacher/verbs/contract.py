"""Drafts a contract from a brief and a sample, as the YAML that a person then edits. It writes no file.

Each facet and target of the answer is tried by the contract's own reader: what it refuses is left out, or
becomes a facet that people tag, and the head of the text says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from studio.core.example import Example
from studio.coverage.contract import Contract, read_contract, write_contract
from studio.coverage.facet import FORMATS, NO, YES, fold
from studio.coverage.vocabulary import Unknown
from studio.errors import StudioError
from studio.teacher.asks import Ask, Malformed, Outcome
from studio.teacher.delimiters import fence
from studio.teacher.prompt_file import fill
from studio.teacher.verbs.schema import WHOLE, items_at, many, one_of, record, text, text_at, whole_at
from studio.teacher.verbs.sides import last_request, last_words
from studio.teacher.verbs.verb import Item, Schema, Setting
from studio.teacher.verbs.wording import NONE, brief_of, one_line, stable_words

WAYS = ("tag", "field", "language", "turns", "length", "format", "tools")
_HEAD = "# Drafted by Claude from a brief and a sample: check every line before you count by it.\n"
_MOST_SAMPLE, _MOST_COLUMNS, _MOST_WORDS = 60, 30, 24
_PROMPT_CHARS, _ANSWER_CHARS = 700, 300
_MOST_FACETS, _MOST_FLOOR = 6, 10_000
_NAME_CHARS, _VALUE_CHARS = 60, 120
_FLOORS = ("each_value", "each_pair")


class DraftContract:
    """A contract to be edited."""

    name = "contract"
    title = "draft a contract from a brief and a sample of rows or traffic"
    prompt = "contract"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if not brief_of(setting) and not item.seeds:
            return "there is neither a brief nor a sample to draft a contract from"
        return ""

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`."""
        value = record(word={"type": "string"}, least=WHOLE, most=WHOLE)
        facet = record(
            name={"type": "string"},
            why=text("one line: what it changes in an answer"),
            told_by=one_of(WAYS),
            field=text("the column, where told_by is field; else empty"),
            values=many(value),
        )
        floor = record(facet={"type": "string"}, value={"type": "string"}, rows=WHOLE)
        place = record(facet={"type": "string"}, value={"type": "string"})
        return record(
            brief={"type": "string"},
            facets=many(facet),
            each_value=WHOLE,
            each_pair=WHOLE,
            floors=many(floor),
            impossible=many(record(one=place, other=place)),
        )

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        return fill(setting.prompt.system, stable_words(setting))

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`."""
        columns = [
            f"- {one_line(name)}: " + " | ".join(one_line(word)[:40] for word in words[:_MOST_WORDS])
            for name, words in list(item.fields.items())[:_MOST_COLUMNS]
        ]
        rows = [_shown(example, setting.secret) for example in item.seeds[:_MOST_SAMPLE]]
        values = {
            "columns": fence("\n".join(columns), "columns", setting.secret) if columns else NONE,
            "sample": "\n".join(filter(None, rows)) or NONE,
        }
        evidence = {"columns": list(item.fields)[:_MOST_COLUMNS]}
        return Ask(item.target, fill(setting.prompt.request, values), evidence)

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`."""
        columns: Sequence[str] = ask.evidence.get("columns", ())
        facets, remarks = _facets(items_at(answer, "facets"), columns)
        if not facets:
            raise Malformed("the answer holds no facet that can be counted")
        floors = {key: max(0, min(whole_at(answer, key), _MOST_FLOOR)) for key in _FLOORS}
        plain: dict[str, Any] = {"brief": one_line(text_at(answer, "brief")), "facets": facets}
        plain["targets"] = floors
        bare = Contract.model_validate(plain)
        plain["targets"] = {**floors, **_targets(answer, bare)}
        written = write_contract(_tried(plain) or bare)
        head = _HEAD + "".join(f"# {remark}\n" for remark in remarks)
        return [Outcome(ask.target, text=head + written)]


def _shown(example: Example, secret: str) -> str:
    """A row of the sample: what was asked last, and how the answer begins."""
    asked, said = last_request(example), last_words(example.chosen)
    parts = [fence(asked[:_PROMPT_CHARS], "prompt", secret)] if asked else []
    if said:
        parts.append(fence(said[:_ANSWER_CHARS], "answer", secret))
    return "\n".join(parts)


def _facets(
    given: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The facets that a contract can have, and a remark on each for the head of the file."""
    facets: list[dict[str, Any]] = []
    remarks: list[str] = []
    for one in given:
        name = _plain_name(text_at(one, "name"), _NAME_CHARS)
        why = one_line(text_at(one, "why"))
        known = {fold(facet["name"]) for facet in facets}
        if not name or fold(name) in known or len(facets) == _MOST_FACETS:
            continue
        values = list(_values(one))
        told = _told(name, text_at(one, "told_by"), text_at(one, "field"), values, columns)
        by_hand = {"name": name, "by": "tag", "values": [word for word, _, _ in values]}
        if told is not None and _tried({"facets": [told]}) is not None:
            facets.append(told)
        elif _tried({"facets": [by_hand]}) is not None:
            facets.append(by_hand)
            if told != by_hand:
                why += " (no rule could be made of it: tag it by hand)"
        else:
            continue
        remarks.append(f"{name}: {why}")
    return facets, remarks


def _values(facet: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """The words of a facet with their bounds, each word once."""
    seen: set[str] = set()
    for value in items_at(facet, "values"):
        word = _plain_name(text_at(value, "word"), _VALUE_CHARS)
        if word and fold(word) not in seen:
            seen.add(fold(word))
            yield word, max(0, whole_at(value, "least")), max(0, whole_at(value, "most"))


def _told(
    name: str, way: str, column: str, values: Sequence[tuple[str, int, int]], columns: Sequence[str]
) -> dict[str, Any] | None:
    """The facet as a contract writes it; None where its way of telling cannot be."""
    words = [word for word, _, _ in values]
    if way == "tag":
        return {"name": name, "by": "tag", "values": words}
    if way == "field":
        return {"name": name, "field": column, "values": words} if column in columns else None
    if way == "format":
        words = [word for word in words if fold(word) in FORMATS]
        return {"name": name, "rule": way, "values": words} if words else None
    if way == "language":
        return {"name": name, "rule": way, "values": [fold(word) for word in words]}
    if way == "tools":
        rules: dict[str, Any] = {w: {"tools": fold(w) in YES} for w in words if fold(w) in YES | NO}
        return {"name": name, "rule": way, "values": rules} if rules else None
    rules = {word: _bounds(way, least, most) for word, least, most in values}
    return {"name": name, "rule": way, "values": rules} if all(rules.values()) else None


def _bounds(way: str, least: int, most: int) -> dict[str, Any]:
    """A range of characters or of turns; nothing where it is open at both ends, or empty."""
    if most and most < least:
        return {}
    if way == "length":
        bounds = {"min_chars": least, "max_chars": most}
        found: dict[str, Any] = {key: bound for key, bound in bounds.items() if bound}
        return {**found, "side": "chosen"} if found else {}
    turns = {key: bound for key, bound in (("min", least), ("max", most)) if bound}
    return {"turns": turns} if turns else {}


def _targets(answer: Mapping[str, Any], contract: Contract) -> dict[str, Any]:
    """Floors and impossible pairs that name facets and values of the contract; the rest is left out."""
    values: dict[str, int] = {}
    for floor in items_at(answer, "floors"):
        place = _place(floor, contract)
        rows = whole_at(floor, "rows")
        if place is not None and 0 <= rows <= _MOST_FLOOR:
            values["=".join(place)] = rows
    impossible: list[dict[str, str]] = []
    for pair in items_at(answer, "impossible"):
        places = [_place(pair.get(key), contract) for key in ("one", "other")]
        both = dict(place for place in places if place is not None)
        if len(both) == 2 and both not in impossible:
            impossible.append(both)
    return {"values": values, "impossible": impossible}


def _place(given: Any, contract: Contract) -> tuple[str, str] | None:
    """A facet and value as the contract spells them."""
    if not isinstance(given, Mapping):
        raise Malformed("a target of the answer names no facet and value")
    names = (
        _plain_name(text_at(given, "facet"), _NAME_CHARS),
        _plain_name(text_at(given, "value"), _VALUE_CHARS),
    )
    try:
        facet, value = contract.words.place(*names)
    except Unknown:
        return None
    return contract.facets[facet].name, contract.facets[facet].words[value]


def _tried(plain: Mapping[str, Any]) -> Contract | None:
    """The contract, if it can be written and read again."""
    try:
        contract = Contract.model_validate(plain)
        return read_contract(write_contract(contract), "the contract")
    except (ValidationError, StudioError):
        return None


def _plain_name(text: str, most: int) -> str:
    """A name that a cell `facet=value` can hold: no = and no &, on one line."""
    return one_line(text).replace("=", "-").replace("&", "+")[:most].strip()


VERB = DraftContract()
