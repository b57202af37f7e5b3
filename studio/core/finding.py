"""What a check saw, in one shape for every check. A finding reports; it never decides."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Band(StrEnum):
    """How sure a finding is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    LOOK_CLOSELY = "look-closely"


class Sight(NamedTuple):
    """What a check saw in one row of a batch.

    Attributes:
        row: position of the row in the batch.
        kind: which variety of the check's trouble, such as `api-key`.
        band: how sure it is.
        why: one sentence a person can act on, without row text: it goes to logs and exports.
        where: `prompt`, `chosen` or `rejected`; empty for the whole row.
        score: 0..1, how strong.

    """

    row: int
    kind: str
    band: Band
    why: str
    where: str = ""
    score: float = 1.0


class Problem(NamedTuple):
    """Something wrong with one row as it was read.

    `blocking` rows are kept and shown, can be repaired by an edit, and never reach an export.
    `where` is the place inside the row, such as `messages[0].content`; empty for the whole row.
    """

    check: str
    message: str
    blocking: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation of one check.

    Attributes:
        check: the check's name, which is also the flag that a filter names (`flag:empty`).
        examples: ids of the rows it is about; empty for a finding about the set (a gap).
        message: one sentence a person can act on, without row text.
        score: 0..1, how sure or how strong.
        blocking: the row cannot be trained on until it is repaired.
        evidence: which rule, which values; plain JSON.

    """

    check: str
    examples: tuple[int, ...]
    message: str
    score: float = 1.0
    blocking: bool = False
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not become an example, kept as it was.

    Attributes:
        line: 1-based physical line in the source (row number where a source has no lines).
        column: 1-based column where known, else 0.
        why: a reason that a person can act on, without row text.
        text: the bytes of the line, verbatim.

    """

    line: int
    column: int
    why: str
    text: bytes
