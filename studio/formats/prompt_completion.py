"""Conversational prompt and completion, as lists of turns (TRL). Text pairs are Alpaca's."""

from studio.core.example import Example, Message, say
from studio.core.finding import Problem
from studio.formats.fields import Keys, blank, is_blank
from studio.formats.format import Patch, Reading, Record
from studio.formats.turns import patch_turns, read_turns

KEYS = Keys(
    {
        "prompt": ("prompt", "question", "instruction"),
        "completion": ("completion", "response", "answer", "output"),
    }
)


class PromptCompletionFormat:
    """Rows whose prompt or completion is a list of turns; either may be text."""

    name = "prompt-completion"
    title = "prompt and completion as lists of turns"
    sample = (
        '{"prompt": [{"role": "user", "content": "Hi"}],'
        ' "completion": [{"role": "assistant", "content": "Hello"}]}'
    )

    def claims(self, record: Record) -> int:
        """Rows with `prompt` and `completion`, at least one of them a list."""
        lists = isinstance(record.get("prompt"), list) or isinstance(record.get("completion"), list)
        return 72 if "prompt" in record and "completion" in record and lists else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        keys, remarks = KEYS.find(record)
        problems = list(remarks)
        prompt = _turns(record, keys.get("prompt", "prompt"), "user", problems)
        answer = _turns(record, keys.get("completion", "completion"), "assistant", problems)
        return Reading(Example(prompt, answer, tools=record.get("tools")), tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        keys, _ = KEYS.find(record)
        old = self.read(record).example
        patches: list[Patch] = []
        for role, was, now in (
            ("prompt", old.prompt, new.prompt),
            ("completion", old.chosen, new.chosen),
        ):
            key = keys.get(role, role)
            if was == now:
                continue
            if isinstance(record.get(key), list):
                patches += patch_turns(record[key], (key,), now, ("role", "content"))
            else:
                patches.append(Patch((key,), now[0].content if now else ""))
        return patches


def _turns(record: Record, key: str, role: str, problems: list[Problem]) -> tuple[Message, ...]:
    value = record.get(key)
    if isinstance(value, str):
        if is_blank(value):
            problems.append(blank(key))
        return say(role, value)
    messages, wrong = read_turns(value, key)
    problems.extend(wrong)
    return messages


FORMAT = PromptCompletionFormat()
