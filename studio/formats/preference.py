"""Preference rows: chosen and rejected, as text or turns, the prompt given or shared by both sides."""

from typing import Any

from studio.core.example import Example, Message, say, text_of
from studio.core.finding import Problem
from studio.formats.fields import Keys, blank, is_blank, kind_of
from studio.formats.format import Patch, Path, Reading, Record
from studio.formats.turns import patch_turns, read_turns

_KEYS = Keys(
    {
        "prompt": ("prompt", "question", "instruction", "query", "input"),
        "chosen": ("chosen", "preferred_output", "response_chosen", "chosen_response", "preferred"),
        "rejected": (
            "rejected",
            "non_preferred_output",
            "response_rejected",
            "rejected_response",
            "dispreferred",
        ),
        "system": ("system",),
    }
)
_CHAT = ("role", "content")
_ROLES = ("prompt", "chosen", "rejected")


class PreferenceFormat:
    """TRL's and OpenAI's preference rows, plain and conversational, prompt explicit or implicit."""

    name = "preference"
    title = "preference: prompt, chosen, rejected, as text or turns"
    sample = '{"prompt": "Hi", "chosen": "Hello, how can I help?", "rejected": "What?"}'

    def claims(self, record: Record) -> int:
        """Rows with a chosen and a rejected side, or one of them beside a prompt."""
        found, _ = _KEYS.find(record)
        sides = ("chosen" in found) + ("rejected" in found)
        return 90 if sides == 2 else 65 if sides and "prompt" in found else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        keys, remarks = _KEYS.find(record)
        problems = list(remarks)
        prompt, _ = _prompt(record, keys, problems)
        chosen = _side(record, "chosen", keys, problems)
        rejected = _side(record, "rejected", keys, problems)
        if "prompt" not in keys:
            shared = _shared(chosen, rejected)
            prompt, chosen, rejected = chosen[:shared], chosen[shared:], rejected[shared:]
            if not prompt:
                problems.append(Problem("schema", "no prompt: the two sides share no turn", True))
        elif not problems and len({isinstance(record[keys[r]], str) for r in _ROLES}) > 1:
            problems.append(Problem("schema", "text and lists of turns are mixed in one row", False))
        system = record.get(keys.get("system", ""))
        if isinstance(system, str) and system:
            prompt = say("system", system) + prompt
        example = Example(prompt, chosen, rejected, tools=record.get("tools"))
        return Reading(example, tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. A side that has no key yet gets the standard one."""
        keys, _ = _KEYS.find(record)
        old = self.read(record).example
        patches: list[Patch] = []
        explicit = "prompt" in keys
        system = record.get(keys.get("system", ""))
        prompt = new.prompt
        if isinstance(system, str) and system and prompt and prompt[0].role == "system":
            if prompt[0].content != system:
                patches.append(Patch((keys["system"],), prompt[0].content))
            prompt = prompt[1:]
        if explicit and new.prompt != old.prompt:
            path, value = _prompt_place(record, keys)
            patches += _patch_value(value, path, prompt)
        for name, now, was in (("chosen", new.chosen, old.chosen), ("rejected", new.rejected, old.rejected)):
            if now == was and (explicit or new.prompt == old.prompt):
                continue
            key = keys.get(name, name)
            turns = now if explicit else prompt + now
            patches += _patch_value(record.get(key, ""), (key,), turns)
        return patches


def _prompt_place(record: Record, keys: dict[str, str]) -> tuple[Path, Any]:
    key = keys["prompt"]
    value = record[key]
    if isinstance(value, dict) and "messages" in value:  # OpenAI's {"input": {"messages": […]}}
        return (key, "messages"), value["messages"]
    return (key,), value


def _prompt(
    record: Record, keys: dict[str, str], problems: list[Problem]
) -> tuple[tuple[Message, ...], bool]:
    if "prompt" not in keys:
        return (), False
    path, value = _prompt_place(record, keys)
    if isinstance(value, str):
        if is_blank(value):
            problems.append(blank(keys["prompt"]))
        return say("user", value), True
    messages, wrong = read_turns(value, ".".join(map(str, path)))
    problems.extend(wrong)
    return messages, True


def _side(
    record: Record, name: str, keys: dict[str, str], problems: list[Problem]
) -> tuple[Message, ...]:
    key = keys.get(name)
    if key is None:
        problems.append(Problem("schema", f"key {name} is missing", True, name))
        return ()
    value = record[key]
    if isinstance(value, str):
        if is_blank(value):
            problems.append(blank(key))
        return say("assistant", value)
    if isinstance(value, dict):
        value = [value]
    if value is None or not isinstance(value, list):
        problems.append(Problem("type", f"{key} is {kind_of(value)}, text or turns are wanted", True, key))
        return ()
    messages, wrong = read_turns(value, key)
    problems.extend(wrong)
    if messages and not wrong and not any(m.content.strip() or m.tool_calls for m in messages):
        problems.append(blank(key))
    return messages


def _shared(first: tuple[Message, ...], second: tuple[Message, ...]) -> int:
    """Turns that both sides begin with; the last of either is never shared, it is the answer."""
    most = min(len(first), len(second)) - 1
    count = 0
    while count < most and first[count] == second[count]:
        count += 1
    return count


def _patch_value(value: object, path: Path, new: tuple[Message, ...]) -> list[Patch]:
    if isinstance(value, str):
        if len(new) == 1 and not new[0].extra:
            return [Patch(path, new[0].content)]
        return [Patch(path, text_of(new))] if not new else [Patch(path, _turns(new))]
    if isinstance(value, dict):
        return [Patch(path, _turns(new)[0])] if len(new) == 1 else [Patch(path, _turns(new))]
    return patch_turns(value, path, new, _CHAT)


def _turns(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    return [{"role": m.role, "content": m.content, **dict(m.extra)} for m in messages]


FORMAT = PreferenceFormat()
