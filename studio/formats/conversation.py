"""Rows that hold one conversation in a list: its last assistant turn is the answer.

`messages` and ShareGPT rows differ in the names of their keys alone. It reads no single texts.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats.format import Patch, Reading, Record
from studio.formats.turn_patches import patch_turns
from studio.formats.turns import Names, is_text_part, read_turns, says_something

SYSTEM = ("system", "system_prompt", "system_message")


class Parted(NamedTuple):
    """A conversation cut before its answer, and what was wrong with the cut."""

    prompt: tuple[Message, ...]
    chosen: tuple[Message, ...]
    problems: tuple[Problem, ...]


def read_conversation(record: Record, key: str, names: Names) -> Reading:
    """The example in a row whose turns lie under `key`."""
    messages, problems = read_turns(record.get(key), key, names)
    system = read_system(record, _system_key(record))
    if not messages:
        return Reading(Example(system, tools=read_tools(record)), problems)
    prompt, chosen, wrong = _part(messages, key, names)
    problems += wrong if problems else wrong + _remark_order(messages, key)
    if messages[0].role != "system":
        prompt = system + prompt
    return Reading(Example(prompt, chosen, tools=read_tools(record)), problems)


def patch_conversation(record: Record, key: str, names: Names, new: Example) -> list[Patch]:
    """The patches that make the row say `new`, system text and turns each in its own place."""
    turns = new.prompt + new.chosen
    own = read_turns(record.get(key), key, names).messages
    if own and own[0].role == "system":
        return patch_turns(record.get(key), (key,), turns, names)
    patches, turns = patch_system(record, _system_key(record), turns, only_if_there=True)
    return patches + patch_turns(record.get(key), (key,), turns, names)


def _system_key(record: Record) -> str:
    """The field with the system text: the first that has one, OpenHermes writes `system_prompt`."""
    return next((key for key in SYSTEM if read_system(record, key)), SYSTEM[0])


def read_system(record: Record, key: str = "system") -> tuple[Message, ...]:
    """The system turn that a row keeps in a field of its own: text, or Bedrock's list of texts."""
    value = record.get(key)
    if isinstance(value, list) and value and all(is_text_part(part) for part in value):
        value = "\n".join(part if isinstance(part, str) else part["text"] for part in value)
    return (Message("system", value),) if isinstance(value, str) and value else ()


def patch_system(
    record: Record, key: str, turns: Sequence[Message], *, only_if_there: bool = False
) -> tuple[list[Patch], tuple[Message, ...]]:
    """The patch for a row's system field, and the turns that are left for the rest of the row.

    Args:
        record: the row as it is.
        key: the field's name in this row.
        turns: all turns as they shall be.
        only_if_there: leave a system turn to the list of turns where the row has no such field.

    """
    old = read_system(record, key)
    new = tuple(turns[:1]) if turns and turns[0].role == "system" else ()
    if only_if_there and not old:
        return [], tuple(turns)
    if old == new:
        return [], tuple(turns[len(new) :])
    said = new[0].content if new else ""
    value: Any = [{"text": said}] if isinstance(record.get(key), list) and said else said
    return [Patch((key,), value)], tuple(turns[len(new) :])


def read_tools(record: Record) -> object:
    """The row's tool list as it came, a list or JSON text; BFCL calls it `function`."""
    if "tools" in record:
        return record["tools"]
    functions = record.get("function", record.get("functions"))
    return functions if isinstance(functions, list) else None


def _part(messages: tuple[Message, ...], where: str, names: Names) -> Parted:
    last = len(messages) - 1
    if messages[last].role != "assistant":
        said = f"no assistant turn at the end of {where}"
        return Parted(messages, (), (Problem("schema", said, True, f"{where}[{last}]"),))
    problems: list[Problem] = []
    asked = last - 1
    while asked >= 0 and messages[asked].role != "user":
        asked -= 1
    if asked < 0:
        problems.append(Problem("schema", f"no user turn in {where}", True, where))
    for place in (asked, last):
        if place >= 0 and not says_something(messages[place]):
            spot = f"{where}[{place}].{names.text}"
            problems.append(Problem("empty", f"{spot} is blank", True, spot))
    return Parted(messages[:last], messages[last:], tuple(problems))


def _remark_order(messages: Sequence[Message], where: str) -> tuple[Problem, ...]:
    """A remark on the first turn that chat templates stumble over."""
    before = ""
    for place, message in enumerate(messages):
        role = message.role
        if role == "system":
            if place:
                return (_odd(f"a system turn in the middle of {where}", f"{where}[{place}]"),)
        elif role == "assistant" and not before:
            return (_odd(f"{where} starts with the assistant", f"{where}[{place}]"),)
        elif role == before and role != "tool":
            return (_odd(f"two {role} turns in a row in {where}", f"{where}[{place}]"),)
        else:
            before = role
    return ()


def _odd(said: str, where: str) -> Problem:
    return Problem("schema", said, False, where)
