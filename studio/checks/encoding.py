"""Flags text that lost its encoding on the way. It guesses no repair."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

# UTF-8 read as Latin-1 or Windows-1252: a lead byte's letter, then a continuation byte's.
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[\u0080-\u00bf™œž“”¢¦˜\u009d]|ï¿½|ð\x9f|ðŸ"
)
_REPLACED = re.compile("\ufffd")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(
    r"\\u00[0-9a-f]{2}|\\u[0-9a-f]{4}\\u[0-9a-f]{4}|\\x[0-9a-f]{2}\\x[0-9a-f]{2}", re.IGNORECASE
)
_NEWLINES = re.compile(r"(?<=[.!?:,a-z])\\n(?:\\n)?[A-Z0-9-]")
_ENTITY = re.compile(r"&(?:amp|quot|lt|gt|nbsp|#39|#x27|#\d{2,5});")
_OF_CODE = re.compile(
    r"\b(?:html|xml|entity|entities|escape|unicode|regex|json|javascript|python|java|php|encode|decode|string"
    r"|code|function|newline)\b|```|</\w",
    re.IGNORECASE,
)
# The first sign of any of them: one scan, and the kinds are told apart where it stops.
_SUSPECT = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9fÃÂâïð\ufffd\ue000-\uf8ff\ud800-\udfff]")
_KINDS = (
    ("mojibake", _MOJIBAKE, Band.CERTAIN, "letters of a text that was read in the wrong encoding"),
    ("replaced", _REPLACED, Band.CERTAIN, "the sign for a letter that could not be read"),
    ("surrogate", _SURROGATE, Band.CERTAIN, "half of a character: no tokenizer can read it"),
    ("control", _CONTROLS, Band.LIKELY, "control characters"),
    ("private", _PRIVATE, Band.LIKELY, "characters that only one font knows"),
)
_WRITTEN_OUT = (
    ("escapes", ("\\u", "\\x"), _ESCAPED, "escapes such as \\u00e9 written out"),
    ("newlines", ("\\n",), _NEWLINES, "line breaks written out as \\n"),
    ("entities", ("&",), _ENTITY, "HTML entities such as &amp;"),
)


class Encoding:
    """Broken letters."""

    name = "encoding"
    title = "broken encoding: mojibake, replacement signs, control characters, escapes written out"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        seen: set[tuple[int, str, str]] = set()
        for hit in batch.search(_SUSPECT):
            text, place = hit.match.string, hit.match.start()
            for kind, pattern, band, what in _KINDS:
                if pattern.match(text, place) and (hit.row, hit.side, kind) not in seen:
                    seen.add((hit.row, hit.side, kind))
                    yield Sight(hit.row, kind, band, f"{hit.side} holds {what}", hit.side)
        for kind, words, pattern, what in _WRITTEN_OUT:
            for row, side in sorted({(hit.row, hit.side) for hit in batch.search_at(words, pattern)}):
                about = _OF_CODE.search(batch.prompt[row]) or _OF_CODE.search(batch.side(side)[row])
                if not about:
                    yield Sight(row, kind, Band.LIKELY, f"{side} holds {what}", side)


CHECK = Encoding()
