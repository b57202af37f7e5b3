"""How factual answers are: how often they state what the prompt does not hold. It checks no fact.

An answer states something of its own where a number (of two digits and more, dates among them) or a name
(capitalised words inside a sentence) stands in it that its prompt does not hold. Code is left out. In
German, in titles, and in scripts without capitals only numbers count. A model that is trained on such answers
learns to state such things, right or wrong: they belong in the prompt.
"""

import re
from collections.abc import Iterable

from studio.core.example import Example, text_of
from studio.vectors.share import Share, wilson

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_NUMBER = re.compile(r"\d[\d.,:/-]*\d")
# Capitalised words after a small letter or a comma: inside a sentence.
_NAME = re.compile(r"(?<=[^\W\d_A-Z])[,;]? (?:the )?([A-Z][^\W\d_]{2,}(?: [A-Z][^\W\d_]+)*)")
_WORD = re.compile(r"[^\W\d_]+")
_TITLES, _LEAST_WORDS = 0.25, 12
_GERMAN = frozenset(
    ("der", "die", "das", "und", "ein", "eine", "einen", "ist", "im", "mit", "nicht", "den", "sie")
)


def factual_share(examples: Iterable[Example]) -> tuple[Share, int]:
    """The share of answers that state what their prompt does not hold, and how many were looked at."""
    stated = total = 0
    for example in examples:
        if example.chosen:
            total += 1
            stated += bool(own_statements(text_of(example.prompt), text_of(example.chosen)))
    return wilson(stated, total), total


def own_statements(prompt: str, answer: str) -> set[str]:
    """Numbers and names of an answer that its prompt does not hold, in lower case."""
    answer = _CODE.sub(" ", answer)
    known = prompt.casefold()
    found = {number.strip(".,:/-") for number in _NUMBER.findall(answer)}
    words = _WORD.findall(answer)
    capitals = sum(word[0].isupper() for word in words)
    is_title = len(words) >= _LEAST_WORDS and capitals > _TITLES * len(words)
    if not is_title and _GERMAN.isdisjoint(word.lower() for word in words):
        found |= {name.casefold() for name in _NAME.findall(answer)}
    return {statement for statement in found if statement not in known}
