"""What one case of a format is: a row, what it says, and what an edit changes. It runs none."""

from typing import Any, NamedTuple

from studio.core.example import Example, Message, say


class Case(NamedTuple):
    """A row and what reading it gives.

    `problems` are written `check where`, with `!` after the check of a blocking one. `said` is a
    part of the first problem's message. `forced`: detection would choose another format.
    """

    why: str
    row: dict[str, Any]
    example: Example
    problems: tuple[str, ...] = ()
    said: str = ""
    forced: bool = False


class Edit(NamedTuple):
    """A row, what changes in its example, and the patches that say so."""

    why: str
    row: dict[str, Any]
    change: dict[str, Any]
    patches: list[tuple[tuple[str | int, ...], Any]]


class Table(NamedTuple):
    """All cases and edits of one format."""

    format: str
    cases: tuple[Case, ...]
    edits: tuple[Edit, ...] = ()


def turns(*said: str) -> tuple[Message, ...]:
    """Messages out of `user: Hi`."""
    parts = [text.partition(": ") for text in said]
    return tuple(Message(role, content) for role, _, content in parts)


def sft(prompt: str, chosen: str) -> Example:
    """One question and its answer."""
    return Example(say("user", prompt), say("assistant", chosen))


def pair(prompt: str, chosen: str, rejected: str) -> Example:
    """One question and two answers."""
    return sft(prompt, chosen)._replace(rejected=say("assistant", rejected))


def alone(prompt: str) -> Example:
    """One question."""
    return Example(say("user", prompt))


def answer(text: str) -> tuple[Message, ...]:
    """One answer."""
    return say("assistant", text)


def ask(text: str) -> tuple[Message, ...]:
    """One question as a prompt."""
    return say("user", text)
