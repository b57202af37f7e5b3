"""One example: prompt, chosen, rejected. It says what a row means, never how it was spelled."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

ROLES = ("system", "user", "assistant", "tool")


class Message(NamedTuple):
    """One turn. `extra` keeps what else the turn carried (tool_calls, tool_call_id, name …)."""

    role: str
    content: str
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def tool_calls(self) -> Sequence[Any]:
        """The calls that an assistant turn makes, as they came; empty when there are none."""
        calls = dict(self.extra).get("tool_calls")
        return calls if isinstance(calls, list) else ()


class Example(NamedTuple):
    """A prompt and the answers to it.

    `prompt` is every message before the answer. `chosen` is the answer to learn and `rejected`
    the worse one, each a run of messages (usually one assistant turn); empty = there is none.
    `label` is the thumb of a KTO row. `tools` is the row's tool list, as it came.
    """

    prompt: tuple[Message, ...] = ()
    chosen: tuple[Message, ...] = ()
    rejected: tuple[Message, ...] = ()
    label: bool | None = None
    tools: Any = None

    @property
    def shape(self) -> str:
        """`pair`, `kto`, `sft` or `prompt` (no answer): what the row can be used for."""
        if self.rejected:
            return "pair"
        if self.label is not None:
            return "kto"
        return "sft" if self.chosen else "prompt"


def text_of(messages: Sequence[Message]) -> str:
    """The words of some messages, turns apart by a blank line, without roles or tool calls."""
    if len(messages) == 1:
        return messages[0].content
    return "\n\n".join(message.content for message in messages)


def say(role: str, content: str) -> tuple[Message, ...]:
    """One message as a run of messages: the common answer or prompt."""
    return (Message(role, content),)


def to_json(example: Example) -> dict[str, Any]:
    """The example as plain JSON values: what the journal keeps of an edit."""
    return {
        "prompt": [message_json(m) for m in example.prompt],
        "chosen": [message_json(m) for m in example.chosen],
        "rejected": [message_json(m) for m in example.rejected],
        "label": example.label,
        "tools": example.tools,
    }


def from_json(value: Mapping[str, Any]) -> Example:
    """The example that `to_json` wrote.

    Raises:
        KeyError: a part is missing (the value was not written by `to_json`).

    """
    return Example(
        _messages(value["prompt"]),
        _messages(value["chosen"]),
        _messages(value["rejected"]),
        value["label"],
        value["tools"],
    )


def message_json(message: Message) -> dict[str, Any]:
    """A message as the chat dictionary that trainers read; `extra` keys follow role and content."""
    return {"role": message.role, "content": message.content, **dict(message.extra)}


def chat_json(message: Message) -> dict[str, Any]:
    """As `message_json`, with the arguments of tool calls as objects, as chat templates want them.

    OpenAI's API keeps them as JSON text; a template would quote such text once more. Text that is not
    JSON of an object is left as it is.
    """
    turn = message_json(message)
    if message.tool_calls:
        turn["tool_calls"] = [_with_arguments(call) for call in message.tool_calls]
    return turn


def _with_arguments(call: Any) -> Any:
    if not isinstance(call, dict):
        return call
    if isinstance(call.get("function"), dict):
        return {**call, "function": _with_arguments(call["function"])}
    text = call.get("arguments")
    if not isinstance(text, str):
        return call
    try:
        value = json.loads(text) if text.strip() else {}
    except ValueError:
        return call
    return {**call, "arguments": value} if isinstance(value, dict) else call


def _messages(values: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    return tuple(
        Message(
            value["role"],
            value["content"],
            tuple((k, v) for k, v in value.items() if k not in ("role", "content")),
        )
        for value in values
    )
