"""What the session hands to a screen or a script: rows, cards, counts. Plain values, nothing live."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from studio.core.example import Example
from studio.core.finding import Finding
from studio.core.verdict import DECIDED, Status


class Order(NamedTuple):
    """How a list of rows is sorted. `key` is one of `ORDERS`; ties and `added` go by row number."""

    key: str = "added"
    reverse: bool = False


ORDERS = ("added", "len", "prompt", "chosen", "rejected", "status", "decided", "judged")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes:
        id: the row's number in the project, from 1.
        source: name of the file it came from; `line` is its 1-based line there.
        flags: names of the checks that found something, plus `flagged` for a person's flag.
        prompt, answer: the beginning of the last user turn and of the answer, as they are (not sanitised).
        prompt_chars, chosen_chars, rejected_chars: lengths in characters.
        keeper: the row kept in its stead, for a duplicate; else 0.

    """

    id: int
    source: str
    line: int
    format: str
    shape: str
    status: Status
    reason: str
    reviewer: str
    flagged: bool
    edited: bool
    blocked: bool
    tags: tuple[str, ...]
    flags: tuple[str, ...]
    prompt: str
    answer: str
    prompt_chars: int
    chosen_chars: int
    rejected_chars: int
    keeper: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one row: its line, its example, what was found, where it came from."""

    row: Row
    example: Example
    original: Example
    findings: tuple[Finding, ...]
    fields: dict[str, Any]
    copies: tuple[int, ...]
    raw_bytes: int


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of a row's history: an event and what it changed on this row."""

    event: int
    at: str
    reviewer: str
    verb: str
    message: str
    changes: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: words for the screen, the rows it touched, the event in the journal.

    `event` is 0 when there was nothing to do (`message` says why).
    """

    message: str
    rows: tuple[int, ...] = ()
    event: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the work is. Counts of rows."""

    rows: int = 0
    status: dict[Status, int] = field(default_factory=dict)
    flagged: int = 0
    edited: int = 0
    blocked: int = 0
    bad_lines: int = 0

    @property
    def decided(self) -> int:
        """Rows with a verdict: accepted, rejected, or a duplicate of another."""
        return sum(self.status.get(status, 0) for status in DECIDED)

    @property
    def left(self) -> int:
        """Rows that nobody has decided yet, skipped ones included."""
        return self.rows - self.decided


@dataclass(frozen=True, slots=True)
class News:
    """What others (or this process) did to the project since the last look."""

    changed: frozenset[int] = frozenset()
    added: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """The set at a glance. Histograms are (upper bound in characters, rows) from short to long."""

    tally: Tally
    shapes: dict[str, int]
    formats: dict[str, int]
    sources: tuple[tuple[str, int, int, bool], ...]  # name, rows, bad lines, complete
    flags: dict[str, int]
    exact_copies: int
    prompt_lengths: tuple[tuple[int, int], ...]
    answer_lengths: tuple[tuple[int, int], ...]
    next_steps: tuple[str, ...]
