"""Conversations as a list of exchanges, question and answer in one object, or of texts in turn.

Sources: the layouts of Capybara ({input, output}), MOSS ({human, assistant}) and LIMA (texts that
user and assistant say by turns). Lists of turns that name their speakers are ShareGPT's.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats.conversation import patch_system, read_system, read_tools
from studio.formats.fields import is_blank, kind_of
from studio.formats.format import Patch, Reading, Record
from studio.formats.sharegpt import FORMAT as SHAREGPT_FORMAT
from studio.formats.turn_patches import write_turn
from studio.formats.turns import SHAREGPT

_KEYS = ("conversation", "conversations")
_MAYBE = ("dialog", "dialogue")  # beside a question and an answer they are something else
_PAIRS = (("input", "output"), ("human", "assistant"), ("user", "assistant"), ("question", "answer"))
_ROLES = ("user", "assistant")
_MOST_PROBLEMS = 8  # of one list; more of them say nothing new


class Said(NamedTuple):
    """A turn, and where in the list it is kept: the item's place and, in an object, the key."""

    message: Message
    path: tuple[int | str, ...]


class ExchangesFormat:
    """Lists of objects that hold a question and its answer, or of plain texts."""

    name = "exchanges"
    title = "exchanges: a conversation as a list of {input, output}, or of texts by turns"
    sample = '{"conversation": [{"input": "Hi", "output": "Hello"}]}'

    def claims(self, record: Record) -> int:
        """Rows whose conversation is a list that begins with an exchange or with a text."""
        key = _key(record)
        return 71 if key in _KEYS else 46 if key else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        key = _key(record)
        if not key:  # an edit may have given the row turns that exchanges cannot say
            return SHAREGPT_FORMAT.read(record)
        said, problems = _read(record[key], key)
        turns = tuple(one.message for one in said)
        head, tools = read_system(record), read_tools(record)
        if turns[-1].role != "assistant":
            where = _place(key, said[-1].path)
            problems.append(Problem("schema", f"no answer at the end of {key}", True, where))
            return Reading(Example(head + turns, tools=tools), tuple(problems[:_MOST_PROBLEMS]))
        for one in said[-2:]:
            if is_blank(one.message.content):
                where = _place(key, one.path)
                problems.append(Problem("empty", f"{where} is blank", True, where))
        return Reading(Example(head + turns[:-1], turns[-1:], tools=tools), tuple(problems[:_MOST_PROBLEMS]))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. Turns that exchanges cannot say become ShareGPT's."""
        key = _key(record)
        if not key:
            return SHAREGPT_FORMAT.patch(record, new)
        patches, turns = patch_system(record, "system", new.prompt + new.chosen)
        value = record[key]
        said, problems = _read(value, key)
        old = tuple(one.message for one in said)
        if old == turns:
            return patches
        if not problems and [t._replace(content="") for t in old] == [t._replace(content="") for t in turns]:
            return patches + [
                Patch((key, *one.path), now.content)
                for one, now in zip(said, turns, strict=True)
                if one.message != now
            ]
        return [*patches, Patch((key,), _write(value, turns))]


def _key(record: Record) -> str:
    """The key of the row's exchanges; empty where it has none."""
    return next((key for key in (*_KEYS, *_MAYBE) if _is_exchanges(record.get(key))), "")


def _is_exchanges(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return isinstance(value[0], str) or bool(_pair_of(value))


def _pair_of(value: Sequence[Any]) -> tuple[str, ...]:
    """The names of question and answer in the first object; none when it has no such pair."""
    first = value[0]
    if not isinstance(first, dict) or "role" in first or "from" in first:
        return ()
    return next((pair for pair in _PAIRS if pair[0] in first and pair[1] in first), ())


def _read(value: list[Any], key: str) -> tuple[list[Said], list[Problem]]:
    pair = _pair_of(value)
    said: list[Said] = []
    problems: list[Problem] = []

    def add(role: str, text: object, path: tuple[int | str, ...]) -> None:
        if not isinstance(text, str):
            where = _place(key, path)
            problems.append(Problem("schema", f"{where} is {kind_of(text)}, text is wanted", True, where))
            text = ""
        said.append(Said(Message(role, text), path))

    for index, item in enumerate(value):
        if not pair:
            add(_ROLES[index % 2], item, (index,))
        elif not isinstance(item, dict):
            where = _place(key, (index,))
            problems.append(
                Problem("schema", f"{where} is {kind_of(item)}, an exchange is wanted", True, where)
            )
            said += [Said(Message(role, ""), (index,)) for role in _ROLES]
        else:
            add("user", item.get(pair[0]), (index, pair[0]))
            if index + 1 < len(value) or item.get(pair[1]) is not None:
                add("assistant", item.get(pair[1]), (index, pair[1]))
    return said, problems


def _place(key: str, path: tuple[int | str, ...]) -> str:
    return key + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _write(value: Sequence[Any], turns: Sequence[Message]) -> list[Any]:
    """The turns in the list's own form where it can say them, else as ShareGPT has them."""
    by_turns = all(turn.role == _ROLES[at % 2] and not turn.extra for at, turn in enumerate(turns))
    if not by_turns:
        return [write_turn(turn, SHAREGPT) for turn in turns]
    texts = [turn.content for turn in turns]
    pair = _pair_of(value)
    if not pair:
        return texts
    ask, answer = pair
    return [
        {ask: text, answer: texts[at + 1] if at + 1 < len(texts) else None}
        for at, text in enumerate(texts)
        if at % 2 == 0
    ]


FORMAT = ExchangesFormat()
