"""Patches that make a list of turns say something new. Turns that did not change are left alone."""

import json
from collections.abc import Sequence
from typing import Any

from studio.core.example import Message
from studio.formats.format import Patch, Path
from studio.formats.turns import GEMINI, SHAREGPT, Names, is_text_part, names_in, read_turns, text_key_of

_GEMINI_ROLES = {"assistant": "model", "tool": "function"}
_SHAREGPT_ROLES = {"user": "human", "assistant": "gpt", "tool": "observation"}


def patch_turns(value: object, path: Path, new: Sequence[Message], names: Names | None = None) -> list[Patch]:
    """The patches that make a list of turns say `new`.

    Texts that changed are replaced one by one. Where turns came or went the list is written anew,
    with the old objects of the turns that stayed.

    Args:
        value: the list as the row has it, or whatever is in its place.
        path: its place in the row.
        new: all turns as they shall be.
        names: the keys that are the rule in this format; None = those of the first turn.

    """
    names = names or names_in(value)
    old = read_turns(value, "", names).messages
    items: list[Any] = value if isinstance(value, list) else []
    if items and len(items) == len(new):
        return [
            patch
            for index, (was, now) in enumerate(zip(old, new, strict=True))
            if was != now
            for patch in patch_turn(items[index], (*path, index), was, now, names)
        ]
    written: list[Any] = []
    start = 0
    for message in new:
        same = next((at for at in range(start, len(items)) if old[at] == message), None)
        if same is None:
            written.append(write_turn(message, names))
        else:
            written.append(items[same])
            start = same + 1
    return [] if written == items else [Patch(path, written)]


def patch_turn(item: object, path: Path, was: Message, now: Message, names: Names) -> list[Patch]:
    """The patches that make one turn say `now`: of its text alone where nothing else changed."""
    if not isinstance(item, dict) or was._replace(content=now.content) != now:
        return [Patch(path, write_turn(now, names))]
    key = text_key_of(item, names)
    value = item.get(key)
    if isinstance(value, str) and value != was.content:
        return [Patch(path, write_turn(now, names))]  # a call written in the text
    if isinstance(value, list):
        return [_patch_parts(value, (*path, key), now.content)]
    return [Patch((*path, key), now.content)]


def _patch_parts(parts: list[Any], path: Path, text: str) -> Patch:
    places = [place for place, part in enumerate(parts) if is_text_part(part)]
    if len(places) == 1:
        inner: Path = () if isinstance(parts[places[0]], str) else ("text",)
        return Patch((*path, places[0], *inner), text)
    others = [part for part in parts if not is_text_part(part)]
    objects = [part for part in parts if isinstance(part, dict)]
    typed = not objects or any("type" in part for part in objects)  # Bedrock and Gemini name no type
    return Patch(path, [{"type": "text", "text": text} if typed else {"text": text}, *others])


def write_turn(message: Message, names: Names) -> dict[str, Any]:
    """A turn under a format's own keys."""
    role, content, extra = message
    if names == GEMINI:
        more = dict(extra)
        others = more.pop(names.text, [])
        parts = [{"text": content}, *others] if content or not others else others
        return {names.role: _GEMINI_ROLES.get(role, role), names.text: parts, **more}
    if names != SHAREGPT:
        return {names.role: role, names.text: content, **dict(extra)}
    functions = bare_functions(message)
    if functions:
        said = json.dumps(functions if len(functions) > 1 else functions[0], ensure_ascii=False)
        return {names.role: "function_call", names.text: said}
    return {names.role: _SHAREGPT_ROLES.get(role, role), names.text: content, **dict(extra)}


def bare_functions(message: Message) -> list[Any]:
    """The functions that a turn calls and says no more; none for any other turn."""
    if message.content or len(message.extra) != 1:
        return []
    calls = message.tool_calls
    if not all(isinstance(call, dict) and call.keys() == {"type", "function"} for call in calls):
        return []
    return [call["function"] for call in calls]
