"""Answers to real prompts, and further answers to rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.example import Example, say
from studio.teacher.asks import Ask, Malformed, Target
from studio.teacher.verbs import alternative, answer
from studio.teacher.verbs.verb import Item, Passage
from tests.teacher.verb_cases import chat, items, row, setting

PASSAGES = (
    Passage("handbook, p. 3", "The walnut cake holds\n  walnuts and wheat."),
    Passage("list.csv", "Rye: no nuts"),
)


def grounded() -> Ask:
    one = setting("answer", grounded=True)
    return answer.VERB.ask(one, Item(Target(traffic=4), Example(say("user", "Nuts?")), PASSAGES))


def test_the_answer_takes_its_place_behind_the_prompt() -> None:
    ask = answer.VERB.ask(setting("answer"), items("answer", chat())[-1])
    (outcome,) = answer.VERB.read(ask, {"answer": " Two. "})
    assert outcome.example == chat()._replace(chosen=say("assistant", "Two."), rejected=())
    assert outcome.evidence == {}
    assert "Three are left." not in ask.text
    assert "<passages>" not in ask.text


def test_a_quote_is_looked_for_in_its_own_passage() -> None:
    quotes = [
        {"id": "P1", "quote": "holds walnuts\tand wheat"},
        {"id": "P1", "quote": "holds walnuts and rye"},
        {"id": "P2", "quote": "holds walnuts"},
        {"id": "P9", "quote": "Rye"},
        {"id": "P2", "quote": ""},
    ]
    (outcome,) = answer.VERB.read(
        grounded(), {"answer": "It does.", "quotes": quotes, "used": ["P1", "P9", "P1"]}
    )
    assert [quote["found"] for quote in outcome.evidence["quotes"]] == [True, False, False, False, False]
    assert outcome.evidence["used"] == ["P1"]
    assert outcome.evidence["passages"][0] == {
        "id": "P1",
        "source": "handbook, p. 3",
        "text": PASSAGES[0].text,
    }


@given(st.text(min_size=1), st.data())
def test_every_piece_of_a_passage_is_found_however_its_lines_are_broken(
    text: str, data: st.DataObject
) -> None:
    words = text.split()
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    stop = data.draw(st.integers(start + 1, len(words)))
    ask = Ask(Target(), "", {**grounded().evidence, "passages": [{"id": "P1", "source": "", "text": text}]})
    quote = {"id": "P1", "quote": "\n ".join(words[start:stop])}
    (outcome,) = answer.VERB.read(ask, {"answer": "a", "quotes": [quote], "used": []})
    assert outcome.evidence["quotes"][0]["found"]


def test_claude_sees_texts_by_number_and_no_source() -> None:
    text = grounded().text
    assert "P1:\n<passage-" in text
    assert "P2:\n<passage-" in text
    assert "handbook" not in text
    assert "copied from its passage letter for letter" in answer.VERB.prefix(setting("answer", grounded=True))
    assert "copied from its passage" not in answer.VERB.prefix(setting("answer"))


@pytest.mark.parametrize(
    "bad",
    [
        {"answer": "a", "quotes": [], "used": "P1"},
        {"answer": "a", "quotes": ["P1"], "used": []},
        {"answer": "a", "quotes": [{"id": "P1"}], "used": []},
        {"answer": " ", "quotes": [], "used": []},
    ],
)
def test_a_grounded_answer_without_its_parts(bad: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        answer.VERB.read(grounded(), bad)


def test_without_passages_there_is_nothing_to_ground_on() -> None:
    item = Item(Target(traffic=1), Example(say("user", "Nuts?")))
    assert "no passage" in answer.VERB.objection(setting("answer", grounded=True), item)
    assert answer.VERB.objection(setting("answer"), item) == ""


def test_an_alternative_keeps_the_calls_before_it() -> None:
    ask = alternative.VERB.ask(setting("alternative"), items("alternative", chat())[-1])
    assert '{"left": 3}' in ask.text
    (outcome,) = alternative.VERB.read(ask, {"approach": "short", "answer": "Three."})
    assert outcome.example is not None
    assert outcome.example.chosen[:2] == chat().chosen[:2]
    assert outcome.example.chosen[2].content == "Three."
    assert outcome.example.rejected == ()
    assert outcome.evidence["approach"] == "short"
    assert outcome.evidence["instruction"] == "make it shorter"


def test_several_alternatives_of_a_row_go_different_ways() -> None:
    one = setting("alternative")
    asks = [alternative.VERB.ask(one, Item(Target(row=4, number=n), row())) for n in range(1, 5)]
    assert len({ask.evidence["direction"] for ask in asks}) == 4


def test_an_alternative_that_is_none() -> None:
    ask = alternative.VERB.ask(setting("alternative"), items("alternative")[0])
    with pytest.raises(Malformed, match="answer that exists"):
        alternative.VERB.read(ask, {"approach": "", "answer": "yes:  WALNUTS, and traces."})
