"""Rows with one field for the question and one for the answer, under all the names in use.

Formats call it with their own claims; it does not decide which rows are whose.
"""

from collections.abc import Sequence

from studio.core.example import Example, Message
from studio.core.finding import Problem
from studio.formats.conversation import read_tools
from studio.formats.fields import Keys
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import patch_side, read_side

KEYS = Keys(
    {
        "ask": ASK,
        "answer": ("output", "response", "answer", "completion", "target", "targets"),
        **AROUND,
    },
    pairs=(
        ("source", "target"),
        ("user", "assistant"),
        ("problem", "solution"),
        ("problem", "answer"),
        ("human", "assistant"),
        ("human", "bot"),
        ("document", "summary"),
        ("dialogue", "summary"),
        ("article", "highlights"),
    ),
    tasks=("definition",),  # Natural Instructions
)


def has_both(record: Record) -> bool:
    """True when a row has a key for the question and one for the answer."""
    found, _ = KEYS.find(record)
    return "answer" in found and bool(ask_key(found))


def read_flat(record: Record) -> Reading:
    """The example in a row with a question and an answer."""
    found, remarks = KEYS.find(record)
    problems = list(remarks)
    prompt = read_question(record, found, problems)
    answer = found.get("answer")
    if answer is None:
        problems.append(Problem("schema", "no output, response or answer in this row"))
        return Reading(Example(prompt, tools=read_tools(record)), tuple(problems))
    value = record[answer]
    chosen = read_side(_only_text(value), answer, problems)
    return Reading(Example(prompt, chosen, tools=read_tools(record)), tuple(problems))


def patch_flat(record: Record, new: Example) -> list[Patch]:
    """The patches that make question and answer say `new`."""
    found, _ = KEYS.find(record)
    answer = found.get("answer", "output")
    patches = patch_question(record, found, new.prompt)
    return patches + _patch_answer(record.get(answer), answer, new.chosen)


def _only_text(value: object) -> object:
    """The text of a list that holds just one; any other value as it is."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    return value


def _patch_answer(value: object, key: str, new: Sequence[Message]) -> list[Patch]:
    text = _only_text(value)
    patches = patch_side(text, (key,), new)
    if text is value:
        return patches
    return [Patch((key, 0), patch.value) if isinstance(patch.value, str) else patch for patch in patches]
