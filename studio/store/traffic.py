"""What real users asked, kept apart from the rows: it is never exported and never trained on."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Asked(NamedTuple):
    """One real prompt: where it came from, its text, and the bytes it was read from."""

    source: str
    line: int
    format: str
    prompt: str
    raw: bytes
    raw_hash: int


def add_traffic(db: sqlite3.Connection, asked: Iterable[Asked]) -> int:
    """Keep prompts, but those that are there from the same line of the same source; how many are new."""
    added = 0
    for one in asked:
        added += db.execute(
            "INSERT INTO traffic (source, line, format, prompt, raw, raw_hash) SELECT ?, ?, ?, ?, ?, ?"
            " WHERE NOT EXISTS (SELECT 1 FROM traffic WHERE raw_hash = ? AND source = ? AND line = ?)",
            (*one, one.raw_hash, one.source, one.line),
        ).rowcount
    return added


def all_traffic(db: sqlite3.Connection) -> list[Asked]:
    """Every prompt, in order of arrival."""
    query = "SELECT source, line, format, prompt, raw, raw_hash FROM traffic ORDER BY id"
    return [Asked._make(row) for row in db.execute(query)]


def count_traffic(db: sqlite3.Connection) -> int:
    """How many prompts there are."""
    return int(db.execute("SELECT count(*) FROM traffic").fetchone()[0])
