"""Findings about pairs that say the opposite of each other: A over B in one row, B over A in another.

They are read off the stored likeness of rows, so prompts need not be equal, only ask the same, and a row of
another group counts too. It compares nothing itself and settles nothing.
"""

import sqlite3
from collections.abc import Iterable

from studio.core.finding import Band, Sight
from studio.similarity.kinds import CROSSED
from studio.store.likeness import Pair, pairs_because
from studio.store.sights import Seen, add_sights, forget_sights, replace_sights

CONTRADICTION = "contradiction"


def replace_contradictions(db: sqlite3.Connection) -> int:
    """Keep the contradictions of all rows in place of those kept before; how many findings there are.

    Call it inside a transaction.
    """
    found = [seen for pair in pairs_because(db, CROSSED) for seen in _both(pair)]
    replace_sights(db, (CONTRADICTION,), found)
    return len(found)


def renew_contradictions(db: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Keep the contradictions of some rows as they are now. Call it inside a transaction.

    Args:
        db: the project file, with the likeness of these rows as it is now.
        rows: those whose text changed, and those that were or are like one of them.

    """
    wanted = set(rows)
    found: list[Seen] = []
    for row in sorted(wanted):
        forget_sights(db, row, CONTRADICTION)
        found += [
            seen for pair in pairs_because(db, CROSSED, row) for seen in _both(pair) if seen.sight.row == row
        ]
    add_sights(db, found)


def _both(pair: Pair) -> list[Seen]:
    found = []
    for row, against in ((pair.one, pair.other), (pair.other, pair.one)):
        why = f"row #{against} says the opposite: the same two answers, the other way round"
        found.append(Seen(CONTRADICTION, Sight(row, "swapped", Band(pair.band), why)))
    return found
