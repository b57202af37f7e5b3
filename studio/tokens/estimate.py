"""A row's tokens without a tokenizer: an estimate, and to be shown as one. It knows no model."""

import json

from studio.core.example import Example, Message
from studio.core.tokens import estimate_tokens
from studio.tokens.row_tokens import RowTokens, common_prefix

# What a chat template writes around a turn: its start, the role, a line end, its end, a line end.
_TURN_TOKENS = 5


def estimate_row(example: Example) -> RowTokens:
    """About the tokens of a row in a chat template. Sides part where their characters do."""
    prompt = _turns(example.prompt) + _TURN_TOKENS // 2  # the opening of the answer
    if example.tools:
        tools = example.tools
        prompt += estimate_tokens(tools if isinstance(tools, str) else json.dumps(tools, ensure_ascii=False))
    total = prompt + _turns(example.chosen) - _TURN_TOKENS // 2 if example.chosen else prompt
    loss = ((prompt, total),) if total > prompt else ()
    if not example.rejected:
        return RowTokens(prompt, total, loss, exact=False)
    rejected = prompt + _turns(example.rejected) - _TURN_TOKENS // 2
    chosen_text, rejected_text = _joined(example.chosen), _joined(example.rejected)
    same = chosen_text == rejected_text
    alike = chosen_text[: common_prefix(chosen_text, rejected_text)]
    parting = total if same else prompt + estimate_tokens(alike)
    return RowTokens(prompt, total, loss, rejected, parting, same, exact=False)


def _turns(messages: tuple[Message, ...]) -> int:
    return sum(_TURN_TOKENS + estimate_tokens(_said(message)) for message in messages)


def _said(message: Message) -> str:
    calls = message.tool_calls
    return f"{message.content}{calls}" if calls else message.content


def _joined(messages: tuple[Message, ...]) -> str:
    return "\0".join(map(_said, messages))
