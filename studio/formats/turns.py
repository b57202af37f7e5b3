"""Lists of chat turns, under the names that files give them. It reads turns; it joins no rows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from studio.core.example import Message
from studio.core.finding import Problem
from studio.formats.fields import is_blank, kind_of
from studio.formats.json_row import parse

_ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "prompter": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "model": "assistant",
    "chatbot": "assistant",
    "bot": "assistant",
    "ai": "assistant",
    "tool": "tool",
    "function": "tool",
    "observation": "tool",
    "tool_response": "tool",
}
_CALLING = ("function_call", "tool_call")
_NAMES = ("role", "from", "content", "value")
_MOST_PROBLEMS = 8  # of one list; more of them say nothing new
_PARTS = {
    "image": "an image part",
    "image_url": "an image part",
    "input_image": "an image part",
    "audio": "a sound part",
    "input_audio": "a sound part",
    "video": "a video part",
    "file": "a file part",
    "tool_use": "a tool call part",
    "tool_result": "a tool result part",
}


class Names(NamedTuple):
    """The two keys of a turn: who speaks, and what is said."""

    role: str
    text: str


CHAT = Names("role", "content")
SHAREGPT = Names("from", "value")
GEMINI = Names("role", "parts")


class Turns(NamedTuple):
    """Messages read from a list, and what was wrong with it."""

    messages: tuple[Message, ...]
    problems: tuple[Problem, ...]


def read_turns(value: object, where: str, names: Names | None = None) -> Turns:
    """The messages of a list of turns, one for each item, so that places in both agree.

    Args:
        value: what the row holds; anything but a list of objects becomes a problem.
        where: the list's place in the row, for messages, such as `messages`.
        names: the keys that are the rule in this format; None = those of the first turn.

    """
    if not isinstance(value, list):
        said = f"{where} is {kind_of(value)}, a list of turns is wanted"
        return Turns((), (_schema(said, where),))
    if not value:
        return Turns((), (_schema(f"{where} is an empty list", where),))
    names = names or names_in(value)
    role_key, text_key = names
    messages: list[Message] = []
    problems: list[Problem] = []
    other_names = False
    for index, turn in enumerate(value):
        # The plain turn, which nearly all are, takes the short way.
        if type(turn) is dict and len(turn) == 2:
            role, text = turn.get(role_key), turn.get(text_key)
            if type(text) is str and type(role) is str and role in _ROLES:
                messages.append(Message(_ROLES[role], text))
                continue
        place = f"{where}[{index}]"
        if isinstance(turn, dict):
            messages.append(_read_turn(turn, place, names, problems))
            if not other_names and _other_names(turn, names):
                other_names = True
                problems.append(_respelled(turn, place, names))
        else:
            messages.append(Message("user", ""))
            problems.append(_schema(f"{place} is {kind_of(turn)}, a turn is wanted", place))
    return Turns(tuple(messages), tuple(problems[:_MOST_PROBLEMS]))


def names_in(value: object) -> Names:
    """The keys that a list's first turn uses; role and content where there is no turn."""
    for turn in value if isinstance(value, list) else ():
        if isinstance(turn, dict):
            return SHAREGPT if "from" in turn and "role" not in turn else CHAT
    return CHAT


def text_key_of(turn: Mapping[str, Any], names: Names) -> str:
    """The key that holds a turn's text; the format's own where it has none."""
    return next((key for key in (names.text, "content", "value") if key in turn), names.text)


def _role_key_of(turn: Mapping[str, Any], names: Names) -> str:
    return next((key for key in (names.role, "role", "from") if key in turn), names.role)


def _read_turn(turn: Mapping[str, Any], where: str, names: Names, problems: list[Problem]) -> Message:
    extra = [(key, value) for key, value in turn.items() if key not in _NAMES and key != names.text]
    said_by = turn.get(_role_key_of(turn, names))
    calling = said_by in _CALLING
    role = "assistant" if calling else _role(said_by, f"{where}.{names.role}", turn, names, problems)
    key = text_key_of(turn, names)
    value, place = turn.get(key), f"{where}.{key}"
    content = ""
    if isinstance(value, str):
        content = value
    elif isinstance(value, list):
        content, others = _join_parts(value)
        if others:
            problems.append(Problem("schema", f"{place} holds {_name_part(others[0])}", False, place))
            extra.append(("parts", others))
    elif value is not None:
        problems.append(_schema(f"{place} is {kind_of(value)}, text is wanted", place))
    elif not (turn.get("tool_calls") or turn.get("function_call")):
        # A turn that only calls tools says nothing; any other must.
        said = f"{place} is null, text is wanted" if key in turn else f"{place} is missing"
        problems.append(_schema(said, place))
    if calling:
        calls = read_calls(content)
        if calls:
            return Message(role, "", (*extra, ("tool_calls", calls)))
        problems.append(Problem("schema", f"{place} is no tool call in JSON", False, place))
    return Message(role, content, tuple(extra))


def known_role(name: str) -> str | None:
    """The role that a speaker's name stands for, None for an unknown one."""
    return _ROLES.get(name.strip().casefold())


def _role(said_by: object, place: str, turn: Mapping[str, Any], names: Names, problems: list[Problem]) -> str:
    role = known_role(said_by) if isinstance(said_by, str) else None
    if role is None:
        missing = _role_key_of(turn, names) not in turn
        problems.append(_schema(f"{place} is {'missing' if missing else 'not a known role'}", place))
    return role or "user"


def _schema(said: str, where: str) -> Problem:
    return Problem("schema", said, True, where)


def _other_names(turn: Mapping[str, Any], names: Names) -> bool:
    """True when a turn says role or text under the other pair of names."""
    role_key, text_key = _role_key_of(turn, names), text_key_of(turn, names)
    return Names(role_key, text_key) != names


def _respelled(turn: Mapping[str, Any], place: str, names: Names) -> Problem:
    uses = f"{_role_key_of(turn, names)} and {text_key_of(turn, names)}"
    said = f"{place} uses {uses} where {names.role} and {names.text} are the rule"
    return Problem("schema", said, False, place)


def is_text_part(part: object) -> bool:
    """True for a piece of content that is text: a string, or an object with a text."""
    return isinstance(part, str) or (isinstance(part, dict) and isinstance(part.get("text"), str))


def _join_parts(parts: Sequence[Any]) -> tuple[str, list[Any]]:
    """The text of content parts, and the parts that are not text."""
    texts = [part if isinstance(part, str) else part["text"] for part in parts if is_text_part(part)]
    return "\n".join(texts), [part for part in parts if not is_text_part(part)]


def _name_part(part: object) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    return _PARTS.get(kind, "a part that is not text") if isinstance(kind, str) else "a stray part"


def read_calls(text: str) -> list[dict[str, Any]]:
    """A call in JSON text, or a list of them, as `as_calls` has them; none where it is no such text.

    LLaMA-Factory's function_call turns and xLAM's answers are written so.
    """
    try:
        value = parse(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return []
    return as_calls(value if isinstance(value, list) else [value])


def as_calls(calls: Sequence[Any]) -> list[dict[str, Any]]:
    """Objects with a name as the tool calls that chat templates read; none where one is no such object."""
    if not all(isinstance(call, dict) and "name" in call for call in calls):
        return []
    return [{"type": "function", "function": call} for call in calls]


def says_something(message: Message) -> bool:
    """True for a turn with words, tool calls or parts such as images."""
    text = message.content
    if text[:1].isalnum() or not is_blank(text):
        return True
    return any(key in ("tool_calls", "function_call", "parts") for key, _ in message.extra)
