"""Gathers pairs into groups around a keeper. It never joins two rows through a third alone.

Every member of a group has a pair of its own with the keeper. Rows are taken in the order of the
keeper rule: the best row that is in no group yet keeps, and all rows paired with it that are in no
group yet become its members. A chain (a like b, b like c, a unlike c) is thus split, not swallowed.
Identical rows count as one row, so that a copy of a member is in the group too.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]

_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Groups:
    """Who keeps whom.

    Attributes:
        rows: (m,) every row that is in a group, best first by the keeper rule.
        keepers: (m,) the keeper of each of them; a keeper's keeper is itself.

    """

    rows: Rows
    keepers: Rows

    def members(self) -> dict[int, list[int]]:
        """Each keeper with its other rows, best first by the keeper rule."""
        groups: dict[int, list[int]] = {}
        for row, keeper in zip(self.rows.tolist(), self.keepers.tolist(), strict=True):
            of_keeper = groups.setdefault(keeper, [])
            if row != keeper:
                of_keeper.append(row)
        return groups


def rank_by_length(lengths: Rows) -> Rows:
    """The default keeper rule as ranks: longer, then earlier.

    Args:
        lengths: (n,) characters of each row.

    Returns:
        (n,) ranks; the row of rank 0 is the first choice for a keeper.

    """
    ranks = np.empty(len(lengths), np.int64)
    ranks[np.lexsort((np.arange(len(lengths)), -lengths))] = np.arange(len(lengths))
    return ranks


def group_pairs(
    left: Rows,
    right: Rows,
    scores: npt.NDArray[np.float64],
    threshold: float,
    ranks: Rows,
    identical: npt.NDArray[np.bool_],
) -> Groups:
    """Group the pairs that score at least the threshold. Fast enough to follow a moving threshold.

    Args:
        left: (p,) one row of each pair.
        right: (p,) the other.
        scores: (p,) 0..1.
        threshold: the least score that joins, 0..1.
        ranks: (n,) rank of every row by the keeper rule, no rank twice; lower keeps.
        identical: (p,) pairs whose rows have the same normalised text; they count as one row.

    Returns:
        the groups, of two rows or more each.

    """
    chosen = np.flatnonzero(scores >= threshold)
    left, right, same = left[chosen], right[chosen], identical[chosen]
    one, other = ranks[left], ranks[right]
    # From here on a row goes by its place among the rows concerned, best first.
    concerned = np.zeros(len(ranks), bool)
    concerned[one] = True
    concerned[other] = True
    by_rank = np.flatnonzero(concerned)
    place_of_rank = np.empty(len(ranks), np.int64)
    place_of_rank[by_rank] = np.arange(len(by_rank))
    one, other = place_of_rank[one], place_of_rank[other]
    rows = np.empty(len(by_rank), np.int64)
    rows[one], rows[other] = left, right
    best = _best_of_identical(len(rows), one[same], other[same])
    owners = _assign(best[one[~same]], best[other[~same]], len(rows))[best]
    in_group = np.bincount(owners, minlength=1)[owners] > 1
    return Groups(rows[in_group], rows[owners[in_group]])


def _best_of_identical(count: int, one: Rows, other: Rows) -> Rows:
    """(count,) for each row, given by place, the best of the rows identical to it or itself."""
    best = np.arange(count)
    while True:
        lower = np.minimum(best[one], best[other])
        if (best[one] == lower).all() and (best[other] == lower).all():
            return best
        np.minimum.at(best, one, lower)
        np.minimum.at(best, other, lower)


def _assign(one: Rows, other: Rows, count: int) -> Rows:
    """(count,) the keeper of each row, itself if it keeps or stands alone.

    Rows are given by place, best first. A row that has no better partner left keeps, so its
    partners do not, and their pairs decide nothing more. A few rounds of this settle all but long
    chains; what is left is taken pair by pair, by the better row, so that all pairs that could
    have made a row a member have been seen when it is its turn as the better one.
    """
    unlike = one != other  # rows identical to one another count as one
    better, worse = np.minimum(one, other)[unlike], np.maximum(one, other)[unlike]
    keeps = np.ones(count, bool)
    open_better, open_worse = better, worse
    for _ in range(_ROUNDS):
        waits = np.zeros(count, bool)
        waits[open_worse] = True
        keeps[open_worse[~waits[open_better]]] = False
        undecided = keeps[open_better] & keeps[open_worse]
        open_better, open_worse = open_better[undecided], open_worse[undecided]
    order = np.argsort(open_better)
    for keeper, row in zip(open_better[order].tolist(), open_worse[order].tolist(), strict=True):
        if keeps[keeper]:
            keeps[row] = False
    owners = np.arange(count)
    joins = keeps[better] & ~keeps[worse]
    np.minimum.at(owners, worse[joins], better[joins])
    return owners
