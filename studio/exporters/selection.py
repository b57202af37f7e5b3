"""Which rows an export takes, and into which folders, as columns of numbers. It reads no text."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.core import query as filters
from studio.exporters.recipe import Recipe
from studio.extension import Exporter
from studio.store.queries import by_row, where

# Kinds of look-alikes that may stand on different sides, as SQL has it.
MAY_STRADDLE = "'variant', 'paraphrase'"
# `refused` is an SFT row that was rejected, where the recipe teaches KTO by verdicts.
SHAPES = ("sft", "pair", "kto", "prompt", "refused")
_REFUSED = "status = 'rejected' AND shape = 'sft'"
# What SQLite says of a row, straight into columns: a million rows as tuples would take 250 MB.
_ROW = np.dtype(
    [("id", np.int64), ("prompt", np.int64), ("source", np.int32), ("line", np.int32), ("kind", np.uint8)]
)
_PAIR: npt.DTypeLike = np.dtype((np.int64, 2))

Numbers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Selection:
    """The rows that a recipe names, in order of row number until they are written; (n,) each, 39 bytes a row.

    Attributes:
        ids: row numbers.
        prompts: hashes of what is asked.
        groups: the hash of the split's group: that of the earliest prompt in it.
        sources, lines: where each row came from.
        shapes: place in `SHAPES`.
        formats: place in `format_names`.
        blocked: cannot be trained on as it is.
        edited: somebody changed it.
        source_names: by number.

    """

    ids: Numbers
    prompts: Numbers
    groups: Numbers
    sources: npt.NDArray[np.int32]
    lines: npt.NDArray[np.int32]
    shapes: npt.NDArray[np.uint8]
    formats: npt.NDArray[np.uint8]
    blocked: Bits
    edited: Bits
    format_names: list[str]
    source_names: dict[int, str]

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, chosen: Bits | Numbers) -> "Selection":
        """Some of the rows, by mark; or all of them in the order of these places."""
        if chosen.dtype == np.bool_ and chosen.all():
            return self  # nearly always, and a copy is 39 bytes a row
        names = ("ids", "prompts", "groups", "sources", "lines", "shapes", "formats", "blocked", "edited")
        columns = {name: getattr(self, name)[chosen] for name in names}
        return Selection(**columns, format_names=self.format_names, source_names=self.source_names)


def select_rows(db: sqlite3.Connection, recipe: Recipe) -> Selection:
    """The rows that the recipe names; texts that its filter looks for are left to whoever reads them."""
    condition = where(filters.parse(recipe.filter))
    marks = ",".join("?" * len(recipe.statuses))
    statuses = f"status IN ({marks})"
    if recipe.kto_from_verdicts:
        statuses = f"({statuses} OR {_REFUSED})"
    # There are few pairs of shape and format. A number for each keeps words out of a million rows.
    kinds: list[tuple[str, str]] = db.execute("SELECT DISTINCT shape, format FROM example").fetchall()
    kinds.sort()
    cases = " ".join(f"WHEN ? THEN {code}" for code in range(len(kinds)))
    kind = f"CASE shape || ' ' || format {cases} END" if len(kinds) > 1 else "0"
    found = np.fromiter(
        db.execute(
            f"SELECT id, prompt_hash, source, line, {kind} FROM example"
            f" WHERE {statuses} AND ({condition.sql}) ORDER BY id",
            (
                *(map(" ".join, kinds) if len(kinds) > 1 else ()),
                *(status.value for status in recipe.statuses),
                *condition.values,
            ),
        ),
        _ROW,
    )
    ids, prompts, sources, lines, codes = (found[name].copy() for name in _ROW.names or ())
    del found
    format_names = sorted({form for _, form in kinds})
    shape_of = np.array([SHAPES.index(shape) for shape, _ in kinds] or [0], np.uint8)
    shapes = shape_of[codes]
    if recipe.kto_from_verdicts:
        refused = np.isin(ids, _column(db, f"SELECT id FROM example WHERE {_REFUSED}"))
        shapes[refused] = SHAPES.index("refused")
    format_of = np.array([format_names.index(form) for _, form in kinds] or [0], np.uint8)
    return Selection(
        ids=ids,
        prompts=prompts,
        groups=_grouped(prompts, *like_groups(db, ids, prompts)),
        sources=sources,
        lines=lines,
        shapes=shapes,
        formats=format_of[codes],
        # Few rows are blocked or edited: two short lists cost less than two more columns.
        blocked=np.isin(ids, _column(db, "SELECT id FROM example WHERE blocked")),
        edited=np.isin(ids, _column(db, "SELECT example FROM edit")),
        format_names=format_names,
        source_names=dict(db.execute("SELECT id, name FROM source")),
    )


def _column(db: sqlite3.Connection, query: str) -> Numbers:
    return np.fromiter((row for (row,) in db.execute(query)), np.int64)


def _grouped(prompts: Numbers, keys: Numbers, roots: Numbers) -> Numbers:
    """The group of each prompt hash."""
    if not len(keys):
        return prompts
    place = np.minimum(np.searchsorted(keys, prompts), len(keys) - 1)
    return np.where(keys[place] == prompts, roots[place], prompts)


def like_groups(db: sqlite3.Connection, ids: Numbers, prompts: Numbers) -> tuple[Numbers, Numbers]:
    """Prompt hashes that have look-alikes, growing, and the hash of each one's group.

    Rows with one prompt are one group, and so are rows that say the same, ask the same or answer
    the same, directly or through others, whether or not they are exported. Template variants are not:
    a set made of one template would be one group. A group goes by its earliest row, so that rows that
    come later do not move it to the other side.

    Args:
        db: the project file.
        ids: (n,) rows whose prompt hashes are known, growing.
        prompts: (n,) these hashes.

    """
    query = f"SELECT one, other FROM likeness WHERE kind NOT IN ({MAY_STRADDLE})"
    rows = np.fromiter(db.execute(query), _PAIR).ravel()
    if not len(rows):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    keys, places = np.unique(_prompts_of(db, rows, ids, prompts), return_inverse=True)
    one, other = places.reshape(-1, 2).T
    links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(keys), len(keys)))
    count, group = connected_components(links, directed=False)
    earliest = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(earliest, group[places], rows)
    first = rows == earliest[group[places]]
    roots = np.empty(count, np.int64)
    roots[group[places[first]]] = keys[places[first]]
    return keys, roots[group]


def _prompts_of(db: sqlite3.Connection, rows: Numbers, ids: Numbers, prompts: Numbers) -> Numbers:
    """The prompt hash of each row; those that are not known are looked up."""
    place = np.minimum(np.searchsorted(ids, rows), max(0, len(ids) - 1))
    known = ids[place] == rows if len(ids) else np.zeros(len(rows), bool)
    found = np.empty(len(rows), np.int64)
    found[known] = prompts[place[known]]
    others = np.unique(rows[~known])
    query = "SELECT id, prompt_hash FROM example WHERE id IN ({})"
    hashes = by_row(db, query, others.tolist())
    values = np.array([hashes[row][0][0] for row in others.tolist()], np.int64)
    found[~known] = values[np.searchsorted(others, rows[~known])] if len(others) else 0
    return found


def set_aside(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Rows that are duplicates of others, with the row kept in their stead."""
    query = (
        "SELECT e.id, s.name, e.line, k.id, t.name, k.line FROM example e JOIN source s ON s.id = e.source"
        " LEFT JOIN example k ON k.id = e.keeper LEFT JOIN source t ON t.id = k.source"
        " WHERE e.status = 'duplicate' ORDER BY e.id"
    )
    for row, source, line, keeper, its_source, its_line in db.execute(query):
        kept = {"row": keeper, "source": its_source, "line": its_line} if keeper else None
        yield {"row": row, "source": source, "line": line, "duplicate_of": kept}


def accepted_look_alikes(db: sqlite3.Connection) -> int:
    """Accepted rows that say the same as another accepted row, the one to keep not counted."""
    query = (
        "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM member m"
        " JOIN example e ON e.id = m.example WHERE m.kind = 'duplicate' AND e.status = 'accepted'"
        " GROUP BY m.keeper)"
    )
    return int(db.execute(query).fetchone()[0])


def takes(exporter: Exporter, shape: str, recipe: Recipe) -> bool:
    """True when an exporter is for rows of a shape."""
    if shape == "refused":
        return exporter.takes == "kto"
    if exporter.takes in (shape, "any"):
        return True
    if shape == "pair":
        return exporter.takes == "sft" and recipe.pairs_in_sft
    return shape == "sft" and exporter.takes == "kto" and recipe.kto_from_verdicts


def no_taker(shape: str) -> str:
    """Why no folder took a row of a shape."""
    return {
        "prompt": "no answer yet",
        "kto": "a KTO row: add the shape kto, which holds its label",
        "pair": "a pair: add the shape preference",
        "sft": "an SFT row: add the shape messages",
        "refused": "a rejected row: add the shape kto",
    }[shape]
