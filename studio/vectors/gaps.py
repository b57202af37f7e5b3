"""Groups prompts so that one gap is one line. It does not judge which prompts are uncovered.

Each prompt points to its nearest neighbour in a denser place, if one is near; those that point to no one
are the middles of groups (quick shift: Vedaldi and Soatto, 2008). Nothing is chained: a prompt follows
the rise in density only as far as the next middle.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.vectors.nearest import Distances, Rows

Scores = npt.NDArray[np.float64]

_FEW = 1e-9


@dataclass(frozen=True, slots=True)
class Gap:
    """Prompts that ask for one thing that the set lacks.

    Attributes:
        prompts: rows of the traffic, the most telling first (nearest to the middle of the group).
        distance: their mean distance to the set.

    """

    prompts: list[int]
    distance: float

    @property
    def size(self) -> int:
        """How many prompts."""
        return len(self.prompts)


def group_prompts(chosen: Rows, near: Distances, rows: Rows, distances: Scores, reach: float) -> list[Gap]:
    """Gaps among the chosen prompts, worst (size times distance) first.

    Args:
        chosen: (u,) rows of the traffic that are uncovered.
        near: (m, k) distances of each prompt to its nearest prompts, from `find_nearest`.
        rows: (m, k) those prompts.
        distances: (m,) of each prompt to the set.
        reach: prompts farther apart than this do not point to one another.

    """
    if not len(chosen):
        return []
    place = np.full(len(near), -1, np.int64)
    place[chosen] = np.arange(len(chosen))
    to = np.where(rows[chosen] >= 0, place[rows[chosen]], -1)
    linked = (to >= 0) & (near[chosen] <= reach)
    density = np.where(linked, 1 - near[chosen].astype(np.float64), 0).sum(axis=1)
    density -= np.arange(len(chosen)) * _FEW  # no two are equal, so nothing points in a circle
    rising = linked & (density[to] > density[:, None])
    # Neighbours come nearest first, so the first that is denser is the nearest such.
    here = np.arange(len(chosen))
    parents = np.where(rising.any(axis=1), to[here, rising.argmax(axis=1)], here)
    while not np.array_equal(parents, parents[parents]):
        parents = parents[parents]
    order = np.lexsort((-density, parents))
    bounds = np.flatnonzero(np.diff(parents[order])) + 1
    members = [chosen[part] for part in np.split(order, bounds)]
    gaps = [Gap(part.tolist(), float(distances[part].mean())) for part in members]
    gaps.sort(key=lambda gap: (-gap.size * gap.distance, gap.prompts[0]))
    return gaps
