"""What of a pair shows without being understood: lengths, marks, first words, models. It judges nothing."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from studio.core.example import Example, Message, text_of
from studio.core.tokens import estimate_tokens

# A line end of its own stands before the text: a pattern that begins with a letter is found much faster.
_ITEM = re.compile(r"\n[ \t]*(?:[-*+•–]|\(?[0-9]{1,3}[.)])[ \t]+\S")
_HEADING = re.compile(r"\n {0,3}#{1,6}[ \t]+\S")
_BOLD = re.compile(r"\*\*[^\s*]|__[^\W_]")
# Letters, digits and apostrophes only: an opening goes to the screen, marks of a text do not.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WIDE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_OPENING_WORDS, _OPENING_CHARS = 2, 24
_WIDE_CHARS = 2
_LOOKED_AT = 160
LIST, HEADING, BOLD = 1, 2, 4
# How rows name who wrote each side.
_MODELS = tuple(
    (word.format("chosen"), word.format("rejected"))
    for word in ("{}_model", "{}-model", "model_{}", "{}_generator", "{}_source", "{}_by")
)


class Side(NamedTuple):
    """One answer, as the gauge counts it.

    Attributes:
        tokens: estimated length.
        marks: sum of `LIST` (two items or more), `HEADING` and `BOLD`.
        opening: its first two words in lower case, at most 24 characters; empty where there are none.
        model: who wrote it, as the source says; empty where it does not.

    """

    tokens: int
    marks: int = 0
    opening: str = ""
    model: str = ""


class PairFacts(NamedTuple):
    """Both answers of a pair. For an undecided pair the two names are only places."""

    chosen: Side
    rejected: Side

    def swapped(self) -> "PairFacts":
        """The same pair with the other answer chosen."""
        return PairFacts(self.rejected, self.chosen)


def facts_of(example: Example, chosen_model: str = "", rejected_model: str = "") -> PairFacts:
    """The facts of a pair; of a row with one answer, the other has 0 tokens."""
    return PairFacts(_side(example.chosen, chosen_model), _side(example.rejected, rejected_model))


def models_of(record: Mapping[str, Any], original: Example, example: Example) -> tuple[str, str]:
    """Who wrote the chosen and the rejected answer, as the row says; empty where it does not.

    Args:
        record: the row as it came.
        original: the example that it was read as.
        example: the example as it is now: a side that was swapped keeps its model, one that was rewritten
            has none.

    """
    for keys in _MODELS:
        names = [record.get(key) for key in keys]
        if all(isinstance(name, str) and name for name in names):
            wrote = ((original.chosen, str(names[0])), (original.rejected, str(names[1])))
            one, other = (
                next((name for turns, name in wrote if turns == side), "")
                for side in (example.chosen, example.rejected)
            )
            return one, other
    return "", ""


def _side(messages: tuple[Message, ...], model: str) -> Side:
    text = text_of(messages)
    marks = 0
    if "\n" in text and len(_ITEM.findall("\n" + text)) > 1:
        marks |= LIST
    if "#" in text and _HEADING.search("\n" + text):
        marks |= HEADING
    if ("**" in text or "__" in text) and _BOLD.search(text):
        marks |= BOLD
    return Side(estimate_tokens(text), marks, opening_of(text), model)


def opening_of(text: str) -> str:
    """The first two words of a text in lower case; two characters where words are not set apart."""
    words = []
    for found in _WORD.finditer(text[:_LOOKED_AT]):
        word = found[0].lower().replace("’", "'")
        if not word.isascii() and _WIDE.match(word):
            words.append(word[:_WIDE_CHARS])
            break
        words.append(word)
        if len(words) == _OPENING_WORDS:
            break
    return " ".join(words)[:_OPENING_CHARS]
