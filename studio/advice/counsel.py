"""Answers the six questions from what people said and what the data shows, and ends. It asks nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.advice.decision import Facts, decide, open_questions
from studio.advice.factual import factual_share
from studio.advice.questions import QUESTIONS, Answer
from studio.core.example import Example
from studio.jobs import Job, Pacer, Step
from studio.store.examples import walk
from studio.store.facets import good_rows
from studio.store.project import Project
from studio.store.ready import set_counts
from studio.store.traffic import count_traffic

_SAMPLE = 2_000
_LEAST = 30
# Over the first share answers are called factual, under the second they are not: of five real sets, a support
# desk had 0.5, general instructions 0.2, harmless chat 0.1, reading and booking dialogues 0.
_FACTUAL, _NOT_FACTUAL = 0.4, 0.15


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, and why.

    Attributes:
        ending: what to do, one of `decision.Ending`.
        reason: why, in a sentence.
        steps: what to do next, in order.
        answers: the six questions as they were answered, and how each answer is known.
        open: answers that nobody gave and that would change the ending: (question, answer, ending).
        figures: what the data shows, each a sentence.
        rows: accepted rows that count.

    """

    ending: str
    reason: str
    steps: tuple[str, ...]
    answers: tuple[Answer, ...]
    open: tuple[tuple[str, str, str], ...]
    figures: tuple[str, ...]
    rows: int = 0

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "ending": self.ending,
            "reason": self.reason,
            "steps": list(self.steps),
            "answers": [answer._asdict() for answer in self.answers],
            "open": [dict(zip(("question", "answer", "ending"), one, strict=True)) for one in self.open],
            "figures": list(self.figures),
        }


def advise(project: Project, said: Mapping[str, str | int], *, accepted_only: bool) -> Job[Advice]:
    """Whether to fine-tune on this project's rows.

    Args:
        project: where the rows are.
        said: what people answered, by question.
        accepted_only: go by accepted rows; else by all that nobody refused.

    """
    good = good_rows(project.reader, accepted_only=accepted_only)
    sample = good[:: max(1, -(-len(good) // _SAMPLE))].tolist()
    examples: list[Example] = []
    pacer = Pacer()
    for done, held in enumerate(walk(project.reader, sample), 1):
        examples.append(held.example)
        if pacer.due():
            yield Step(done, len(sample), "reading rows")
    figures: list[str] = []
    known = _from_data(project, examples, figures)
    which = "accepted rows that count" if accepted_only else "rows that nobody refused (none is accepted yet)"
    shapes = set_counts(project.reader, accepted_only=accepted_only).by_shape
    pairs = f", {shapes['pair']:,} pairs among them" if shapes.get("pair") else ""
    figures.insert(0, f"{len(good):,} {which}{pairs}")
    answers = tuple(_answer(question.key, said, known) for question in QUESTIONS)
    return _concluded(answers, tuple(figures), len(good) if accepted_only else 0)


def answered_anew(found: Advice, said: Mapping[str, str | int]) -> Advice:
    """The advice after other answers of people, without another look at the rows."""
    known = {answer.key: answer for answer in found.answers}
    answers = tuple(_answer(question.key, said, known) for question in QUESTIONS)
    return _concluded(answers, found.figures, found.rows)


def _concluded(answers: tuple[Answer, ...], figures: tuple[str, ...], rows: int) -> Advice:
    values: dict[str, Any] = {answer.key: answer.value for answer in answers}
    facts = Facts(**values, rows=rows)
    rule = decide(facts)
    changes = [(key, value, ending.value) for key, value, ending in open_questions(facts)]
    return Advice(rule.ending.value, rule.reason, rule.steps, answers, tuple(changes), figures, rows)


def _from_data(project: Project, examples: list[Example], figures: list[str]) -> dict[str, Answer]:
    """Answers that the data gives; what it shows is added to the figures."""
    known: dict[str, Answer] = {}
    share, looked_at = factual_share(examples)
    if looked_at >= _LEAST:
        told = (
            f"{100 * share.value:.0f} % of {looked_at:,} answers ({100 * share.low:.0f} to"
            f" {100 * share.high:.0f} %) state numbers or names that their prompt does not hold"
        )
        figures.append(told)
        if share.low > _FACTUAL:
            known["need"] = Answer("need", "facts", "data", told)
            figures.append("answers like these are facts to look up, more than behaviour to learn")
        elif share.high < _NOT_FACTUAL:
            known["need"] = Answer("need", "behaviour", "data", told)
        else:
            known["need"] = Answer("need", "both", "data", told)
    asked = count_traffic(project.reader)
    if asked:
        figures.append(
            f"{asked:,} real prompts are at hand: the fewest that were ever asked, not how many a month"
        )
    return known


def _answer(key: str, said: Mapping[str, str | int], known: Mapping[str, Answer]) -> Answer:
    if key in said:
        return Answer(key, said[key], "said")
    return known.get(key, Answer(key, None))
