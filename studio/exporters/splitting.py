"""Which side of the split each row of an export stands on. Groups move whole, and rarely.

A group's side follows from its own hash. Three things move it, and each is told: an earlier export
whose sides are locked; a group larger than the share of a side; and a value (a facet's, a folder's)
that would have no row on a side. So a row stays where it is as the set grows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from studio.core.splits import SIDES, TEST, TRAIN, VALIDATION, positions, sides
from studio.exporters.recipe import Recipe
from studio.exporters.selection import Bits, Numbers, Selection

Sides = npt.NDArray[np.uint8]
_TELL = 5


class Earlier(NamedTuple):
    """The rows of an earlier export, growing, and the side that each stands on there."""

    rows: Numbers
    sides: Sides


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that stood on another side in the earlier export."""

    row: int
    was: str
    now: str


@dataclass(slots=True)
class Split:
    """(n,) the side of each row, and what should be said of it.

    Attributes:
        sides: places in `core.splits.SIDES`.
        groups: how many groups there are.
        moved: rows that changed side since the earlier export.
        notes: sentences.

    """

    sides: Sides
    groups: int
    moved: list[Moved] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def split_rows(
    rows: Selection,
    recipe: Recipe,
    values: Mapping[str, Bits],
    earlier: Earlier | None = None,
) -> Split:
    """Give every row a side.

    Args:
        rows: the rows to split, those only that a file takes.
        recipe: shares and seed.
        values: the rows of each value that every side shall have, such as `sft` or `language=de`.
        earlier: the export whose sides are locked.

    """
    work = _Split(rows, recipe)
    if earlier is not None:
        work.lock(rows.ids, earlier)
    work.keep_large_groups()
    work.spread(values)
    found = work.result()
    if earlier is not None:
        found.moved = moved_rows(rows.ids, found.sides, earlier)
    return found


class _Split:
    """The groups of one split while they are given their sides."""

    def __init__(self, rows: Selection, recipe: Recipe) -> None:
        self._recipe = recipe
        groups, self._of_row, self._sizes = np.unique(rows.groups, return_inverse=True, return_counts=True)
        self._places = positions(recipe.seed, groups)
        self._sides = sides(self._places, recipe.validation_share, recipe.test_share)
        self._fixed = np.zeros(len(groups), bool)
        self._notes: list[str] = []

    def lock(self, ids: Numbers, earlier: Earlier) -> None:
        """Put the groups that an earlier export holds where their earliest row stood there."""
        places, were = _known(ids, earlier)
        # Of several values for one group the last one written stays: that of the earliest row.
        self._sides[self._of_row[places[::-1]]] = were[::-1]
        self._fixed[self._of_row[places]] = True

    def keep_large_groups(self) -> None:
        """Groups that would fill a side by themselves stay in train."""
        total = len(self._of_row)
        shares = {VALIDATION: self._recipe.validation_share, TEST: self._recipe.test_share}
        for side, share in shares.items():
            large = (self._sides == side) & (self._sizes > max(1, share * total)) & ~self._fixed
            self._sides[large] = TRAIN
            count = int(np.count_nonzero(large))
            if count:
                self._notes.append(
                    f"{count:,} group{'s' * (count > 1)} of look-alikes with up to"
                    f" {int(self._sizes[large].max()):,} rows would be more than the {SIDES[side]} share"
                    " and stay in train"
                )

    def spread(self, values: Mapping[str, Bits]) -> None:
        """Every value gets a group in train and, with two groups, one on each side that is asked for.

        The rarest value comes first.
        """
        count = len(self._sides)
        members = {
            name: np.flatnonzero(np.bincount(self._of_row[rows], minlength=count))
            for name, rows in values.items()
        }
        alone = [name for name, groups in members.items() if len(groups) == 1]
        if alone and self._recipe.validation_share:
            names = ", ".join(alone[:_TELL]) + (" …" if len(alone) > _TELL else "")
            self._notes.append(f"one group only, so on one side only: {names}")
        moved = 0
        for groups in sorted(members.values(), key=len):
            if self._recipe.validation_share and len(groups) > 1:
                moved += self._lend(groups, VALIDATION, members)
            if self._recipe.test_share and len(groups) > 2:
                moved += self._lend(groups, TEST, members)
            if not (self._sides[groups] == TRAIN).any():
                moved += self._return(groups)
        if moved:
            self._notes.append(
                f"{moved:,} group{'s' * (moved > 1)} changed side so that every value is in train, and on"
                " each side where it has the groups for it"
            )

    def _lend(self, groups: Numbers, side: int, members: Mapping[str, Numbers]) -> int:
        """Move the train group that lies nearest to a side, where the side has none of these groups."""
        if (self._sides[groups] == side).any():
            return 0
        free = groups[(self._sides[groups] == TRAIN) & ~self._fixed[groups]]
        share = self._recipe.validation_share if side == VALIDATION else self._recipe.test_share
        limit = max(1, share * len(self._of_row))
        fitting = free[self._sizes[free] <= limit]
        if not len(fitting) and not (self._sides == side).any():
            # Rather half of a small set than nothing to measure by.
            fitting = free[self._sizes[free] * 2 <= self._sizes[groups].sum()]
            fitting = fitting[np.argsort(self._sizes[fitting], kind="stable")][:1]
        for group in fitting[np.argsort(self._places[fitting])].tolist():
            if all(self._can_spare(others, group) for others in members.values()):
                self._sides[group] = side
                return 1
        return 0

    def _can_spare(self, groups: Numbers, group: int) -> bool:
        """True when a value would keep a train group without this one."""
        place = int(np.searchsorted(groups, group))
        if place == len(groups) or groups[place] != group or len(groups) == 1:
            return True
        return int(np.count_nonzero(self._sides[groups] == TRAIN)) > 1

    def _return(self, groups: Numbers) -> int:
        """Move the held-out group that lies nearest to train, where train has none of these groups."""
        free = groups[~self._fixed[groups]]
        if not len(free):
            return 0
        self._sides[free[np.argmax(self._places[free])]] = TRAIN
        return 1

    def result(self) -> Split:
        """What became of it."""
        return Split(self._sides[self._of_row], len(self._sides), notes=self._notes)


def _known(ids: Numbers, earlier: Earlier) -> tuple[Numbers, Sides]:
    """Places of the rows that an earlier export holds, and their sides there."""
    if not len(earlier.rows):
        return np.empty(0, np.int64), np.empty(0, np.uint8)
    place = np.minimum(np.searchsorted(earlier.rows, ids), len(earlier.rows) - 1)
    here = np.flatnonzero(earlier.rows[place] == ids)
    return here, earlier.sides[place[here]]


def moved_rows(ids: Numbers, found: Sides, earlier: Earlier) -> list[Moved]:
    """The rows that an earlier export held on another side."""
    places, were = _known(ids, earlier)
    changed = np.flatnonzero(found[places] != were)
    columns = (ids[places[changed]], were[changed], found[places[changed]])
    return [
        Moved(row, SIDES[was], SIDES[now])
        for row, was, now in zip(*(column.tolist() for column in columns), strict=True)
    ]
