"""Which open session shows which row, so that no two people get the same one. A lease ends by itself.

It hands out row numbers; it knows nothing of what is done with them.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from studio.core.vote import Round
from studio.store.queries import Where

# Knuth's multiplicative hash (The Art of Computer Programming 3, 6.4): row numbers spread evenly over 0..1.
_SPREAD = "((e.id * 2654435761 + ?) & 4294967295) / 4294967296.0"


class Holder(NamedTuple):
    """One open session: two of one person are two holders, or both would show the same row."""

    name: str
    reviewer: str


class Asked(NamedTuple):
    """What a session asks for.

    Attributes:
        most: how many rows it wants to hold in all.
        overlap: 0..1, the share of rows that two reviewers must judge.
        seed: of the choice of those rows.
        passed: rows that it does not want now.

    """

    most: int
    overlap: float
    seed: int
    passed: Sequence[int] = ()


def take(
    db: sqlite3.Connection, holder: Holder, now: str, until: str, only: Where, asked: Asked
) -> list[int]:
    """Lease rows that nobody holds and that want this reviewer's verdict. Call it in a transaction.

    Args:
        db: the writing connection.
        holder: who takes.
        now: leases that ended before are free.
        until: when the new leases end; those held already are renewed to it.
        only: which rows, as a condition over `example`.
        asked: how many, and which need two reviewers.

    Returns:
        All rows that the holder holds now and that the condition finds, in order.

    """
    db.execute("DELETE FROM lease WHERE until <= ?", (now,))
    renew(db, holder, until)
    held = [
        row
        for (row,) in db.execute(
            "SELECT l.example FROM lease l WHERE l.holder = ? AND EXISTS"
            f" (SELECT 1 FROM example WHERE id = l.example AND ({only.sql})) ORDER BY l.example",
            (holder.name, *only.values),
        )
    ]
    wanted = asked.most - len(held)
    if wanted > 0:
        held += _lease(db, holder, until, only, asked._replace(most=wanted))
    return held


def _lease(db: sqlite3.Connection, holder: Holder, until: str, only: Where, asked: Asked) -> list[int]:
    own = f"(SELECT count(*) FROM vote v WHERE v.example = e.id AND v.round = '{Round.OWN}'"
    passed = ",".join(str(int(row)) for row in asked.passed)
    # The status is looked at first: of a million decided rows none needs a look at its votes.
    wanted = f"(e.status IN ('pending', 'skipped') AND {own}) = 0)"
    values: list[object] = []
    if asked.overlap:
        second = (
            f"(e.status <> 'duplicate' AND {_SPREAD} < ? AND {own}) = 1 AND {own} AND v.reviewer = ?) = 0)"
        )
        wanted = f"({wanted} OR {second})"
        values = [asked.seed, asked.overlap, holder.reviewer]
    rows = [
        row
        for (row,) in db.execute(
            f"SELECT e.id FROM example e WHERE {wanted} AND ({only.sql})"
            f" AND e.id NOT IN ({passed}) AND e.id NOT IN (SELECT example FROM lease)"
            " ORDER BY e.id LIMIT ?",
            (*values, *only.values, asked.most),
        )
    ]
    db.executemany(
        "INSERT INTO lease VALUES (?, ?, ?, ?)", ((row, holder.name, holder.reviewer, until) for row in rows)
    )
    return rows


def hold(db: sqlite3.Connection, holder: Holder, rows: Sequence[int], until: str) -> None:
    """Lease these very rows, but those that another holds. Call it in a transaction."""
    db.executemany(
        "INSERT OR IGNORE INTO lease VALUES (?, ?, ?, ?)",
        ((row, holder.name, holder.reviewer, until) for row in rows),
    )


def renew(db: sqlite3.Connection, holder: Holder, until: str) -> int:
    """Let a session's leases end later; how many it holds."""
    return db.execute("UPDATE lease SET until = ? WHERE holder = ?", (until, holder.name)).rowcount


def release(db: sqlite3.Connection, holder: Holder, rows: Sequence[int] | None = None) -> None:
    """Give rows back, all of them by default. Call it in a transaction."""
    if rows is None:
        db.execute("DELETE FROM lease WHERE holder = ?", (holder.name,))
    else:
        db.executemany(
            "DELETE FROM lease WHERE example = ? AND holder = ?", ((row, holder.name) for row in rows)
        )


def leased(db: sqlite3.Connection) -> dict[int, str]:
    """Who holds which row."""
    return dict(db.execute("SELECT example, reviewer FROM lease ORDER BY example"))
