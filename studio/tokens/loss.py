"""One row as it would be trained on, in pieces: what gets loss, what is cut off. It colours nothing."""

import itertools
from typing import NamedTuple

from studio.core.example import Example, Message, text_of
from studio.core.tokens import estimate_tokens
from studio.tokens.tokenizer import Tokenizer


class Piece(NamedTuple):
    """A stretch of a row's text.

    Attributes:
        text: as the tokenizer reads it, control tokens of the template included.
        has_loss: the model learns to write it.
        is_cut: it lies beyond the limit, so the trainer never sees it.

    """

    text: str
    has_loss: bool
    is_cut: bool = False


def loss_spans(
    example: Example, tokenizer: Tokenizer | None, max_length: int | None = None, *, side: str = "chosen"
) -> list[Piece]:
    """A row in pieces, in order.

    Args:
        example: the row.
        tokenizer: None shows the bare texts, and estimates where the limit falls.
        max_length: tokens that are kept from the start; None keeps all.
        side: `chosen`, or `rejected` of a pair.

    Raises:
        TemplateRefused: the chat template does not take the row.

    """
    if side == "rejected":
        example = example._replace(chosen=example.rejected, rejected=())
    else:
        example = example._replace(rejected=())
    if tokenizer is None:
        return _estimated(example, max_length)
    text, loss, limit = tokenizer.loss_characters(example, max_length)
    edges = sorted({0, len(text), min(limit, len(text)), *(edge for span in loss for edge in span)})
    pieces = []
    for start, end in itertools.pairwise(edges):
        has_loss = any(first <= start and end <= last for first, last in loss)
        pieces.append(Piece(text[start:end], has_loss, start >= limit))
    return pieces


def _estimated(example: Example, max_length: int | None) -> list[Piece]:
    pieces, used = [], 0
    for messages, has_loss in ((example.prompt, False), (example.chosen, True)):
        text = _said(messages)
        room = len(text)
        if max_length is not None:
            tokens = max(1, estimate_tokens(text))
            room = min(len(text), max(0, max_length - used) * len(text) // tokens)
            used += tokens
        pieces += [Piece(text[:room], has_loss), Piece(text[room:], has_loss, True)]
    return [piece for piece in pieces if piece.text]


def _said(messages: tuple[Message, ...]) -> str:
    return text_of(messages) + ("\n\n" if messages else "")
