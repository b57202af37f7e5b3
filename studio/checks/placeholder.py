"""Flags text that stands for text somebody meant to write. Templates that were asked for are left alone."""

import re
from collections.abc import Iterable

from studio.core.batch import SIDES, Batch
from studio.core.finding import Band, Sight

_WHOLE = re.compile(
    r"[<\[({\"'*_]*(?:no[\s-]?(?:input|output|answer|response)(?:\s(?:is )?(?:required|needed"
    r"|provided|given|necessary))?"
    r"|not applicable|n\.?/?a|none|null|nil|nan|undefined|tbd|todo|placeholder|xxx+|(?:insert"
    r"|your|enter) (?:your )?"
    r"(?:text|answer|response|input|output)(?: here)?"
    r"|lorem ipsum)[>\])}\"'*_.:!]*(?P<more>\s*\(?this .{0,200})?",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS = re.compile(r"\s{0,9}<no[ _-]?(?:input|output)>", re.IGNORECASE)
_FIRST_LETTERS = frozenset("<[({\"'*_nNtTpPxXiIlLuUyYeE")
_LONGEST = 60
# Pages that were copied from a book speak of its figures, and can be read without.
_OF_A_BOOK = 1_500
# The last line of a prompt: in most formats, its input.
_EMPTY_INPUT = re.compile(
    r"[<\[(\"'`]*(?:(?:input:? )?no[\s-]?input(?:\s(?:is )?(?:required|needed|provided|given"
    r"|necessary))?|无输入)"
    r"[>\])\"'`.]*(?: \d{1,2})?\s*",
    re.IGNORECASE,
)
_EMPTY_FIELD = re.compile(r"[<\[(]?(?:n/a|none|not applicable|nil)[>\])]?\.?\s*", re.IGNORECASE)
_SLOT = re.compile(
    r"(?:\[{1,2}|<{1,2}|\{{1,2})\s?(?:(?:insert|your|enter|add|fill in|company|customer|client"
    r"|recipient|first|last"
    r"|sender|product|hiring|manager|employer|friend|teacher|business)(?:'s)?[ _-][a-z][a-z' _-]{1,30}"
    r"|name|date|address|email|company|city|title|subject|location|signature|occupation|position|industry|topic"
    r"|friend|teacher|recipient)\s?(?:\]{1,2}(?!\()|>{1,2}|\}{1,2})"
    r"|\{\{\s?[a-z_.]{2,30}\s?\}\}",
    re.IGNORECASE,
)
_OPENINGS = ("[", "<", "{")
_INSERTED = re.compile(
    r"[\[<{]\s?(?:insert|enter|add|attach|upload)(?: an?| your| the)? [a-z][a-z ]{1,30}[\]>}]", re.IGNORECASE
)
_INSERTIONS = tuple(sign + word for sign in _OPENINGS for word in ("insert", "enter", "attach", "add"))
_FILLER = re.compile(r"lorem ipsum dolor sit amet", re.IGNORECASE)
_SIGHTED = r"(?<![A-Za-z])(?:image|picture|figure|photo|photograph|diagram|chart|graph|screenshot|drawing)"
_UNSEEN = re.compile(
    rf"(?:shown|seen|pictured|depicted|given) (?:in|on) the (?:(?:above|attached|following) )?{_SIGHTED}"
    rf"|attached (?:{_SIGHTED}|file|document)|following (?:image|picture|photo|screenshot)\b"
    rf"|{_SIGHTED} (?:above|below|attached)\b|<(?:image|photo|picture|audio|video)>|\[(?:image"
    r"|photo|picture|sound file|video)\]"
    r"|see (?:the )?attach(?:ed|ment)",
    re.IGNORECASE,
)
_POINTING = (
    "shown in", "shown on", "seen in", "pictured in", "depicted in", "given in the",
    "attached ", "following im",
    "following pi", "following ph", "following sc", "image ", "picture ", "figure ", "photo ", "diagram ",
    "chart ", "graph ", "screenshot ", "see attach", "see the attach", "<image", "<photo",
    "<pict", "<audio", "<video",
    "[image", "[photo", "[pict", "[sound", "[video",
)  # fmt: skip
_ASKS_FOR_SLOTS = re.compile(
    r"\b(?:template|letter|e-?mails?|form|placeholder|contract|invitation|cover|memo|script|html|regex|code|blank"
    r"|function|variable|lorem|generic|outline|format|syntax|quer(?:y|ies)|program|sql|api|command|css)\b|代码|邮件|模板|信",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"```|[;{]\s{0,9}\n|\bdef \w{1,60}\(|</\w{1,20}>|\bimport \w|<!DOCTYPE|\bSELECT\b")

_PROGRAM_WORDS = ("```", ";", "{", "def ", "</", "import ", "<!DOCTYPE", "SELECT")


class Placeholder:
    """Words that stand for other words."""

    name = "placeholder"
    title = (
        "text that was never filled in: N/A, No input, [your name], lorem ipsum, an image that is not there"
    )

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        yield from _stand_ins(batch)
        yield from _empty_inputs(batch)
        yield from _slots(batch)
        for hit in batch.search_at(("lorem ipsum dolor",), _FILLER, ("chosen", "rejected")):
            if "lorem" not in batch.prompt[hit.row].lower():
                yield Sight(hit.row, "filler", Band.LIKELY, f"{hit.side} holds filler text", hit.side)
        for row in sorted({hit.row for hit in batch.search_at(_POINTING, _UNSEEN, ("prompt",))}):
            if len(batch.prompt[row]) > _OF_A_BOOK:
                continue
            why = "the prompt speaks of a picture or a file that is not there"
            yield Sight(row, "unseen", Band.LOOK_CLOSELY, why, "prompt")


def _stand_ins(batch: Batch) -> Iterable[Sight]:
    """Whole texts. An asked-for 'None' or 'N/A' is an answer; alone as a prompt it asks nothing."""
    for side in SIDES:
        for row, text in enumerate(batch.side(side)):
            if not text or text[0] not in _FIRST_LETTERS:
                continue
            found = _WHOLE.fullmatch(text.strip()) if len(text) < 4 * _LONGEST else None
            if found and (len(text) < _LONGEST or found["more"]):
                sure = side == "prompt" or "put" in text[:20].lower() or "here" in text[:40].lower()
                band = Band.CERTAIN if sure else Band.LOOK_CLOSELY
                why = f"{side} is only a stand-in for a text: write it, or drop the row"
                yield Sight(row, "stand-in", band, why, side)
            elif side != "prompt" and _BEGINS.match(text):
                yield Sight(row, "stand-in", Band.LIKELY, f"{side} begins with a stand-in: cut it off", side)


def _empty_inputs(batch: Batch) -> Iterable[Sight]:
    for row, text in enumerate(batch.prompt):
        line_break = text.rfind("\n", 1)
        if line_break < 0 or len(text) - line_break > _LONGEST:
            continue
        last = text[line_break + 1 :]
        if _EMPTY_INPUT.fullmatch(last):
            why = "the prompt ends in words that say its input is empty: leave the input blank"
            yield Sight(row, "no-input", Band.CERTAIN, why, "prompt")
        elif text[line_break - 1] == "\n" and _EMPTY_FIELD.fullmatch(last):
            why = "the prompt ends in a field that says it does not apply: leave it blank"
            yield Sight(row, "no-input", Band.LIKELY, why, "prompt")


def _slots(batch: Batch) -> Iterable[Sight]:
    """Slots of a form in an answer, and in a prompt those that say 'insert'."""
    seen: set[tuple[int, str]] = set()
    for hit in batch.search_at(_OPENINGS, _SLOT, ("chosen", "rejected")):
        row, side, slot = hit.row, hit.side, hit.match[0]
        if (row, side) in seen:
            continue
        seen.add((row, side))
        program = _is_program(batch.side(side)[row])
        asked = _ASKS_FOR_SLOTS.search(batch.prompt[row]) is not None or slot in batch.prompt[row]
        if program or (asked and "{{" in slot):
            continue
        why = f"{side} has a slot that nobody filled in"
        yield Sight(row, "slot", Band.LOOK_CLOSELY if asked else Band.LIKELY, why, side)
    for row in sorted({hit.row for hit in batch.search_at(_INSERTIONS, _INSERTED, ("prompt",))}):
        if not _ASKS_FOR_SLOTS.search(batch.prompt[row]):
            why = "prompt has a slot that nobody filled in"
            yield Sight(row, "slot", Band.LIKELY, why, "prompt")


def _is_program(text: str) -> bool:
    return any(word in text for word in _PROGRAM_WORDS) and _PROGRAM.search(text) is not None


CHECK = Placeholder()
