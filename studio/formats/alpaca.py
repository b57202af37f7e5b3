"""Instruction rows: instruction, input, output, and the names that other sets give to the three.

The prompt is one user turn: the instruction, a blank line, the input where there is one.
"""

from typing import Any

from studio.core.example import Example, Message, say, text_of
from studio.core.finding import Problem
from studio.formats.fields import Keys, blank, is_blank, wrong_type
from studio.formats.format import Patch, PlainKeys, Reading, Record

_ASK = ("instruction", "question", "prompt", "query", "ask", "source", "user")
_ANSWER = ("output", "response", "answer", "completion", "target", "assistant")
_KEYS = Keys({"ask": _ASK, "answer": _ANSWER, "input": ("input", "context"), "system": ("system",)})
_GLUE = "\n\n"
_RARE = frozenset(("system", "history", "tools"))


class AlpacaFormat:
    """Alpaca's three keys and their aliases; `system` and LLaMA-Factory's `history` are read too."""

    name = "alpaca"
    title = "instruction, input, output (also question/answer, prompt/response, prompt/completion …)"
    sample = '{"instruction": "Name a fruit.", "input": "", "output": "An apple."}'

    def claims(self, record: Record) -> int:
        """Rows with a question and an answer key, or the pair input and output."""
        if "instruction" in record and "output" in record:
            return 60
        found, _ = _KEYS.find(record)
        if "answer" in found and ("ask" in found or "input" in found):
            return 50
        return 0

    def plain_keys(self, record: Record) -> PlainKeys | None:
        """See `PlainFormat.plain_keys`: rows with the keys of Alpaca itself."""
        if {"instruction", "input", "output"} <= record.keys() and _RARE.isdisjoint(record):
            return PlainKeys("instruction", "input", "output")
        return None

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""

        keys, remarks = _KEYS.find(record)
        problems = list(remarks)
        ask_key = keys.get("ask", "")
        asked = _text(record, ask_key, problems)
        more = _text(record, keys.get("input", ""), problems, may_be_null=bool(ask_key))
        answer_key = keys.get("answer", "")
        answer = _text(record, answer_key, problems)
        parts = [part for part in (asked, more) if part and not is_blank(part)]
        if not parts and asked is not None:
            problems.append(blank(ask_key or keys.get("input", "instruction")))
        if answer is not None and is_blank(answer):
            problems.append(blank(answer_key or "output"))
        prompt = _history(record, problems)
        if parts:
            prompt += say("user", _GLUE.join(parts))
        system = record.get(keys.get("system", ""))
        if isinstance(system, str) and system:
            prompt = say("system", system) + prompt
        chosen = say("assistant", answer) if answer is not None else ()
        return Reading(Example(prompt, chosen, tools=record.get("tools")), tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. A changed prompt goes to the key that it changed in, where that shows."""
        keys, _ = _KEYS.find(record)
        old = self.read(record).example
        patches = []
        if new.chosen != old.chosen:
            patches.append(Patch((keys.get("answer", "output"),), text_of(new.chosen)))
        if new.prompt != old.prompt and new.prompt:
            patches += _patch_prompt(record, keys, new.prompt[-1].content)
        system = next((m.content for m in new.prompt if m.role == "system"), "")
        if "system" in keys and system != record[keys["system"]]:
            patches.append(Patch((keys["system"],), system))
        return patches


def _text(
    record: Record, key: str, problems: list[Problem], *, may_be_null: bool = False
) -> str | None:
    if not key:
        return "" if may_be_null else None
    value = record[key]
    if isinstance(value, str):
        return value
    if not (value is None and may_be_null):
        problems.append(wrong_type(key, value))
    return None


def _history(record: Record, problems: list[Problem]) -> tuple[Message, ...]:
    """LLaMA-Factory's earlier turns: a list of [question, answer]."""
    history: Any = record.get("history")
    if not history or not isinstance(history, list):
        return ()
    turns: list[Message] = []
    for index, turn in enumerate(history):
        if not (isinstance(turn, list) and len(turn) == 2 and all(isinstance(t, str) for t in turn)):
            problems.append(
                Problem("schema", f"history[{index}] is no [question, answer]", True, f"history[{index}]")
            )
            continue
        turns += [Message("user", turn[0]), Message("assistant", turn[1])]
    return tuple(turns)


def _patch_prompt(record: Record, keys: dict[str, str], text: str) -> list[Patch]:
    ask_key, more_key = keys.get("ask", "instruction"), keys.get("input")
    asked, more = record.get(ask_key), record.get(more_key) if more_key else None
    if isinstance(more, str) and not is_blank(more) and more_key:
        if ask_key not in record:
            return [Patch((more_key,), text)]
        if text.endswith(_GLUE + more):
            return [Patch((ask_key,), text[: -len(_GLUE + more)])]
        if isinstance(asked, str) and text.startswith(asked + _GLUE):
            return [Patch((more_key,), text[len(asked + _GLUE) :])]
        return [Patch((ask_key,), text), Patch((more_key,), "")]
    return [Patch((ask_key,), text)]


FORMAT = AlpacaFormat()
