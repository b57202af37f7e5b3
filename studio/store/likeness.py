"""Pairs of like rows, the groups they form, and the index of signatures, in the project file.

It decides nothing about them: which pairs there are, and which groups they make, is handed in.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

NEAR_DUPLICATE = "near-duplicate"
PARAPHRASE = "paraphrase"
_INDEX_VERSION = "project/index-version"
_BLOBS = ("rows", "sketches", "keys", "entries")


class Pair(NamedTuple):
    """Two like rows, `one` before `other`; `same` when their normalised texts are equal."""

    one: int
    other: int
    score: float
    kind: str
    band: str
    why: str
    same: bool


class Member(NamedTuple):
    """A row in a group; the keeper is its own keeper."""

    kind: str
    example: int
    keeper: int
    band: str
    score: float


def replace_pairs(db: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Keep these pairs in place of all others that are alike by letters."""
    db.execute("DELETE FROM likeness WHERE kind <> ?", (PARAPHRASE,))
    add_pairs(db, pairs)


def replace_paraphrases(db: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Keep these pairs in place of all others that are alike by meaning; pairs alike by letters stay."""
    db.execute("DELETE FROM likeness WHERE kind = ?", (PARAPHRASE,))
    db.executemany("INSERT OR IGNORE INTO likeness VALUES (?, ?, ?, ?, ?, ?, ?)", pairs)


def known_pairs(db: sqlite3.Connection) -> set[tuple[int, int]]:
    """The rows of every pair that is alike by letters."""
    query = "SELECT one, other FROM likeness WHERE kind <> ?"
    return {(one, other) for one, other in db.execute(query, (PARAPHRASE,))}


def add_pairs(db: sqlite3.Connection, pairs: Iterable[Pair]) -> None:
    """Keep some more pairs."""
    db.executemany("INSERT OR REPLACE INTO likeness VALUES (?, ?, ?, ?, ?, ?, ?)", pairs)


def forget_pairs(db: sqlite3.Connection, row: int) -> None:
    """Forget all pairs of one row, whose text changed."""
    db.execute("DELETE FROM likeness WHERE one = ?1 OR other = ?1", (row,))


def all_pairs(db: sqlite3.Connection) -> list[Pair]:
    """All pairs, by row."""
    query = "SELECT one, other, score, kind, band, why, same FROM likeness ORDER BY one, other"
    return [Pair._make(row) for row in db.execute(query)]


def partners(db: sqlite3.Connection, rows: Iterable[int]) -> set[int]:
    """The rows that have a pair with one of some rows, and those rows themselves."""
    found = set(rows)
    every = list(found)
    for start in range(0, len(every), 400):
        part = every[start : start + 400]
        marks = ",".join("?" * len(part))
        query = (
            f"SELECT other FROM likeness WHERE one IN ({marks})"
            f" UNION SELECT one FROM likeness WHERE other IN ({marks})"
        )
        found.update(row for (row,) in db.execute(query, part * 2))
    return found


def connected(db: sqlite3.Connection, rows: Iterable[int], most: int) -> set[int] | None:
    """All rows that pairs lead to from some rows; None when there are more than `most`."""
    found = set(rows)
    edge = found
    while edge:
        edge = partners(db, edge) - found
        found |= edge
        if len(found) > most:
            return None
    return found


def pairs_of(db: sqlite3.Connection, rows: Iterable[int]) -> list[Pair]:
    """The pairs that begin in some rows, by row."""
    found: list[Pair] = []
    for row in sorted(rows):
        query = "SELECT one, other, score, kind, band, why, same FROM likeness WHERE one = ? ORDER BY other"
        found.extend(map(Pair._make, db.execute(query, (row,))))
    return found


def pairs_because(db: sqlite3.Connection, why: str, row: int | None = None) -> list[Pair]:
    """The pairs that were judged for one reason, all or those of a row."""
    query = (
        "SELECT one, other, score, kind, band, why, same FROM likeness WHERE why = ?{} ORDER BY one, other"
    )
    if row is None:
        found = db.execute(query.format(""), (why,))
    else:
        found = db.execute(query.format(" AND (one = ? OR other = ?)"), (why, row, row))
    return [Pair._make(values) for values in found]


def change_members(db: sqlite3.Connection, rows: Iterable[int], members: Iterable[Member]) -> None:
    """Keep these groups in place of those that some rows were in."""
    db.executemany("DELETE FROM member WHERE example = ?", ((row,) for row in rows))
    db.executemany("INSERT INTO member VALUES (?, ?, ?, ?, ?)", members)


def replace_members(db: sqlite3.Connection, members: Iterable[Member]) -> None:
    """Keep these groups in place of all others."""
    db.execute("DELETE FROM member")
    db.executemany("INSERT INTO member VALUES (?, ?, ?, ?, ?)", members)


class Standing(NamedTuple):
    """What of a row decides whether it is kept.

    `cut` is True when it stops in mid sentence, `size` is in characters, `judged` the newest judge's
    score 0..1, in the middle where there is none.
    """

    status: str
    edited: bool
    cut: bool
    size: int
    is_pair: bool
    judged: float = 0.5


def keepers(db: sqlite3.Connection) -> list[tuple[int, int]]:
    """Each row of a group of duplicates with the row that is kept."""
    return list(db.execute("SELECT example, keeper FROM member WHERE kind = 'duplicate' ORDER BY example"))


def standing(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Standing]:
    """What the keeper rule looks at, by row."""
    cut = {
        row
        for (row,) in db.execute(
            "SELECT fe.example FROM finding f JOIN finding_example fe ON fe.finding = f.id"
            " WHERE f.check_name = 'truncated'"
        )
    }
    judged = dict(db.execute("SELECT example, score FROM judgement ORDER BY job"))
    found = {}
    for start in range(0, len(rows), 900):
        part = rows[start : start + 900]
        marks = ",".join("?" * len(part))
        query = (
            "SELECT id, status, edited, prompt_chars + chosen_chars + rejected_chars, shape = 'pair'"
            f" FROM example WHERE id IN ({marks})"
        )
        for row, status, edited, size, is_pair in db.execute(query, part):
            found[row] = Standing(status, bool(edited), row in cut, size, bool(is_pair), judged.get(row, 0.5))
    return found


def stays(db: sqlite3.Connection) -> dict[int, set[str]]:
    """The marks of rows that a person found to be no duplicates of each other."""
    found: dict[int, set[str]] = {}
    for row, mark in db.execute("SELECT example, mark FROM stay"):
        found.setdefault(row, set()).add(mark)
    return found


def asking_the_same(db: sqlite3.Connection, row: int, limit: int) -> list[int]:
    """Other rows with the same prompt, the earliest."""
    query = (
        "SELECT x.id FROM example e JOIN example x ON x.prompt_hash = e.prompt_hash AND x.id <> e.id"
        " WHERE e.id = ? AND e.prompt_chars > 0 ORDER BY x.id LIMIT ?"
    )
    return [found for (found,) in db.execute(query, (row, limit))]


def index_prompts(db: sqlite3.Connection) -> None:
    """Make rows with the same prompt quick to find, once."""
    db.execute("CREATE INDEX IF NOT EXISTS example_prompt ON example(prompt_hash)")


def load_segments(db: sqlite3.Connection) -> dict[int, dict[str, bytes]]:
    """The stored index: the blobs of each segment, oldest first."""
    query = f"SELECT id, {', '.join(_BLOBS)} FROM segment ORDER BY id"
    return {row[0]: dict(zip(_BLOBS, row[1:], strict=True)) for row in db.execute(query)}


def index_version(db: sqlite3.Connection) -> int:
    """The version of the signatures in the stored index; 0 when there is none."""
    found = db.execute("SELECT value FROM setting WHERE key = ?", (_INDEX_VERSION,)).fetchone()
    return 0 if found is None else int(found[0])


def note_index_version(db: sqlite3.Connection, version: int) -> None:
    """Note which signatures the stored index holds."""
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_INDEX_VERSION, str(version)))


def store_segments(
    db: sqlite3.Connection, added: Iterable[Mapping[str, bytes]], gone: Iterable[int] | None
) -> list[int]:
    """Keep more segments and forget some (None: all that were there); the numbers of the new ones."""
    if gone is None:
        db.execute("DELETE FROM segment")
    else:
        db.executemany("DELETE FROM segment WHERE id = ?", ((number,) for number in gone))
    numbers = []
    for blobs in added:
        cursor = db.execute(
            "INSERT INTO segment (rows, sketches, keys, entries) VALUES (?, ?, ?, ?)",
            [blobs[name] for name in _BLOBS],
        )
        numbers.append(int(cursor.lastrowid or 0))
    return numbers


def stale_rows(db: sqlite3.Connection) -> list[int]:
    """Rows whose text changed since checks saw them."""
    return [row for (row,) in db.execute("SELECT example FROM stale ORDER BY example")]


def forget_stale(db: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Note that checks have seen rows as they are now."""
    db.executemany("DELETE FROM stale WHERE example = ?", ((row,) for row in rows))


def checked_rows(db: sqlite3.Connection, name: str) -> int:
    """How many of the first rows a check has seen; 0 when it never ran."""
    row = db.execute("SELECT rows FROM checked WHERE name = ?", (name,)).fetchone()
    return 0 if row is None else int(row[0])


def unseen_rows(db: sqlite3.Connection) -> int:
    """How many rows were not compared with the others as they are now."""
    total = int(db.execute("SELECT coalesce(max(id), 0) FROM example").fetchone()[0])
    stale = int(db.execute("SELECT count(*) FROM stale").fetchone()[0])
    return max(0, total - checked_rows(db, NEAR_DUPLICATE)) + stale


def note_checked(db: sqlite3.Connection, names: Iterable[str], rows: int) -> None:
    """Note that checks have seen the first rows."""
    db.executemany("INSERT OR REPLACE INTO checked VALUES (?, ?)", ((name, rows) for name in names))
