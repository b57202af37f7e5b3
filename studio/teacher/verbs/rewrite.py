"""Rewrites a row by one line of instruction. What the instruction is not about stays byte for byte."""

from collections.abc import Mapping
from typing import Any

from studio.core.example import Example, to_json
from studio.teacher.asks import Ask, Outcome
from studio.teacher.delimiters import fence
from studio.teacher.prompt_file import fill
from studio.teacher.verbs.schema import record, text, text_at
from studio.teacher.verbs.sides import (
    BEFORE,
    example_of,
    last_request,
    last_words,
    up_to_last_words,
    with_last_request,
    with_last_words,
)
from studio.teacher.verbs.verb import Item, Schema, Setting, Side
from studio.teacher.verbs.wording import NONE, show_conversation, stable_words

SIDES: dict[Side, str] = {"chosen": "answer", "rejected": "worse answer"}
_SIDE = "side"


class Rewrite:
    """A row's new text."""

    name = "rewrite"
    title = "rewrite a row by one line of instruction"
    prompt = "rewrite"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if not setting.instruction.strip():
            return "there is no instruction to rewrite by"
        if item.example is None or not (item.example.prompt or item.example.chosen):
            return "there is no row to rewrite"
        if setting.side == "rejected" and not last_words(item.example.rejected).strip():
            return "the row has no worse answer to rewrite"
        if item.example.chosen and not last_words(item.example.chosen).strip():
            return "the row's answer is a call of tools, not words"
        return ""

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`."""
        return record(
            answer=text(f"the whole {SIDES[setting.side]} anew; empty if it stays"),
            prompt=text("the whole last user turn anew; empty if it stays, as it mostly does"),
            changed=text("one line on what was changed"),
        )

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        words = {"instruction": setting.instruction.strip(), "side": SIDES[setting.side]}
        return fill(setting.prompt.system, {**stable_words(setting), **words})

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`."""
        example = item.example or Example()
        answer = example.rejected if setting.side == "rejected" else example.chosen
        now = last_words(answer)
        values = {
            "conversation": show_conversation(up_to_last_words(example, answer), setting.secret),
            "side": SIDES[setting.side],
            "current": fence(now, "answer", setting.secret) if now else NONE,
        }
        evidence = {
            BEFORE: to_json(example),
            _SIDE: setting.side,
            "instruction": setting.instruction.strip(),
        }
        return Ask(item.target, fill(setting.prompt.request, values), evidence)

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`. Tools, earlier turns and the other answer stay as they are."""
        before = after = example_of(ask)
        said, asked = text_at(answer, "answer"), text_at(answer, "prompt")
        changed = text_at(answer, "changed")
        # Blanks around a text are no change: only words are.
        side: Side = "rejected" if ask.evidence.get(_SIDE) == "rejected" else "chosen"
        now = before.rejected if side == "rejected" else before.chosen
        if said and said != last_words(now).strip():
            turns = with_last_words(now, said)
            after = after._replace(rejected=turns) if side == "rejected" else after._replace(chosen=turns)
        if asked and asked != last_request(before).strip():
            after = with_last_request(after, asked)
        if after == before:
            return []
        evidence = {"instruction": ask.evidence.get("instruction", ""), "changed": changed}
        return [Outcome(ask.target, example=after, evidence=evidence)]


VERB = Rewrite()
