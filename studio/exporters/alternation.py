"""Turns that alternate, as trainers with fixed roles want them. It merges no turns: the rest is told."""

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from studio.core.example import Example, Message
from studio.exporters.chat import need_answer, need_pair, need_prompt
from studio.extension import Unfit

Part = Literal["system", "user", "assistant", "call", "result"]
_ASKING = ("user", "result")
_ANSWERING = ("assistant", "call")
# A result follows its call, so the number and the name that join them say nothing more.
_JOINING = ("tool_call_id", "name")


class Turn(NamedTuple):
    """One turn as plain text: `call` is an assistant's tool calls as JSON, `result` a tool's answer."""

    part: Part
    text: str


def alternating_turns(messages: Sequence[Message]) -> list[Turn]:
    """Turns of one conversation: a system turn or none, then asking and answering by turns.

    User turns and tool results ask, assistant turns and tool calls answer. A call is
    `[{"name", "arguments"}]`, or the object alone where there is one.

    Raises:
        Unfit: turns that do not alternate, a system turn further down, text beside a tool call,
            parts that are not text, other fields.

    """
    turns = [_turn(message) for message in messages]
    rest = turns[1:] if turns and turns[0].part == "system" else turns
    for number, turn in enumerate(rest):
        if turn.part == "system":
            raise Unfit("a system turn that is not the first")
        if (turn.part in _ASKING) != (number % 2 == 0):
            raise Unfit("the turns do not alternate")
    return turns


def answered_turns(example: Example) -> list[Turn]:
    """The turns of a row to learn from: its prompt, then its answer.

    Raises:
        Unfit: a part is missing, the turns do not alternate, the last one is not an answer.

    """
    need_answer(example)
    need_prompt(example)
    turns = alternating_turns((*example.prompt, *example.chosen))
    if turns[-1].part not in _ANSWERING:
        raise Unfit("the last turn is not an answer")
    return turns


def asked_turns(example: Example) -> list[Turn]:
    """The turns of a pair's prompt.

    Raises:
        Unfit: a side or the prompt is missing, both sides are the same, the turns do not alternate.

    """
    need_pair(example)
    need_prompt(example)
    return alternating_turns(example.prompt)


def _turn(message: Message) -> Turn:
    extra = dict(message.extra)
    if "parts" in extra:
        raise Unfit("a turn holds parts that are not text")
    calls = extra.pop("tool_calls", None)
    told = _JOINING if message.role == "tool" else ()
    if any(value not in (None, "", []) and key not in told for key, value in extra.items()):
        raise Unfit("a turn holds a field besides role and content")
    if message.role == "tool":
        return Turn("result", message.content)
    if calls:
        if message.content.strip():
            raise Unfit("a turn holds text beside a tool call")
        named = [named_call(call) for call in message.tool_calls]
        value = named[0] if len(named) == 1 else named
        return Turn("call", json.dumps(value, ensure_ascii=False))
    if message.role == "system":
        return Turn("system", message.content)
    return Turn("user" if message.role == "user" else "assistant", message.content)


def named_call(call: Any) -> dict[str, Any]:
    """A tool call as `{"name", "arguments"}`, the arguments as an object.

    Raises:
        Unfit: it has no name, or its arguments are not JSON.

    """
    function = call.get("function", call) if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise Unfit("a tool call has no name")
    arguments = function.get("arguments", {})
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except ValueError:
            raise Unfit("the arguments of a tool call are not JSON") from None
    return {"name": function["name"], "arguments": arguments}
