"""The journal's words: an event is one thing somebody did; a change is what it did to one row.

Folding all changes in order gives the stored state. Undo is one more event with the changes of
its target turned round; nothing in the journal is ever altered. No clock and no store here.
"""

import json
from dataclasses import dataclass
from typing import NamedTuple

from studio.core.verdict import Status

UNDO, REDO = "undo", "redo"


class Verdict(NamedTuple):
    """Who said what of a row, when and why.

    The journal keeps it as one JSON value, so that undo brings back all of it at once; a row that
    nobody judged has none.
    """

    status: Status
    reviewer: str
    at: str
    reason: str = ""
    keeper: int = 0

    def to_text(self) -> str:
        """The journal's form: `["accepted","ana","2026-01-31T12:00:00+00:00","why"]`.

        A duplicate has a fifth value: the row that is kept in its stead.
        """
        values = list(self) if self.keeper else list(self[:4])
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str | None) -> "Verdict":
        """The verdict that `to_text` wrote; None is the verdict of an unjudged row."""
        if text is None:
            return cls(Status.PENDING, "", "")
        status, *rest = json.loads(text)
        return cls(Status(status), *rest)


class Change(NamedTuple):
    """One field of one row before and after.

    Fields: `verdict` (see `Verdict`), `flagged` ("1" or None), `tags` (sorted JSON list or None),
    `content` (an edited example as JSON, None = as imported), `stay` (sorted JSON list of marks: rows
    that share one were found to be no duplicates of each other), `decided` (sorted JSON list: `7+` for a
    draft of the row that was taken, `7-` for one that was refused), `vote:SLOT` (a `core.vote.Vote`).
    """

    example: int
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One act of one reviewer.

    Attributes:
        id: number in the journal, growing.
        verb: accept, reject, skip, flag, edit, tag, swap, undo, redo …
        reviewer: who did it.
        at: ISO 8601 time in UTC.
        message: what it did, in words, without row text ('accepted 3 rows').
        target: for undo and redo, the event that it takes back or brings back.

    """

    id: int
    verb: str
    reviewer: str
    at: str
    message: str
    target: int | None = None
