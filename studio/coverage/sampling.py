"""Rows of a project for a first contract, and for the shape of the set. It keeps no text."""

from dataclasses import dataclass
from typing import Any

from studio.core.batch import Batch
from studio.core.example import Example
from studio.coverage.contract import Contract
from studio.coverage.proposing import propose_contract
from studio.coverage.shape import Day, Shape, ShapeTally, growth_of
from studio.jobs import Job, Pacer, Step
from studio.store import facets
from studio.store.examples import record_of, walk
from studio.store.project import Project
from studio.store.queries import TAGS, by_row
from studio.store.tallies import row_count

_SAMPLE = 5_000
_AT_ONCE = 1_000


def propose(project: Project) -> Job[Contract]:
    """A first contract that fits the rows; a sample of them tells enough."""
    total = row_count(project.reader)
    step = max(1, total // _SAMPLE)
    rows = list(range(1, total + 1, step))
    examples: list[Example] = []
    fields: list[dict[str, Any]] = []
    pacer = Pacer()
    for held in walk(project.reader, rows):
        examples.append(held.example)
        fields.append(record_of(held.raw))
        if pacer.due():
            yield Step(len(examples), len(rows), "reading rows")
    tags = by_row(project.reader, TAGS, rows)
    names = [[str(name) for (name,) in tags.get(row, ())] for row in rows]
    return propose_contract(fields, Batch(examples), names, total)


@dataclass(frozen=True, slots=True)
class Looks:
    """The shape of the good rows, and how they grew by day of acceptance."""

    shape: Shape
    growth: list[Day]


def shape_of(project: Project, *, accepted_only: bool) -> Job[Looks]:
    """What the good rows look like."""
    rows = facets.good_rows(project.reader, accepted_only=accepted_only).tolist()
    tally, part, pacer = ShapeTally(), list[Example](), Pacer()
    for done, held in enumerate(walk(project.reader, rows), 1):
        part.append(held.example)
        if len(part) == _AT_ONCE or done == len(rows):
            tally.add(Batch(part))
            part = []
        if pacer.due():
            yield Step(done, len(rows), "measuring rows")
    times = facets.decided_at(project.reader, rows)
    return Looks(tally.shape(), growth_of(times))
