"""The question of a flat row: instruction and input, or turns, with system text and history.

It reads and patches everything before the answer, for all formats whose rows have one field for
each part. It knows nothing of answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from studio.core.example import Message, say
from studio.core.finding import Problem
from studio.formats.conversation import SYSTEM, patch_system, read_system
from studio.formats.fields import blank, field_of, is_blank, kind_of, show, wrong_type
from studio.formats.format import Patch, Path, Record
from studio.formats.turn_patches import patch_turns, write_turn
from studio.formats.turns import CHAT, read_turns, says_something

ASK = ("instruction", "question", "prompt", "query")
AROUND: Mapping[str, Sequence[str]] = {
    "input": ("input", "inputs"),
    "context": ("context",),
    "system": SYSTEM,
    "history": ("history",),
}
GLUE = "\n\n"
# Fields that may hold turns. A list anywhere else is a value of the wrong type.
_LISTS = ("messages", "conversations", "conversation", "trajectory")
_MAY_BE_TURNS = ("prompt", "question", "turns", *_LISTS)

Found = Mapping[str, str]


def ask_key(found: Found) -> str:
    """The key of the question; `input` stands in where it is alone, nothing is an empty string."""
    return found.get("ask") or found.get("input", "")


def part_keys(found: Found) -> tuple[str, ...]:
    """The keys whose texts make up the question, in order.

    A context is read before a question, as in reading tasks, and after an instruction (Dolly).
    """
    ask, context = ask_key(found), found.get("context")
    parts = [ask] if ask else []
    if found.get("input", ask) != ask:
        parts.append(found["input"])
    if context and ask:
        parts.insert(0 if _plain_name(ask) in ("question", "query") else len(parts), context)
    return tuple(parts)


def read_question(record: Record, found: Found, problems: list[Problem]) -> tuple[Message, ...]:
    """The messages before the answer; what is wrong with them is added to `problems`."""
    key = ask_key(found)
    before = read_system(record, found.get("system", "system"))
    before += _read_history(record, found, problems)
    if not key:
        problems.append(Problem("schema", "no instruction, question or prompt in this row"))
        return before
    value = record.get(key)
    if isinstance(value, list) and _plain_name(key) in _MAY_BE_TURNS:
        turns = _read_list(value, key, problems)
        if turns and not any(says_something(turn) for turn in turns):
            problems.append(blank(key))
        return before + turns
    text = _read_texts(record, found, problems)
    return before if text is None else before + say("user", text)


def patch_question(record: Record, found: Found, new: Sequence[Message]) -> list[Patch]:
    """The patches that make the question say `new`, as far as the row's fields can."""
    key = ask_key(found)
    if tuple(new) == read_question(record, found, []):
        return []
    value = record.get(key)
    if isinstance(value, list) and _plain_name(key) in _MAY_BE_TURNS:
        patches, turns = patch_system(record, found.get("system", "system"), new, only_if_there=True)
        return patches + _patch_list(value, (key,), turns)
    patches, turns = patch_system(record, found.get("system", "system"), new)
    history_key = found.get("history", "history")
    pairs = _pairs(turns[:-1])
    last = turns[-1] if turns else Message("user", "")
    if pairs is None or last.role != "user" or last.extra:
        if _plain_name(key) in _MAY_BE_TURNS and len(part_keys(found)) == 1:
            # Flat fields cannot say these turns; a list in their place can.
            return [Patch((key,), [write_turn(message, CHAT) for message in new])]
        return []
    old = record.get(history_key)
    if pairs != (old if isinstance(old, list) else []):
        patches += _patch_history(old, history_key, pairs)
    return patches + _patch_texts(record, found, last.content)


def _plain_name(key: str) -> str:
    return key.strip().casefold()


def _read_texts(record: Record, found: Found, problems: list[Problem]) -> str | None:
    key = ask_key(found)
    texts = []
    for part in part_keys(found):
        value = record.get(part)
        if isinstance(value, str):
            texts.append(value)
        elif value is not None or part == key:
            problems.append(wrong_type(part, value))
    if not texts or not isinstance(record.get(key), str):
        return None
    said = [text for text in texts if not is_blank(text)]
    if not said:
        problems.append(blank(key))
        return str(record[key])
    return GLUE.join(said)


