"""Which rows have which value of the facets that a split is stratified by. It tags nothing."""

import json
import sqlite3
from collections.abc import Sequence

import numpy as np

from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.exporters.selection import Bits, Numbers

_AT_ONCE = 50_000


def facet_values(db: sqlite3.Connection, ids: Numbers, names: Sequence[str]) -> tuple[dict[str, Bits], int]:
    """The rows of every value, and how many rows were never tagged.

    Args:
        db: the project file.
        ids: (n,) row numbers.
        names: facets of the contract.

    Returns:
        (n,) for each `facet=value` that some row has; rows without any tag yet.

    Raises:
        StudioError: there is no such facet, or no row was tagged.

    """
    if not names:
        return {}, 0
    found = db.execute("SELECT value FROM setting WHERE key = 'project/cells'").fetchone()
    cells: dict[str, list[object]] = json.loads(found[0]) if found else {}
    facets = sorted({cell.partition("=")[0] for cell in cells})
    for name in names:
        if name.casefold() not in facets:
            hint = f"facets: {', '.join(facets)}" if facets else "count it first: studio coverage PROJECT"
            raise StudioError(f"the contract has no facet {one_line(name, 40)!r}", hint)
    wanted = {name.casefold() for name in names}
    values = {
        cell: (int(str(place)) // 2, int(np.frombuffer(bytes.fromhex(str(code)), np.int16)[0]))
        for cell, (place, code) in cells.items()
        if cell.partition("=")[0] in wanted
    }
    columns = sorted({column for column, _ in values.values()})
    codes = {column: np.full(len(ids), -2, np.int16) for column in columns}
    cursor = db.execute("SELECT example, vector FROM facets ORDER BY example")
    while part := cursor.fetchmany(_AT_ONCE):
        rows = np.array([row for row, _ in part], np.int64)
        vectors = np.frombuffer(b"".join(blob for _, blob in part), np.int16).reshape(len(part), -1)
        place = np.searchsorted(ids, rows)
        place[place == len(ids)] = 0
        here = np.flatnonzero(ids[place] == rows) if len(ids) else np.empty(0, np.int64)
        for column in columns:
            codes[column][place[here]] = vectors[here, column]
    rows_of = {cell: codes[column] == code for cell, (column, code) in sorted(values.items())}
    untagged = int(np.count_nonzero(codes[columns[0]] == -2)) if columns else 0
    return {cell: rows for cell, rows in rows_of.items() if rows.any()}, untagged
