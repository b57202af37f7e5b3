"""What of a pair is counted."""

import pytest

from studio.core.example import Example, Message, say
from studio.pairs.facts import BOLD, HEADING, LIST, Side, facts_of, models_of, opening_of


def _side(text: str) -> Side:
    return facts_of(Example(say("user", "?"), say("assistant", text))).chosen


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("- one\n- two", LIST),
        ("Two steps:\n1. one\n2. two", LIST),
        ("(1) one\n  (2) two", LIST),
        ("- one", 0),
        ("2 - 1\n-3", 0),
        ("# Title\ntext", HEADING),
        ("text\n### Title", HEADING),
        ("#tag and C# too", 0),
        ("a **bold** word", BOLD),
        ("__init__ and a_b", BOLD),
        ("2 ** 3", 0),
        ("## Title\n* **one**\n* two", LIST | HEADING | BOLD),
        ("", 0),
    ],
)
def test_marks(text: str, marks: int) -> None:
    assert _side(text).marks == marks


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("I'm sorry, but no", "i'm sorry"),
        ("I’m sorry", "i'm sorry"),
        ("**Sure!** Here", "sure here"),
        ("[red]x[/red] \x1b[31m", "red x"),
        ("水泵把水抽到高处", "水泵"),
        ("One", "one"),
        ("a" * 50, "a" * 24),
        ("?!", ""),
        ("", ""),
    ],
)
def test_openings_are_words_and_nothing_else(text: str, opening: str) -> None:
    assert opening_of(text) == opening


def test_both_sides_and_their_models() -> None:
    pair = facts_of(
        Example(say("user", "?"), say("assistant", "x" * 40), say("assistant", "y" * 8)), "big", "small"
    )
    assert (pair.chosen.tokens, pair.rejected.tokens) == (10, 2)
    assert (pair.chosen.model, pair.rejected.model) == ("big", "small")
    assert pair.swapped().chosen.model == "small"
    assert pair.swapped().swapped() == pair


def test_a_row_with_one_answer() -> None:
    assert facts_of(Example(say("user", "?"), say("assistant", "x"))).rejected == Side(0)


PAIR = Example(say("user", "?"), say("assistant", "x"), say("assistant", "y"))


@pytest.mark.parametrize(
    "record",
    [
        {"chosen_model": "big", "rejected_model": "small"},
        {"model_chosen": "big", "model_rejected": "small"},
        {"chosen_source": "big", "rejected_source": "small", "chosen_model": None},
    ],
)
def test_models_stay_with_what_they_wrote(record: dict[str, str]) -> None:
    swapped = PAIR._replace(chosen=PAIR.rejected, rejected=PAIR.chosen)
    assert models_of(record, PAIR, PAIR) == ("big", "small")
    assert models_of(record, PAIR, swapped) == ("small", "big")
    assert models_of(record, PAIR, PAIR._replace(chosen=say("assistant", "z"))) == ("", "small")


@pytest.mark.parametrize(
    "record", [{}, {"chosen_model": "big"}, {"chosen_model": "big", "rejected_model": 3}]
)
def test_models_that_are_not_told(record: dict[str, object]) -> None:
    assert models_of(record, PAIR, PAIR) == ("", "")


def test_models_of_answers_that_call_tools() -> None:
    call = (Message("assistant", "", (("tool_calls", [{"function": {"name": "f"}}]),)),)
    pair = PAIR._replace(chosen=call)
    assert models_of({"chosen_model": "big", "rejected_model": "small"}, pair, pair) == ("big", "small")
