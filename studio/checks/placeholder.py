"""Flags text that stands for text somebody meant to write. Templates that were asked for are left alone."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_WHOLE = re.compile(
    r"\s*[<\[(\"'*_]*(?:no\s?(?:input|output|answer|response)(?:\s(?:required|needed|provided|given))?"
    r"|n/?a|none|null|nil|nan|undefined|tbd|todo|placeholder|xxx+|insert (?:text|answer|response) here"
    r"|lorem ipsum)[>\])\"'*_.:!]*\s*",
    re.IGNORECASE,
)
_EMPTY_INPUT = re.compile(
    r"\n[<\[(\"']*no\s?input(?:\s(?:required|needed|provided))?[>\])\"'.]*\s*(?![^\0])", re.IGNORECASE
)
_SLOT = re.compile(
    r"[\[<{]{1,2}\s?(?:insert|your|enter|add|fill in|company|customer|recipient|first|last|sender|product)"
    r"[ _-][a-z][a-z _-]{1,30}\s?[\]>}]{1,2}"
    r"|\[(?:name|date|address|email|company|city|title|number|subject|location|signature)\]"
    r"|\{\{\s?[a-z_.]{2,30}\s?\}\}",
    re.IGNORECASE,
)
_LONGEST = 60
_ENDINGS = ("\nno", "\n<no", "\n[no", "\n(no", '\n"no', "\n'no")
_POINTING = ("as shown", "as seen", "as pictured", "the attached", "the following", "this attached", "see ")
_FILLER = re.compile(r"lorem ipsum dolor sit amet", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?<!\w)(?:as (?:shown|seen|pictured) (?:in|on) the (?:image|picture|figure|photo|diagram|chart)"
    r"|(?:the|this) (?:attached|following) (?:image|picture|photo|file|document)"
    r"|see (?:the )?attach(?:ed|ment))\b",
    re.IGNORECASE,
)
_ASKS_FOR_SLOTS = re.compile(
    r"\b(?:template|letter|e-?mail|form|placeholder|contract|invitation|cover|memo|script|html|regex|code"
    r"|function|variable|lorem)\b",
    re.IGNORECASE,
)


class Placeholder:
    """Words that stand for other words."""

    name = "placeholder"
    title = (
        "text that was never filled in: N/A, No input, [your name], lorem ipsum, an image that is not there"
    )

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("prompt", "chosen", "rejected"):
            for row, text in enumerate(batch.side(side)):
                if 0 < len(text) < _LONGEST and _WHOLE.fullmatch(text):
                    # An asked-for 'None' or 'N/A' is an answer; alone as a prompt it asks nothing.
                    sure = side == "prompt" or "put" in text.lower()
                    band = Band.CERTAIN if sure else Band.LOOK_CLOSELY
                    yield Sight(row, "stand-in", band, f"{side} is only a stand-in for a text", side)
        for hit in batch.search_at(_ENDINGS, _EMPTY_INPUT, ("prompt",)):
            why = "the prompt ends in words that say its input is empty: leave the input blank"
            yield Sight(hit.row, "no-input", Band.CERTAIN, why, "prompt")
        seen: set[tuple[int, str]] = set()
        for hit in batch.search(_SLOT, ("chosen", "rejected")):
            if (hit.row, hit.side) in seen:
                continue
            seen.add((hit.row, hit.side))
            asked = _ASKS_FOR_SLOTS.search(batch.prompt[hit.row]) is not None
            if not (asked and "{{" in hit.match[0]):
                band = Band.LOOK_CLOSELY if asked else Band.LIKELY
                yield Sight(hit.row, "slot", band, f"{hit.side} has a slot that nobody filled in", hit.side)
        for hit in batch.search_at(("lorem ipsum dolor",), _FILLER, ("chosen", "rejected")):
            if "lorem" not in batch.prompt[hit.row].lower():
                yield Sight(hit.row, "filler", Band.LIKELY, f"{hit.side} holds filler text", hit.side)
        for hit in batch.search_at(_POINTING, _UNSEEN, ("prompt",)):
            why = "the prompt speaks of a picture or a file that is not there"
            yield Sight(hit.row, "unseen", Band.LOOK_CLOSELY, why, "prompt")


CHECK = Placeholder()
