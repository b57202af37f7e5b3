"""A contract drafted by Claude: what becomes of its facets and targets."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.coverage.contract import Contract, read_contract
from studio.teacher.asks import Malformed, Target
from studio.teacher.verbs.contract import VERB, WAYS
from studio.teacher.verbs.verb import Item
from tests.teacher.verb_cases import row, setting


def facet(name: str, told_by: str = "tag", words: object = ("a", "b"), field: str = "", **more: str) -> Any:
    values = [dict(zip(("word", "least", "most"), value, strict=True)) if isinstance(value, tuple)
              else {"word": value, "least": 0, "most": 0} for value in words]  # type: ignore[attr-defined]  # fmt: skip
    return {"name": name, "why": "it matters", "told_by": told_by, "field": field, "values": values, **more}


def answer(*facets: Any, floors: Any = (), impossible: Any = (), **more: Any) -> dict[str, Any]:
    return {
        "brief": "A desk.",
        "facets": list(facets),
        "each_value": 10,
        "each_pair": 2,
        "floors": list(floors),
        "impossible": list(impossible),
        **more,
    }


def drafted(given: dict[str, Any], columns: tuple[str, ...] = ("intent",)) -> tuple[str, Contract]:
    ask = VERB.ask(setting("contract"), Item(Target(), fields=dict.fromkeys(columns, ("a", "b"))))
    (outcome,) = VERB.read(ask, given)
    return outcome.text, read_contract(outcome.text, "drafted")


def test_every_way_of_telling_becomes_a_rule() -> None:
    text, contract = drafted(
        answer(
            facet("intent", "field", ("a", "b"), "intent"),
            facet("language", "language", ("EN", "de")),
            facet("turns", "turns", (("single", 0, 1), ("multi", 2, 0))),
            facet("length", "length", (("short", 0, 200), ("long", 201, 0))),
            facet("format", "format", ("prose", "list", "verse")),
            facet("tools", "tools", ("yes", "no")),
        )
    )
    assert text.startswith("# Drafted by Claude from a brief and a sample: check every line")
    assert "# turns: it matters\n" in text
    told = {one.name: one for one in contract.facets}
    assert told["intent"].field == "intent"
    assert told["language"].words == ("en", "de")
    assert told["turns"].values["multi"].turns is not None
    assert told["length"].values["short"].max_chars == 200
    assert told["format"].words == ("prose", "list")
    assert told["tools"].values["yes"].tools is True
    assert (contract.targets.each_value, contract.targets.each_pair) == (10, 2)
    assert contract.brief == "A desk."


@pytest.mark.parametrize(
    "bad",
    [
        facet("x", "field", ("a", "b"), "no-such-column"),
        facet("x", "language", ("english", "german")),
        facet("x", "turns", (("single", 0, 0), ("multi", 2, 0))),
        facet("x", "length", (("short", 300, 200), ("long", 201, 0))),
        facet("x", "format", ("verse", "opera")),
        facet("x", "tools", ("hammer", "saw")),
        facet("x", "magic"),
    ],
)
def test_what_no_rule_can_tell_people_tag(bad: Any) -> None:
    text, contract = drafted(answer(bad))
    assert contract.facets[0].by == "tag"
    assert list(contract.facets[0].words) == [value["word"] for value in bad["values"]]
    assert "no rule could be made of it" in text


def test_targets_that_name_nothing_are_left_out() -> None:
    place = {"facet": "intent", "value": "a"}
    floors = [
        {"facet": "INTENT", "value": "A", "rows": 4},
        {"facet": "intent", "value": "z", "rows": 4},
        {"facet": "mood", "value": "a", "rows": 4},
        {"facet": "intent", "value": "b", "rows": -1},
    ]
    impossible = [
        {"one": place, "other": {"facet": "edge", "value": "b"}},
        {"one": place, "other": {"facet": "edge", "value": "b"}},
        {"one": place, "other": {"facet": "intent", "value": "b"}},
        {"one": place, "other": {"facet": "mood", "value": "b"}},
    ]
    _, contract = drafted(answer(facet("intent"), facet("edge"), floors=floors, impossible=impossible))
    assert contract.targets.values == {"intent=a": 4}
    assert contract.targets.impossible == ({"intent": "a", "edge": "b"},)


def test_facets_come_once_and_six_at_most() -> None:
    many = [facet("Intent"), facet("intent"), *(facet(f"f{n}") for n in range(9))]
    _, contract = drafted(answer(*many))
    assert [one.name for one in contract.facets] == ["Intent", "f0", "f1", "f2", "f3", "f4"]


def test_words_cannot_break_out_of_the_yaml() -> None:
    evil = facet("a=b & c", words=("x: y\n# z", "x: Y # z", "- q", "'\"{[", "\x1b[2J")) | {
        "why": "ok\nfacets: []\x07"
    }
    text, contract = drafted(answer(evil, brief="one\nfacets: [] # two"))
    assert contract.facets[0].name == "a-b + c"
    assert contract.facets[0].words == ("x: y # z", "- q", "'\"{[", "[2J")
    assert contract.brief == "one facets: [] # two"
    assert text.isprintable() or set(filter(lambda c: not c.isprintable(), text)) == {"\n"}


@pytest.mark.parametrize(
    "bad",
    [
        answer(),
        answer(facet("")),
        answer(facet("x", words=())),
        answer(facet("x"), each_value="10"),
        answer(facet("x"), floors=[{"facet": "x", "value": "a", "rows": "4"}]),
        answer(facet("x"), impossible=[{"one": "x=a", "other": "x=b"}]),
    ],
)
def test_a_contract_that_is_none(bad: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        drafted(bad)


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            facet,
            st.text(max_size=8),
            st.sampled_from(WAYS),
            st.lists(st.tuples(st.text(max_size=6), st.integers(-5, 99), st.integers(-5, 99)), max_size=4),
            st.sampled_from(["", "intent"]),
        ),
        max_size=4,
    )
)
def test_whatever_comes_is_a_contract_or_malformed(facets: list[Any]) -> None:
    try:
        _, contract = drafted(answer(*facets))
    except Malformed:
        return
    assert 1 <= len(contract.facets) <= 4


def test_the_sample_is_cut_and_columns_are_named() -> None:
    seeds = [row("p" * 5_000, "a" * 5_000) for _ in range(100)]
    ask = VERB.ask(setting("contract"), Item(Target(), seeds=seeds, fields={"intent": ["orders", "refunds"]}))
    assert "- intent: orders | refunds" in ask.text
    assert len(ask.text) < 80_000
    assert "neither a brief nor a sample" in VERB.objection(
        setting("contract", contract=None), Item(Target())
    )