def _patch_texts(record: Record, found: Found, text: str) -> list[Patch]:
    """The change goes to the one part that it happened in; else the question gets it all."""
    key = ask_key(found) or "instruction"
    if text == _read_texts(record, found, []):
        return []
    said = {}
    for part in part_keys(found):
        value = record.get(part)
        if isinstance(value, str) and not is_blank(value):
            said[part] = value
    order = [key, *(part for part in said if part != key)] if key in said else list(said)
    for part in order:
        parts = list(said)
        at = parts.index(part)
        head = "".join(said[name] + GLUE for name in parts[:at])
        tail = "".join(GLUE + said[name] for name in parts[at + 1 :])
        middle = text[len(head) : len(text) - len(tail)]
        if text == head + middle + tail and not is_blank(middle):
            return [Patch((part,), middle)]
    patches = [Patch((part,), "") for part in said if part != key]
    return patches if record.get(key) == text else [*patches, Patch((key,), text)]


def _read_history(record: Record, found: Found, problems: list[Problem]) -> tuple[Message, ...]:
    """LLaMA-Factory's earlier turns: a list of [question, answer]."""
    value = field_of(record, found, "history")
    if value is None or value in ("", []):
        return ()
    key = show(found["history"])
    if not isinstance(value, list):
        said = f"{key} is {kind_of(value)}, not a list of [question, answer]: it was not read"
        problems.append(Problem("schema", said, False, key))
        return ()
    turns: list[Message] = []
    for index, pair in enumerate(value):
        place = f"{key}[{index}]"
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(t, str) for t in pair):
            turns += [Message("user", pair[0]), Message("assistant", pair[1])]
        else:
            problems.append(Problem("schema", f"{place} is no [question, answer]", True, place))
    return tuple(turns)


def _pairs(turns: Sequence[Message]) -> list[list[str]] | None:
    """Turns as history keeps them; None when they are no plain questions with answers."""
    roles = [turn.role for turn in turns]
    if any(turn.extra for turn in turns) or roles != ["user", "assistant"] * (len(turns) // 2):
        return None
    texts = [turn.content for turn in turns]
    return [list(pair) for pair in zip(texts[::2], texts[1::2], strict=True)]


def _patch_history(old: object, key: str, pairs: list[list[str]]) -> list[Patch]:
    whole = [Patch((key,), pairs)]
    if not isinstance(old, list) or len(old) != len(pairs) or not all(map(_is_pair, old)):
        return whole
    return [
        Patch((key, index, side), pair[side])
        for index, pair in enumerate(pairs)
        for side in (0, 1)
        if pair[side] != old[index][side]
    ]


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def _read_list(value: list[Any], key: str, problems: list[Problem]) -> tuple[Message, ...]:
    """Turns, texts that a user says one after another, or BFCL's list of lists of turns."""
    if value and all(isinstance(item, str) for item in value):
        return tuple(Message("user", item) for item in value)
    if value and isinstance(value[0], list):
        if len(value) > 1:
            said = f"the first of {len(value)} lists of turns was read"
            problems.append(Problem("schema", said, False, show(key)))
        messages, wrong = read_turns(value[0], f"{show(key)}[0]")
    else:
        messages, wrong = read_turns(value, show(key))
    problems += wrong
    return messages


def _patch_list(value: list[Any], path: Path, new: Sequence[Message]) -> list[Patch]:
    if value and isinstance(value[0], list):
        return patch_turns(value[0], (*path, 0), new)
    if not (value and all(isinstance(item, str) for item in value)):
        return patch_turns(value, path, new)
    if any(turn.role != "user" or turn.extra for turn in new):
        return [Patch(path, [write_turn(turn, CHAT) for turn in new])]
    texts = [turn.content for turn in new]
    if len(texts) != len(value):
        return [Patch(path, texts)]
    return [Patch((*path, at), text) for at, text in enumerate(texts) if text != value[at]]
