"""The project's groups of like rows: loaded, formed at its threshold, kept for filters and splits."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from typing import Any

from studio.checking.grouping import BANDS, KINDS, Grouping, Likenesses
from studio.checking.keepers import RULES
from studio.jobs import Job, Step
from studio.similarity.scan import FLOOR
from studio.store import likeness
from studio.store.likeness import Member
from studio.store.project import Project

# More rows than this are grouped with all others: it is no longer the smaller work.
_MOST_REACHED = 5_000
_THRESHOLD, _RULE = "project/threshold", "project/keeper-rule"


def load(project: Project) -> Likenesses:
    """All stored pairs; half a second for a hundred thousand."""
    db = project.reader
    pairs = likeness.all_pairs(db)
    rows = sorted({row for pair in pairs for row in (pair.one, pair.other)})
    return Likenesses(pairs, likeness.standing(db, rows), likeness.stays(db))


def threshold_of(project: Project) -> float:
    """The least score that joins duplicates in this project."""
    return float(_setting(project.reader, _THRESHOLD, FLOOR))


def rule_of(project: Project) -> str:
    """The keeper rule of this project, a name in `RULES`."""
    rule = str(_setting(project.reader, _RULE, "best"))
    return rule if rule in RULES else "best"


def regroup(
    project: Project,
    threshold: float | None = None,
    rule: str | None = None,
    likenesses: Likenesses | None = None,
) -> Job[int]:
    """Form the groups anew, at another threshold or by another rule where given; how many there are."""
    yield Step(0, 0, "grouping")
    least = threshold_of(project) if threshold is None else threshold
    by = rule_of(project) if rule is None else rule
    pairs = load(project) if likenesses is None else likenesses
    grouping = Grouping(pairs, least, by, open_only=False)
    with project.bulk() as db:
        db.execute("BEGIN IMMEDIATE")
        likeness.replace_members(db, _members(grouping, pairs))
        for key, value in ((_THRESHOLD, least), (_RULE, by)):
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))
        db.execute("COMMIT")
    return len(grouping)


def regroup_around(project: Project, rows: Collection[int]) -> Job[int]:
    """Form only the groups anew that pairs lead to from some rows; how many those are.

    A change of one row among a million touches a handful: the others are left as they are.
    """
    db = project.reader
    reached = likeness.connected(db, rows, _MOST_REACHED)
    if reached is None:
        return (yield from regroup(project))
    pairs = likeness.pairs_of(db, reached)
    standing = likeness.standing(db, sorted(reached))
    near = Likenesses(pairs, standing, likeness.stays(db))
    grouping = Grouping(near, threshold_of(project), rule_of(project), open_only=False)
    with project.bulk() as writer:
        writer.execute("BEGIN IMMEDIATE")
        likeness.change_members(writer, reached, _members(grouping, near))
        writer.execute("COMMIT")
    return len(grouping)


def _members(grouping: Grouping, pairs: Likenesses) -> Iterator[Member]:
    last = None
    columns = (
        grouping.kind,
        pairs.ids[grouping.keeper],
        pairs.ids[grouping.row],
        grouping.band,
        grouping.score,
    )
    for kind, keeper, row, band, score in zip(*(column.tolist() for column in columns), strict=True):
        if (kind, keeper) != last:
            last = (kind, keeper)
            yield Member(KINDS[kind].value, keeper, keeper, BANDS[band].value, 1.0)
        yield Member(KINDS[kind].value, row, keeper, BANDS[band].value, score)


def _setting(db: sqlite3.Connection, key: str, default: Any) -> Any:
    found = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return default if found is None else json.loads(found[0])
