"""What checks saw, kept as findings of the stage `check`. It runs no check."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from studio.core.finding import Band, Sight

_OF_CHECKS = "stage = 'check' AND check_name IN ({})"


class Seen(NamedTuple):
    """What a check saw in a row; `sight.row` is the row's number in the project."""

    check: str
    sight: Sight


def replace_sights(db: sqlite3.Connection, checks: Sequence[str], seen: Iterable[Seen]) -> None:
    """Keep these in place of all that some checks saw before."""
    marks = _OF_CHECKS.format(",".join("?" * len(checks)))
    db.execute(f"DELETE FROM finding_example WHERE finding IN (SELECT id FROM finding WHERE {marks})", checks)
    db.execute(f"DELETE FROM finding WHERE {marks}", checks)
    add_sights(db, seen)


def forget_sights(db: sqlite3.Connection, row: int, check: str = "") -> None:
    """Forget what checks saw in a row whose text changed, or what one of them saw."""
    query = (
        "SELECT f.id FROM finding_example fe JOIN finding f ON f.id = fe.finding"
        " WHERE fe.example = ?1 AND f.stage = 'check' AND (?2 = '' OR f.check_name = ?2)"
    )
    for (finding,) in db.execute(query, (row, check)).fetchall():
        db.execute("DELETE FROM finding_example WHERE finding = ?", (finding,))
        db.execute("DELETE FROM finding WHERE id = ?", (finding,))


def add_sights(db: sqlite3.Connection, seen: Iterable[Seen]) -> None:
    """Keep what checks saw. Call it inside a transaction."""
    first = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM finding").fetchone()[0])
    found = list(enumerate(seen, first))
    db.executemany(
        "INSERT INTO finding (id, check_name, score, message, blocking, stage, evidence)"
        " VALUES (?, ?, ?, ?, 0, 'check', ?)",
        ((number, check, sight.score, sight.why, _evidence(sight)) for number, (check, sight) in found),
    )
    db.executemany(
        "INSERT INTO finding_example VALUES (?, ?)", ((sight.row, number) for number, (_, sight) in found)
    )


def _evidence(sight: Sight) -> str:
    return json.dumps({"kind": sight.kind, "band": sight.band.value, "where": sight.where})


def replace_gaps(db: sqlite3.Connection, gaps: Iterable[tuple[str, int, int, dict[str, str]]]) -> None:
    """Keep what the set lacks, as findings about no row: description, missing rows, target, cell."""
    db.execute("DELETE FROM finding WHERE stage = 'coverage'")
    db.executemany(
        "INSERT INTO finding (check_name, score, message, blocking, stage, evidence)"
        " VALUES ('gap', ?, ?, 0, 'coverage', ?)",
        (
            (
                missing / max(1, target),
                f"{description}: {missing} rows are missing of {target}",
                json.dumps({"kind": "gap", "missing": missing, "target": target, "cell": cell}),
            )
            for description, missing, target, cell in gaps
        ),
    )


def all_gaps(db: sqlite3.Connection) -> list[tuple[str, float]]:
    """What the set lacks, as it was counted last: a sentence and how much of the target is missing."""
    query = "SELECT message, score FROM finding WHERE stage = 'coverage' ORDER BY id"
    return [(message, score) for message, score in db.execute(query)]


def all_sights(db: sqlite3.Connection) -> Iterator[Seen]:
    """All findings about single rows by row, those of reading (certain) among them."""
    query = (
        "SELECT fe.example, f.check_name, f.message, f.score, f.evidence, f.blocking FROM finding_example fe"
        " JOIN finding f ON f.id = fe.finding ORDER BY fe.example, f.id"
    )
    for row, check, why, score, evidence, blocking in db.execute(query):
        told = json.loads(evidence)
        kind = told.get("kind", "needs-repair" if blocking else "note")
        band = Band(told.get("band", Band.CERTAIN))
        yield Seen(check, Sight(row, kind, band, why, told.get("where", ""), score))
