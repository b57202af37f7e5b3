"""The bias gauge of a project, kept up with every decision. It reads pairs; what they mean the gauge says."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from studio.core.verdict import Status
from studio.core.vote import Round, sides_of
from studio.core.vote import Vote as Said
from studio.jobs import Job, Pacer, Step
from studio.pairs.bias import Gauge, Vote
from studio.pairs.facts import PairFacts, facts_of, models_of
from studio.store.examples import Held, held_rows, record_of, walk
from studio.store.project import Project
from studio.store.queries import by_row
from studio.store.votes import votes_of
from studio.voting.columns import Columns, CountedPair

_STATUS = "SELECT id, status, coalesce(reviewer, '') FROM example WHERE id IN ({}) AND shape = 'pair'"
_PART = 500


class LiveGauge:
    """Counts over the accepted pairs, and which row counts for what."""

    def __init__(self) -> None:
        self.gauge = Gauge()
        self._built = Columns()
        # Rows that were followed since; None for one that counts no more.
        self._followed: dict[int, Vote | None] = {}

    def follow(self, project: Project, rows: Sequence[int]) -> None:
        """Count some rows as they are now; at the price of those rows, however many there are."""
        for row in rows:
            old = self._followed[row] if row in self._followed else self._built.find(row)
            self._followed[row] = None
            if old is not None:
                self.gauge.remove(*old)
        wanted = _accepted(project, rows)
        for row, vote in _counted(project, wanted, held_rows(project.reader, list(wanted)).values()):
            self._followed[row] = vote
            self.gauge.add(*vote)

    def build(self, project: Project) -> Job["LiveGauge"]:
        """Count every accepted pair, in a gauge that counts none yet."""
        rows = accepted_pairs(project)
        pacer = Pacer()
        found: list[CountedPair] = []
        for start in range(0, len(rows), _PART):
            part = rows[start : start + _PART]
            found += _counted(project, _accepted(project, part), walk(project.reader, part))
            if pacer.due():
                yield Step(start, len(rows), "reading pairs")
        for _, vote in found:
            self.gauge.add(*vote)
        self._built = Columns(found)
        return self


def build_file(path: Path) -> Job[LiveGauge]:
    """The gauge of a project file: for a process of its own."""
    with closing(Project(path, create=False)) as project:
        return (yield from LiveGauge().build(project))


def accepted_pairs(project: Project) -> list[int]:
    """The pairs that count, in order."""
    query = "SELECT id FROM example WHERE shape = 'pair' AND status = ? ORDER BY id"
    return [row for (row,) in project.reader.execute(query, (Status.ACCEPTED,))]


def facts_of_row(held: Held) -> PairFacts:
    """The facts of a pair as it is now, with who wrote each side where the row says so."""
    models = models_of(record_of(held.raw), held.original, held.example)
    return facts_of(held.example, *models)


def _counted(project: Project, reviewers: dict[int, str], held: Iterable[Held]) -> Iterator[CountedPair]:
    """What the accepted rows among some count for."""
    said = votes_of(project.reader, list(reviewers))
    for one in held:
        reviewer = reviewers.get(one.id)
        if reviewer is not None:
            left = _left_chosen(one, said.get(one.id, ()), reviewer)
            yield CountedPair(one.id, Vote(facts_of_row(one), left, reviewer))


def _accepted(project: Project, rows: Sequence[int]) -> dict[int, str]:
    """The accepted pairs among some rows, with who accepted them."""
    found = by_row(project.reader, _STATUS, rows)
    return {row: reviewer for row, [(status, reviewer)] in found.items() if status == Status.ACCEPTED}


def _left_chosen(held: Held, said: Iterable[Said], reviewer: str) -> bool | None:
    """Whether the better side stood on the left when it was judged; None where the two were not shuffled."""
    for vote in said:
        if vote.reviewer == reviewer and vote.round is not Round.REPEAT and vote.left_text and vote.better:
            return vote.left_text == sides_of(held.example)[0]
    return None
