r"""Conversations written in one text, `\n\nHuman: … \n\nAssistant: …`, as turns and back.

Texts that a chat template wrote are taken for transcripts too. It takes no text for one that has
words before its first mark.
Source: the layout of Anthropic's HH-RLHF data set.
"""

import re
from collections.abc import Sequence

from studio.core.example import Example, Message, say
from studio.formats.fields import blank, is_blank
from studio.formats.format import Patch, Reading
from studio.formats.templates import edit_template, read_template

_MARK = re.compile(r"(?:\A\s*|\n\n)(Human|Assistant):")
_ROLE = {"Human": "user", "Assistant": "assistant"}
_NAME = {"user": "Human", "assistant": "Assistant"}


def read_transcript(text: str) -> tuple[Message, ...]:
    """The turns of a transcript, without the blank after each mark; none when it has no marks."""
    return read_template(text) or tuple(
        Message(_ROLE[name], text[start:end].removeprefix(" ")) for name, start, end in _turns(text)
    )


def edit_transcript(text: str, new: Sequence[Message]) -> str:
    """The transcript that says `new`; turns that did not change keep every character."""
    if read_template(text):
        return edit_template(text, new)
    old = read_transcript(text)
    if [m.role for m in old] != [m.role for m in new]:
        return "".join(f"\n\n{_NAME.get(m.role, m.role)}: {m.content}" for m in new)
    for (_, start, end), was, now in reversed(list(zip(_turns(text), old, new, strict=True))):
        if was != now:
            text = f"{text[:start]} {now.content}{text[end:]}"
    return text


def read_single(text: str, key: str) -> Reading:
    """One text: a transcript whose last turn is the answer; a prompt where it has no marks."""
    turns = read_transcript(text) or say("user", text)
    if turns[-1].role == "assistant":
        prompt, chosen = turns[:-1], turns[-1:]
        if is_blank(chosen[0].content):  # "…\n\nAssistant:" waits for its answer
            chosen = ()
    else:
        prompt, chosen = turns, ()
    silent = all(is_blank(turn.content) for turn in prompt)
    return Reading(Example(prompt, chosen), (blank(key),) if silent else ())


def patch_single(text: str, key: str, new: Example) -> list[Patch]:
    """The patch that makes one text say `new`; an answer makes a transcript of a plain text."""
    if new == read_single(text, key).example:
        return []
    if read_transcript(text) or new.chosen:
        return [Patch((key,), edit_transcript(text, new.prompt + new.chosen))]
    return [Patch((key,), "\n\n".join(m.content for m in new.prompt))]


def _turns(text: str) -> list[tuple[str, int, int]]:
    """Speaker, start and end of what each says; none when the text does not begin with a mark."""
    marks = list(_MARK.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [(mark[1], mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
