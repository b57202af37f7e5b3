"""Counts that the readiness page is made of, each a pass over the narrow table or less. It judges nothing."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from studio.store.queries import FLAGS, by_row

_ACCEPTED = "status = 'accepted'"
_OPEN = "status NOT IN ('rejected', 'duplicate')"


class SetCounts(NamedTuple):
    """A set in numbers.

    Attributes:
        rows: all of it.
        by_shape: rows by shape.
        blocked: that cannot be trained on as they are.
        copies: rows whose text is another row's, letter for letter, the first not counted.
        prompts: different prompts.

    """

    rows: int
    by_shape: dict[str, int]
    blocked: int
    copies: int
    prompts: int


class SourceCount(NamedTuple):
    """A source: its number and name, its rows in the set, and those that wait for a verdict."""

    id: int
    name: str
    rows: int
    waiting: int


def set_counts(db: sqlite3.Connection, *, accepted_only: bool) -> SetCounts:
    """Rows, shapes, copies, prompts."""
    which = _which(accepted_only)
    shapes = dict(db.execute(f"SELECT shape, count(*) FROM example WHERE {which} GROUP BY shape"))
    blocked, texts, prompts = db.execute(
        "SELECT coalesce(sum(blocked), 0), count(DISTINCT text_hash), count(DISTINCT prompt_hash)"
        f" FROM example WHERE {which}"
    ).fetchone()
    rows = sum(shapes.values())
    return SetCounts(rows, shapes, blocked, rows - texts, prompts)


def accepted_together(db: sqlite3.Connection, more_than: int) -> int:
    """Accepted rows whose verdict came in one act with more than so many others."""
    query = (
        "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM example WHERE status = 'accepted'"
        " GROUP BY reviewer, decided_at HAVING n > ?)"
    )
    return int(db.execute(query, (more_than,)).fetchone()[0])


def findings_in(db: sqlite3.Connection, *, accepted_only: bool) -> dict[str, int]:
    """Rows of the set by what checks saw in them, the most frequent first."""
    query = (
        "SELECT f.check_name, count(DISTINCT fe.example) FROM finding f"
        " JOIN finding_example fe ON fe.finding = f.id JOIN example e ON e.id = fe.example"
        f" WHERE {_which(accepted_only)} GROUP BY 1 ORDER BY 2 DESC"
    )
    return dict(db.execute(query))


def findings_in_rows(db: sqlite3.Connection, rows: Sequence[int]) -> set[int]:
    """Which of some rows a check saw something in."""
    return set(by_row(db, FLAGS, rows))


def groups_in(db: sqlite3.Connection, *, accepted_only: bool) -> dict[str, int]:
    """Rows of the set, by kind, that share a group of like rows with an earlier one of the set."""
    query = (
        "SELECT kind, sum(n - 1) FROM (SELECT m.kind AS kind, count(*) AS n FROM member m"
        f" JOIN example e ON e.id = m.example WHERE {_which(accepted_only)} GROUP BY m.kind, m.keeper)"
        " GROUP BY kind"
    )
    return {kind: int(rows) for kind, rows in db.execute(query) if rows}


def sources_in(db: sqlite3.Connection, *, accepted_only: bool) -> list[SourceCount]:
    """Every source with rows in the set or rows that wait, in order of arrival."""
    query = (
        f"SELECT s.id, s.name, sum({_which(accepted_only)}), sum(status IN ('pending', 'skipped'))"
        " FROM example e JOIN source s ON s.id = e.source GROUP BY s.id ORDER BY s.id"
    )
    return [SourceCount(*found) for found in db.execute(query)]


def some_rows_of(db: sqlite3.Connection, source: int, limit: int, *, accepted_only: bool) -> list[int]:
    """The first rows of a source that are in the set."""
    query = f"SELECT id FROM example WHERE source = ? AND {_which(accepted_only)} ORDER BY id LIMIT ?"
    return [row for (row,) in db.execute(query, (source, limit))]


def rows_in(db: sqlite3.Connection, *, accepted_only: bool) -> npt.NDArray[np.int64]:
    """The numbers of the rows of the set that have an answer and can be trained on, ascending."""
    query = f"SELECT id FROM example WHERE {_which(accepted_only)} AND shape <> 'prompt' AND NOT blocked"
    return np.sort(np.fromiter((row for (row,) in db.execute(query)), np.int64))


def answered_in(db: sqlite3.Connection, rows: npt.NDArray[np.int64]) -> int:
    """How many of some rows have an answer."""
    alone = (row for (row,) in db.execute("SELECT id FROM example WHERE shape = 'prompt'"))
    return len(rows) - int(np.isin(rows, np.fromiter(alone, np.int64)).sum())


def longer_chosen(db: sqlite3.Connection, *, accepted_only: bool) -> tuple[int, int]:
    """Pairs of the set whose chosen side has more characters, and pairs whose sides differ in length."""
    query = (
        "SELECT coalesce(sum(chosen_chars > rejected_chars), 0),"
        " coalesce(sum(chosen_chars <> rejected_chars), 0)"
        f" FROM example WHERE {_which(accepted_only)} AND shape = 'pair'"
    )
    longer, differ = db.execute(query).fetchone()
    return longer, differ


def disagreed(db: sqlite3.Connection) -> int:
    """Rows on which reviewers disagree and nobody decided since."""
    query = "SELECT count(*) FROM example WHERE status = 'pending' AND reason = 'disagreed'"
    return int(db.execute(query).fetchone()[0])


def unfinished_sources(db: sqlite3.Connection) -> int:
    """Sources whose import was cut off."""
    return int(db.execute("SELECT count(*) FROM source WHERE NOT complete").fetchone()[0])


def _which(accepted_only: bool) -> str:
    return _ACCEPTED if accepted_only else _OPEN
