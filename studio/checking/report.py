"""What checks found, one plain JSON value a finding, in one shape for every check. It runs none of them.

    {"check": "near-duplicate", "kind": "duplicate", "band": "likely", "score": 0.91,
     "keeper": {"source": "a.jsonl", "line": 3}, "members": [{"source": …, "line": …, "score": …, "why": …}]}

`line` is the 1-based line of the source; the keeper is a member too. A finding about one row has no
keeper and one member. In a project rows have their `id` as well.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.checking import groups
from studio.checking.grouping import KINDS, LETTERS, MEANING, Grouping, Likenesses
from studio.core.finding import Band
from studio.similarity.kinds import Kind
from studio.store import cards
from studio.store.likeness import NEAR_DUPLICATE, PARAPHRASE
from studio.store.project import Project
from studio.store.sights import all_gaps, all_sights

Finding = dict[str, Any]

BAD_LINE, GAP = "bad-line", "gap"
_STRENGTH = {band: place for place, band in enumerate(Band)}
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings to tell.

    Attributes:
        checks: their names; nothing for all.
        band: none less sure than this.
        threshold: the least score that joins duplicates; None for the project's own.
        sources: what to call each source, by its number.
        against: sources that the others are held against: only likeness across is told.
        with_ids: tell row numbers too.

    """

    checks: Collection[str]
    band: Band
    threshold: float | None
    sources: Mapping[int, str]
    against: Collection[int] = ()
    with_ids: bool = False

    def tells(self, check: str, band: Band) -> bool:
        """True when a finding is asked for."""
        return (not self.checks or check in self.checks) and _STRENGTH[band] <= _STRENGTH[self.band]


def findings(project: Project, wanted: Wanted) -> Iterator[Finding]:
    """Everything that was found: lines that are no rows, rows by themselves, groups of like rows."""
    places = _Places(project, wanted)
    if not wanted.against:
        yield from _bad_lines(project, wanted)
        for check, sight in all_sights(project.reader):
            if wanted.tells(check, sight.band):
                member = places.of(sight.row) | {"score": sight.score, "why": sight.why}
                yield _finding(check, sight.kind, sight.band, sight.score, None, [member])
    if not wanted.against and wanted.tells(GAP, Band.CERTAIN):
        for message, score in all_gaps(project.reader):
            finding = _finding(GAP, GAP, Band.CERTAIN, score, None, [])
            yield finding | {"why": message}
    for check, kinds in ((NEAR_DUPLICATE, LETTERS), (PARAPHRASE, MEANING)):
        if not wanted.checks or check in wanted.checks:
            yield from _groups(project, wanted, check, kinds, places)


def _groups(
    project: Project, wanted: Wanted, check: str, kinds: Sequence[Kind], places: "_Places"
) -> Iterator[Finding]:
    _, grouping = _grouping(project, wanted, kinds)
    for index in range(len(grouping)):
        group = grouping[index]
        rows = [member.row for member in group.members]
        if not wanted.tells(check, group.band) or not places.across(rows):
            continue
        members = [
            places.of(one.row) | {"score": round(one.score, _DIGITS), "band": one.band, "why": one.why}
            for one in group.members
        ]
        keeper = places.of(group.keeper)
        yield _finding(check, group.kind, group.band, group.score, keeper, members)


def like_pairs(project: Project, wanted: Wanted) -> Iterator[Finding]:
    """Every pair of like rows: `a, b, score, kind, band, why`."""
    places = _Places(project, wanted)
    pairs, _ = _grouping(project, wanted, LETTERS)
    least = groups.threshold_of(project) if wanted.threshold is None else wanted.threshold
    columns = (pairs.ids[pairs.left], pairs.ids[pairs.right], pairs.scores, pairs.kinds, pairs.bands)
    for place, (one, other, score, kind, band) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        sure = tuple(Band)[band]
        joined = score >= least or KINDS[kind] in (Kind.CONFLICT, Kind.SAME_ANSWER)
        if joined and wanted.tells(NEAR_DUPLICATE, sure) and places.across((one, other)):
            yield {
                "a": places.of(one),
                "b": places.of(other),
                "score": round(score, _DIGITS),
                "kind": KINDS[kind],
                "band": sure,
                "why": pairs.whys[place],
            }


def _grouping(project: Project, wanted: Wanted, kinds: Sequence[Kind]) -> tuple[Likenesses, Grouping]:
    """The groups at the wanted threshold; only likeness across sources where that is asked."""
    pairs = groups.load(project)
    least = groups.threshold_of(project) if wanted.threshold is None else wanted.threshold
    across = None
    if wanted.against:
        places = _Places(project, wanted)
        held = np.array([places.side(row) for row in pairs.ids.tolist()], bool)
        # A text stands on a side when any of its copies does.
        ours, theirs = np.zeros(len(held), bool), np.zeros(len(held), bool)
        np.logical_or.at(ours, pairs.first_copy, ~held)
        np.logical_or.at(theirs, pairs.first_copy, held)
        left, right = pairs.first_copy[pairs.left], pairs.first_copy[pairs.right]
        across = pairs.same | (ours[left] & theirs[right]) | (theirs[left] & ours[right])
    return pairs, Grouping(pairs, least, groups.rule_of(project), only=across, kinds=kinds)


def _finding(
    check: str,
    kind: str,
    band: Band,
    score: float,
    keeper: Mapping[str, Any] | None,
    members: list[dict[str, Any]],
) -> Finding:
    return {
        "check": check,
        "kind": kind,
        "band": band.value,
        "score": round(score, _DIGITS),
        "keeper": keeper,
        "members": members,
    }


def _bad_lines(project: Project, wanted: Wanted) -> Iterator[Finding]:
    if not wanted.tells(BAD_LINE, Band.CERTAIN):
        return
    for source, bad in cards.bad_lines_by_source(project.reader):
        member = {"source": wanted.sources[source], "line": bad.line, "score": 1.0, "why": bad.why}
        yield _finding(BAD_LINE, "unreadable", Band.CERTAIN, 1.0, None, [member])


class _Places:
    """Where rows come from; read by the thousand, since most findings are about neighbours."""

    def __init__(self, project: Project, wanted: Wanted) -> None:
        self._db = project.reader
        self._wanted = wanted
        self._known: dict[int, tuple[int, int]] = {}

    def of(self, row: int) -> dict[str, Any]:
        """Source and line of a row, with its number where that is asked."""
        source, line = self._place(row)
        place: dict[str, Any] = {"source": self._wanted.sources[source], "line": line}
        return {"id": row, **place} if self._wanted.with_ids else place

    def side(self, row: int) -> bool:
        """True for a row of the sources that the others are held against."""
        return self._place(row)[0] in self._wanted.against

    def across(self, rows: Collection[int]) -> bool:
        """True when likeness across is not asked, or the rows stand on both sides."""
        return not self._wanted.against or len({self.side(row) for row in rows}) == 2

    def _place(self, row: int) -> tuple[int, int]:
        if row not in self._known:
            first = row - row % 1000
            query = "SELECT id, source, line FROM example WHERE id BETWEEN ? AND ?"
            for found, *place in self._db.execute(query, (first, first + 999)):
                self._known[found] = (place[0], place[1])
        return self._known[row]
