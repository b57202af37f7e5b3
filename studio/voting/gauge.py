"""The bias gauge of a project, kept up with every decision. It reads pairs; what they mean the gauge says."""

from collections.abc import Iterable, Sequence

from studio.core.verdict import Status
from studio.core.vote import Round, sides_of
from studio.core.vote import Vote as Said
from studio.jobs import Job, Pacer, Step
from studio.pairs.bias import Gauge, Vote
from studio.pairs.facts import facts_of
from studio.store.examples import Held, held_rows, walk
from studio.store.project import Project
from studio.store.queries import by_row
from studio.store.votes import votes_of

_STATUS = "SELECT id, status, coalesce(reviewer, '') FROM example WHERE id IN ({}) AND shape = 'pair'"
_PART = 500


class LiveGauge:
    """Counts over the accepted pairs, and which row counts for what."""

    def __init__(self) -> None:
        self.gauge = Gauge()
        self._counted: dict[int, Vote] = {}

    def follow(self, project: Project, rows: Sequence[int]) -> None:
        """Count some rows as they are now; at the price of those rows, however many there are."""
        wanted = _accepted(project, rows)
        self._count(project, rows, wanted, held_rows(project.reader, list(wanted)).values())

    def build(self, project: Project) -> Job["LiveGauge"]:
        """Count every accepted pair."""
        query = "SELECT id FROM example WHERE shape = 'pair' AND status = ? ORDER BY id"
        rows = [row for (row,) in project.reader.execute(query, (Status.ACCEPTED,))]
        pacer = Pacer()
        for start in range(0, len(rows), _PART):
            part = rows[start : start + _PART]
            self._count(project, part, _accepted(project, part), walk(project.reader, part))
            if pacer.due():
                yield Step(start, len(rows), "reading pairs")
        return self

    def _count(
        self, project: Project, rows: Sequence[int], reviewers: dict[int, str], held: Iterable[Held]
    ) -> None:
        for row in rows:
            old = self._counted.pop(row, None)
            if old is not None:
                self.gauge.remove(*old)
        said = votes_of(project.reader, list(reviewers))
        for one in held:
            if one.id in reviewers:
                reviewer = reviewers[one.id]
                new = Vote(facts_of(one.example), _left_chosen(one, said.get(one.id, ()), reviewer), reviewer)
                self._counted[one.id] = new
                self.gauge.add(*new)


def _accepted(project: Project, rows: Sequence[int]) -> dict[int, str]:
    """The accepted pairs among some rows, with who accepted them."""
    found = by_row(project.reader, _STATUS, rows)
    return {row: reviewer for row, [(status, reviewer)] in found.items() if status == Status.ACCEPTED}


def _left_chosen(held: Held, said: Iterable[Said], reviewer: str) -> bool | None:
    """Whether the better side stood on the left when it was judged; None where the two were not shuffled."""
    chosen, _ = sides_of(held.example)
    for vote in said:
        if vote.reviewer == reviewer and vote.round is not Round.REPEAT and vote.left_text and vote.better:
            return vote.left_text == chosen
    return None
