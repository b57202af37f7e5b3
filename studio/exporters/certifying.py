"""What is known of a split once it is written, from stored likeness alone: no text is read again."""

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice

import numpy as np
import numpy.typing as npt

from studio.core.splits import SIDES
from studio.exporters.certificate import (
    MOST_PAIRS,
    AcrossPair,
    Certificate,
    FolderSplit,
    Measured,
    Moved,
    Place,
    SideCount,
)
from studio.exporters.filling import Filling, Target
from studio.exporters.recipe import Recipe
from studio.exporters.selection import MAY_STRADDLE, Numbers
from studio.exporters.splitting import Split
from studio.similarity.kinds import Kind
from studio.similarity.scan import FLOOR
from studio.similarity.signatures import VERSION
from studio.store.likeness import unseen_rows

ENGINE = "MinHash of 5-character shingles, verified by exact Jaccard, judged by words"
STRADDLES = (Kind.VARIANT, Kind.PARAPHRASE)
_LISTED = 50
_AT_ONCE = 100_000
_PAIR = np.dtype([("one", np.int64), ("other", np.int64), ("score", np.float64), ("may", np.bool_)])

Pairs = npt.NDArray[np.void]


def certify(
    db: sqlite3.Connection, project: str, recipe: Recipe, filling: Filling, split: Split
) -> Certificate:
    """The certificate of what was written, without other files and general rows."""
    unseen = unseen_rows(db)
    across, closest = _pairs_across(db, filling)
    moved = None
    if recipe.lock is not None:
        listed = [one.row for one in split.moved[:_LISTED]]
        moved = Moved(rows=len(split.moved), listed=listed)
    return Certificate(
        project=project,
        seed=recipe.seed,
        shares={"validation": recipe.validation_share, "test": recipe.test_share},
        stratify=list(recipe.stratify),
        folders={t.folder: _folder(filling, t) for t in filling.targets if any(t.counts())},
        like_pairs_across=across,
        closest=closest,
        against=[],
        moved=moved,
        notes=list(split.notes),
        how=Measured(
            engine=ENGINE,
            floor=FLOOR,
            signature_version=VERSION,
            looked_through=not unseen,
            unseen_rows=unseen,
            straddles=[kind.value for kind in STRADDLES],
        ),
    )


def _folder(filling: Filling, target: Target) -> FolderSplit:
    rows, written = filling.rows, target.written
    here = [written == code + 1 for code in range(len(SIDES))]
    groups = [_counted(rows.groups[chosen]) for chosen in here]
    prompts = [_counted(rows.prompts[chosen]) for chosen in here]
    return FolderSplit(
        sides={
            side: SideCount(rows=int(counts.sum()), groups=len(names))
            for side, (names, counts) in zip(SIDES, groups, strict=True)
            if len(names)
        },
        largest_group=max(int(counts.max(initial=0)) for _, counts in groups),
        straddling_groups=_shared([names for names, _ in groups]),
        straddling_prompts=_shared([names for names, _ in prompts]),
    )


def _counted(values: Numbers) -> tuple[Numbers, Numbers]:
    """The values that there are, each once, and how often: by sorting, many times faster than by hashing."""
    ordered = np.sort(values)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    return ordered[starts], np.diff(np.append(starts, len(ordered)))


def _shared(sides: list[Numbers]) -> int:
    """How many values are on more than one side, each side's values being there once."""
    _, counts = _counted(np.concatenate(sides))
    return int(np.count_nonzero(counts > 1))


def _pairs_across(db: sqlite3.Connection, filling: Filling) -> tuple[int, list[AcrossPair]]:
    """How many pairs stand on two sides that must not, and the closest that do, whatever their kind."""
    rows = filling.rows
    written = np.zeros(len(rows), bool)
    for target in filling.targets:
        written |= target.written > 0
    order = np.flatnonzero(written)
    order = order[np.argsort(rows.ids[order], kind="stable")]
    ids, sides = rows.ids[order], filling.sides[order]
    if not len(ids):
        return 0, []
    query = f"SELECT one, other, score, kind IN ({MAY_STRADDLE}) FROM likeness"
    across = []
    # Some at a time: a set made of few templates has many more pairs than rows.
    for pairs in _blocks(db.execute(query)):
        one, other = (np.minimum(np.searchsorted(ids, pairs[end]), len(ids) - 1) for end in ("one", "other"))
        known = (ids[one] == pairs["one"]) & (ids[other] == pairs["other"])
        across.append(pairs[known & (sides[one] != sides[other])])
    found = np.concatenate([np.empty(0, _PAIR), *across])
    wrong = int(np.count_nonzero(~found["may"]))
    order = np.lexsort((found["other"], found["one"], -found["score"]))[:MOST_PAIRS]
    listed = found[order][["one", "other"]].tolist()
    places = _places(filling, {row for pair in listed for row in pair})
    query = "SELECT score, kind, band FROM likeness WHERE one = ? AND other = ?"
    closest = []
    for one, other in listed:
        score, kind, band = db.execute(query, (one, other)).fetchone()
        closest.append(
            AcrossPair(score=round(score, 4), kind=kind, band=band, one=places[one], other=places[other])
        )
    return wrong, closest


def _blocks(pairs: Iterator[tuple[int, int, float, int]]) -> Iterator[Pairs]:
    """Pairs as columns, some at a time."""
    while len(block := np.fromiter(islice(pairs, _AT_ONCE), _PAIR)):
        yield block


def _places(filling: Filling, wanted: set[int]) -> Mapping[int, Place]:
    """Where some rows stand in the export: in the first folder that holds them."""
    found: dict[int, Place] = {}
    for row in sorted(wanted):
        place = int(np.flatnonzero(filling.rows.ids == row)[0])
        for target in filling.targets:
            side = int(target.written[place])
            if side:
                line = int(np.count_nonzero(target.written[: place + 1] == side))
                found[row] = Place(row=row, file=target.outputs[side - 1].path, line=line)
                break
    return found
