"""What real users asked, kept apart from the rows: it is never exported and never trained on."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
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


def traffic_by_id(db: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[tuple[int, Asked]]:
    """Some prompts with their numbers."""
    for number in numbers:
        query = "SELECT source, line, format, prompt, raw, raw_hash FROM traffic WHERE id = ?"
        for row in db.execute(query, (number,)):
            yield number, Asked._make(row)


def traffic_numbers(db: sqlite3.Connection) -> list[int]:
    """The numbers of all prompts, in order of arrival."""
    return [number for (number,) in db.execute("SELECT id FROM traffic ORDER BY id")]


def numbers_of(db: sqlite3.Connection, prompts: Sequence[str]) -> list[int]:
    """The numbers of prompts with these texts; of equal ones the earliest."""
    query = "SELECT min(id) FROM traffic WHERE prompt = ?"
    found = [db.execute(query, (prompt,)).fetchone()[0] for prompt in prompts]
    return [number for number in found if number is not None]


def count_traffic(db: sqlite3.Connection) -> int:
    """How many prompts there are."""
    return int(db.execute("SELECT count(*) FROM traffic").fetchone()[0])
