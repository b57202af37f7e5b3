"""Which open pairs to judge next, and which decided ones to leave out, by their texts. It changes none."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from studio.jobs import Job, Pacer, Step
from studio.pairs.balancing import Balance, Suggestion, Way, balance, next_pairs
from studio.pairs.facts import PairFacts
from studio.pairs.lengths import Lengths
from studio.store.examples import walk
from studio.store.project import Project
from studio.voting.gauge import accepted_pairs, facts_of_row

_PART = 500


def suggest(project: Project, rows: Sequence[int], decided: Lengths, count: int) -> Job[list[Suggestion]]:
    """Of some open pairs those to judge next, best first, with the reason.

    Args:
        project: where they are.
        rows: the open pairs, growing.
        decided: the lengths of the pairs that are decided.
        count: how many to name at most.

    """
    return next_pairs((yield from _facts(project, rows)), decided, count)


def suggest_file(path: Path, rows: Sequence[int], decided: Lengths, count: int) -> Job[list[Suggestion]]:
    """As `suggest`: for a process of its own."""
    with closing(Project(path, create=False)) as project:
        return (yield from suggest(project, rows, decided, count))


def balance_file(path: Path, target: float, way: Way) -> Job[Balance]:
    """Which accepted pairs of a project file to leave out so that length says little."""
    with closing(Project(path, create=False)) as project:
        return balance((yield from _facts(project, accepted_pairs(project))), target, way)


def _facts(project: Project, rows: Sequence[int]) -> Job[list[tuple[int, PairFacts]]]:
    pacer = Pacer()
    found: list[tuple[int, PairFacts]] = []
    for start in range(0, len(rows), _PART):
        found += [(one.id, facts_of_row(one)) for one in walk(project.reader, rows[start : start + _PART])]
        if pacer.due():
            yield Step(start, len(rows), "reading pairs")
    return found
