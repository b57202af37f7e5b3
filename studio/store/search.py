"""Rows that a filter finds, as they are found: the first screen comes before the scan has ended.

Text is looked for in the compressed blocks. A block is passed over when its bytes cannot hold the
text in any spelling (case, JSON escapes); only rows whose bytes can are read. It keeps no index.
"""

import json
import re
import sqlite3
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from studio.core.example import Example, text_of
from studio.core.query import Query
from studio.core.rows import Order
from studio.store import queries
from studio.store.content import scan
from studio.store.examples import edited_example, read_example

_FIRST_PAGE = 200
_PAUSE_SECONDS = 0.08
_ODD = re.compile(rb"\\u00[2-7]")  # an ASCII character spelled as an escape: only reading tells


class Found(NamedTuple):
    """Some more rows that a search found, and how far it is (in rows looked at)."""

    ids: Sequence[int]
    done: int
    total: int


def search(db: sqlite3.Connection, query: Query, order: Order, rows: int) -> Iterator[Found]:
    """Row numbers that meet a query, in order, in parts to be appended.

    Args:
        db: a connection for reading.
        query: what to find.
        order: how to sort; with text to look for and another order than `added`, the rows come
            at the end, since the last one found may be the first to show.
        rows: rows in the project.

    """
    if not query.terms and order == Order():
        # Nothing is ever deleted, so row numbers have no holes: no list of a million is built.
        yield Found(range(1, rows + 1), rows, rows)
        return
    condition = queries.where(query)
    texts = [(t.values[0], t.negated) for t in query.terms if t.op == "has"]
    if not texts:
        first = queries.select_ids(db, condition, order, _FIRST_PAGE)
        yield Found(first, rows if len(first) < _FIRST_PAGE else 0, rows)
        if len(first) == _FIRST_PAGE:
            yield Found(queries.select_ids(db, condition, order, -1, _FIRST_PAGE), rows, rows)
        return
    only = None
    if condition.sql != "1":
        only = queries.select_ids(db, condition, Order())
    if order == Order():
        yield from _scan_text(db, texts, only, rows)
        return
    hits: list[int] = []
    for found in _scan_text(db, texts, only, rows):
        hits.extend(found.ids)
        yield Found((), found.done, rows)
    yield Found(queries.in_order(db, hits, order), rows, rows)


def _scan_text(
    db: sqlite3.Connection, texts: list[tuple[str, bool]], only: list[int] | None, rows: int
) -> Iterator[Found]:
    wanted = [may_hold(text) for text, negated in texts if not negated]
    edits = dict(db.execute("SELECT example, body FROM edit"))
    edited = sorted(edits)
    formats = _Formats(db)
    hits: list[int] = []
    told = time.monotonic() - _PAUSE_SECONDS
    for block in scan(db):
        end = block.first + block.count
        ids: Sequence[int] = block.ids
        if only is not None:
            ids = only[bisect_left(only, block.first) : bisect_left(only, end)]
        has_edits = bisect_left(edited, end) > bisect_left(edited, block.first)
        if ids and (has_edits or all(may(block.plain) for may in wanted)):
            raws = block.rows()
            for id_ in ids:
                raw = raws[id_ - block.first]
                if id_ in edits:
                    example = edited_example(edits[id_])
                elif all(may(raw) for may in wanted):
                    example = read_example(raw, formats[id_]).example
                else:
                    continue
                if holds(example, texts):
                    hits.append(id_)
        now = time.monotonic()
        if now - told > _PAUSE_SECONDS:
            told = now
            yield Found(hits, min(end, rows), rows)
            hits = []
    yield Found(hits, rows, rows)


def holds(example: Example, texts: Sequence[tuple[str, bool]]) -> bool:
    """True when an example has each of the texts (or has it not, where negated), in any case.

    Looked through are its turns, their tool calls and the tools.
    """
    parts = (example.prompt, example.chosen, example.rejected)
    pieces = [text_of(part) for part in parts]
    if example.tools:
        pieces.append(json.dumps(example.tools, ensure_ascii=False))
    pieces += [
        json.dumps(dict(message.extra), ensure_ascii=False)
        for part in parts
        for message in part
        if message.extra
    ]
    full = "\n".join(pieces).casefold()
    return all((text.casefold() in full) is not negated for text, negated in texts)


def may_hold(text: str) -> Callable[[bytes], bool]:
    """A quick test whether a JSON row's bytes can hold a text; it errs only towards yes."""
    if text.isascii():
        plain = json.dumps(text)[1:-1].lower().encode()
        slashed = plain.replace(b"/", b"\\/")

        def ascii_test(raw: bytes) -> bool:
            low = raw.lower()
            return plain in low or (slashed != plain and slashed in low) or _is_odd(low)

        return ascii_test
    pattern = re.compile(b"".join(_spellings(char) for char in text))
    return lambda raw: pattern.search(raw) is not None or _is_odd(raw)


def _is_odd(raw: bytes) -> bool:
    return b"\\u00" in raw and _ODD.search(raw) is not None


def _spellings(char: str) -> bytes:
    """All ways in which JSON may spell a character, in either case, as a pattern."""
    ways: set[bytes] = set()
    for form in (char, char.lower(), char.upper(), char.casefold()):
        ways.add(re.escape(json.dumps(form, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")))
        escaped = json.dumps(form)[1:-1]
        ways.add(re.escape(escaped.encode()))
        ways.add(re.escape(re.sub(r"[0-9a-f]{4}", lambda m: m.group().upper(), escaped).encode()))
    longest_first = sorted(ways, key=lambda way: -len(way))
    return b"(?:" + b"|".join(longest_first) + b")"


class _Formats:
    """The format of row after row in growing order, without a query each."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._from = self._until = 0
        self._names: list[str] = []

    def __getitem__(self, row: int) -> str:
        if not self._from <= row < self._until:
            self._names = [
                name
                for (name,) in self._db.execute(
                    "SELECT format FROM example WHERE id >= ? ORDER BY id LIMIT 5000", (row,)
                )
            ]
            self._from, self._until = row, row + len(self._names)
        return self._names[row - self._from]
