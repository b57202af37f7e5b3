"""Turns as the chat dictionaries that trainers read. It says what a text-only trainer cannot hold."""

import json
from collections.abc import Sequence
from typing import Any

from studio.core.example import Example, Message, message_json
from studio.extension import Unfit


def chat_turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as `{"role", "content", …}`.

    Raises:
        Unfit: a turn holds an image or another part that is not text.

    """
    turns = []
    for message in messages:
        if any(key == "parts" for key, _ in message.extra):
            raise Unfit("a turn holds parts that are not text")
        turns.append(message_json(message))
    return turns


def tool_list(example: Example) -> dict[str, str]:
    """`{"tools": JSON text}` where the row has tools, else nothing."""
    if not example.tools:
        return {}
    tools = example.tools
    return {"tools": tools if isinstance(tools, str) else json.dumps(tools, ensure_ascii=False)}
