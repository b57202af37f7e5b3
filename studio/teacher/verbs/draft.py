"""Writes new rows for a cell of the contract, a few in one request so that they differ from each other.

It looks at no row that is not handed in; whether a draft is any good, screening and a person say.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from studio.core.example import Example, Message
from studio.teacher.asks import Ask, Malformed, Outcome, Target
from studio.teacher.delimiters import fence
from studio.teacher.prompt_file import fill
from studio.teacher.verbs.directions import Direction, direction
from studio.teacher.verbs.schema import items_at, many, one_of, record, text, text_at
from studio.teacher.verbs.verb import Item, Schema, Setting
from studio.teacher.verbs.wording import NONE, brief_of, one_line, show_cell, show_examples, stable_words

MOST_ROWS = 5
_MOST_TAKEN = 40
_TAKEN_CHARS = 160
_SYSTEM = "`system` is the system text that such an assistant runs under, or an empty text if it needs none."
_TURNS = (
    "a conversation. `turns` begins with the user, user and assistant take turns, and it ends with the "
    "assistant's answer, which is the one to learn from. Most rows have one question and one answer; use "
    "more turns where the cell or the direction calls for it, and then let the later ones depend on the "
    "earlier. An assistant turn in the middle may be imperfect; the last one may not."
)
_PAIR = "one prompt, as the user sends it, and one answer."


class Draft:
    """New rows for a gap."""

    name = "draft"
    title = "write new rows for a gap of the contract"
    prompt = "draft"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if not item.target.cell and not brief_of(setting):
            return "there is neither a cell nor a brief to write rows for"
        if not 1 <= item.rows <= MOST_ROWS:
            return f"a request writes 1 to {MOST_ROWS} rows"
        return ""

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`."""
        note = text("what this row adds, in a few words")
        system = {"system": text("the system text; empty for none")} if setting.with_system else {}
        if setting.multi_turn:
            turn = record(role=one_of(("user", "assistant")), content=text("what is said"))
            return record(rows=many(record(**system, turns=many(turn), note=note)))
        prompt, answer = text("what the user sends"), text("what the assistant answers")
        return record(rows=many(record(**system, prompt=prompt, answer=answer, note=note)))

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        shape = _TURNS if setting.multi_turn else _PAIR
        shape += f" {_SYSTEM}" if setting.with_system else ""
        return fill(setting.prompt.system, {**stable_words(setting), "shape": shape})

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`."""
        ways = [direction(setting.contract, item.target.cell, item.first + n) for n in range(item.rows)]
        values = {
            "count": "1 row" if item.rows == 1 else f"{item.rows} rows",
            "cell": show_cell(item.target.cell.items()) or "(any: the brief alone says what is wanted)",
            "directions": _numbered(ways),
            "seeds": show_examples(item.seeds, setting.secret),
            "taken": _taken(item.neighbours, setting.secret),
        }
        evidence = {"directions": [{"wanted": dict(way.wanted), "text": way.text} for way in ways]}
        return Ask(item.target, fill(setting.prompt.request, values), evidence)

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`. A row too few is no fault; rows past those asked for are left out."""
        rows = items_at(answer, "rows")
        if not rows:
            raise Malformed("the answer holds no row")
        ways: Sequence[Mapping[str, Any]] = ask.evidence.get("directions", ())
        outcomes = []
        for row, way in zip(rows, ways, strict=False):
            evidence = {"note": text_at(row, "note"), "direction": way["text"], "wanted": way["wanted"]}
            outcomes.append(Outcome(ask.target, example=_example(row), evidence=evidence))
        return outcomes


def draft_items(
    cell: Mapping[str, str],
    rows: int,
    seeds: Sequence[Example] = (),
    neighbours: Sequence[str] = (),
    before: int = 0,
    most: int = MOST_ROWS,
) -> list[Item]:
    """The items that ask for some rows of a cell, evenly spread over as few requests as may be.

    Args:
        cell: facet to value.
        rows: how many are wanted.
        seeds: accepted rows; each request shows all.
        neighbours: prompts that are there already; each request shows all, up to 40.
        before: how many rows of the cell were asked for earlier: directions go on from there.
        most: rows a request, at most.

    """
    requests = -(-rows // most)
    items, first = [], before
    for number in range(1, requests + 1):
        count = rows // requests + (number <= rows % requests)
        target = Target(cell=dict(cell), number=number)
        items.append(Item(target, rows=count, first=first, seeds=seeds, neighbours=neighbours))
        first += count
    return items


def _numbered(ways: Sequence[Direction]) -> str:
    return "\n".join(f"{number}. {one_line(way.text)}" for number, way in enumerate(ways, 1))


def _taken(prompts: Sequence[str], secret: str) -> str:
    """Prompts on one line each: they need not be whole to be stayed apart from."""
    lines = [one_line(prompt[: 4 * _TAKEN_CHARS])[:_TAKEN_CHARS] for prompt in prompts[:_MOST_TAKEN]]
    return fence("\n".join(f"- {line}" for line in lines if line), "prompts", secret) if lines else NONE


def _example(row: Mapping[str, Any]) -> Example:
    """The row as it was written; turns out of order are for screening to see."""
    system = text_at(row, "system") if "system" in row else ""
    messages = [Message("system", system)] if system else []
    if "turns" not in row:
        prompt = (*messages, Message("user", text_at(row, "prompt")))
        return Example(prompt, (Message("assistant", text_at(row, "answer")),))
    for turn in items_at(row, "turns"):
        role = text_at(turn, "role")
        if role not in ("user", "assistant"):
            raise Malformed("a turn is neither the user's nor the assistant's")
        messages.append(Message(role, text_at(turn, "content")))
    if not messages or messages[-1].role != "assistant":
        return Example(tuple(messages))
    return Example(tuple(messages[:-1]), (messages[-1],))


VERB = Draft()
