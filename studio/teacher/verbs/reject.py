"""Writes the rejected side of a pair: an answer with one named flaw, as long as the chosen one.

A pair whose sides differ in length teaches length (Singhal et al., "A Long Way to Go", 2023), so the
request names the length to meet, and the ratio that came of it is kept. It throws nothing away for it.
"""

from collections.abc import Mapping
from typing import Any

from studio.core.example import Example, to_json
from studio.core.fingerprint import normalise
from studio.teacher.asks import Ask, Malformed, Outcome
from studio.teacher.delimiters import fence
from studio.teacher.prompt_file import fill
from studio.teacher.verbs.flaws import Flaw, flaw_for
from studio.teacher.verbs.schema import record, said_at, text, text_at
from studio.teacher.verbs.sides import (
    BEFORE,
    example_of,
    last_request,
    last_words,
    up_to_last_words,
    with_last_words,
)
from studio.teacher.verbs.verb import Item, Schema, Setting
from studio.teacher.verbs.wording import show_conversation, stable_words

# Within a tenth nobody tells two lengths apart; in a few words, within a word.
_SPARE, _LEAST_SPARE = 0.1, 8
_FREE = "Its length is part of the flaw; all else is matched to the good answer."


class Reject:
    """The worse side of a pair."""

    name = "reject"
    title = "write the rejected side of a pair: a named flaw, as long as the chosen side"
    prompt = "reject"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if item.example is None or not last_words(item.example.chosen).strip():
            return "the row has no answer in words to write a worse one for"
        return "" if last_request(item.example).strip() else "the row has no prompt"

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`."""
        return record(
            where=text("one line for the reviewer: what is wrong, and where"),
            answer=text("the worse answer, in full"),
        )

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        return fill(setting.prompt.system, stable_words(setting))

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`. The flaw is the row's turn among those of the setting.

        Raises:
            StudioError: the setting names a flaw that there is not.

        """
        example = item.example or Example()
        good = last_words(example.chosen)
        before = up_to_last_words(example, example.chosen)
        flaw = flaw_for(item.target.row + item.target.number - 1, setting.flaws)
        values = {
            "conversation": show_conversation(before, setting.secret),
            "good": fence(good, "answer", setting.secret),
            "flaw": flaw.name,
            "flaw_instruction": flaw.instruction,
            "length": _length(good, flaw),
        }
        evidence = {BEFORE: to_json(example), "flaw": flaw.name}
        return Ask(item.target, fill(setting.prompt.request, values), evidence)

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`."""
        example = example_of(ask)
        where, worse = text_at(answer, "where"), said_at(answer, "answer")
        good = last_words(example.chosen)
        if normalise(good) == normalise(worse):
            raise Malformed("the worse answer is the good one")
        pair = example._replace(rejected=with_last_words(example.chosen, worse), label=None)
        ratio = round(len(worse) / max(1, len(good.strip())), 2)
        evidence = {"flaw": ask.evidence.get("flaw", ""), "where": where, "length_ratio": ratio}
        return [Outcome(ask.target, example=pair, evidence=evidence)]


def _length(good: str, flaw: Flaw) -> str:
    if not flaw.matched:
        return _FREE
    words, chars = len(good.split()), len(good.strip())
    spare = max(_LEAST_SPARE, round(chars * _SPARE))
    low, high = max(1, chars - spare), chars + spare
    # Some scripts have no blanks between words; characters tell the length in all of them.
    counted = f"{words:,} words, {chars:,} characters" if words > chars / 20 else f"{chars:,} characters"
    return (
        f"Length: the good answer has {counted}. Yours has between {low:,} and {high:,} characters, and "
        "about as many paragraphs and list items."
    )


VERB = Reject()
