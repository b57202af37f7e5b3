"""Prompts alone: rows that wait for an answer, and what real users wrote. It invents no answer.

Source of the nested lists: the Berkeley Function Calling Leaderboard (`question`, `function`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from studio.core.example import Example
from studio.core.finding import Problem
from studio.formats.conversation import read_tools
from studio.formats.dialogue import patch_single, read_single, read_transcript
from studio.formats.fields import Keys, is_blank, show
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import patch_side, read_side

_KEYS = Keys({"ask": (*ASK, "text", "utterance", "turns"), **AROUND})
# The key under which an answer is written when one is added: with it the row is a pair of question
# and answer, in the words that go together.
_ANSWER = {"prompt": "completion", "question": "answer", "instruction": "output"}
# Keys that seem to hold answers, and last words of such keys that only say something about answers.
_ANSWERS = re.compile(
    r"(?:.*[_\s-])?(?:answer|response|completion|output|chosen|generation)s?(?![a-z])",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT = re.compile(
    r".*[_\s-](?:ids?|types?|formats?|tokens?|length|len|starts?|ends?|counts?|scores?|ratings?|ranks?|models?"
    r"|time|date|lang|language|index|idx|source|name|schema|hash|category|label|labels|logprobs?)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)


class PromptsFormat:
    """One text, a list of turns, or a list of user turns; an answer may be added by an edit."""

    name = "prompts"
    title = "prompts alone: prompt, instruction, question, query, text (also templated), utterance or turns"
    sample = '{"prompt": "How do I reset it?"}'

    def claims(self, record: Record) -> int:
        """Rows with a prompt; formats with an answer claim theirs more strongly."""
        return 20 if ask_key(_KEYS.find(record)[0]) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        found, remarks = _KEYS.find(record)
        marked = _transcript(record, found)
        answer = answer_key(found)
        if marked is not None and answer not in record:
            reading = read_single(marked, found["ask"])
            unread = () if reading.example.chosen else _unread(record, found)
            reading.problems = remarks + reading.problems + unread
            return reading
        problems = list(remarks)
        prompt = read_question(record, found, problems)
        chosen = read_side(record[answer], answer, problems) if answer in record else ()
        if "response1" in record and "response2" in record and not chosen:
            said = "two answers, response1 and response2, and no winner: read as a prompt alone"
            problems.append(Problem("schema", said, False, "response1"))
        elif not chosen:
            problems += _unread(record, found)
        return Reading(Example(prompt, chosen, tools=read_tools(record)), tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. An added answer gets the key that goes with the prompt's."""
        found, _ = _KEYS.find(record)
        marked = _transcript(record, found)
        answer = answer_key(found)
        if marked is not None and answer not in record:
            return patch_single(marked, found["ask"], new)
        patches = patch_question(record, found, new.prompt)
        if answer in record or new.chosen:
            patches += patch_side(record.get(answer), (answer,), new.chosen)
        return patches


def answer_key(found: Mapping[str, str]) -> str:
    """The key under which a prompt's answer is written when one is added."""
    return _ANSWER.get(ask_key(found).strip().casefold(), "response")


def _unread(record: Record, found: Mapping[str, str]) -> tuple[Problem, ...]:
    """A remark on keys that seem to hold answers and were not read."""
    keys = [
        key
        for key in _answer_like(tuple(record))
        if key not in (answer_key(found), *found.values()) and _is_said(record[key])
    ]
    if not keys:
        return ()
    names = ", ".join(show(key) for key in keys[:3])
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    verb = "was" if len(keys) == 1 else "were"
    said = f"{names}{more} {verb} not read: taken as a prompt alone"
    return (Problem("schema", said, False, show(keys[0])),)


@lru_cache(maxsize=1024)
def _answer_like(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if _ANSWERS.match(name) and not _ABOUT.match(name))


def _is_said(value: object) -> bool:
    return not is_blank(value) if isinstance(value, str) else isinstance(value, list | dict) and bool(value)


def _transcript(record: Record, found: dict[str, str]) -> str | None:
    """The row's text when it is a transcript under `text`."""
    value = record.get("text")
    if found.get("ask") == "text" and isinstance(value, str) and read_transcript(value):
        return value
    return None


FORMAT = PromptsFormat()
