"""Rows into the project file, a batch a transaction. It decides nothing about them.

A source whose import was cut off stays marked incomplete; importing it again adds what is missing.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from studio.core.finding import BadLine, Problem
from studio.store.schema import LOOKUPS

# line, format, shape, raw hash, text hash, prompt hash, prompt, chosen, rejected chars, blocked
Narrow = tuple[int, str, str, int, int, int, int, int, int, int]


class Known(NamedTuple):
    """What the project holds already of a path: hashes of rows and bad lines, how often each."""

    rows: Counter[int]
    bad: Counter[int]


def same_file(db: sqlite3.Connection, digest: str) -> str | None:
    """The name of a completely imported source with these bytes, if there is one."""
    row = db.execute("SELECT name FROM source WHERE digest = ? AND complete", (digest,)).fetchone()
    return None if row is None else str(row[0])


def may_be_same(db: sqlite3.Connection, size: int) -> bool:
    """True when a source of just this size was imported, so that hashing it first is worth it."""
    query = "SELECT 1 FROM source WHERE bytes = ? AND complete"
    return db.execute(query, (size,)).fetchone() is not None


def known_rows(db: sqlite3.Connection, path: str) -> Known:
    """Hashes of all rows and bad lines that came from a path, whatever version of it."""
    of_path = "source IN (SELECT id FROM source WHERE path = ?)"
    rows: Counter[int] = Counter()
    bad: Counter[int] = Counter()
    for table, counter in (("example", rows), ("bad_line", bad)):
        query = f"SELECT raw_hash, count(*) FROM {table} WHERE {of_path} GROUP BY raw_hash"
        counter.update(dict(db.execute(query, (path,))))
    return Known(rows, bad)


def begin_source(db: sqlite3.Connection, path: str, name: str, size: int, at: str) -> int:
    """Note a source whose rows will follow; its number."""
    cursor = db.execute(
        "INSERT INTO source (path, name, bytes, at) VALUES (?, ?, ?, ?)", (path, name, size, at)
    )
    return int(cursor.lastrowid or 0)


def finish_source(
    db: sqlite3.Connection, source: int, *, digest: str, size: int, note: str, complete: bool
) -> None:
    """Note that a source has been read, to its end or not, and make rows quick to find."""
    db.execute(
        "UPDATE source SET digest = ?, bytes = ?, note = ?, complete = ? WHERE id = ?",
        (digest, size, note, int(complete), source),
    )


def forget_if_empty(db: sqlite3.Connection, source: int) -> None:
    """Take back the note of a source of which nothing could be read."""
    if db.in_transaction:
        db.execute("ROLLBACK")
    db.execute(
        "DELETE FROM source WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM example WHERE source = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM bad_line WHERE source = ?1)",
        (source,),
    )


def add_rows(
    db: sqlite3.Connection,
    source: int,
    rows: Sequence[Narrow],
    blocks: Iterable[tuple[int, bytes]],
    problems: Iterable[tuple[int, Problem]],
) -> int:
    """Append rows; the id of the first. Call it inside a transaction."""
    first = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM example").fetchone()[0])
    db.executemany(
        "INSERT INTO example (id, source, line, format, shape, raw_hash, text_hash, prompt_hash,"
        " prompt_chars, chosen_chars, rejected_chars, blocked) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        [(id_, source, *row) for id_, row in enumerate(rows, first)],
    )
    start = first
    for count, data in blocks:
        db.execute("INSERT INTO content VALUES (?, ?, ?)", (start, count, data))
        start += count
    add_problems(db, ((first + index, problem) for index, problem in problems))
    return first


def add_problems(db: sqlite3.Connection, problems: Iterable[tuple[int, Problem]]) -> None:
    """Keep what reading found wrong with rows, as findings."""
    for id_, problem in problems:
        evidence = json.dumps({"where": problem.where}) if problem.where else "{}"
        cursor = db.execute(
            "INSERT INTO finding (check_name, score, message, blocking, stage, evidence)"
            " VALUES (?, 1, ?, ?, 'reading', ?)",
            (problem.check, problem.message, int(problem.blocking), evidence),
        )
        db.execute("INSERT INTO finding_example VALUES (?, ?)", (id_, cursor.lastrowid))


def add_bad_lines(db: sqlite3.Connection, source: int, lines: Iterable[tuple[BadLine, int]]) -> None:
    """Keep lines that are no rows, verbatim."""
    db.executemany(
        "INSERT INTO bad_line (source, line, col, why, text, raw_hash) VALUES (?, ?, ?, ?, ?, ?)",
        [(source, bad.line, bad.column, bad.why, bad.text, hash_) for bad, hash_ in lines],
    )


def index_rows(db: sqlite3.Connection) -> None:
    """Build the look-up of exact copies, once."""
    for statement in LOOKUPS:
        db.execute(statement)


def exact_copies(db: sqlite3.Connection, source: int) -> int:
    """Rows of a source that have the same levelled text as an earlier row of the project."""
    others = db.execute("SELECT 1 FROM example WHERE source <> ? LIMIT 1", (source,)).fetchone()
    if others is None:
        query = "SELECT count(*) - count(DISTINCT text_hash) FROM example"
        return int(db.execute(query).fetchone()[0])
    query = (
        "SELECT count(*) FROM example e WHERE source = ? AND EXISTS"
        " (SELECT 1 FROM example x WHERE x.text_hash = e.text_hash AND x.id < e.id)"
    )
    return int(db.execute(query, (source,)).fetchone()[0])
