"""Pairs the other way round."""

import pytest

from studio.core.comparison import compared_texts
from studio.core.example import Example, say
from studio.similarity.crossing import is_crossed
from studio.similarity.kinds import Kind, judge_pair

A = "The pump lifts the water from the lower basin to the upper one, and a valve keeps it there."
B = "It works by magic: nobody knows how, and to ask will not help you to understand it either."
TIP = "The tip that is usual in this town, for a table of four, is {} dollars and not a cent more."


def _answers(chosen: str, rejected: str) -> str:
    return compared_texts(Example(say("user", "How?"), say("assistant", chosen), say("assistant", rejected)))[
        1
    ]


@pytest.mark.parametrize(
    ("one", "other", "crossed"),
    [
        ((A, B), (B, A), True),
        ((A, B), (B.upper(), A + "\n"), True),
        ((A, B), (B.replace("magic", "wonder"), A), True),
        (("Yes", "No"), ("No", "Yes"), True),
        ((A, B), (A, B), False),
        ((A, B), (A, "No."), False),
        ((A, B), (B, "No."), False),
        ((A, A), (A, A), False),
        ((A, A + "!"), (A + "!", A), True),
        ((A, A.replace("water", "wine")), (A, A.replace("water", "wine")), False),
        ((A, A.replace("water", "wine")), (A.replace("water", "ale"), A), False),
        ((A, TIP.format(5)), (TIP.format(7), A), False),
        ((A, TIP.format(5)), (TIP.format(5).lower(), A), True),
    ],
)
def test_crossed(one: tuple[str, str], other: tuple[str, str], crossed: bool) -> None:
    assert is_crossed((_answers(*one), _answers(*other))) is crossed


def test_one_answer_is_never_crossed() -> None:
    assert not is_crossed((_answers(A, B), _answers(A, "")))


def test_the_kind_of_a_crossed_pair() -> None:
    crossed = _answers(A, B), _answers(B, A)
    assert judge_pair(("How does it work?", "how does it work"), crossed).kind is Kind.CONFLICT
    assert judge_pair(("How does it work?", "Who built the house?"), crossed).kind is not Kind.CONFLICT
