"""Questions answered by tool calls: a query, the calls under `answers`, and the tools.

Source: the layout of Salesforce's xLAM function calling set, whose lists are JSON text. It runs no
call and checks none against the tools.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats import flat
from studio.formats.conversation import read_tools
from studio.formats.fields import Keys
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import read_side
from studio.formats.turn_patches import bare_functions, write_turn
from studio.formats.turns import CHAT, as_calls, read_calls

_KEYS = Keys({"ask": ASK, **AROUND})
_KEY = "answers"


class CallsFormat:
    """A question, a list of {name, arguments} or its JSON text, and a list of tools."""

    name = "calls"
    title = "tool calls (xLAM): query, answers as {name, arguments} in a list or in text, tools"
    sample = '{"query": "Rain?", "answers": "[{\\"name\\": \\"rain\\", \\"arguments\\": {}}]", "tools": "[]"}'

    def claims(self, record: Record) -> int:
        """Rows with a question, calls and tools."""
        if "tools" not in record or not ask_key(_KEYS.find(record)[0]) or flat.has_both(record):
            return 0
        value = record.get(_KEY)
        first = value[0] if isinstance(value, list) and value else None
        calls = isinstance(first, dict) and ("name" in first or "role" in first)
        return 74 if calls or isinstance(value, str) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        found, remarks = _KEYS.find(record)
        problems = list(remarks)
        prompt = read_question(record, found, problems)
        chosen = _read(record.get(_KEY), problems)
        return Reading(Example(prompt, chosen, tools=read_tools(record)), tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. Calls stay calls in their own form; an answer in words is put as text."""
        patches = patch_question(record, _KEYS.find(record)[0], new.prompt)
        value = record.get(_KEY)
        if _read(value, []) == new.chosen:
            return patches
        for put in _ways(value, new.chosen):
            if _read(put, []) == new.chosen:
                return [*patches, Patch((_KEY,), put)]
        return patches


def _read(value: object, problems: list[Problem]) -> tuple[Message, ...]:
    calls = read_calls(value) if isinstance(value, str) else []
    if isinstance(value, list) and not _are_turns(value):
        calls = as_calls(value)
    if calls:
        return (Message("assistant", "", (("tool_calls", calls),)),)
    if value in ([], "[]"):
        problems.append(Problem("schema", f"{_KEY} holds no call: read as a prompt alone", False, _KEY))
        return ()
    if isinstance(value, str):
        problems.append(Problem("schema", f"{_KEY} is no tool call in JSON", False, _KEY))
    return read_side(value, _KEY, problems)


def _ways(value: object, side: Sequence[Message]) -> Iterator[Any]:
    """How an answer may be written, the row's own form first."""
    in_text = isinstance(value, str)
    if not side:
        yield "[]" if in_text else []
    if len(side) == 1:
        functions = bare_functions(side[0])
        yield json.dumps(functions, ensure_ascii=False) if in_text else functions
        yield side[0].content
    yield [write_turn(message, CHAT) for message in side]


def _are_turns(value: Sequence[Any]) -> bool:
    return any(isinstance(item, dict) and "role" in item for item in value)


FORMAT = CallsFormat()
