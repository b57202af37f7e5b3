"""Rules that tag rows: each condition, their order, and what a person says over them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from studio.core import language
from studio.core.batch import Batch
from studio.core.example import Example, Message, say
from studio.coverage.contract import Contract, read_contract
from studio.coverage.rules import tag_rows


def _contract(facet: str) -> Contract:
    lines = "".join(f"    {line}\n" for line in facet.strip().split("\n"))
    return read_contract(f"facets:\n  - name: one\n{lines}", "t")


def _row(prompt: str = "hello", chosen: str = "", rejected: str = "") -> Example:
    return Example(say("user", prompt), say("assistant", chosen), say("assistant", rejected))


def _values(
    facet: str,
    rows: Sequence[Example],
    fields: Sequence[Mapping[str, Any]] = (),
    tags: Sequence[Sequence[str]] = (),
) -> list[str]:
    contract = _contract(facet)
    none: dict[str, Any] = {}
    vectors = tag_rows(contract, Batch(rows), fields or [none] * len(rows), tags or [()] * len(rows))
    words = (*contract.facets[0].words, "")
    return [words[number] for number in vectors[:, 0].tolist()]


def test_a_field_in_any_case_and_type() -> None:
    fields: list[dict[str, Any]] = [
        {"meta": {"level": " Easy "}},
        {"meta": {"level": 2}},
        {"meta": {"level": True}},
        {"meta": {"level": None}},
        {"meta": {"level": ["x", "easy"]}},
        {"meta": {"level": {"easy": 1}}},
        {"meta": "easy"},
        {"meta.level": "easy"},
        {},
    ]
    found = _values("field: meta.level\nvalues: [easy, 2, true]", [_row()] * 9, fields)
    assert found == ["easy", "2", "true", "", "easy", "", "", "easy", ""]


def test_words_of_a_field_that_mean_a_value() -> None:
    fields = [{"lang": "ger"}, {"lang": "DE"}, {"lang": "en"}, {"lang": "fr"}]
    facet = "field: lang\nvalues:\n  german: [de, ger]\n  english: en\n  other: {otherwise: true}"
    assert _values(facet, [_row()] * 4, fields) == ["german", "german", "english", "other"]


def test_a_yes_that_yaml_would_take_for_true() -> None:
    fields: list[dict[str, Any]] = [{"x": "yes"}, {"x": "no"}, {"x": True}]
    assert _values("field: x\nvalues: [yes, no]", [_row()] * 3, fields) == ["yes", "no", ""]


def test_tags_first_value_first() -> None:
    tags = [["refusal"], ["Adversarial", "refusal"], ["else"], []]
    found = _values("by: tag\nvalues: [refusal, adversarial]", [_row()] * 4, tags=tags)
    assert found == ["refusal", "refusal", "", ""]


def test_what_a_person_says_stands_above_the_rule() -> None:
    facet = "rule: length\nvalues:\n  short: {max_chars: 5}\n  long: {min_chars: 6}"
    tags = [["one=long"], ["ONE=Short", "x"], ["two=long"], ["one=huge"]]
    assert _values(facet, [_row(chosen="hi")] * 4, tags=tags) == ["long", "short", "short", "short"]


def test_lengths_of_a_side() -> None:
    facet = "rule: length\nside: prompt\nvalues:\n  none: {max_chars: 0}\n  short: {max_chars: 5}\n" \
            "  answered: {min_chars: 3, side: chosen}"  # fmt: skip
    rows = [_row(""), _row("hello"), _row("longer", "yes"), _row("longer", "no")]
    assert _values(facet, rows) == ["none", "short", "answered", ""]


def test_turns_are_user_messages() -> None:
    talk = Example(
        (Message("system", "s"), Message("user", "a"), Message("assistant", "b"), Message("user", "c"))
    )
    facet = "rule: turns\nvalues:\n  single: 1\n  several: {turns: {min: 2}}"
    assert _values(facet, [_row(), talk, Example()]) == ["single", "several", ""]


def test_tools_called_not_only_offered() -> None:
    calling = Example(say("user", "x"), (Message("assistant", "", (("tool_calls", [{"name": "f"}]),)),))
    answered = Example((Message("user", "x"), Message("tool", "42")))
    offered = Example(say("user", "x"), say("assistant", "y"), tools=[{"name": "f"}])
    asked = "rule: tools\nvalues: [yes, no]"
    assert _values(asked, [calling, answered, offered]) == ["yes", "yes", "no"]
    assert _values("rule: tools\nvalues:\n  calls: {tools: true}", [calling, offered]) == ["calls", ""]


def test_formats_and_patterns() -> None:
    rows = [_row(chosen='{"a": 1}'), _row(chosen="- a\n- b"), _row(chosen="words")]
    assert _values("rule: format\nvalues: [json, list]", rows) == ["json", "list", ""]
    facet = "rule: regex\nvalues:\n  money: '(?i)refund|money'\n  dear: {regex: '^Dear', side: chosen}"
    rows = [_row("A Refund, please"), _row("x", "Dear you"), _row("x", "y")]
    assert _values(facet, rows) == ["money", "dear", ""]


def test_conditions_hold_together_and_facets_may_mix_rules() -> None:
    facet = "values:\n  good: {field: score, equals: [4, 5], min_chars: 3}\n  marked: {tag: nice}"
    rows = [_row(chosen="yes"), _row(chosen="no"), _row(chosen="no")]
    found = _values(facet, rows, [{"score": 5}, {"score": 4}, {}], [[], [], ["nice"]])
    assert found == ["good", "", "marked"]


def test_language_of_what_the_user_says_else_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fake(text: str) -> str:
        asked.append(text)
        return {"Guten Tag": "de", "Good day": "en"}.get(text, "")

    monkeypatch.setattr(language, "language_of", fake)
    rows = [
        Example((Message("system", "Be good"), Message("user", "Guten Tag"))),
        _row("ok", "Good day"),
        _row("ok", "ok"),
    ]
    facet = "rule: language\nvalues:\n  en:\n  german: de\n  other: {otherwise: true}"
    assert _values(facet, rows) == ["german", "en", "other"]
    assert "Be good" not in "".join(asked)
    asked.clear()
    _values("rule: tools\nvalues: [yes]", rows)
    assert asked == []


def test_no_rows() -> None:
    assert tag_rows(_contract("by: tag\nvalues: [a]"), Batch([]), [], []).shape == (0, 1)
