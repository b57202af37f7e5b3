"""What a trainer would trip over in one row, in words with figures. It counts no token itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from studio.core.example import Example, text_of
from studio.tokens.row_tokens import RowTokens
from studio.tokens.tokenizer import Tokenizer
from studio.tokens.trainer_rules import RULES, WHOLE, Fate, Rule

KINDS = {
    "answer-lost": "no loss is left: the row is not trained on",
    "answer-cut": "the answer is cut",
    "long": "over the limit",
    "same-pair": "both sides become the same",
    "no-loss": "no token gets loss",
    "control-token": "control tokens of the tokenizer inside the text",
    "refused": "the chat template refuses the row",
}
_SHORTEN = "shorten the row, split it, or train with a higher limit"


class Trouble(NamedTuple):
    """Something a trainer would trip over in one row.

    Attributes:
        row: the row's number in the project.
        kind: one of `KINDS`.
        why: a sentence with the figures, without row text.
        remedy: what to do about it.
        tokens: of the whole row; of a pair the longer side.
        fates: what becomes of it, by trainer; empty where that does not depend on the trainer.

    """

    row: int
    kind: str
    why: str
    remedy: str
    tokens: int = 0
    fates: tuple[tuple[str, Fate], ...] = ()


@dataclass(frozen=True, slots=True)
class Looking:
    """How to look.

    Attributes:
        tokenizer: None estimates.
        max_length: tokens that a row may have in training.
        rules: what trainers do with longer ones; the first one's decides the kind of a trouble.

    """

    tokenizer: Tokenizer | None = None
    max_length: int = 2048
    rules: tuple[Rule, ...] = RULES


def length_troubles(row: int, tokens: RowTokens, looking: Looking) -> list[Trouble]:
    """What the limit does to a row, and whether anything gets loss."""
    found = []
    if not tokens.loss_tokens:
        why = "no token of the row gets loss: there is nothing to learn in it"
        found.append(Trouble(row, "no-loss", why, "write an answer, or reject the row", tokens.longest))
    if tokens.same:
        why = "chosen and rejected are the same tokens"
        found.append(Trouble(row, "same-pair", why, "rewrite one side, or reject the pair", tokens.longest))
    fates = tuple((rule.trainer, rule.apply(tokens, looking.max_length)) for rule in looking.rules)
    troubled = tuple((name, fate) for name, fate in fates if fate != WHOLE)
    if troubled:
        found.append(_too_long(row, tokens, troubled, looking.max_length))
    if not tokens.same and tokens.prompt < looking.max_length <= tokens.parting:
        why = (
            f"chosen and rejected part at {_about(tokens)}token {tokens.parting:,}, and the limit is"
            f" {looking.max_length:,}: cut there, they are the same"
        )
        remedy = "shorten what both sides begin with, or reject the pair"
        found.append(Trouble(row, "same-pair", why, remedy, tokens.longest))
    return found


def control_troubles(row: int, example: Example, pattern: "ControlTokens") -> list[Trouble]:
    """Control tokens that stand inside a row's own text."""
    found = []
    for side in ("prompt", "chosen", "rejected"):
        tokens = pattern.inside(text_of(getattr(example, side)))
        if tokens:
            named = ", ".join(tokens[:3]) + (" …" if len(tokens) > 3 else "")
            why = f"{side} holds {named}: the tokenizer reads a control token, not text"
            found.append(Trouble(row, "control-token", why, "take it out, or write it apart"))
    return found


def refused_trouble(row: int, words: str) -> Trouble:
    """A row that the chat template does not take."""
    why = f"the chat template refuses it: {words}"
    return Trouble(row, "refused", why, "change its turns to what the template expects, or reject it")


class ControlTokens:
    """Finds a tokenizer's control tokens in text.

    Args:
        special: their texts.

    """

    def __init__(self, special: frozenset[str]) -> None:
        longest_first = sorted(special, key=lambda token: (-len(token), token))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        # Nearly no text holds one: its first characters are looked for before all of them.
        self._heads = {token[:2] for token in special}

    def inside(self, text: str) -> list[str]:
        """The different control tokens in a text, in order."""
        if not any(head in text for head in self._heads):
            return []
        return list(dict.fromkeys(self._pattern.findall(text)))


def _too_long(row: int, tokens: RowTokens, fates: Sequence[tuple[str, Fate]], limit: int) -> Trouble:
    by_fate: dict[Fate, list[str]] = {}
    for name, fate in fates:
        by_fate.setdefault(fate, []).append(name)
    told = "; ".join(f"{_list(names)} {_words(fate, tokens)}" for fate, names in by_fate.items())
    over = tokens.longest - limit
    length = f"{_about(tokens)}{tokens.longest:,} tokens, {over:,} over {limit:,}" if over > 0 else ""
    why = f"{length or f'{_about(tokens)}{tokens.longest:,} tokens'}: {told}"
    if tokens.prompt >= limit:
        why = f"the prompt alone takes {_about(tokens)}{tokens.prompt:,} tokens of {limit:,}: {told}"
    return Trouble(row, _kind(fates[0][1]), why, _SHORTEN, tokens.longest, tuple(fates))


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _kind(fate: Fate) -> str:
    if fate.dropped:
        return "answer-lost"
    return "answer-cut" if fate.loss_lost else "long"


def _words(fate: Fate, tokens: RowTokens) -> str:
    if fate.dropped:
        return "would drop it"
    of = tokens.loss_tokens + max(0, tokens.rejected_total - tokens.prompt)
    parts = []
    if fate.prompt_lost:
        parts.append(f"{fate.prompt_lost:,} tokens of the prompt's end")
    if fate.loss_lost:
        parts.append(f"{fate.loss_lost:,} of {of:,} tokens with loss")
    return "would cut " + (" and ".join(parts) or "nothing that gets loss")


def _about(tokens: RowTokens) -> str:
    return "" if tokens.exact else "about "
