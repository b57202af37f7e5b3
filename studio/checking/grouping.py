"""The groups that stored pairs form at a threshold, by kind, with keepers. It reads no project.

It follows a moving threshold: all arithmetic is over arrays, a group becomes an object only when
it is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from studio.checking.keepers import RULES
from studio.core.finding import Band
from studio.similarity.groups import Rows, group_pairs
from studio.similarity.kinds import Kind
from studio.store.likeness import Pair, Standing

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.bool_]

KINDS = tuple(Kind)
BANDS = tuple(Band)
# Kinds that are found by an equal prompt or answer: the whole row's score says little of them.
_SCORE_COUNTS = (Kind.DUPLICATE, Kind.VARIANT)
# The two lenses: rows that are written alike, and rows that only mean alike.
LETTERS = tuple(kind for kind in Kind if kind is not Kind.PARAPHRASE)
MEANING = (Kind.PARAPHRASE,)


class Linked(NamedTuple):
    """A member of a group: its row, how like the keeper it is, and why; the keeper comes first."""

    row: int
    score: float
    band: Band
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are like their keeper in one way. `members` begin with the keeper."""

    kind: Kind
    band: Band
    score: float
    keeper: int
    members: tuple[Linked, ...]

    @property
    def others(self) -> tuple[Linked, ...]:
        """The members but the keeper."""
        return self.members[1:]


