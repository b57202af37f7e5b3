"""How long rows are in tokens: by a tokenizer where one is named, else about. It cuts nothing."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.core.example import Example, Message, say, text_of
from studio.core.tokens import estimate_tokens
from studio.errors import StudioError
from studio.exporters.reading import Item, Plain
from studio.store.examples import Held

_BYTES_A_TOKEN = 4


class Lengths(NamedTuple):
    """Tokens of a row: its prompt with its answer, and of a pair its prompt with the worse one too."""

    chosen: int
    rejected: int = 0


class TokenCounter(NamedTuple):
    """What counts tokens: of plain rows, which have one sequence each, and of any rows."""

    plain: Callable[[Sequence[Plain]], list[int]]
    rows: Callable[[Sequence[Item]], list[Lengths]]


def token_counter(tokenizer: Path | None) -> TokenCounter:
    """What counts the tokens of rows.

    Raises:
        StudioError: the tokenizer cannot be opened.

    """
    if tokenizer is None:
        return TokenCounter(_reckon_plain, _reckon_rows)
    if not tokenizer.exists():
        # A name that is no path would be looked for on the hub: an export needs no network.
        raise StudioError(f"there is no tokenizer {tokenizer}", "name its folder, or tokenizer.json")
    from studio.tokens.row_tokens import RowTokens
    from studio.tokens.tokenizer import open_tokenizer

    opened = open_tokenizer(str(tokenizer))

    def count(items: Sequence[Item]) -> list[Lengths]:
        rows = opened.encode_rows([_example(item) for item in items])
        about = _reckon_rows(items)
        # A row that the model's template refuses is reckoned: its trainer will say so, not the lengths.
        return [
            Lengths(row.total, row.rejected_total) if isinstance(row, RowTokens) else size
            for row, size in zip(rows, about, strict=True)
        ]

    def count_plain(items: Sequence[Plain]) -> list[int]:
        return [lengths.chosen for lengths in count(items)]

    return TokenCounter(count_plain, count)


def _reckon_plain(items: Sequence[Plain]) -> list[int]:
    # Plain ASCII rows are nearly all of big sets: theirs is a count of characters, without a call.
    return [
        (len(ask) + 3) // _BYTES_A_TOKEN + (len(answer) + 3) // _BYTES_A_TOKEN
        if ask.isascii() and answer.isascii()
        else _reckon(ask) + _reckon(answer)
        for ask, answer in items
    ]


def _reckon_rows(items: Sequence[Item]) -> list[Lengths]:
    return [
        measure_example(item.example)[0] if isinstance(item, Held) else Lengths(sum(map(_reckon, item)))
        for item in items
    ]


def measure_example(example: Example) -> tuple[Lengths, int]:
    """Tokens of a row, about, its tools and tool calls too; and the characters of its shorter answer."""
    prompt = _reckon(text_of(example.prompt)) + _reckon_calls(example.prompt)
    if example.tools:
        prompt += _reckon(example.tools if isinstance(example.tools, str) else _json(example.tools))
    sides = [side for side in (example.chosen, example.rejected) if side]
    tokens = [prompt + _reckon(text_of(side)) + _reckon_calls(side) for side in sides] or [prompt]
    return Lengths(*tokens), min((len(text_of(side)) for side in sides), default=0)


def _reckon_calls(turns: Sequence[Message]) -> int:
    return sum(_reckon(_json(turn.tool_calls)) for turn in turns if turn.extra and turn.tool_calls)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _example(item: Item) -> Example:
    if isinstance(item, Held):
        return item.example
    return Example(say("user", item[0]), say("assistant", item[1]))


def _reckon(text: str) -> int:
    """About how many tokens a text has, at once for nearly all texts.

    A token is some four bytes of UTF-8, whatever the script but the wide ones: a letter of two bytes
    counts as half a token, as in `estimate_tokens`.
    """
    if text.isascii():
        return (len(text) + 3) // _BYTES_A_TOKEN
    size = len(text.encode("utf-8", "surrogatepass"))
    return (size + 3) // _BYTES_A_TOKEN if size < 2 * len(text) else estimate_tokens(text)
