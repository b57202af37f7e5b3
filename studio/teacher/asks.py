"""What is asked of Claude and what comes of it, as plain values. It sends nothing and stores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from studio.core.example import Example


class Target(NamedTuple):
    """What one request is about.

    `row` is a row of the project, `traffic` a real prompt's number, `cell` facet values; those that
    do not apply are 0 or empty. `number` tells several requests about one thing apart, from 1.
    """

    row: int = 0
    traffic: int = 0
    cell: Mapping[str, str] = {}
    number: int = 1


class Ask(NamedTuple):
    """One request before it is sent.

    Attributes:
        target: what it is about.
        text: the user turn, row text inside delimiters.
        evidence: what the answer is read with, a day later if need be (the row as it was), and what the
            card keeps beside it (passages, the flaw asked for); plain JSON.

    """

    target: Target
    text: str
    evidence: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that Claude's answer holds, not yet looked at by anybody.

    Exactly one of these is set: `example` (a new row, or a row's new text), `score` (a judge's,
    0..1, with `reason`), `tags` (facet to value), `text` (a contract).
    """

    target: Target
    example: Example | None = None
    score: float | None = None
    reason: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


class Malformed(Exception):
    """An answer that is not as its schema says. The message is the reason, without the answer's text."""
