"""Spares most comparisons where very many rows are alike. It judges no pair itself.

A row is in a crowd if it has more like rows than the search for candidates keeps. It is first judged
against one row only: the best of its near copies by the keeper rule, its leader. Where the two turn out
to be duplicates the row follows: two followers of one leader are measured, and are what the leader is
to both; what a follower has in common with all others is asked of its leader instead. Rows in no crowd
are judged against all of their candidates.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.similarity.groups import Rows, group_pairs

# The least similarity, estimated and then measured, of a follower to its leader: followers of one leader
# are then surely alike by 0.75, since similarities of sets obey s(a, c) >= s(a, b) + s(b, c) - 1.
NEAR = 0.875

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Pairs that are worth measuring, each once; left < right.

    Attributes:
        left, right: (p,) the rows.
        likeness: (p,) similarity by their signatures, 0..1; 0 where it is not known.
        crowded: rows that had more candidates than were kept.

    """

    left: Rows
    right: Rows
    likeness: npt.NDArray[np.float64]
    crowded: Rows

    def only(self, chosen: Bits) -> "Proposed":
        """Some of the pairs."""
        return Proposed(self.left[chosen], self.right[chosen], self.likeness[chosen], self.crowded)

    def and_also(self, more: "Proposed") -> "Proposed":
        """These pairs and more."""
        return Proposed(
            np.concatenate((self.left, more.left)),
            np.concatenate((self.right, more.right)),
            np.concatenate((self.likeness, more.likeness)),
            self.crowded,
        )


def choose_leaders(pairs: Proposed, ranks: Rows) -> Rows:
    """(n,) the leader of every row that is in a crowd; all other rows lead themselves.

    Args:
        pairs: not yet judged.
        ranks: (n,) the keeper rule, lower is better.

    """
    leaders = np.arange(len(ranks))
    near = pairs.likeness >= NEAR
    near_left, near_right = pairs.left[near], pairs.right[near]
    crowded = np.zeros(len(ranks), bool)
    crowded[pairs.crowded] = True
    while (crowded[near_left] != crowded[near_right]).any():  # a crowd is all that near copies lead to
        crowded[near_left[crowded[near_right]]] = True
        crowded[near_right[crowded[near_left]]] = True
    chosen = crowded[near_left] & crowded[near_right]
    left, right = near_left[chosen], near_right[chosen]
    groups = group_pairs(left, right, np.ones(len(left)), 0.0, ranks, np.zeros(len(left), bool))
    leaders[groups.rows] = groups.keepers
    return leaders


def can_wait(pairs: Proposed, leaders: Rows) -> Bits:
    """(p,) pairs that need not be judged if the rows of them that have a leader are its duplicates."""
    one, other = leaders[pairs.left], leaders[pairs.right]
    led = (one != pairs.left) | (other != pairs.right)
    waits: Bits = led & (one != pairs.right) & (other != pairs.left)
    return waits


def lift(left: Rows, right: Rows, leaders: Rows) -> tuple[Rows, Rows]:
    """The pairs of leaders that stand for some pairs of rows, left < right; a pair may come twice."""
    while not np.array_equal(leaders, leaders[leaders]):
        leaders = leaders[leaders]
    one, other = leaders[left], leaders[right]
    unlike = one != other
    return np.minimum(one, other)[unlike], np.maximum(one, other)[unlike]


def spread(left: Rows, right: Rows, leaders: Rows) -> tuple[Rows, Rows]:
    """Pairs of leaders with each other's followers, left < right.

    Args:
        left: one leader of each pair that followers should have a share in.
        right: the other leader.
        leaders: (n,) the leader of each row, itself if it has none.

    """
    followers = np.flatnonzero(leaders != np.arange(len(leaders)))
    followers = followers[np.argsort(leaders[followers], kind="stable")]
    theirs = leaders[followers]
    ends, against = np.concatenate((left, right)), np.concatenate((right, left))
    starts = np.searchsorted(theirs, ends, "left")
    counts = np.searchsorted(theirs, ends, "right") - starts
    places = np.arange(int(counts.sum())) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    rows, others = followers[places], np.repeat(against, counts)
    return np.minimum(rows, others), np.maximum(rows, others)
