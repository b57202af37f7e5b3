"""Judges rows by a rubric that a person can edit: a score and its reason. It changes no verdict."""

from collections.abc import Mapping
from typing import Any

from studio.core.example import Example
from studio.teacher.asks import Ask, Malformed, Outcome
from studio.teacher.prompt_file import fill, read_rubric
from studio.teacher.verbs.schema import one_of, record, said_at, text, whole_at
from studio.teacher.verbs.verb import Item, Schema, Setting
from studio.teacher.verbs.wording import show_conversation, show_turns, stable_words

POINTS = (1, 2, 3, 4, 5)


class Judge:
    """A score."""

    name = "judge"
    title = "score rows by a rubric, with a reason"
    prompt = "judge"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if item.example is None or not getattr(item.example, setting.side):
            return "the row has no answer to judge"
        return ""

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`. The reason stands first, so that the score follows from it."""
        return record(reason=text("what decided the score"), score=one_of(POINTS))

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        rubric = setting.rubric.strip() or read_rubric()
        return fill(setting.prompt.system, {**stable_words(setting), "rubric": rubric})

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`."""
        example = item.example or Example()
        answer = example.rejected if setting.side == "rejected" else example.chosen
        values = {
            "conversation": show_conversation(example, setting.secret),
            "answer": show_turns(answer, setting.secret, "answer"),
        }
        return Ask(item.target, fill(setting.prompt.request, values), {"side": setting.side})

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`. Points 1 to 5 become 0 to 1."""
        reason, points = said_at(answer, "reason"), whole_at(answer, "score")
        if points not in POINTS:
            raise Malformed(f"the score is not one of {POINTS[0]} to {POINTS[-1]}")
        score = (points - POINTS[0]) / (POINTS[-1] - POINTS[0])
        evidence = {"points": points, **ask.evidence}
        return [Outcome(ask.target, score=score, reason=reason, evidence=evidence)]


VERB = Judge()
