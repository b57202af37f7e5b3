"""Preference rows: chosen and rejected, as text or turns, the prompt given or shared by both sides.

Sources: TRL's preference types, OpenAI's preference input, LLaMA-Factory's ranking rows, and the
Stack Exchange pairs (response_j is the better one). It does not judge whether the better side is better.
"""

from collections.abc import Mapping
from typing import Any

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats.conversation import patch_system, read_system, read_tools
from studio.formats.fields import Keys, field_of
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import count_shared, patch_side, read_side

_CHOSEN = ("chosen", "preferred_output", "preferred", "response_chosen", "chosen_response", "response_j")
_REJECTED = (
    "rejected",
    "non_preferred_output",
    "dispreferred",
    "response_rejected",
    "rejected_response",
    "response_k",
)
_KEYS = Keys({"ask": ASK, "chosen": _CHOSEN, "rejected": _REJECTED, **AROUND})
_LISTS = ("messages", "conversations", "conversation", "trajectory")
_SIDES = ("chosen", "rejected")

Found = Mapping[str, str]
Run = tuple[Message, ...]


class PreferenceFormat:
    """Pairs, plain and conversational, with an explicit or an implicit prompt."""

    name = "preference"
    title = "preference: prompt, chosen, rejected, as text or turns"
    sample = '{"prompt": "Hi", "chosen": "Hello, how can I help?", "rejected": "What?"}'

    def claims(self, record: Record) -> int:
        """Rows with a chosen and a rejected side, or one of them beside a prompt."""
        found, _ = _KEYS.find(record)
        sides = sum(name in found for name in _SIDES)
        return 90 if sides == 2 else 65 if sides and ask_key(found) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        found, remarks = _find(record)
        problems = list(remarks)
        inner, found = _unwrap(record, found)
        sides = {name: _read_side(record, name, found, problems) for name in _SIDES}
        if ask_key(found):
            prompt = _read_prompt(inner, record, found, problems)
            repeated = {name for name in _SIDES if _repeats(sides[name], prompt)}
            if all(sides.values()) and _is_mixed(inner, record, found, repeated):
                said = "text and lists of turns are mixed in one row"
                problems.append(Problem("schema", said, False))
            for name in repeated:
                sides[name] = sides[name][len(prompt) :]
        else:
            shared = count_shared(sides["chosen"], sides["rejected"])
            prompt = sides["chosen"][:shared]
            sides = {name: side[shared:] for name, side in sides.items()}
            if not prompt and all(name in found for name in _SIDES):
                problems.append(Problem("schema", "no prompt: the two sides share no turn"))
            prompt = read_system(record, found.get("system", "system")) + prompt
        example = Example(prompt, sides["chosen"], sides["rejected"], tools=read_tools(inner))
        return Reading(example, tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. A side that has no key yet gets the standard one."""
        found, _ = _find(record)
        inner, found = _unwrap(record, found)
        explicit = bool(ask_key(found))
        old = self.read(record).example
        patches: list[Patch] = []
        before: Run = new.prompt
        if explicit:
            start = () if inner is record else ("input",)
            for patch in patch_question(inner, found, new.prompt):
                patches.append(Patch((*start, *patch.path), patch.value))
        elif read_system(record, found.get("system", "system")):
            patches, before = patch_system(record, found["system"], new.prompt)
        for name, side in (("chosen", new.chosen), ("rejected", new.rejected)):
            key = found.get(name, name)
            value = record.get(key)
            repeats = explicit and _repeats(read_side(value, key, []), old.prompt)
            turns = before + side if repeats or not explicit else side
            if key in record or side:
                patches += patch_side(value, (key,), turns)
        return patches


def _find(record: Record) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The keys of prompt and sides; a prompt that is null is none."""
    found, remarks = _KEYS.find(record)
    found = dict(found)
    if ask_key(found) and record[ask_key(found)] is None:
        del found["ask" if "ask" in found else "input"]
    if not ask_key(found) and not isinstance(field_of(record, found, "chosen"), list):
        # LLaMA-Factory: the turns before the answer, beside two single turns. Where the sides are
        # lists they hold the prompt themselves, and `messages` repeats one of them.
        found.update([("ask", key) for key in reversed(_LISTS) if key in record])
    return found, remarks


def _unwrap(record: Record, found: dict[str, str]) -> tuple[Record, dict[str, str]]:
    """Where the question lies: in the row, or one level down as in OpenAI's `input`."""
    value = record.get("input")
    if found.get("ask") or not (isinstance(value, dict) and "messages" in value):
        return record, found
    return value, {"ask": "messages", **{name: found[name] for name in _SIDES if name in found}}


def _read_prompt(inner: Record, record: Record, found: Found, problems: list[Problem]) -> Run:
    if inner is record:
        return read_question(record, found, problems)
    wrong: list[Problem] = []
    prompt = read_question(inner, found, wrong)
    problems += [p._replace(message=f"input.{p.message}", where=f"input.{p.where}") for p in wrong]
    return prompt


def _read_side(record: Record, name: str, found: Found, problems: list[Problem]) -> Run:
    key = found.get(name)
    if key is None:
        problems.append(Problem("schema", f"key {name} is missing", True, name))
        return ()
    return read_side(record[key], key, problems, "schema")


def _repeats(side: Run, prompt: Run) -> bool:
    """True when a side says the prompt again before its answer, as UltraFeedback has it."""
    return bool(prompt) and len(side) > len(prompt) and side[: len(prompt)] == prompt


def _is_mixed(inner: Record, record: Record, found: Found, repeated: set[str]) -> bool:
    values: list[Any] = [record[found[name]] for name in _SIDES]
    if len(repeated) < len(_SIDES):
        values.append(inner[ask_key(found)])
    return len({isinstance(value, str) for value in values}) > 1


FORMAT = PreferenceFormat()
