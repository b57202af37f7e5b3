"""New rows: what is asked for, how requests differ, and how the rows come back."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.example import Message, say
from studio.teacher.asks import Ask, Malformed, Target
from studio.teacher.verbs.directions import LENGTHS, PERSONS, WAYS, direction
from studio.teacher.verbs.draft import MOST_ROWS, VERB, draft_items
from studio.teacher.verbs.verb import Item
from tests.teacher.verb_cases import contract, row, setting

CELL = {"intent": "refunds", "language": "de"}


def asked(**changes: object) -> Ask:
    one = setting("draft", **changes)
    return VERB.ask(one, draft_items(CELL, 3)[0])


@given(st.integers(1, 60), st.integers(0, 20))
def test_rows_are_spread_over_the_fewest_requests(rows: int, before: int) -> None:
    items = draft_items(CELL, rows, before=before)
    assert sum(item.rows for item in items) == rows
    assert len(items) == -(-rows // MOST_ROWS)
    assert max(item.rows for item in items) - min(item.rows for item in items) <= 1
    numbers = [item.first + n for item in items for n in range(item.rows)]
    assert numbers == list(range(before, before + rows))
    assert [item.target for item in items] == [Target(cell=CELL, number=n + 1) for n in range(len(items))]


def test_a_request_names_the_cell_the_directions_and_what_is_taken() -> None:
    item = draft_items(CELL, 2, seeds=(row("Seed?", "Seed."),), neighbours=("Is it\ntaken?", ""))[0]
    text = VERB.ask(setting("draft"), item).text
    for words in ("Write 2 rows", "- intent = refunds\n- language = de", "Seed.", "- Is it taken?", "\n2. "):
        assert words in text
    assert "\n3. " not in text


def test_directions_go_through_open_facets_and_never_ask_for_what_cannot_be() -> None:
    found = [direction(contract(), {"intent": "refunds"}, number).wanted for number in range(40)]
    assert all("intent" not in wanted for wanted in found)
    assert not any(wanted.get("edge") == "refusal" for wanted in found)
    assert {wanted.get("edge") for wanted in found} == {None, "unsure"}
    pairs = Counter((wanted["language"], wanted["length"]) for wanted in found)
    assert len(pairs) == 4
    assert max(pairs.values()) - min(pairs.values()) <= 2


def test_all_pairs_of_open_values_come_up() -> None:
    ways = [direction(contract(), {}, number).wanted for number in range(90)]
    facets = [facet for facet in contract().facets if facet.by != "tag"]
    for one, other in combinations(facets, 2):
        seen = {(wanted[one.name], wanted[other.name]) for wanted in ways}
        assert len(seen) == len(one.words) * len(other.words)


def test_directions_come_back_late() -> None:
    texts = [direction(None, {}, number).text for number in range(400)]
    assert len(set(texts)) == min(400, len(PERSONS) * len(WAYS) * len(LENGTHS)) == 385


def test_single_rows_are_read_with_their_direction() -> None:
    rows = [{"prompt": f" p{n} ", "answer": f"a{n}\n", "note": "n"} for n in range(4)]
    ask = asked()
    outcomes = VERB.read(ask, {"rows": rows})
    assert [one.example for one in outcomes] == [row(f"p{n}", f"a{n}") for n in range(3)]
    ways = ask.evidence["directions"]
    assert [one.evidence["direction"] for one in outcomes] == [way["text"] for way in ways]
    assert outcomes[1].evidence["wanted"] == ways[1]["wanted"] != {}
    assert outcomes[0].target.cell == CELL


def test_conversations_are_read() -> None:
    turns = [{"role": role, "content": text} for role, text in
             [("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")]]  # fmt: skip
    ask = asked(multi_turn=True, with_system=True)
    rows = [{"system": "s", "turns": turns, "note": ""}, {"system": "", "turns": turns[:1], "note": ""}]
    first, second = VERB.read(ask, {"rows": rows})
    assert first.example is not None
    assert second.example is not None
    assert [message.role for message in first.example.prompt] == ["system", "user", "assistant", "user"]
    assert first.example.chosen == say("assistant", "d")
    assert second.example.prompt == (Message("user", "a"),)
    assert second.example.chosen == ()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"prompt": "a", "answer": "b"}],
        [{"prompt": "a", "note": ""}],
        [{"turns": [{"role": "system", "content": "x"}], "note": ""}],
        [{"turns": ["x"], "note": ""}],
        ["x"],
    ],
)
def test_rows_that_are_none(rows: list[object]) -> None:
    with pytest.raises(Malformed):
        VERB.read(asked(), {"rows": rows})


def test_what_shape_rows_have_stands_in_schema_and_prefix() -> None:
    plain, full = setting("draft"), setting("draft", multi_turn=True, with_system=True)
    assert list(VERB.schema(plain)["properties"]["rows"]["items"]["properties"]) == [
        "prompt",
        "answer",
        "note",
    ]
    assert list(VERB.schema(full)["properties"]["rows"]["items"]["properties"]) == ["system", "turns", "note"]
    assert "one prompt, as the user sends it" in VERB.prefix(plain)
    assert "`turns` begins with the user" in VERB.prefix(full)
    assert "`system` is the system text" in VERB.prefix(full)


def test_the_contract_says_what_its_values_mean() -> None:
    prefix = VERB.prefix(setting("draft"))
    assert "- length: short (at most 80 characters in the answer) | long (at least 81" in prefix
    assert "- intent: orders | allergens | refunds\n" in prefix
    assert "Answers of a bakery's support desk" in prefix
    assert "something else" in VERB.prefix(setting("draft", brief="something else"))


def test_too_many_rows_for_one_request() -> None:
    assert "1 to 5 rows" in VERB.objection(setting("draft"), Item(Target(cell=CELL), rows=6))
