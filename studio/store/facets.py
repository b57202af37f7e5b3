"""Each row's values of the contract's facets, the good rows, and what was asked to be written."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_CONTRACT, _CELLS = "project/contract", "project/cells"
Vectors = npt.NDArray[np.int16]


class Request(NamedTuple):
    """Rows that somebody wants written: for a cell, or for a real prompt."""

    id: int
    at: str
    reviewer: str
    cell: dict[str, str]
    rows: int
    prompt: str
    status: str


def tagged_for(db: sqlite3.Connection) -> str:
    """The digest of the contract that the stored vectors were made for; empty for none."""
    found = db.execute("SELECT value FROM setting WHERE key = ?", (_CONTRACT,)).fetchone()
    return "" if found is None else str(json.loads(found[0]))


def count_tagged(db: sqlite3.Connection) -> int:
    """How many rows have a vector."""
    return int(db.execute("SELECT count(*) FROM facets").fetchone()[0])


def begin_tagging(db: sqlite3.Connection, digest: str, names: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Forget all vectors: another contract asks for others.

    Args:
        db: the project file.
        digest: of the contract.
        names: each facet with its values, so that a filter (`cell:facet=value`) finds their place.

    """
    cells = {
        f"{facet}={value}".casefold(): [1 + 2 * place, np.int16(number).tobytes().hex().upper()]
        for place, (facet, values) in enumerate(names)
        for number, value in enumerate(values)
    }
    db.execute("DELETE FROM facets")
    for key, kept in ((_CONTRACT, digest), (_CELLS, cells)):
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(kept)))


def untagged(db: sqlite3.Connection) -> list[int]:
    """Rows without a vector."""
    query = "SELECT e.id FROM example e LEFT JOIN facets f ON f.example = e.id WHERE f.example IS NULL"
    return [row for (row,) in db.execute(query)]


def store_vectors(db: sqlite3.Connection, rows: Iterable[int], vectors: Vectors) -> None:
    """Keep the vectors of some rows, (rows, facets)."""
    db.executemany(
        "INSERT OR REPLACE INTO facets VALUES (?, ?)",
        ((row, vector.tobytes()) for row, vector in zip(rows, vectors, strict=True)),
    )


def load_vectors(db: sqlite3.Connection, facets: int) -> Vectors:
    """(rows + 1, facets): the vector of every row by its number; -2 where it has none yet."""
    total = int(db.execute("SELECT coalesce(max(id), 0) FROM example").fetchone()[0])
    vectors = np.full((total + 1, facets), -2, np.int16)
    rows, blobs = [], []
    for row, blob in db.execute("SELECT example, vector FROM facets"):
        if len(blob) == 2 * facets:
            rows.append(row)
            blobs.append(blob)
    if rows:
        vectors[rows] = np.frombuffer(b"".join(blobs), np.int16).reshape(-1, facets)
    return vectors


def good_rows(db: sqlite3.Connection, *, accepted_only: bool) -> npt.NDArray[np.int64]:
    """Rows that count towards coverage, by number, ascending.

    Accepted ones (or all that are not rejected, set aside, or in need of repair); of a group of
    duplicates one; none that stops in mid sentence.
    """
    which = (
        "status = 'accepted'" if accepted_only else "status NOT IN ('rejected', 'duplicate') AND NOT blocked"
    )
    good = np.fromiter((row for (row,) in db.execute(f"SELECT id FROM example WHERE {which}")), np.int64)
    cut = (
        "SELECT fe.example FROM finding f JOIN finding_example fe ON fe.finding = f.id"
        " WHERE f.check_name = 'truncated'"
    )
    good = good[~np.isin(good, np.fromiter((row for (row,) in db.execute(cut)), np.int64))]
    members = np.array(
        db.execute("SELECT example, keeper FROM member WHERE kind = 'duplicate'").fetchall(), np.int64
    ).reshape(-1, 2)
    # The keeper may not be good itself: then the first of its group that is, stands for it.
    members = members[np.isin(members[:, 0], good)]
    members = members[np.lexsort((members[:, 0], members[:, 0] != members[:, 1], members[:, 1]))]
    again = np.append(False, members[1:, 1] == members[:-1, 1])[: len(members)]
    kept: npt.NDArray[np.int64] = good[~np.isin(good, members[again, 0])]
    return kept


def decided_at(db: sqlite3.Connection, rows: Iterable[int]) -> list[str]:
    """When some rows were decided, as ISO 8601 times; rows that nobody decided are left out."""
    wanted = set(rows)
    query = "SELECT id, decided_at FROM example WHERE decided_at IS NOT NULL ORDER BY decided_at"
    return [at for row, at in db.execute(query) if row in wanted]


def add_request(
    db: sqlite3.Connection, at: str, reviewer: str, cell: Mapping[str, str], rows: int, prompt: str
) -> int:
    """Note that rows are wanted; the request's number."""
    cursor = db.execute(
        "INSERT INTO request (at, reviewer, cell, rows, prompt) VALUES (?, ?, ?, ?, ?)",
        (at, reviewer, json.dumps(dict(cell), ensure_ascii=False), rows, prompt),
    )
    return int(cursor.lastrowid or 0)


def all_requests(db: sqlite3.Connection) -> list[Request]:
    """Every request, oldest first."""
    query = "SELECT id, at, reviewer, cell, rows, prompt, status FROM request ORDER BY id"
    return [
        Request(number, at, who, json.loads(cell), rows, prompt, status)
        for number, at, who, cell, rows, prompt, status in db.execute(query)
    ]


def order_requests(db: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Note that requests went into a job."""
    db.executemany("UPDATE request SET status = 'ordered' WHERE id = ?", ((number,) for number in numbers))
