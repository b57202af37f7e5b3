r"""Conversations that a chat template has put into one text, as turns and back.

Three templates are known: guanaco (`### Human: …### Assistant: …`), ChatML
(`<|im_start|>role\n…<|im_end|>`) and Llama 2 (`<s>[INST] <<SYS>>…<</SYS>> … [/INST] … </s>`). A text
is taken for one only where it begins with its mark and has an assistant's turn; it repairs none.
Sources: the openassistant-guanaco data set, OpenAI's ChatML note, Meta's Llama 2 prompt format.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from studio.core.example import Message
from studio.formats.fields import is_blank
from studio.formats.turns import known_role

_GUANACO = re.compile(r"\n{0,2}### (Human|Assistant|System):")
_CHATML = re.compile(r"\s*<\|im_start\|>(\w+)\n")
_CHATML_END = "<|im_end|>"
_AFTER_CHATML = ("", "<|endoftext|>", "</s>")
_LLAMA = re.compile(r"\s*(?:<s>\s*)?\[INST\]")
_LLAMA_ASKED = "[/INST]"
_LLAMA_END = re.compile(r"</s>|<s>|\[INST\]|\Z")
_SYSTEM = re.compile(r"\s*<<SYS>>")
_SYSTEM_END = "<</SYS>>"
_NAMES = {"user": "Human", "assistant": "Assistant", "system": "System"}
_HEAD = 64  # characters in which a mark is looked for; nearly all texts are told from them


class Slot(NamedTuple):
    """Where a turn's text lies: `start` to `end`, with what stands around the words in there.

    `before` and `after` are not said and may be missing; a new text is written with them. `room`
    line ends are kept between words that end a line and the next mark, which would swallow them.
    """

    role: str
    start: int
    end: int
    before: str = ""
    after: str = ""
    room: int = 0


def read_template(text: str) -> tuple[Message, ...]:
    """The turns of a text that a template wrote; none for any other text."""
    return tuple(Message(slot.role, _words(text, slot)) for slot in _slots(text))


def edit_template(text: str, new: Sequence[Message]) -> str:
    """The text that says `new`; turns that did not change keep every character."""
    slots = _slots(text)
    old = read_template(text)
    if len(new) == len(old) - 1 and is_blank(old[-1].content):
        new = (*new, old[-1])  # the mark that waits for an answer stays
    if [turn.role for turn in old] != [turn.role for turn in new]:
        return _write(text, new)
    for slot, was, now in reversed(list(zip(slots, old, new, strict=True))):
        if was != now:
            said = now.content
            room = "\n" * slot.room if said.endswith("\n") else ""
            text = f"{text[: slot.start]}{slot.before}{said}{slot.after}{room}{text[slot.end :]}"
    return text


def _slots(text: str) -> list[Slot]:
    head = text[:_HEAD].lstrip()
    slots: list[Slot] = []
    if head.startswith("### "):
        slots = _guanaco(text)
    elif head.startswith("<|im_start|>"):
        slots = _chatml(text)
    elif head.startswith(("[INST]", "<s>")):
        slots = _llama(text)
    return slots if any(slot.role == "assistant" for slot in slots) else []


def _words(text: str, slot: Slot) -> str:
    return text[slot.start : slot.end].removeprefix(slot.before).removesuffix(slot.after)


def _guanaco(text: str) -> list[Slot]:
    marks = list(_GUANACO.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return []
    slots = []
    for at, mark in enumerate(marks):
        role = known_role(mark[1]) or "system"
        after = marks[at + 1] if at + 1 < len(marks) else None
        room = 2 - after[0].count("\n") if after else 0
        slots.append(Slot(role, mark.end(), after.start() if after else len(text), " ", room=room))
    return slots


def _chatml(text: str) -> list[Slot]:
    slots: list[Slot] = []
    at = 0
    while mark := _CHATML.match(text, at):
        role = known_role(mark[1])
        end = text.find(_CHATML_END, mark.end())
        cut = text.find("<|im_start|>", mark.end(), len(text) if end < 0 else end)
        if role is None or cut >= 0:
            return []
        slots.append(Slot(role, mark.end(), len(text) if end < 0 else end))
        at = len(text) if end < 0 else end + len(_CHATML_END)
    return slots if text[at:].strip() in _AFTER_CHATML else []


def _llama(text: str) -> list[Slot]:
    slots: list[Slot] = []
    at = 0
    while mark := _LLAMA.match(text, at):
        start, asked = mark.end(), text.find(_LLAMA_ASKED, mark.end())
        if asked < 0:
            return []
        before = " "
        system = None if slots else _SYSTEM.match(text, start, asked)
        if system:
            end = text.find(_SYSTEM_END, system.end(), asked)
            if end < 0:
                return []
            slots.append(Slot("system", system.end(), end, "\n", "\n"))
            start, before = end + len(_SYSTEM_END), "\n\n"
        slots.append(Slot("user", start, asked, before, " "))
        start = asked + len(_LLAMA_ASKED)
        ended = _LLAMA_END.search(text, start)
        end = ended.start() if ended else len(text)
        slots.append(Slot("assistant", start, end, " ", " "))
        at = ended.end() if ended and ended[0] == "</s>" else end
    answered = any(slot.role == "assistant" and not is_blank(_words(text, slot)) for slot in slots)
    return slots if answered and is_blank(text[at:]) else []


def _write(text: str, new: Sequence[Message]) -> str:
    """All turns in the text's template where that can say them, else in ChatML, which can say any."""
    head = text[:_HEAD].lstrip()
    roles = [turn.role for turn in new]
    talk = roles[1:] if roles[:1] == ["system"] else roles
    if head.startswith("### ") and "tool" not in roles:
        lines = [f"### {_NAMES[turn.role]}: {turn.content}" for turn in new]
        return "\n\n".join(lines if "assistant" in roles else [*lines, "### Assistant:"])
    if head.startswith(("[INST]", "<s>")) and talk and talk == ["user", "assistant"] * (len(talk) // 2):
        return _write_llama(new)
    turns = "\n".join(f"<|im_start|>{turn.role}\n{turn.content}<|im_end|>" for turn in new)
    return turns if "assistant" in roles else f"{turns}\n<|im_start|>assistant\n"


def _write_llama(new: Sequence[Message]) -> str:
    written, system = "", ""
    for turn in new:
        if turn.role == "system":
            system = f"<<SYS>>\n{turn.content}\n<</SYS>>\n\n"
        elif turn.role == "user":
            written += f"<s>[INST] {system}{turn.content} [/INST]"
            system = ""
        else:
            written += f" {turn.content} </s>"
    return written
