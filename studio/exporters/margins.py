"""How much better the chosen side of a pair is, as a number for reward training. It judges nothing.

The steps are those of Llama 2 (Touvron et al. 2023, table 27, margin small): 1 for significantly better,
2/3 for better, 1/3 for slightly better. A reward model has to hold the two sides that far apart.
"""

import sqlite3
from collections.abc import Sequence

from studio.core.vote import Strength
from studio.store.votes import strengths

MARGINS = {Strength.MUCH: 1.0, Strength.NONE: 0.6667, Strength.SLIGHTLY: 0.3333}


def margins(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, float]:
    """The margin of each row, 0..1; one that nobody gave a strength is simply better."""
    said = strengths(db, rows)
    return {row: MARGINS[said.get(row, Strength.NONE)] for row in rows}
