"""Turns as the chat dictionaries that trainers read. It says what a text-only trainer cannot hold."""

import json
from collections.abc import Sequence
from typing import Any

from studio.core.example import Example, Message, chat_json, message_json
from studio.extension import Unfit


def chat_turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as `{"role", "content", …}`, the arguments of tool calls as objects.

    Source: transformers' chat templates, which write the arguments as JSON themselves: text that is
    JSON already would be quoted once more, and the model would learn the quotes.

    Raises:
        Unfit: a turn holds an image or another part that is not text, or what is no tool call with a
            name and arguments that are an object or JSON of one: one such row and `datasets` may refuse
            all of them.

    """
    turns = raw_turns(messages)
    for place, message in enumerate(messages):
        if not isinstance(turns[place].get("tool_calls") or [], list):
            raise Unfit("the tool calls are not a list")
        if message.tool_calls:
            turns[place] = chat_json(message)
            for call in turns[place]["tool_calls"]:
                _need_call(call)
    return turns


def raw_turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as `{"role", "content", …}`, tool calls as they came.

    Raises:
        Unfit: a turn holds an image or another part that is not text.

    """
    if any(key == "parts" for message in messages for key, _ in message.extra):
        raise Unfit("a turn holds parts that are not text")
    return [message_json(message) for message in messages]


def _need_call(call: Any) -> None:
    """Let pass a call of a function; one without arguments too."""
    function = call.get("function", call) if isinstance(call, dict) else None
    if not isinstance(function, dict) or not (name := function.get("name")) or not isinstance(name, str):
        raise Unfit("a tool call has no name")
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        raise Unfit("the arguments of a tool call are not JSON")
    if arguments is not None and not isinstance(arguments, dict):
        raise Unfit("the arguments of a tool call are not an object")


def tool_list(example: Example) -> dict[str, str]:
    """`{"tools": JSON text}` where the row has tools, else nothing."""
    if not example.tools:
        return {}
    tools = example.tools
    return {"tools": tools if isinstance(tools, str) else json.dumps(tools, ensure_ascii=False)}


def tool_values(example: Example) -> list[Any]:
    """The row's tools as JSON values, none where it has none.

    Raises:
        Unfit: they are not a list, nor JSON text of one.

    """
    tools = example.tools or []
    if isinstance(tools, str):
        try:
            tools = json.loads(tools)
        except ValueError:
            raise Unfit("the tools are not JSON") from None
    if not isinstance(tools, list):
        raise Unfit("the tools are not a list")
    return tools


def need_answer(example: Example) -> None:
    """Let pass what has an answer to learn.

    Raises:
        Unfit: it has none.

    """
    if not example.chosen:
        raise Unfit("no answer to learn")


def need_pair(example: Example) -> None:
    """Let pass what has two different sides.

    Raises:
        Unfit: a side is missing, or both are the same.

    """
    if not (example.chosen and example.rejected):
        raise Unfit("a pair needs both sides")
    if example.chosen == example.rejected:
        raise Unfit("chosen and rejected are the same")


def need_prompt(example: Example) -> None:
    """Let pass what asks something.

    Raises:
        Unfit: there is no prompt.

    """
    if not example.prompt:
        raise Unfit("no prompt")


def plain_prompt(example: Example) -> str:
    """The one user turn of a row.

    Raises:
        Unfit: there is more than that: a system turn, history, tools.

    """
    if [m.role for m in example.prompt] != ["user"] or example.tools or example.prompt[0].extra:
        raise Unfit("plain text holds one user turn: no system turn, history or tools")
    return example.prompt[0].content


def plain_answer(side: Sequence[Message]) -> str:
    """The text of a side that is one answer.

    Raises:
        Unfit: several turns, or tool calls.

    """
    if len(side) != 1 or side[0].extra:
        raise Unfit("plain text holds one answer turn without tool calls")
    return side[0].content