class Likenesses:
    """All stored pairs as arrays, and what is known of their rows.

    Args:
        pairs: every stored pair.
        standing: what is known of each row in a pair.
        stays: marks of rows that are no duplicates of each other.

    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        standing: Mapping[int, Standing],
        stays: Mapping[int, set[str]],
    ) -> None:
        columns: list[Any] = list(zip(*pairs, strict=True)) if pairs else [()] * 7
        one, other, scores, kinds, bands, whys, same = columns
        self.whys: Sequence[str] = whys
        ends = np.array((one, other), np.int64).reshape(2, -1)
        self.ids, places = np.unique(ends, return_inverse=True)
        self.left, self.right = places.reshape(2, -1)
        self.scores = np.array(scores, np.float64)
        self.kinds = np.array([KINDS.index(Kind(kind)) for kind in kinds], np.uint8)
        self.bands = np.array([BANDS.index(Band(band)) for band in bands], np.uint8)
        self.same = np.array(same, bool)
        self.parted = np.array(
            [bool(stays) and bool(stays.get(a, set()) & stays.get(b, set())) for a, b, *_ in pairs], bool
        )
        known = [standing[row] for row in self.ids.tolist()]
        self.live = np.array([one.status not in ("duplicate", "rejected") for one in known], bool)
        self.is_pair = np.array([one.is_pair for one in known], bool)
        self._ranks: dict[tuple[str | int, ...], Rows] = {}
        rough = round_sizes([one.size for one in known])
        self._facts = {
            "edited": np.array([not one.edited for one in known], np.int64),
            "accepted": np.array([one.status != "accepted" for one in known], np.int64),
            "judged": np.array([-round(100 * one.judged) for one in known], np.int64),
            "whole": np.array([one.cut for one in known], np.int64),
            "longer": -rough,
            "shorter": rough,
            "earlier": np.arange(len(known), dtype=np.int64),
        }

    def __len__(self) -> int:
        return len(self.scores)

    def ranks(self, rule: str, favourites: Sequence[int] = ()) -> Rows:
        """(m,) the keeper rule as ranks over `ids`; rows that a person chose come first."""
        asked: tuple[str | int, ...] = (rule, *favourites)
        if asked not in self._ranks:  # a moving threshold asks for the same ones again and again
            chosen = np.isin(self.ids, np.array(list(favourites), np.int64))
            keys = [self._facts[name] for name in reversed(RULES[rule])]
            order = np.lexsort((*keys, -chosen.astype(np.int64)))
            ranks = np.empty(len(order), np.int64)
            ranks[order] = np.arange(len(order))
            self._ranks = {asked: ranks}
        return self._ranks[asked]

    @cached_property
    def first_copy(self) -> Rows:
        """(m,) for each row the earliest with the same text, or itself."""
        first = np.arange(len(self.ids))
        copies = np.flatnonzero(self.same)
        order = copies[np.argsort(-self.left[copies], kind="stable")]
        first[self.right[order]] = self.left[order]
        while not np.array_equal(first, first[first]):
            first = first[first]
        return first

    @cached_property
    def keyed(self) -> tuple[Rows, Rows]:
        """Each pair as one number, sorted, and the pairs in that order: to find a pair quickly."""
        keys = self.left * max(1, len(self.ids)) + self.right
        order = np.argsort(keys)
        return keys[order], order

    def pair_of(self, one: Rows, other: Rows) -> Rows:
        """(k,) the stored pair of rows, or of the first rows with the same text; -1 for none."""
        found = self._stored(one, other)
        rest = np.flatnonzero(found < 0)
        found[rest] = self._stored(self.first_copy[one[rest]], self.first_copy[other[rest]])
        return found

    def _stored(self, one: Rows, other: Rows) -> Rows:
        """(k,) the stored pair of just these rows; -1 for none."""
        keys, order = self.keyed
        wanted = np.minimum(one, other) * max(1, len(self.ids)) + np.maximum(one, other)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found: Rows = (
            np.where(keys[place] == wanted, order[place], -1) if len(keys) else np.full(len(one), -1)
        )
        return found


def round_sizes(sizes: Sequence[int]) -> Rows:
    """Sizes in steps of a tenth: a copy with a few signs more of markup is not the better one."""
    rough: Rows = np.floor(np.log(np.array(sizes, np.float64) + 1) / np.log(1.1)).astype(np.int64)
    return rough


class Grouping:
    """The groups at a threshold: counts at once, groups one at a time.

    Args:
        likenesses: the pairs.
        threshold: the least score that joins duplicates and variants, 0..1.
        rule: a name in `RULES`.
        favourites: rows that a person chose to keep.
        kinds: the lens: `LETTERS` or `MEANING`.
        open_only: leave out rows that are set aside or rejected.
        only: (p,) the pairs of rows to go by; None for all whose rows have as many answers.

    """

    def __init__(
        self,
        likenesses: Likenesses,
        threshold: float,
        rule: str = "best",
        favourites: Sequence[int] = (),
        *,
        open_only: bool = True,
        only: Bits | None = None,
        kinds: Sequence[Kind] = LETTERS,
    ) -> None:
        self._pairs = likenesses
        ranks = likenesses.ranks(rule, favourites)
        usable = ~likenesses.parted
        if only is None:
            # A pair is no copy of a row with one answer: sets for SFT and for DPO often share prompts.
            usable &= likenesses.is_pair[likenesses.left] == likenesses.is_pair[likenesses.right]
        else:
            usable &= only
        if open_only:
            usable &= likenesses.live[likenesses.left] & likenesses.live[likenesses.right]
        parts = [self._of_kind(code, usable, threshold, ranks) for code in map(KINDS.index, kinds)]
        self.kind, self.keeper, self.row, self.pair = (
            np.concatenate([part[place] for part in parts]) for place in range(4)
        )
        self._sort()

    def _of_kind(
        self, code: int, usable: Bits, threshold: float, ranks: Rows
    ) -> tuple[Rows, Rows, Rows, Rows]:
        """Kind, keeper, row and pair with the keeper of each member but the keepers."""
        pairs = self._pairs
        chosen = usable & (pairs.kinds == code)
        least = threshold if KINDS[code] in _SCORE_COUNTS else 0.0
        groups = group_pairs(
            pairs.left[chosen], pairs.right[chosen], pairs.scores[chosen], least, ranks, pairs.same[chosen]
        )
        member = groups.rows != groups.keepers
        rows, keepers = groups.rows[member], groups.keepers[member]
        return np.full(len(rows), code), keepers, rows, pairs.pair_of(rows, keepers)

    def _sort(self) -> None:
        """Groups in the order of the list: band, kind, then the least like last; members by score."""
        alike = self.pair < 0  # copies of one text by way of a third
        self.score = np.where(alike, 1.0, self._pairs.scores[self.pair]) if len(self.pair) else np.empty(0)
        self.band = (
            np.where(alike, 0, self._pairs.bands[self.pair]) if len(self.pair) else np.empty(0, np.int64)
        )
        groups, of_group = np.unique(
            self.kind * max(1, len(self._pairs.ids)) + self.keeper, return_inverse=True
        )
        weakest, least = np.zeros(len(groups), np.int64), np.ones(len(groups))
        np.maximum.at(weakest, of_group, self.band)
        np.minimum.at(least, of_group, self.score)
        kinds = groups // max(1, len(self._pairs.ids))
        is_variant = kinds == KINDS.index(Kind.VARIANT)
        order = np.lexsort((groups, -least, kinds, weakest, is_variant))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        members = np.lexsort((self.row, -self.score, place[of_group]))
        for name in ("kind", "keeper", "row", "pair", "score", "band"):
            setattr(self, name, getattr(self, name)[members])
        self.starts = np.searchsorted(place[of_group][members], np.arange(len(groups) + 1))
        self.group_kind, self.group_band, self.group_score = kinds[order], weakest[order], least[order]

    def __len__(self) -> int:
        return len(self.group_kind)

    def __getitem__(self, index: int) -> Group:
        start, stop = int(self.starts[index]), int(self.starts[index + 1])
        ids = self._pairs.ids
        keeper = int(ids[self.keeper[start]])
        members = [Linked(keeper, 1.0, Band.CERTAIN, "kept")]
        for place in range(start, stop):
            pair = int(self.pair[place])
            why = self._pairs.whys[pair] if pair >= 0 else "a copy of a row that is like the keeper"
            members.append(
                Linked(int(ids[self.row[place]]), float(self.score[place]), BANDS[self.band[place]], why)
            )
        return Group(
            KINDS[self.group_kind[index]],
            BANDS[self.group_band[index]],
            float(self.group_score[index]),
            keeper,
            tuple(members),
        )

    def label(self, index: int) -> tuple[str, str]:
        """Kind and band of a group."""
        return KINDS[self.group_kind[index]].value, BANDS[self.group_band[index]].value

    def counts(self) -> dict[tuple[Kind, Band], int]:
        """Groups by kind and band."""
        codes, counts = np.unique(self.group_kind * len(BANDS) + self.group_band, return_counts=True)
        return {
            (KINDS[code // len(BANDS)], BANDS[code % len(BANDS)]): count
            for code, count in zip(codes.tolist(), counts.tolist(), strict=True)
        }

    def to_set_aside(self, band: Band = Band.CERTAIN) -> dict[int, int]:
        """Members of duplicate groups that are surely enough like their keeper, with it."""
        chosen = (self.kind == KINDS.index(Kind.DUPLICATE)) & (self.band <= BANDS.index(band))
        ids = self._pairs.ids
        return dict(zip(ids[self.row[chosen]].tolist(), ids[self.keeper[chosen]].tolist(), strict=True))

    def of_row(self, row: int) -> list[int]:
        """The groups that a row is in."""
        place = int(np.searchsorted(self._pairs.ids, row))
        if place >= len(self._pairs.ids) or self._pairs.ids[place] != row:
            return []
        found = np.flatnonzero((self.row == place) | (self.keeper == place))
        groups: list[int] = np.unique(np.searchsorted(self.starts, found, "right") - 1).tolist()
        return groups
