"""Flags text that lost its encoding on the way. It guesses no repair."""

import re
from collections.abc import Iterable

from studio.core.batch import SIDES, Batch
from studio.core.beyond import beyond_ascii
from studio.core.finding import Band, Sight

# UTF-8 read as Latin-1 or Windows-1252: a lead byte's letter, then a continuation byte's.
_AFTER = "\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_MOJIBAKE = re.compile(
    f"[ÃÂ][{_AFTER}]|â€[\u0080-\u00bf™œž“”¢¦˜\u009d]|ï¿½|ð\x9f|ðŸ"
    f"|(?:[ÐÑ][{_AFTER}]){{2}}|(?:[åæçèéä][{_AFTER}]{{2}}){{2}}"
)
_REPLACED = re.compile("\ufffd")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS = (
    ("mojibake", _MOJIBAKE, Band.CERTAIN, "letters of a text that was read in the wrong encoding"),
    ("replaced", _REPLACED, Band.CERTAIN, "the sign for a letter that could not be read"),
    ("surrogate", _SURROGATE, Band.CERTAIN, "half of a character: no tokenizer can read it"),
    ("control", _CONTROLS, Band.LIKELY, "control characters: take them out"),
    ("private", _PRIVATE, Band.LIKELY, "characters that only one font knows"),
)
# The first sign of any of them: one scan, and the kinds are told apart where it stops.
_SUSPECT = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9fÃÂâïðÐÑåæçèéä\ufffd\ue000-\uf8ff\ud800-\udfff]")
# The bytes of plain text; what is left of a batch when they are gone are control characters.
_PLAIN = bytes([*b"\0\t\n\r", *range(32, 127), *range(160, 256)])
_ESCAPED = re.compile(
    r"\\u00[0-9a-f]{2}|\\u[0-9a-f]{4}\\u[0-9a-f]{4}|\\x[0-9a-f]{2}\\x[0-9a-f]{2}", re.IGNORECASE
)
_NEWLINES = re.compile(r"(?<=[.!?:,a-z])\\n(?:\\n)?[A-Z0-9-]")
_ENTITY = re.compile(r"&(?:amp|quot|lt|gt|nbsp|apos|#39|#x27|#\d{2,5});")
_WRITTEN_OUT = (
    ("escapes", "\\", _ESCAPED, "escapes such as \\u00e9 written out"),
    ("newlines", "\\", _NEWLINES, "line breaks written out as \\n"),
    ("entities", "&", _ENTITY, "HTML entities such as &amp;"),
)
_OF_CODE = re.compile(
    r"\b(?:html|xml|entity|entities|escape|unicode|regex|json|javascript|python|java|php|encode|decode|string"
    r"|code|function|newline|latex|equation)\b|```|</\w",
    re.IGNORECASE,
)


class Encoding:
    """Broken letters."""

    name = "encoding"
    title = "broken encoding: mojibake, replacement signs, control characters, escapes written out"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in SIDES:
            controlled = bool(batch.joined(side).plain.translate(None, _PLAIN))
            for row, text in enumerate(batch.side(side)):
                if controlled or not text.isascii():
                    yield from _broken(row, text, side, controlled=controlled)
        for kind, sign, pattern, what in _WRITTEN_OUT:
            for row, side in sorted({(hit.row, hit.side) for hit in batch.search_at((sign,), pattern)}):
                about = _OF_CODE.search(batch.prompt[row]) or _OF_CODE.search(batch.side(side)[row])
                if not about:
                    yield Sight(row, kind, Band.LIKELY, f"{side} holds {what}", side)


def _broken(row: int, text: str, side: str, *, controlled: bool) -> Iterable[Sight]:
    # But for control characters no ASCII is in any pattern: the few signs beyond it tell of nearly all texts.
    within = text if controlled else beyond_ascii(text)
    if _SUSPECT.search(within) is not None:
        for kind, pattern, band, what in _KINDS:
            if pattern.search(within) and pattern.search(text):
                yield Sight(row, kind, band, f"{side} holds {what}", side)


CHECK = Encoding()
