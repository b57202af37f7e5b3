"""A row as the trainer sees it: what is learned, what is cut off, how many tokens. It draws nothing.

Texts of rows pass through `visible` and only ever become plain `Content`: nothing of them is markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from studio.core.example import text_of
from studio.core.glyphs import one_line, visible
from studio.core.rows import Card
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from studio.session import Session
from studio.tokens.chat_template import TemplateRefused
from studio.tokens.estimate import estimate_row
from studio.tokens.loss import Piece
from studio.tokens.row_tokens import RowTokens
from studio.tokens.tokenizer import Tokenizer
from studio.tokens.trainer_rules import RULES
from studio.tokens.troubles import Looking, Trouble

_PIECE_CHARS, _SHOWN_CHARS = 6_000, 40_000
_SIDES = ("prompt", "chosen", "rejected")
_LOSS = {"chosen": ("$text-success", "learned"), "rejected": ("$text-warning", "made less likely")}
_Part = Content | str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sight:
    """A row as a trainer would see it.

    Attributes:
        characters: of each side that there is.
        tokens: how many; None where the chat template refuses the row.
        tokenizer: the name of what counted; empty for estimates.
        limit: tokens that are kept.
        troubles: what the trainer would trip over.
        sides: the pieces of each answer, by its name.

    """

    characters: dict[str, int]
    tokens: RowTokens | None
    tokenizer: str
    limit: int
    troubles: Sequence[Trouble]
    sides: dict[str, list[Piece]]


def see_row(session: Session, card: Card, tokenizer: Tokenizer | None, recipe: Recipe) -> Sight:
    """A row as the recipe's trainers would see it. It reads and counts: call it in a thread.

    Raises:
        StudioError: the row is no longer there.

    """
    limit, example, row = recipe.training.max_length or recipe.max_length, card.example, card.row.id
    rules = tuple(rule for rule in RULES if rule.trainer in recipe.trainers) or RULES
    troubles = drain(session.trainer_eye([row], Looking(tokenizer, limit, rules))).troubles
    sides: dict[str, list[Piece]] = {}
    tokens = None
    try:
        tokens = tokenizer.encode_row(example) if tokenizer else estimate_row(example)
        for side in _SIDES[1:]:
            if getattr(example, side):
                sides[side] = session.loss_of(row, tokenizer, limit, side=side)
    except TemplateRefused:
        sides = {}  # one of the troubles says so
    characters = {side: len(text_of(part)) for side in _SIDES if (part := getattr(example, side))}
    return Sight(characters, tokens, tokenizer.name if tokenizer else "", limit, troubles, sides)


def length_text(sight: Sight, left: str = "") -> Content:
    """Characters and tokens of each side, and what the trainer would trip over.

    With `left`, the name of the side that stands on the left, the sides are called left and right, and
    nothing is said that would tell which is which.
    """
    tokens = sight.tokens
    about = "" if tokens and tokens.exact else "about "
    counts = {}
    if tokens is not None:
        counts = {"prompt": tokens.prompt, "chosen": tokens.answer}
        counts["rejected"] = tokens.rejected_total - tokens.prompt
    parts: list[_Part] = []
    shown = {name: name for name in sight.characters}
    if left:
        shown = {"prompt": "prompt", left: "left", _SIDES[1 + (left == _SIDES[1])]: "right"}
    for name, called in shown.items():
        told = f"   {about}{counts[name]:,} tokens" if counts else ""
        parts.append(f"{called:9} {sight.characters.get(name, 0):>8,} characters{told}\n")
    if tokens is not None:
        how = f"counted with {one_line(sight.tokenizer, 60)}" if tokens.exact else "estimates"
        parts.append(f"{'row':9} {about}{tokens.longest:,} of {sight.limit:,} tokens that a row may have\n")
        parts.append((f"tokens are {how} · ctrl+t names a tokenizer\n", "dim"))
    for trouble in () if left else sight.troubles:
        parts += [("! ", "$text-warning"), f"{visible(trouble.why)}\n  → {visible(trouble.remedy)}\n"]
    return Content.assemble(*parts)


def sides_text(sight: Sight) -> Content:
    """Each answer with its prompt, in one text: what is learned, what is cut off."""
    parts: list[_Part] = []
    for name, pieces in sight.sides.items():
        which = f": {name}" if len(sight.sides) > 1 else ""
        style, word = _LOSS[name]
        parts += [(f"\nAs the trainer sees it{which}", "bold"), (f"   ▶ {word} ◀", style)]
        if any(piece.is_cut for piece in pieces):
            parts.append((f"   ✂ cut off, at {sight.limit:,} tokens", "$text-error"))
        parts += ["\n", *_pieces(pieces, style), "\n"]
    return Content.assemble(*parts)


def _pieces(pieces: Sequence[Piece], style: str) -> list[_Part]:
    """Texts in their colours, with signs that say the same where a stretch begins and ends."""
    parts: list[_Part] = []
    left, before = _SHOWN_CHARS, Piece("", has_loss=False)
    for piece, after in zip(pieces, [*pieces[1:], Piece("", has_loss=False)], strict=True):
        text = _shortened(piece.text)
        if piece.is_cut:
            parts += [("" if before.is_cut else " ✂ ", "bold $text-error"), (text, "$text-error strike")]
        elif piece.has_loss:
            body = text.rstrip()
            parts += [("" if before.has_loss else "▶ ", f"bold {style}"), (body, style)]
            parts += [("" if after.has_loss and not after.is_cut else " ◀", f"bold {style}")]
            parts.append(text[len(body) :])
        else:
            parts.append(text)
        before = piece
        left -= len(text)
        if left <= 0:
            parts.append(("\n… it goes on: this page shows no more of it", "dim"))
            break
    return parts


def _shortened(text: str) -> str:
    """A long piece with its middle left out, so that the next one is in sight."""
    half = _PIECE_CHARS // 2
    if len(text) <= _PIECE_CHARS:
        return visible(text)
    gone = len(text) - 2 * half
    return f"{visible(text[:half])}\n… {gone:,} characters are not shown …\n{visible(text[-half:])}"
