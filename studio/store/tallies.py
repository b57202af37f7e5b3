"""Counts over the narrow table: how far the work is, what the set looks like. It reads only."""

import sqlite3
from collections import Counter
from dataclasses import replace

from studio.core.rows import Overview, Tally
from studio.core.verdict import Status

_BOUNDS = (0, 20, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800)
_BY_STATUS = tuple(f"status = '{status.value}'" for status in Status)
_MARKS = ("flagged", "edited", "blocked")


def tally(db: sqlite3.Connection) -> Tally:
    """Rows by status, flagged, edited and blocked, in one pass."""
    # GROUP BY would sort all rows in memory first: 45 MB for a million.
    columns = ", ".join(f"coalesce(sum({column}), 0)" for column in (*_BY_STATUS, *_MARKS))
    *rows, flagged, edited, blocked = db.execute(f"SELECT {columns} FROM example").fetchone()
    status = {name: count for name, count in zip(Status, rows, strict=True) if count}
    bad = db.execute("SELECT count(*) FROM bad_line").fetchone()[0]
    return Tally(sum(rows), status, flagged, edited, blocked, bad)


def advance(db: sqlite3.Connection, counts: Tally, event: int) -> Tally:
    """The counts after the events that follow one; it looks at their changes, not at all rows."""
    status = Counter(counts.status)
    for before, after, rows in db.execute(
        "SELECT coalesce(json_extract(before, '$[0]'), 'pending'),"
        " coalesce(json_extract(after, '$[0]'), 'pending'), count(*)"
        " FROM change WHERE event > ? AND field = 'verdict' GROUP BY 1, 2",
        (event,),
    ):
        status[Status(before)] -= rows
        status[Status(after)] += rows
    more = dict(
        db.execute(
            "SELECT field, sum((after IS NOT NULL) - (before IS NOT NULL))"
            " FROM change WHERE event > ? AND field IN ('flagged', 'content') GROUP BY field",
            (event,),
        )
    )
    return replace(
        counts,
        status={name: rows for name, rows in status.items() if rows},
        flagged=counts.flagged + more.get("flagged", 0),
        edited=counts.edited + more.get("content", 0),
        blocked=db.execute("SELECT count(*) FROM example WHERE blocked").fetchone()[0],
        bad_lines=db.execute("SELECT count(*) FROM bad_line").fetchone()[0],
    )


def row_count(db: sqlite3.Connection) -> int:
    """Rows of the project; row numbers have no holes."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM example").fetchone()[0])


def overview(db: sqlite3.Connection, counts: Tally) -> Overview:
    """The set at a glance."""
    copies = db.execute(
        "SELECT coalesce(sum(n - 1), 0) FROM"
        " (SELECT count(*) AS n FROM example GROUP BY text_hash HAVING n > 1)"
    ).fetchone()[0]
    gaps = db.execute("SELECT count(*) FROM finding WHERE stage = 'coverage'").fetchone()[0]
    flags = dict(
        db.execute(
            "SELECT f.check_name, count(DISTINCT fe.example) FROM finding f"
            " JOIN finding_example fe ON fe.finding = f.id GROUP BY 1 ORDER BY 2 DESC"
        )
    )
    flags |= dict(
        db.execute(
            "SELECT CASE kind WHEN 'duplicate' THEN 'near-duplicate' ELSE kind END, count(*) FROM member"
            " GROUP BY kind ORDER BY 2 DESC"
        )
    )
    if counts.flagged:
        flags["flagged"] = counts.flagged
    sources = tuple(
        (name, rows, bad, bool(complete))
        for name, rows, bad, complete in db.execute(
            "SELECT s.name, (SELECT count(*) FROM example WHERE source = s.id),"
            " (SELECT count(*) FROM bad_line WHERE source = s.id), s.complete"
            " FROM source s ORDER BY s.id"
        )
    )
    return Overview(
        tally=counts,
        shapes=_group(db, "shape"),
        formats=_group(db, "format"),
        sources=sources,
        flags=flags,
        exact_copies=copies,
        prompt_lengths=_histogram(db, "prompt_chars"),
        answer_lengths=_histogram(db, "chosen_chars"),
        next_steps=_next_steps(counts, (copies, flags.get("near-duplicate", 0), gaps), sources),
    )


def _group(db: sqlite3.Connection, column: str) -> dict[str, int]:
    query = f"SELECT {column}, count(*) FROM example GROUP BY 1 ORDER BY 2 DESC"
    return dict(db.execute(query))


def _histogram(db: sqlite3.Connection, column: str) -> tuple[tuple[int, int], ...]:
    cases = " ".join(f"WHEN {column} <= {bound} THEN {bound}" for bound in _BOUNDS)
    query = f"SELECT CASE {cases} ELSE 1000000000 END AS bound, count(*) FROM example GROUP BY 1 ORDER BY 1"
    return tuple(db.execute(query))


def _next_steps(
    counts: Tally, found: tuple[int, int, int], sources: tuple[tuple[str, int, int, bool], ...]
) -> tuple[str, ...]:
    steps = []
    copies, alike, gaps = found
    if not counts.rows:
        return ("import rows: studio import PROJECT FILE…",)
    for name, _, _, complete in sources:
        if not complete:
            steps.append(f"the import of {name} was cut off: import it again to finish")
    if counts.bad_lines:
        steps.append(f"{counts.bad_lines} lines could not be read: studio bad lists them with reasons")
    if counts.blocked:
        steps.append(f"{counts.blocked} rows need repair before they can be exported: filter is:blocked")
    if alike:
        steps.append(f"{alike} rows say the same as others: open Duplicates")
    elif copies:
        steps.append(f"{copies} rows are exact copies of others: studio check finds those that are nearly so")
    if counts.left:
        steps.append(f"{counts.left} rows wait for a verdict: open Review")
    if gaps:
        steps.append(f"{gaps} gaps against the contract: open Coverage")
    accepted = counts.status.get(Status.ACCEPTED, 0)
    if accepted:
        steps.append(f"{accepted} rows are accepted: open Export when that is enough")
    return tuple(steps)


def decision_times(db: sqlite3.Connection, reviewer: str, limit: int) -> list[str]:
    """When a reviewer's newest single verdicts were given, newest first, as ISO 8601 times."""
    query = (
        "SELECT at FROM event WHERE reviewer = ? AND verb IN ('accept', 'reject', 'skip', 'judge')"
        " ORDER BY id DESC LIMIT ?"
    )
    return [row[0] for row in db.execute(query, (reviewer, limit))]
