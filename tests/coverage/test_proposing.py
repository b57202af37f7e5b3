"""A first contract from data: what becomes a facet, what does not, and that the file can be read."""

import random
from typing import Any

import pytest

from studio.core import language
from studio.core.batch import Batch
from studio.core.example import Example, Message, say
from studio.coverage.contract import read_contract, write_contract
from studio.coverage.proposing import EDGE_CASES, propose_contract


@pytest.fixture(autouse=True)
def _plain_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "language_of", lambda text: "de" if "ich" in text else "en")


def _set(count: int = 200) -> tuple[list[dict[str, Any]], Batch]:
    draw = random.Random(4)
    fields: list[dict[str, Any]] = []
    rows = []
    for number in range(count):
        intent = draw.choice(["billing", "refunds", "noise"])
        fields.append({
            "id": f"N-{number}", "intent": intent, "intent_code": intent[0], "free": f"text {number}",
            "split": draw.choice(["a", "b"]), "same": "always", "meta": {"level": draw.choice([1, 2])},
            "sparse": "x" if number % 9 == 0 else None, "nested": {"deep": {"no": 1}},
        })  # fmt: skip
        prompt: tuple[Message, ...] = say("user", draw.choice(["Kann ich das", "Can this be"]))
        if number % 4 == 0:
            prompt = (*prompt, Message("assistant", "yes"), Message("user", "more"))
        answer = draw.choice(["short", "w " * 100, "w " * 400]) if number % 3 else "- a\n- b"
        extra = (("tool_calls", [1]),) if number % 10 == 0 else ()
        rows.append(Example(prompt, (Message("assistant", answer, extra),)))
    return fields, Batch(rows)


def test_six_facets_from_a_set_that_has_all() -> None:
    fields, batch = _set()
    contract = propose_contract(fields, batch)
    assert [facet.name for facet in contract.facets] == [
        "intent", "level", "tools", "language", "turns", "edge",
    ]  # fmt: skip
    assert contract.facets[1].field == "meta.level"
    assert contract.facets[-1].words == EDGE_CASES
    assert contract.targets.each_value == 30
    assert contract.targets.each_pair == 8
    assert contract.targets.values["edge=refusal"] == 3
    assert read_contract(write_contract(contract), "t") == contract


def test_rules_fill_up_where_there_are_no_fields() -> None:
    _, batch = _set()
    contract = propose_contract([{}] * len(batch), batch)
    assert [facet.name for facet in contract.facets] == [
        "tools", "language", "turns", "format", "length", "edge",
    ]  # fmt: skip
    assert contract.facets[3].words == ("prose", "list")
    assert read_contract(write_contract(contract), "t") == contract


def test_a_field_tells_the_language_better_than_a_guess() -> None:
    _, batch = _set()
    fields = [{"lang": "de" if number % 2 else "en"} for number in range(len(batch))]
    contract = propose_contract(fields, batch)
    assert [facet.field for facet in contract.facets if facet.name == "language"] == ["lang"]


def test_floors_grow_with_the_set() -> None:
    fields, batch = _set()
    assert propose_contract(fields, batch, rows=20_000).targets.each_value == 500
    assert propose_contract(fields[:8], Batch(batch.examples[:8])).targets.each_value >= 1


def test_frequent_tags_join_the_edge_cases() -> None:
    fields, batch = _set()
    tags = [["Angry", "intent=noise"] if number % 3 == 0 else ["refusal"] for number in range(len(batch))]
    contract = propose_contract(fields, batch, tags)
    assert contract.facets[-1].words == (*EDGE_CASES, "angry")


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_rows(count: int) -> None:
    batch = Batch([Example(say("user", "x"), say("assistant", "y"))] * count)
    contract = propose_contract([{"id": 1}] * count, batch)
    assert [facet.name for facet in contract.facets] == ["edge"]
    assert read_contract(write_contract(contract), "t") == contract


def test_odd_field_names_and_words_make_a_readable_file() -> None:
    _, batch = _set(40)
    fields = [{"topic: #1": "a: b" if number % 2 else "no", "x=y": "ab"[number % 2]} for number in range(40)]
    contract = propose_contract(fields, batch)
    assert contract.facets[0].field == "topic: #1"
    assert all("=" not in facet.name for facet in contract.facets)
    assert read_contract(write_contract(contract), "t") == contract


def test_a_word_of_one_row_is_no_value_but_two_rows_with_tools_are() -> None:
    calling = Example(say("user", "x"), (Message("assistant", "", (("tool_calls", [1]),)),))
    batch = Batch([Example(say("user", "x"), say("assistant", "y"))] * 298 + [calling] * 2)
    fields = [{"topic": "heat" if number % 2 else "cold"} for number in range(299)] + [{"topic": "haet"}]
    contract = propose_contract(fields, batch)
    assert [facet.words for facet in contract.facets[:2]] == [("cold", "heat"), ("tool-call", "no-tool")]
