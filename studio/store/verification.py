"""Proof that a project file is whole: SQLite's own check, the journal's fold, every row's bytes.

It reports; it repairs nothing.
"""

import sqlite3

from studio.core.fingerprint import hash_bytes
from studio.jobs import Job, Pacer, Step
from studio.store import journal
from studio.store.content import scan

_LIMIT = 20
_FIELDS = ("verdict", "flagged", "tags", "content", "stay")


def verify(db: sqlite3.Connection) -> Job[list[str]]:
    """What is wrong with a project file, each in a sentence; nothing when it is whole."""
    yield Step(0, 0, "checking the file")
    wrong = [
        f"the file is damaged: {row[0]}" for row in db.execute("PRAGMA integrity_check(5)") if row[0] != "ok"
    ]
    wrong += _fold(db)
    wrong += yield from _contents(db)
    return wrong


def _fold(db: sqlite3.Connection) -> list[str]:
    """Where folding the journal does not give the stored state."""
    wrong = []
    for field in _FIELDS:
        held = f"nullif({journal.STATE_NOW[field]}, '[]')"
        # `max(event)` picks the row of the newest change: SQLite's bare-column rule for max().
        rows = db.execute(
            "SELECT e.id FROM example e LEFT JOIN (SELECT example, after, max(event) FROM change"
            f" WHERE field = ? GROUP BY example) c ON c.example = e.id WHERE {held} IS NOT c.after"
            " LIMIT ?",
            (field, _LIMIT),
        ).fetchall()
        if rows:
            names = ", ".join(f"#{row[0]}" for row in rows)
            wrong.append(f"the journal and the stored {field} disagree on rows {names}")
    votes = db.execute(
        "SELECT example FROM (SELECT example, substr(field, 6) AS slot, after, max(event) FROM change"
        " WHERE field LIKE 'vote:%' GROUP BY example, field) c WHERE after IS NOT"
        " (SELECT body FROM vote v WHERE v.example = c.example AND v.slot = c.slot)"
        " UNION SELECT example FROM vote v WHERE NOT EXISTS (SELECT 1 FROM change c"
        " WHERE c.example = v.example AND c.field = 'vote:' || v.slot) LIMIT ?",
        (_LIMIT,),
    ).fetchall()
    if votes:
        names = ", ".join(f"#{row[0]}" for row in votes)
        wrong.append(f"the journal and the stored votes disagree on rows {names}")
    broken = db.execute(
        "SELECT count(*) FROM change c WHERE c.before IS NOT (SELECT p.after FROM change p"
        " WHERE p.example = c.example AND p.field = c.field AND p.event < c.event"
        " ORDER BY p.event DESC LIMIT 1)"
    ).fetchone()[0]
    if broken:
        wrong.append(f"{broken} changes in the journal do not follow from the ones before them")
    return wrong


def _contents(db: sqlite3.Connection) -> Job[list[str]]:
    """Where the stored bytes of rows are not the ones that were imported."""
    total = db.execute("SELECT coalesce(max(id), 0), count(*) FROM example").fetchone()
    wrong = [] if total[0] == total[1] else ["row numbers have holes"]
    hashes = db.execute("SELECT id, raw_hash FROM example ORDER BY id")
    pacer, bad = Pacer(), []
    seen = 0
    for block in scan(db):
        for id_, raw in zip(block.ids, block.rows(), strict=True):
            known = hashes.fetchone()
            if known is None or known[0] != id_ or known[1] != hash_bytes(raw):
                bad.append(id_)
        seen = block.ids[-1]
        if pacer.due():
            yield Step(seen, total[0], "checking rows")
    if seen != total[0]:
        bad.append(seen + 1)
    if bad:
        names = ", ".join(f"#{i}" for i in bad[:_LIMIT])
        wrong.append(f"the stored bytes of {len(bad)} rows are not what was imported: {names}")
    return wrong
