"""What a changed text changes with it: hashes, lengths, shape, and what reading found wrong.

Derived values follow the content, so they are not in the journal; undo derives them anew.
"""

import sqlite3
from collections.abc import Iterable

from studio.core.fingerprint import measure
from studio.store.examples import edit_problems, held_rows, read_example
from studio.store.ingest import add_problems


def refresh(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Derive the narrow values of some rows from their content. Call it inside a transaction."""
    for id_, held in held_rows(db, list(ids)).items():
        problems = (
            edit_problems(held.example) if held.edited else read_example(held.raw, held.format).problems
        )
        db.execute(
            "UPDATE example SET shape = ?, text_hash = ?, prompt_hash = ?, prompt_chars = ?,"
            " chosen_chars = ?, rejected_chars = ?, blocked = ? WHERE id = ?",
            (
                held.example.shape,
                *measure(held.example),
                int(any(problem.blocking for problem in problems)),
                id_,
            ),
        )
        db.execute("INSERT OR IGNORE INTO stale VALUES (?)", (id_,))
        db.execute("DELETE FROM facets WHERE example = ?", (id_,))
        old = (
            "SELECT f.id FROM finding f JOIN finding_example fe ON fe.finding = f.id"
            " WHERE fe.example = ? AND f.stage = 'reading'"
        )
        for (finding,) in db.execute(old, (id_,)).fetchall():
            db.execute("DELETE FROM finding_example WHERE finding = ?", (finding,))
            db.execute("DELETE FROM finding WHERE id = ?", (finding,))
        add_problems(db, ((id_, problem) for problem in problems))
