"""How long a text is in tokens, estimated. It runs no tokenizer.

About 4 characters make a token of English; a character of Chinese, Japanese, Korean or Thai makes about
one, and other scripts lie between. The figure is an estimate and is to be shown as one: real tokenizers
differ from it by a fifth and more.
"""

import re
from math import ceil

from studio.core.beyond import beyond_ascii

# Thai, kana, ideographs, hangul.
_WIDE = re.compile(
    "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Greek and on: Cyrillic, Arabic, Devanagari …, and signs such as emoji.
_OTHER = re.compile("[\u0370-\U0010ffff]")
_LATIN_CHARS, _OTHER_CHARS = 4, 2
# Characters a token of Latin, other and wide scripts, where a tokenizer needs few tokens and where many:
# see `estimate_range`.
_FEW, _MANY = (5.2, 3.5, 2.5), (2.8, 1.2, 0.7)


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has; 0 for an empty one."""
    if text.isascii():
        return ceil(len(text) / _LATIN_CHARS)
    wide, other = _counts(text)
    return ceil((len(text) - wide - other) / _LATIN_CHARS + other / _OTHER_CHARS + wide)


def estimate_range(text: str) -> tuple[int, int]:
    """The least and most tokens that common tokenizers make of a text.

    Vocabularies differ little on English and much on other scripts (Petrov et al., 2023, Language Model
    Tokenizers Introduce Unfairness Between Languages). The bounds hold what byte-level vocabularies of 32,000
    and 80,000 pieces, trained on English with some of twelve other languages, make of each of these.
    """
    wide, other = _counts(text)
    parts = (len(text) - wide - other, other, wide)
    low, high = (sum(n / per for n, per in zip(parts, each, strict=True)) for each in (_FEW, _MANY))
    return ceil(low), ceil(high)


def _counts(text: str) -> tuple[int, int]:
    """How many characters of wide scripts there are, and of others that are not Latin."""
    beyond = beyond_ascii(text)
    wide = len(_WIDE.findall(beyond))
    return wide, len(_OTHER.findall(beyond)) - wide
