"""One answer of a row: text, a turn, or a list of turns. It does not judge what the answer says."""

from collections.abc import Sequence

from studio.core.example import Message, say
from studio.core.finding import Problem
from studio.formats.fields import blank, is_blank, show, wrong_type
from studio.formats.format import Patch, Path
from studio.formats.turn_patches import patch_turn, patch_turns, write_turn
from studio.formats.turns import CHAT, names_in, read_turns, says_something


def read_side(value: object, key: str, problems: list[Problem], check: str = "type") -> tuple[Message, ...]:
    """The messages of an answer; what is wrong with it is added to `problems`.

    Args:
        value: what the row holds under `key`.
        key: the answer's key, for messages.
        problems: grows.
        check: the name for a value of the wrong type.

    """
    if isinstance(value, str):
        if is_blank(value):
            problems.append(blank(key))
        return say("assistant", value)
    turns = [value] if isinstance(value, dict) else value
    if not _holds_turns(turns):
        problems.append(wrong_type(key, value, check, "text is" if check == "type" else "text or turns are"))
        return ()
    messages, wrong = read_turns(turns, show(key))
    problems += wrong
    if not wrong and messages[-1].role != "assistant":
        said = f"{show(key)} does not end with the assistant"
        problems.append(Problem("schema", said, True, show(key)))
    elif not wrong and not says_something(messages[-1]):
        problems.append(blank(key))
    return messages


def patch_side(value: object, path: Path, new: Sequence[Message]) -> list[Patch]:
    """The patches that make an answer say `new`, in the answer's own form where that can.

    Args:
        value: the answer as the row has it, None where it has none.
        path: its place in the row.
        new: the answer as it shall be.

    """
    was = read_side(value, "", [])
    if was == tuple(new):
        return []
    if isinstance(value, dict) and was and len(new) == 1:
        return patch_turn(value, path, was[0], new[0], names_in([value]))
    if isinstance(value, list) and was:
        return patch_turns(value, path, new)
    if not new:
        return [Patch(path, None)]
    if len(new) == 1 and new[0].role == "assistant" and not new[0].extra:
        return [Patch(path, new[0].content)]
    return [Patch(path, [write_turn(message, CHAT) for message in new])]


def count_shared(first: Sequence[Message], second: Sequence[Message]) -> int:
    """Turns that both sides begin with; the last of either is never shared, it is the answer."""
    most = min(len(first), len(second)) - 1
    count = 0
    while count < most and first[count] == second[count]:
        count += 1
    return count


def _holds_turns(value: object) -> bool:
    """True for a list with at least one object that looks like a turn."""
    return isinstance(value, list) and any(map(_is_turn, value))


def _is_turn(value: object) -> bool:
    return isinstance(value, dict) and ("role" in value or "from" in value)
