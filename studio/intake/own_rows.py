"""Rows that were made in the project itself, as lines of a source without a file. It decides on none."""

import sqlite3
from collections.abc import Sequence

from studio.formats.format import Detector, named
from studio.intake.worker import read_block
from studio.store import ingest


def add_own_rows(
    db: sqlite3.Connection, label: str, note: str, form: str, lines: Sequence[bytes], now: str
) -> list[int]:
    """Append rows as pending rows of a source; their numbers. Call it inside a transaction.

    Args:
        db: the writing connection.
        label: the source's name; rows added under it later are its next lines.
        note: who made them, for the list of sources.
        form: the format that the lines are in.
        lines: one JSON object each.
        now: the time.

    """
    if not lines:
        return []
    found = db.execute("SELECT id FROM source WHERE path = ?", (label,)).fetchone()
    if found is None:
        source = ingest.begin_source(db, label, label, 0, now)
        ingest.finish_source(db, source, digest="", size=0, note=note, complete=True)
    else:
        source = int(found[0])
    first_line = int(db.execute("SELECT count(*) FROM example WHERE source = ?", (source,)).fetchone()[0]) + 1
    batch = read_block(b"\n".join(lines), first_line, Detector(named(form)))
    first = ingest.add_rows(db, source, batch.rows, batch.blocks, batch.problems)
    return list(range(first, first + len(batch.rows)))
