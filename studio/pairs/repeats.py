"""Which of a reviewer's own earlier rows come back unmarked, and how often they get the same answer twice.

It shows nothing and stores nothing; the same seed picks the same rows.
"""

from collections.abc import Hashable, Mapping, Sequence

import xxhash

from studio.pairs.agreement import Figure, cohen_kappa, percent

# Sooner than this the reviewer remembers the row, not the reason.
_APART = 20
_SCALE = 1 << 64


def pick_repeats(
    decided: Sequence[int], share: float, seed: int, repeated: Sequence[int] = (), apart: int = _APART
) -> list[int]:
    """The rows to show once more, those decided longest ago first.

    A row is picked or not by a hash of seed and row, so the pick does not change as more is decided.

    Args:
        decided: ids of one reviewer's decided rows, oldest first.
        share: of them, 0..1, how many come back.
        seed: any whole number.
        repeated: rows that came back already.
        apart: decisions that must lie between the two looks.

    Raises:
        ValueError: `share` is not within 0..1.

    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies within 0..1")
    done = set(repeated)
    old = decided[: max(0, len(decided) - apart)]
    below = int(share * _SCALE)
    return [
        row
        for row in dict.fromkeys(old)
        if row not in done and xxhash.xxh3_64_intdigest(f"repeat:{seed}:{row}".encode()) < below
    ]


def spread(rows: Sequence[int], again: Sequence[int]) -> list[int]:
    """Rows with others evenly among them."""
    mixed = list(rows)
    for place, row in enumerate(again, 1):
        mixed.insert(place * len(rows) // (len(again) + 1) + place - 1, row)
    return mixed


def self_agreement(first: Mapping[int, Hashable], second: Mapping[int, Hashable]) -> tuple[Figure, Figure]:
    """Percent and Cohen's kappa of a reviewer's first and second answers, over the rows that have both.

    The answers must not depend on which side was left: `chosen`, `rejected`, `tie`, `both bad`.
    """
    rows = [row for row in first if row in second]
    one, two = [first[row] for row in rows], [second[row] for row in rows]
    return percent(one, two), cohen_kappa(one, two)
