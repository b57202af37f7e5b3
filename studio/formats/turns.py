"""Lists of chat turns, under the names that files give them. It reads turns; it joins no rows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from studio.core.example import Message
from studio.core.finding import Problem
from studio.formats.fields import kind_of
from studio.formats.format import Patch, Path

_ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "model": "assistant",
    "function_call": "assistant",
    "tool": "tool",
    "function": "tool",
    "observation": "tool",
}


class Turns(NamedTuple):
    """Messages read from a list, and what was wrong with it."""

    messages: tuple[Message, ...]
    problems: tuple[Problem, ...]


def read_turns(value: object, where: str, role_key: str = "role", text_key: str = "content") -> Turns:
    """The messages of a list of turns.

    Args:
        value: what the row holds; anything but a list of objects becomes a problem.
        where: the list's place in the row, for messages, such as `messages`.
        role_key, text_key: the keys that are the rule in this format.
    """
    if not isinstance(value, list):
        problem = Problem("schema", f"{where} is {kind_of(value)}, a list of turns is wanted", True, where)
        return Turns((), (problem,))
    if not value:
        return Turns((), (Problem("schema", f"{where} is an empty list", True, where),))
    messages: list[Message] = []
    problems: list[Problem] = []
    for index, turn in enumerate(value):
        # The plain turn, which nearly all are, takes the short way.
        if type(turn) is dict and len(turn) == 2:
            role, text = turn.get(role_key), turn.get(text_key)
            if type(text) is str and type(role) is str and role in ("user", "assistant", "system"):
                messages.append(Message(role, text))
                continue
        message, wrong = _read_turn(turn, f"{where}[{index}]", role_key, text_key)
        problems.extend(wrong)
        messages.append(message)
    return Turns(tuple(messages), tuple(problems))


def _read_turn(turn: object, where: str, role_key: str, text_key: str) -> tuple[Message, list[Problem]]:
    if not isinstance(turn, dict):
        return Message("user", ""), [_schema(f"{where} is {kind_of(turn)}, a turn is wanted", where)]
    problems: list[Problem] = []
    said_role, role_name = _either(turn, role_key, "role", "from")
    text, text_name = _either(turn, text_key, "content", "value", "text")
    if role_name != role_key or text_name != text_key:
        if role_name in ("role", "from") and text_name:
            note = f"{where} uses {role_name} and {text_name} where {role_key} and {text_key} are the rule"
            problems.append(Problem("schema", note, False, where))
    role = _ROLES.get(said_role.casefold(), "") if isinstance(said_role, str) else ""
    if not role:
        what = "is missing" if role_name == "" else "is not known"
        problems.append(_schema(f"{where}.{role_key} {what}", f"{where}.{role_key}"))
        role = "user"
    extra = [(k, v) for k, v in turn.items() if k not in (role_name, text_name)]
    calls = turn.get("tool_calls")
    content = ""
    if isinstance(text, str):
        content = text
    elif isinstance(text, list):
        content, others = _join_parts(text)
        if others:
            problems.append(Problem("schema", f"{where} holds parts that are not text", False, where))
            extra.append(("parts", others))
    elif text is None and text_name and calls:
        content = ""  # an assistant turn that only calls tools
    elif text_name == "":
        if not calls:
            problems.append(_schema(f"{where}.{text_key} is missing", f"{where}.{text_key}"))
    else:
        problems.append(
            Problem("type", f"{where}.{text_name} is {kind_of(text)}, text is wanted", True, where)
        )
    if said_role == "function_call":
        extra.extend(_sharegpt_call(content))
    return Message(role, content, tuple(extra)), problems


def _schema(message: str, where: str) -> Problem:
    return Problem("schema", message, True, where)


def _either(turn: Mapping[str, Any], *names: str) -> tuple[Any, str]:
    for name in names:
        if name in turn:
            return turn[name], name
    return None, ""


def _join_parts(parts: Sequence[object]) -> tuple[str, list[object]]:
    """The text of content parts, and the parts that are not text."""
    texts, others = [], []
    for part in parts:
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif isinstance(part, str):
            texts.append(part)
        else:
            others.append(part)
    return "\n".join(texts), others


def _sharegpt_call(content: str) -> list[tuple[str, Any]]:
    """ShareGPT's function_call turn as the tool call that chat templates read."""
    try:
        call = json.loads(content)
    except ValueError:
        return []
    calls = call if isinstance(call, list) else [call]
    if not all(isinstance(item, dict) and "name" in item for item in calls):
        return []
    return [("tool_calls", [{"type": "function", "function": item} for item in calls])]


def odd_order(messages: Sequence[Message], where: str) -> tuple[Problem, ...]:
    """Remarks on turns that trainers stumble over: a strange start, two turns of one role in a row."""
    turns = [m.role for m in messages if m.role != "system"]
    if not turns:
        return ()
    if turns[0] == "assistant":
        return (Problem("schema", f"{where} starts with the assistant", False, where),)
    for first, second in zip(turns, turns[1:], strict=False):
        if first == second and first in ("user", "assistant"):
            return (Problem("schema", f"two {first} turns in a row in {where}", False, where),)
    return ()


def split_answer(messages: tuple[Message, ...], where: str) -> tuple[tuple[Message, ...], tuple[Message, ...], tuple[Problem, ...]]:
    """Prompt and answer of a conversation: the answer is its last turn when the assistant has it."""
    if not messages or messages[-1].role != "assistant":
        problem = Problem("schema", f"no assistant turn at the end of {where}", True, where)
        return messages, (), (problem,)
    answer = messages[-1]
    problems: tuple[Problem, ...] = ()
    if not answer.content.strip() and not answer.tool_calls:
        problems = (Problem("empty", "the answer is blank", True, where),)
    if not any(m.role == "user" for m in messages[:-1]):
        problems += (Problem("schema", f"no user turn in {where}", True, where),)
    return messages[:-1], (answer,), problems


def patch_turns(value: object, path: Path, new: Sequence[Message], names: tuple[str, str]) -> list[Patch]:
    """The patches that make a list of turns say `new`.

    Args:
        value: the list as the row has it.
        path: its place in the row.
        names: the role and text keys for turns that are written anew.
    """
    old = read_turns(value, "", *names).messages
    if isinstance(value, list) and len(old) == len(new):
        patches = []
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            if before == after:
                continue
            if before._replace(content=after.content) != after or not isinstance(value[index], dict):
                break
            _, name = _either(value[index], names[1], "content", "value", "text")
            patches.append(Patch((*path, index, name or names[1]), after.content))
        else:
            return patches
    return [Patch(path, [write_turn(message, names) for message in new])]


def write_turn(message: Message, names: tuple[str, str]) -> dict[str, Any]:
    """A turn under a format's own keys."""
    role = {"user": "human", "assistant": "gpt", "tool": "observation"} if names[0] == "from" else {}
    return {names[0]: role.get(message.role, message.role), names[1]: message.content, **dict(message.extra)}
