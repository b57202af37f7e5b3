"""What OpenAI's fine-tuning lets stand in a turn. The row shapes are in openai_chat and openai_preference."""

import json
from collections.abc import Sequence
from typing import Any

from studio.core.example import Example, Message
from studio.exporters.chat import raw_turns, tool_values
from studio.extension import Unfit

_KEYS = {"role", "content", "name", "tool_calls", "tool_call_id"}


def openai_turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Turns with nothing in them that OpenAI refuses.

    Arguments of tool calls become JSON text where they are objects; an assistant turn that only
    calls tools has no `content`.

    Raises:
        Unfit: a turn holds another key, a tool call has no id or name, a result answers no call.

    """
    asked: set[str] = set()
    turns = raw_turns(messages)
    for turn in turns:
        other = sorted(key for key in set(turn) - _KEYS if turn[key] is not None)
        if other:
            raise Unfit("a turn holds keys that OpenAI refuses")
        for key in [key for key in turn if key != "content" and turn[key] in (None, [], "")]:
            del turn[key]
        for key in set(turn) - _KEYS:
            del turn[key]
        if "tool_calls" in turn:
            turn["tool_calls"] = [_call(call) for call in turn["tool_calls"]]
            asked |= {call["id"] for call in turn["tool_calls"]}
            if not turn["content"]:
                del turn["content"]
        if turn["role"] == "tool" and turn.get("tool_call_id") not in asked:
            raise Unfit("a tool result answers no call")
    return turns


def _call(call: Any) -> dict[str, Any]:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise Unfit("a tool call has no name")
    if not isinstance(call.get("id"), str):
        raise Unfit("a tool call has no id")
    arguments = function.get("arguments", "{}")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return {
        "id": call["id"],
        "type": "function",
        "function": {"name": function["name"], "arguments": text},
    }


def openai_tools(example: Example) -> dict[str, list[Any]]:
    """`{"tools": […]}` where the row has tools, else nothing.

    Raises:
        Unfit: the tools are not a list.

    """
    tools = tool_values(example)
    return {"tools": tools} if tools else {}
