"""The last words of an answer that may have several turns: shown, or replaced. It asks nothing."""

from collections.abc import Mapping, Sequence

from studio.core.example import Example, Message, from_json
from studio.teacher.asks import Ask, Malformed

BEFORE = "example"  # where a request's evidence keeps the row as it was


def last_words(messages: Sequence[Message]) -> str:
    """What the last assistant turn says; empty when there is none, or it only calls tools."""
    place = _last(messages, "assistant")
    return "" if place is None else messages[place].content


def with_last_words(messages: tuple[Message, ...], content: str) -> tuple[Message, ...]:
    """The same turns, the last assistant turn saying something else; one turn where there was none."""
    return _replaced(messages, "assistant", content)


def up_to_last_words(example: Example, messages: tuple[Message, ...]) -> Example:
    """The example with the turns of an answer before its last words, such as calls, as part of its prompt."""
    place = _last(messages, "assistant")
    return example._replace(prompt=example.prompt + messages[:place]) if place else example


def last_request(example: Example) -> str:
    """What the user said last."""
    place = _last(example.prompt, "user")
    return "" if place is None else example.prompt[place].content


def with_last_request(example: Example, content: str) -> Example:
    """The example with another last user turn."""
    return example._replace(prompt=_replaced(example.prompt, "user", content))


def example_of(ask: Ask) -> Example:
    """The row that a request was about, as it was then.

    Raises:
        Malformed: the request's evidence does not hold it.

    """
    value = ask.evidence.get(BEFORE)
    if not isinstance(value, Mapping):
        raise Malformed("the request does not say which row it was about")
    return from_json(value)


def _last(messages: Sequence[Message], role: str) -> int | None:
    return next((n for n in reversed(range(len(messages))) if messages[n].role == role), None)


def _replaced(messages: tuple[Message, ...], role: str, content: str) -> tuple[Message, ...]:
    place = _last(messages, role)
    if place is None:
        return (*messages, Message(role, content))
    return (*messages[:place], messages[place]._replace(content=content), *messages[place + 1 :])
