"""The six questions that decide whether to fine-tune, and what can be answered. It decides nothing."""

from collections.abc import Mapping
from typing import NamedTuple

from studio.errors import StudioError

MANY, SOME = 100_000, 10_000  # calls a month


class Question(NamedTuple):
    """One question.

    Attributes:
        key: its name in flags, settings and JSON.
        text: as a person is asked.
        choices: answers and what they mean; empty where a number is asked for.

    """

    key: str
    text: str
    choices: Mapping[str, str]


QUESTIONS = (
    Question(
        "need",
        "What does the model lack: facts, or behaviour?",
        {
            "facts": "it does not know what is so (prices, policies, your product)",
            "behaviour": "it knows, and does not do it as wanted (form, tone, judgement)",
            "both": "some of each",
        },
    ),
    Question(
        "few_shot",
        "Was a prompt with good examples tried, and measured?",
        {
            "no": "not yet, or not measured",
            "yes": "tried, and not good enough",
            "enough": "tried, and good enough: what is wrong is the price or the speed",
        },
    ),
    Question(
        "evals",
        "Is there an eval set that says whether an answer is good?",
        {"no": "only a feeling, or nothing", "yes": "cases with a right answer or a rubric"},
    ),
    Question("calls_per_month", "How many calls a month?", {}),
    Question(
        "operators",
        "Who will serve, watch and retrain a model of your own?",
        {
            "nobody": "nobody yet",
            "one": "a single person",
            "team": "several people, or a provider that hosts it",
        },
    ),
    Question(
        "changes",
        "How often do the requirements change?",
        {"weekly": "every week or so", "monthly": "every month or so", "rarely": "a few times a year"},
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


class Answer(NamedTuple):
    """An answer: what, and how it is known (`said` by a person, `data`, or `unknown`)."""

    key: str
    value: str | int | None
    known: str = "unknown"
    evidence: str = ""


def check_answer(key: str, value: object) -> str | int:
    """The answer as it is kept.

    Raises:
        StudioError: there is no such question, or it cannot be answered so.

    """
    question = BY_KEY.get(key)
    if question is None:
        raise StudioError(f"there is no question {key!r}", "questions: " + ", ".join(BY_KEY))
    if not question.choices:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise StudioError(f"{key} wants a whole number")
        return value
    if value not in question.choices:
        raise StudioError(f"{key} cannot be {str(value)[:20]!r}", "one of " + ", ".join(question.choices))
    return str(value)
