"""Lists the pairs that a group lacks: a keeper and a row joined to it only through others.

It adds no row to a group; the pairs are measured and judged like all others.
"""

import numpy as np

from studio.similarity.groups import Rows


def pairs_with_keepers(
    left: Rows, right: Rows, ranks: Rows, known_left: Rows, known_right: Rows
) -> tuple[Rows, Rows]:
    """Pairs of each connected component's best row with those of its rows not yet compared to it.

    Args:
        left: rows of pairs that join.
        right: the other rows of these pairs.
        ranks: (n,) the keeper rule, lower is better.
        known_left: rows of pairs already measured, which are left out.
        known_right: the other rows of these pairs, each greater than its left one.

    Returns:
        left and right rows, left < right.

    """
    keeper_of = best_of_components(left.tolist(), right.tolist(), ranks)
    known = set(zip(known_left.tolist(), known_right.tolist(), strict=True))
    pairs = {(min(row, keeper), max(row, keeper)) for row, keeper in keeper_of.items() if row != keeper}
    wanted = np.array(sorted(pairs - known), np.int64).reshape(-1, 2)
    return wanted[:, 0], wanted[:, 1]


def best_of_components(left: list[int], right: list[int], ranks: Rows) -> dict[int, int]:
    """Each row with the best-ranked row of its connected component (union-find)."""
    parents: dict[int, int] = {}

    def find(row: int) -> int:
        while (parent := parents.setdefault(row, row)) != row:
            parents[row] = parents[parent]
            row = parent
        return row

    for one, other in zip(left, right, strict=True):
        best, worse = sorted((find(one), find(other)), key=ranks.__getitem__)
        parents[worse] = best
    return {row: find(row) for row in list(parents)}
