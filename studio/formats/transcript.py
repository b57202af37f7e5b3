"""Anthropic HH rows: transcripts in text, `\\n\\nHuman: …\\n\\nAssistant: …`, chosen beside rejected.

Source: the HH-RLHF data set's layout. The turns that both sides share are the prompt.
"""

import re

from studio.core.example import Example, Message, say
from studio.core.finding import Problem
from studio.formats.fields import is_blank
from studio.formats.format import Patch, Reading, Record

_MARK = re.compile(r"\n\n(Human|Assistant):")
_ROLE = {"Human": "user", "Assistant": "assistant"}
_NAME = {"user": "Human", "assistant": "Assistant"}


class TranscriptFormat:
    """Two transcripts with one prompt, or two texts with the same beginning."""

    name = "transcript"
    title = "transcripts (HH): chosen and rejected as \\n\\nHuman: … \\n\\nAssistant: …"
    sample = (
        '{"chosen": "\\n\\nHuman: Hi\\n\\nAssistant: Hello", "rejected": "\\n\\nHuman: Hi\\n\\nAssistant: No"}'
    )

    def claims(self, record: Record) -> int:
        """Rows with two texts, chosen and rejected, and no prompt."""
        texts = isinstance(record.get("chosen"), str) and isinstance(record.get("rejected"), str)
        return 95 if texts and not any(k in record for k in ("prompt", "question", "instruction")) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        chosen, rejected = read_transcript(record["chosen"]), read_transcript(record["rejected"])
        if not chosen or not rejected:
            return _read_texts(record["chosen"], record["rejected"])
        shared = 0
        while (
            shared < min(len(chosen), len(rejected)) - 1 and chosen[shared] == rejected[shared]
        ):
            shared += 1
        problems = []
        if not shared:
            problems.append(Problem("schema", "the two sides do not share a prompt", True, "rejected"))
        for key, side in (("chosen", chosen[shared:]), ("rejected", rejected[shared:])):
            if side[-1].role != "assistant":
                problems.append(Problem("schema", f"{key} does not end with the assistant", True, key))
            elif is_blank(side[-1].content):
                problems.append(Problem("empty", f"{key} is blank", True, key))
        example = Example(chosen[:shared], chosen[shared:], rejected[shared:])
        return Reading(example, tuple(problems))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. Only the side that changed is written anew."""
        marked = bool(read_transcript(record["chosen"]))
        patches = []
        for key, side in (("chosen", new.chosen), ("rejected", new.rejected)):
            turns = new.prompt + side
            text = write_transcript(turns) if marked else "".join(m.content for m in turns)
            if marked and read_transcript(record[key]) == turns:
                continue
            if text != record[key]:
                patches.append(Patch((key,), text))
        return patches


def read_transcript(text: str) -> tuple[Message, ...]:
    """The turns of a transcript; none when it has no marks. The text of a turn loses its outer blanks."""
    parts = _MARK.split(text)
    if len(parts) < 3 or parts[0].strip():
        return ()
    return tuple(
        Message(_ROLE[name], said.strip()) for name, said in zip(parts[1::2], parts[2::2], strict=True)
    )


def write_transcript(turns: tuple[Message, ...]) -> str:
    """Turns as a transcript."""
    return "".join(f"\n\n{_NAME.get(m.role, 'Human')}: {m.content}" for m in turns)


def _read_texts(chosen: str, rejected: str) -> Reading:
    """Two texts without marks: what they begin with alike, up to a line's end, is the prompt."""
    same = 0
    most = min(len(chosen), len(rejected))
    while same < most and chosen[same] == rejected[same]:
        same += 1
    cut = chosen.rfind("\n", 0, same) + 1
    if is_blank(chosen[:cut]):
        problem = Problem("schema", "no prompt: the two sides share no beginning", True, "chosen")
        return Reading(Example((), say("assistant", chosen), say("assistant", rejected)), (problem,))
    prompt = say("user", chosen[:cut])
    example = Example(prompt, say("assistant", chosen[cut:]), say("assistant", rejected[cut:]))
    return Reading(example)


FORMAT = TranscriptFormat()
