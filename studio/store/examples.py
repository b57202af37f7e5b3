"""Examples out of the project file: stored bytes, the format's reading, and the edit on top of it."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

from studio.core.example import Example, from_json, text_of, to_json
from studio.core.finding import Problem
from studio.formats.format import Reading, named
from studio.formats.json_row import half_characters, parse, raw_problems
from studio.store.content import Block, Pick, read_rows
from studio.store.project import told
from studio.store.queries import EDITS, by_row


class Held(NamedTuple):
    """One row as the project holds it: its bytes, what they mean, and what it is now."""

    id: int
    raw: bytes
    format: str
    original: Example
    example: Example

    @property
    def edited(self) -> bool:
        """True when a person or Claude changed it."""
        return self.example is not self.original


def record_of(raw: bytes) -> dict[str, Any]:
    """The JSON object of a row's bytes."""
    value: dict[str, Any] = parse(raw)
    return value


def read_example(raw: bytes, format_name: str) -> Reading:
    """What the format makes of a row's bytes, and all that is wrong with them."""
    record = record_of(raw)
    reading = named(format_name).read(record)
    reading.problems += raw_problems(raw, record)
    return reading


def edited_example(body: str) -> Example:
    """The example that the journal keeps of an edit."""
    return from_json(json.loads(body))


def edit_problems(example: Example) -> tuple[Problem, ...]:
    """What is wrong with an edited row: parts that must not be blank, halves of characters."""
    problems = []
    if not text_of(example.prompt).strip():
        problems.append(Problem("empty", "the prompt is blank", True, "prompt"))
    for name, side in (("chosen", example.chosen), ("rejected", example.rejected)):
        blank = side and not text_of(side).strip() and not any(m.tool_calls for m in side)
        if blank:
            problems.append(Problem("empty", f"{name} is blank", True, name))
    return (*problems, *half_characters(to_json(example)))


def held_rows(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Held]:
    """Some rows by id, each read from its bytes with its edit on top."""
    raws = read_rows(db, ids)
    formats = by_row(db, "SELECT id, format FROM example WHERE id IN ({})", list(raws))
    edits = by_row(db, EDITS, list(raws))
    found = {}
    for id_, raw in raws.items():
        form = str(formats[id_][0][0])
        found[id_] = hold(id_, raw, form, str(edits[id_][0][0]) if id_ in edits else None)
    return found


def walk(db: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Held]:
    """Rows one after another, memory flat. `ids` should grow, so that each block is read once."""
    pick = Pick(db)
    step = 500
    for start in range(0, len(ids), step):
        part = list(ids[start : start + step])
        formats = by_row(db, "SELECT id, format FROM example WHERE id IN ({})", part)
        edits = by_row(db, EDITS, part)
        for id_ in part:
            body = str(edits[id_][0][0]) if id_ in edits else None
            yield hold(id_, pick[id_], str(formats[id_][0][0]), body)


def hold(id_: int, raw: bytes, form: str, body: str | None) -> Held:
    """A row from its bytes, its format's name, and the edit that the journal keeps, if there is one."""
    original = named(form).read(record_of(raw)).example
    return Held(id_, raw, form, original, original if body is None else edited_example(body))


class Stretch(NamedTuple):
    """Rows of one block: places `start` to `stop` of what was asked for, and their bytes."""

    start: int
    stop: int
    raws: list[bytes]


def stretches(db: sqlite3.Connection, ids: npt.NDArray[np.int64]) -> Iterator[Stretch]:
    """The bytes of many rows, block by block, each block unpacked once; memory flat.

    Args:
        db: the project file.
        ids: (n,) row numbers, growing.

    """
    decompress = zstandard.ZstdDecompressor().decompress
    blocks = db.execute("SELECT first FROM content ORDER BY first")
    firsts = np.array([first for (first,) in blocks], np.int64)
    starts = np.searchsorted(ids, firsts)
    stops = np.append(starts[1:], len(ids))
    for place in np.flatnonzero(stops > starts).tolist():
        first, start, stop = int(firsts[place]), int(starts[place]), int(stops[place])
        count, data = db.execute("SELECT count, data FROM content WHERE first = ?", (first,)).fetchone()
        rows = Block(first, count, decompress(data)).rows()
        if stop - start < count:
            rows = [rows[row - first] for row in ids[start:stop].tolist()]
        yield Stretch(start, stop, rows)


def edits_of(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """The edit of each row that has one, as the journal keeps it."""
    return {row: str(body[0][0]) for row, body in by_row(db, EDITS, ids).items()}


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees the project as it is now, whoever writes to it meanwhile.

    It maps no file into memory: whoever reads the whole file should not look as large as it is.
    """
    with told(path):
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute("PRAGMA query_only = 1")
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute("BEGIN")
            yield db
        finally:
            db.close()
