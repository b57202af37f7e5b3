"""Data text made safe and honest for a terminal. It changes what is shown, never what is stored.

Escape sequences, control characters, bidirectional overrides and lone surrogates become visible
symbols, so text from data can neither act on the terminal nor hide from the reader.
"""

import re

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u115f\u1160\u180e\u200b\u2028\u2029\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
# U+200C and U+200D stay: Indic scripts and emoji are misspelled without them.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f" + _BIDI + _UNSEEN + "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ANY_BREAK = re.compile(r"[\t\n]+| {2,}")


def _symbol(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if code == 0x0D:
        return "␍"
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xD800 <= code <= 0xDFFF:
        return "�"
    return f"‹{code:02x}›" if code < 0xA0 else f"‹{code:04X}›"


def visible(text: str) -> str:
    """Text with every character that could act or hide replaced by a symbol; tabs and newlines stay."""
    return _HOSTILE.sub(_symbol, text)


def one_line(text: str, limit: int) -> str:
    """The beginning of a text on one line: breaks and runs of blanks become one space.

    Args:
        text: any text; only a little more than `limit` characters of it are looked at.
        limit: characters to return at most; a cut text ends in `…`.

    """
    head = text[: limit * 2 + 32]
    line = visible(_ANY_BREAK.sub(" ", head)).strip()
    if len(line) > limit or len(head) < len(text):
        return line[: max(0, limit - 1)] + "…"
    return line


def show_usd(usd: float) -> str:
    """A sum of US dollars that somebody named: to the cent, or to a hundredth of one where it is smaller."""
    return f"${usd:.2f}" if abs(usd - round(usd, 2)) < 1e-9 else f"${usd:.4f}"
