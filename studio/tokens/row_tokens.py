"""One row in tokens: where the answer begins, what gets loss, where two sides part. It cuts nothing off.

The answer begins where prompt and prompt-with-answer part, in tokens, as in TRL 1.16 (sft_trainer and
dpo_trainer, `common_prefix_length`). Where the chat template marks the assistant's text, an SFT row has
loss on all of it, earlier turns included (`assistant_only_loss`); else on the last answer only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import tokenizers

Spans = tuple[tuple[int, int], ...]


class Texts(NamedTuple):
    """What a tokenizer reads of a row.

    Attributes:
        asked: the prompt, up to where an answer would be generated.
        full: prompt and answer, for each side that there is.
        marked: (start, end) in characters of the assistant's text in `full[0]`; None where nobody says.

    """

    asked: str
    full: tuple[str, ...]
    marked: Spans | None

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts to be encoded."""
        return self.full or (self.asked,)


@dataclass(frozen=True, slots=True)
class RowTokens:
    """A row in tokens.

    Attributes:
        prompt: tokens before the answer.
        total: tokens of prompt and answer to learn.
        loss: (start, end) in tokens of what gets loss, ascending.
        rejected_total: as `total` for the worse answer; 0 where there is none.
        parting: how many tokens both sides begin with alike; 0 where there is one side only.
        same: both sides are the same tokens.
        tail: tokens of white space that the chat template writes behind the answer to learn.
        exact: counted by a tokenizer, not estimated.

    """

    prompt: int
    total: int
    loss: Spans = ()
    rejected_total: int = 0
    parting: int = 0
    same: bool = False
    tail: int = 0
    exact: bool = True

    @property
    def answer(self) -> int:
        """Tokens of the answer."""
        return self.total - self.prompt

    @property
    def is_pair(self) -> bool:
        """True when there is a worse answer."""
        return self.rejected_total > 0

    @property
    def longest(self) -> int:
        """Tokens of the longer side with the prompt."""
        return max(self.total, self.rejected_total)

    @property
    def loss_tokens(self) -> int:
        """How many tokens get loss."""
        return sum(end - start for start, end in self.loss)

    def loss_within(self, limit: int) -> int:
        """How many of the first `limit` tokens get loss."""
        return sum(max(0, min(end, limit) - start) for start, end in self.loss)


def cut_row(
    texts: Texts, encoded: "Sequence[tokenizers.Encoding]", encode: Callable[[str], Sequence[int]]
) -> RowTokens:
    """A row from its encoded texts.

    Args:
        texts: of the row.
        encoded: `texts.full` in tokens, or the prompt alone where there is no answer.
        encode: gives the tokens of one more text; called where prompt and answer share a token.

    """
    if not texts.full:
        return RowTokens(len(encoded[0].ids), len(encoded[0].ids))
    sides = [encoding.ids for encoding in encoded]
    begins = [_answer_start(texts.asked, *side, encode) for side in zip(texts.full, encoded, strict=True)]
    prompt = min(begins)
    if texts.marked is None:
        loss: Spans = ((prompt, len(sides[0])),) if len(sides[0]) > prompt else ()
    else:
        loss = _token_spans(encoded[0], texts.marked)
    if len(sides) == 1:
        return RowTokens(prompt, len(sides[0]), loss)
    parting = common_prefix(sides[0], sides[1])
    same, tail = sides[0] == sides[1], _tail(texts.full[0], encoded[0])
    return RowTokens(prompt, len(sides[0]), loss, len(sides[1]), parting, same, tail)


def _tail(full: str, encoding: "tokenizers.Encoding") -> int:
    """How many tokens hold nothing but the white space at a text's end."""
    end = len(full.rstrip())
    token = encoding.char_to_token(end) if end < len(full) else None
    place = None if token is None else encoding.token_to_chars(token)
    if token is None or place is None:
        return 0
    return len(encoding.ids) - token - (place[0] < end)


def _answer_start(
    asked: str, full: str, encoding: "tokenizers.Encoding", encode: Callable[[str], Sequence[int]]
) -> int:
    """The first token of the answer: where prompt, and prompt with answer, part.

    Where a token begins just after the prompt, that is it, and the prompt need not be encoded again.
    """
    if full.startswith(asked):
        token = encoding.char_to_token(len(asked))
        place = None if token is None else encoding.token_to_chars(token)
        if token is not None and place is not None and place[0] == len(asked):
            return token
    return common_prefix(encode(asked), encoding.ids)


def common_prefix(one: Sequence[object], other: Sequence[object]) -> int:
    """How many items two sequences begin with alike; found by halving, since slices compare fast."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _token_spans(encoding: "tokenizers.Encoding", marked: Spans) -> Spans:
    """Marked characters as tokens, both ends by the token that holds the character (as transformers)."""
    spans = []
    for start, end in marked:
        first = encoding.char_to_token(start)
        last = encoding.char_to_token(end - 1) if end > start else None
        if first is not None:
            spans.append((first, (len(encoding.ids) if last is None else last + 1)))
    return tuple(span for span in spans if span[1] > span[0])
