"""Stable 63-bit hashes of a row's bytes and of its levelled text. They identify; they secure nothing.

Two rows are exact copies when their texts agree after case, white space and Unicode form (NFKC)
are levelled. XXH3 (Collet, 2019): for a million rows the chance of one false match is 5e-8.
"""

import unicodedata
from typing import NamedTuple

import xxhash

from studio.core.example import Example, Message, text_of

# ASCII letters to lower case; white space and control characters are deleted outright, which is
# one pass in C where collapsing runs of them would cost a Python loop.
LOWER = bytes(c + 32 if 65 <= c <= 90 else c for c in range(256))
BLANK = bytes(range(33)) + b"\x7f"
xxh3 = xxhash.xxh3_64_intdigest


class Measures(NamedTuple):
    """What identifies an example and how long it is.

    `text_hash` is shared by exact copies, `prompt_hash` by rows that ask the same; lengths are in
    characters.
    """

    text_hash: int
    prompt_hash: int
    prompt_chars: int
    chosen_chars: int
    rejected_chars: int


def hash_bytes(data: bytes) -> int:
    """The upper 63 bits of XXH3-64 of some bytes: a number that SQLite stores as it is."""
    value: int = xxh3(data) >> 1
    return value


def normalise(text: str) -> bytes:
    """Text levelled for exact comparison: NFKC, lower case, no white space, UTF-8."""
    if not text.isascii():
        text = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return text.encode("utf-8", "surrogatepass").translate(LOWER, BLANK)


def measure(example: Example) -> Measures:
    """The hashes and lengths of an example: each turn with its role, and the thumb of a KTO row."""
    prompt, prompt_chars = _levelled(example.prompt)
    chosen, chosen_chars = _levelled(example.chosen)
    rejected, rejected_chars = _levelled(example.rejected)
    thumb = {True: b"+", False: b"-", None: b""}[example.label]
    parts = (prompt, b"\x00", chosen, b"\x00", rejected, thumb)
    return Measures(
        hash_bytes(b"".join(parts)), hash_bytes(prompt), prompt_chars, chosen_chars, rejected_chars
    )


def _levelled(messages: tuple[Message, ...]) -> tuple[bytes, int]:
    """The levelled bytes of some turns, and how many characters a reader sees of them."""
    if not messages:
        return b"", 0
    if len(messages) == 1:
        role, content, extra = messages[0]
        # Nearly all rows: one plain ASCII turn.
        if not extra and content.isascii():
            return role[:1].encode() + content.encode().translate(LOWER, BLANK), len(content)
    return (
        b"\x01".join(
            message.role[:1].encode()
            + normalise(message.content)
            + (normalise(repr(message.extra)) if message.extra else b"")
            for message in messages
        ),
        len(text_of(messages)),
    )
