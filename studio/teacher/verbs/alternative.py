"""Writes another answer to a prompt, a real contender, for a person to rank. It ranks nothing."""

from collections.abc import Mapping
from typing import Any

from studio.core.example import Example, to_json
from studio.core.fingerprint import normalise
from studio.teacher.asks import Ask, Malformed, Outcome
from studio.teacher.delimiters import fence
from studio.teacher.prompt_file import fill
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
from studio.teacher.verbs.wording import NONE, show_conversation, stable_words

_ANY = "in any way that could serve the user better"
DIRECTIONS = (
    "begin with what to do, and give reasons only where they change what is done",
    "half as long, keeping what the user needs to act",
    "ask for, or name, what the answer depends on, and answer for the likeliest case",
    "explain why, so that the user can decide such cases alone",
    "as steps in order, each with how to tell that it worked",
    "as one experienced person would say it to another, without layout",
)


class Alternative:
    """One more answer."""

    name = "alternative"
    title = "write another answer to a row's prompt, to be ranked"
    prompt = "alternative"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if item.example is None or not last_request(item.example).strip():
            return "the row has no prompt"
        if item.example.chosen and not last_words(item.example.chosen).strip():
            return "the row's answer is a call of tools, not words"
        return ""

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`."""
        approach = text("one line on how it differs from the existing answer")
        return record(approach=approach, answer=text("the alternative, in full"))

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        instruction = setting.instruction.strip() or _ANY
        return fill(setting.prompt.system, {**stable_words(setting), "instruction": instruction})

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`. Several alternatives of one row, told apart by number, go different ways."""
        example = item.example or Example()
        existing = last_words(example.chosen)
        direction = DIRECTIONS[(item.target.row + item.target.number - 1) % len(DIRECTIONS)]
        values = {
            "conversation": show_conversation(up_to_last_words(example, example.chosen), setting.secret),
            "existing": fence(existing, "answer", setting.secret) if existing else NONE,
            "direction": direction + ", unless the curator's line says otherwise",
        }
        instruction = setting.instruction.strip()
        evidence = {BEFORE: to_json(example), "instruction": instruction, "direction": direction}
        return Ask(item.target, fill(setting.prompt.request, values), evidence)

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`. The row comes back with the other answer in the place of its own."""
        before = example_of(ask)
        approach, said = text_at(answer, "approach"), said_at(answer, "answer")
        if normalise(said) == normalise(last_words(before.chosen)):
            raise Malformed("the alternative is the answer that exists")
        after = before._replace(chosen=with_last_words(before.chosen, said), rejected=(), label=None)
        evidence = {key: ask.evidence.get(key, "") for key in ("instruction", "direction")}
        return [Outcome(ask.target, example=after, evidence={**evidence, "approach": approach})]


VERB = Alternative()
