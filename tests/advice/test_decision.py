"""Whether to fine-tune: a table of cases, and what an open question would change."""

import pytest

from studio.advice.decision import ENOUGH_ROWS, RULES, Ending, Facts, decide, open_questions
from studio.advice.questions import BY_KEY, MANY, QUESTIONS, SOME, check_answer
from studio.errors import StudioError

READY = Facts("behaviour", "yes", "yes", MANY, "team", "rarely", ENOUGH_ROWS)


@pytest.mark.parametrize(
    ("changed", "ending"),
    [
        ({}, Ending.FINE_TUNE),
        ({"need": "both"}, Ending.FINE_TUNE),
        ({"operators": "one", "changes": "monthly"}, Ending.FINE_TUNE),
        ({"calls_per_month": 0}, Ending.FINE_TUNE),
        ({"calls_per_month": None}, Ending.FINE_TUNE),
        ({"evals": "no"}, Ending.PROMPT),
        ({"evals": None}, Ending.PROMPT),
        ({"evals": "no", "need": "facts"}, Ending.PROMPT),
        ({"need": "facts"}, Ending.RETRIEVAL),
        ({"need": None}, Ending.RETRIEVAL),
        ({"need": "both", "calls_per_month": SOME - 1}, Ending.RETRIEVAL),
        ({"changes": "weekly"}, Ending.FEW_SHOT),
        ({"few_shot": "no"}, Ending.FEW_SHOT),
        ({"few_shot": None}, Ending.FEW_SHOT),
        ({"rows": ENOUGH_ROWS - 1}, Ending.FEW_SHOT),
        ({"few_shot": "enough", "calls_per_month": MANY - 1}, Ending.CASCADE),
        ({"few_shot": "enough", "calls_per_month": None}, Ending.CASCADE),
        ({"operators": "nobody"}, Ending.CASCADE),
        ({"operators": None}, Ending.CASCADE),
        ({"few_shot": "enough"}, Ending.DISTILL),
        ({"few_shot": "enough", "rows": 0}, Ending.DISTILL),
    ],
)
def test_what_each_answer_leads_to(changed: dict[str, object], ending: Ending) -> None:
    assert decide(READY._replace(**changed)).ending is ending  # type: ignore[arg-type]


def test_who_tried_examples_is_not_told_that_they_do() -> None:
    found = decide(READY._replace(few_shot="yes", rows=ENOUGH_ROWS - 1))
    assert "did not do" in found.reason
    assert "coverage" in found.steps[0]


def test_nobody_who_answers_nothing_is_sent_to_train() -> None:
    assert decide(Facts(rows=10**6)).ending is Ending.PROMPT


def test_every_ending_can_be_reached_and_every_rule_says_why_and_what_next() -> None:
    assert {rule.ending for rule in RULES} == set(Ending)
    assert all(rule.reason and rule.steps for rule in RULES)


def test_an_open_question_says_what_it_would_change() -> None:
    assert open_questions(READY) == []
    assert open_questions(READY._replace(operators=None)) == [
        ("operators", "one", Ending.FINE_TUNE),
        ("operators", "team", Ending.FINE_TUNE),
    ]
    assert ("calls_per_month", f"{MANY:,}", Ending.DISTILL) in open_questions(
        READY._replace(few_shot="enough", calls_per_month=None)
    )


def test_answers_are_checked() -> None:
    assert set(BY_KEY) == set(Facts._fields) - {"rows"}
    for question in QUESTIONS:
        for choice in question.choices or (7,):
            assert check_answer(question.key, choice) == choice
    for key, value in (
        ("need", "money"),
        ("calls_per_month", -1),
        ("calls_per_month", "9"),
        ("mood", "good"),
    ):
        with pytest.raises(StudioError):
            check_answer(key, value)
