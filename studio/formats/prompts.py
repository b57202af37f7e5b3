"""Prompts alone: rows that wait for an answer, and what real users wrote. It invents no answer.

Source of the nested lists: the Berkeley Function Calling Leaderboard (`question`, `function`).
"""

from collections.abc import Mapping

from studio.core.example import Example
from studio.core.finding import Problem
from studio.formats.conversation import read_tools
from studio.formats.dialogue import patch_single, read_single, read_transcript
from studio.formats.fields import Keys
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import AROUND, ASK, ask_key, patch_question, read_question
from studio.formats.side import patch_side, read_side

_KEYS = Keys({"ask": (*ASK, "text", "utterance", "turns"), **AROUND})
# The key under which an answer is written when one is added: with it the row is a pair of question
# and answer, in the words that go together.
_ANSWER = {"prompt": "completion", "question": "answer", "instruction": "output"}


class PromptsFormat:
    """One text, a list of turns, or a list of user turns; an answer may be added by an edit."""

    name = "prompts"
    title = "prompts alone: prompt, instruction, question, query, text, utterance or turns"
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
            reading.problems = remarks + reading.problems
            return reading
        problems = list(remarks)
        prompt = read_question(record, found, problems)
        chosen = read_side(record[answer], answer, problems) if answer in record else ()
        if "response1" in record and "response2" in record and not chosen:
            said = "two answers, response1 and response2, and no winner: read as a prompt alone"
            problems.append(Problem("schema", said, False, "response1"))
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


def _transcript(record: Record, found: dict[str, str]) -> str | None:
    """The row's text when it is a transcript under `text`."""
    value = record.get("text")
    if found.get("ask") == "text" and isinstance(value, str) and read_transcript(value):
        return value
    return None


FORMAT = PromptsFormat()
