r"""Anthropic HH rows: two transcripts in text, or one alone under `transcript`.

The turns that both sides share are the prompt. Two texts without marks share their beginning, up
to the end of a line; it does not guess where inside a line a prompt could end.
Source: the layout of Anthropic's HH-RLHF data set.
"""

from studio.core.example import Example, Message, say
from studio.core.finding import Problem
from studio.formats.dialogue import edit_transcript, patch_single, read_single, read_transcript
from studio.formats.fields import Keys, blank, field_of, is_blank, wrong_type
from studio.formats.format import Patch, Reading, Record
from studio.formats.question import ASK
from studio.formats.side import count_shared

_KEYS = Keys(
    {
        "ask": (*ASK, "input", "messages", "conversations", "conversation", "trajectory"),
        "chosen": ("chosen",),
        "rejected": ("rejected",),
    }
)
_SINGLE = "transcript"

Run = tuple[Message, ...]
Texts = tuple[str, str]


class TranscriptFormat:
    """Two transcripts with one prompt, two texts with the same beginning, or one transcript."""

    name = "transcript"
    title = "transcripts (HH): chosen and rejected as \\n\\nHuman: … \\n\\nAssistant: …"
    sample = (
        '{"chosen": "\\n\\nHuman: Hi\\n\\nAssistant: Hello",'
        ' "rejected": "\\n\\nHuman: Hi\\n\\nAssistant: No"}'
    )

    def claims(self, record: Record) -> int:
        """Rows with two texts, chosen and rejected, and no prompt; rows with one `transcript`."""
        found, _ = _KEYS.find(record)
        if "ask" not in found and _sides(record, found):
            return 95
        return 40 if isinstance(record.get(_SINGLE), str) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        found, remarks = _KEYS.find(record)
        sides = _sides(record, found)
        if sides is None:
            value = record.get(_SINGLE)
            if isinstance(value, str):
                return read_single(value, _SINGLE)
            return Reading(Example(), (*remarks, wrong_type(_SINGLE, value, "schema")))
        turns = read_transcript(sides[0]), read_transcript(sides[1])
        example = _part_turns(*turns) if all(turns) else _part_texts(*sides)
        return Reading(example, remarks + _judge(example, found, marked=all(turns)))

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`. Only a side that changed is written anew."""
        found, _ = _KEYS.find(record)
        sides = _sides(record, found)
        if sides is None:
            value = record.get(_SINGLE)
            return patch_single(value, _SINGLE, new) if isinstance(value, str) else []
        written = _write(sides, new)
        return [
            Patch((found[name],), text)
            for name, text, old in zip(("chosen", "rejected"), written, sides, strict=True)
            if text != old
        ]


def _sides(record: Record, found: dict[str, str]) -> Texts | None:
    chosen, rejected = field_of(record, found, "chosen"), field_of(record, found, "rejected")
    if isinstance(chosen, str) and isinstance(rejected, str):
        return chosen, rejected
    return None


def _part_turns(chosen: Run, rejected: Run) -> Example:
    shared = count_shared(chosen, rejected)
    return Example(chosen[:shared], chosen[shared:], rejected[shared:])


def _part_texts(chosen: str, rejected: str) -> Example:
    cut = _cut(chosen, rejected)
    head = chosen[:cut].rstrip("\n")
    if is_blank(head):
        return Example((), say("assistant", chosen), say("assistant", rejected))
    sides = say("assistant", chosen[cut:]), say("assistant", rejected[cut:])
    return Example(say("user", head), *sides)


def _cut(chosen: str, rejected: str) -> int:
    """How many characters two texts begin with alike, back to the end of a line."""
    most = min(len(chosen), len(rejected))
    same = next((at for at in range(most) if chosen[at] != rejected[at]), most)
    return chosen.rfind("\n", 0, same) + 1


def _judge(example: Example, found: dict[str, str], *, marked: bool) -> tuple[Problem, ...]:
    problems = []
    if not example.prompt:
        no_turn, no_line = "do not share a prompt", "share no beginning: no prompt"
        said = f"the two sides {no_turn if marked else no_line}"
        problems.append(Problem("schema", said, True, found["rejected"]))
    for name, side in (("chosen", example.chosen), ("rejected", example.rejected)):
        if side[-1].role != "assistant":
            said = f"{name} does not end with the assistant"
            problems.append(Problem("schema", said, True, found[name]))
        elif is_blank(side[-1].content):
            problems.append(blank(found[name]))
    return tuple(problems)


def _write(sides: Texts, new: Example) -> Texts:
    """Both texts as they shall be, with the marks or the line ends that they have."""
    chosen, rejected = sides
    if read_transcript(chosen) and read_transcript(rejected):
        return (
            edit_transcript(chosen, new.prompt + new.chosen),
            edit_transcript(rejected, new.prompt + new.rejected),
        )
    glue = ""
    old = _part_texts(chosen, rejected)
    if old.prompt:
        glue = chosen[len(old.prompt[0].content) : _cut(chosen, rejected)]
    head = "".join(m.content for m in new.prompt) + glue
    return (
        head + "".join(m.content for m in new.chosen),
        head + "".join(m.content for m in new.rejected),
    )


FORMAT = TranscriptFormat()
