"""Prompts alone: rows that wait for an answer (drafts), and what real users wrote (traffic)."""

from typing import Any

from studio.core.example import Example, Message, say
from studio.core.finding import Problem
from studio.formats.fields import Keys, blank, is_blank, wrong_type
from studio.formats.format import Patch, Reading, Record
from studio.formats.transcript import read_transcript
from studio.formats.turns import patch_turns, read_turns

_KEYS = Keys(
    {
        "prompt": ("prompt", "instruction", "question", "query", "turns", "text", "utterance", "input"),
        "more": ("input", "context"),
    }
)
# The key under which an answer is written when one is added, so that the row is read as a pair of
# question and answer the next time.
_ANSWER = {"prompt": "completion", "question": "answer", "instruction": "output", "query": "response"}


class PromptsFormat:
    """One text, a list of turns, or a list of user turns; an answer may be added by an edit."""

    name = "prompts"
    title = "prompts alone: prompt, question, instruction, text or turns"
    sample = '{"prompt": "How do I reset it?"}'

    def claims(self, record: Record) -> int:
        """Rows with a prompt; formats with an answer claim theirs more strongly."""
        return 20 if "prompt" in _KEYS.find(record)[0] else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        keys, remarks = _KEYS.find(record)
        problems = list(remarks)
        key = keys.get("prompt", "prompt")
        value = record.get(key)
        if isinstance(value, str):
            return self._read_text(record, keys, value, problems)
        turns = _nested(value)
        if turns is not None:
            return Reading(Example(turns, tools=record.get("function")), tuple(problems))
        if isinstance(value, list):
            messages, wrong = read_turns(value, key)
            return Reading(Example(messages, tools=record.get("tools")), (*problems, *wrong))
        return Reading(Example(), (*problems, wrong_type(key, value)))

    def _read_text(
        self, record: Record, keys: dict[str, str], value: str, problems: list[Problem]
    ) -> Reading:
        key = keys["prompt"]
        transcript = read_transcript(value)
        if transcript and transcript[-1].role == "assistant":
            return Reading(Example(transcript[:-1], transcript[-1:]), tuple(problems))
        more = record.get(keys.get("more", ""))
        if keys.get("more") != key and isinstance(more, str) and not is_blank(more):
            value = f"{value}\n\n{more}"
        if is_blank(value):
            problems.append(blank(key))
        if "response1" in record and "response2" in record:
            problems.append(
                Problem("schema", "two answers and no winner: read as a prompt alone", False, "response1")
            )
        return Reading(Example(say("user", value)), tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. An added answer gets the key that goes with the prompt's."""
        keys, _ = _KEYS.find(record)
        key = keys.get("prompt", "prompt")
        value = record.get(key)
        old = self.read(record).example
        patches: list[Patch] = []
        if new.prompt != old.prompt:
            if isinstance(value, list) and _nested(value) is None:
                patches += patch_turns(value, (key,), new.prompt, ("role", "content"))
            else:
                patches.append(Patch((key,), "\n\n".join(m.content for m in new.prompt)))
        if new.chosen != old.chosen and new.chosen:
            patches.append(Patch((_ANSWER.get(key, "response"),), new.chosen[-1].content))
        return patches


def _nested(value: Any) -> tuple[Message, ...] | None:
    """User turns given as a list of texts, or BFCL's list of lists of turns (its first list)."""
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(item, str) for item in value):
        return tuple(Message("user", item) for item in value)
    if isinstance(value[0], list):
        return read_turns(value[0], "question[0]").messages
    return None


FORMAT = PromptsFormat()
