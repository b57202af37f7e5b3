"""What a careful colleague would say of an export before somebody trains on it. It counts no row."""

import sqlite3
from collections.abc import Iterator, Mapping

from studio.exporters.recipe import Recipe
from studio.exporters.selection import accepted_look_alikes
from studio.store.likeness import unseen_rows
from studio.store.sights import all_gaps

_FEW_TRAIN, _FEW_VALIDATION = 100, 30


def project_warnings(db: sqlite3.Connection) -> Iterator[str]:
    """Look-alikes that nobody settled or looked for, gaps that nobody closed."""
    alike = accepted_look_alikes(db)
    if alike:
        yield f"{alike:,} accepted rows say the same as others: Duplicates (F5) settles them"
    gaps = len(all_gaps(db))
    if gaps:
        yield f"{gaps} gaps against the contract, when it was counted last: studio coverage"
    if unseen_rows(db):
        yield (
            "not all rows were looked through for look-alikes: studio check does it, and the split then"
            " keeps them together"
        )


def count_warnings(counts: Mapping[str, tuple[int, ...]], recipe: Recipe) -> Iterator[str]:
    """Too few rows, a side that is thin or missing; `counts` are train, validation and test by folder."""
    if recipe.margins and any(counts.get("dpo", ())):
        yield "dpo: TRL's RewardTrainer reads the column margin; DPO trainers leave it aside"
    for name in ("sft", "dpo"):
        train, validation, test = counts.get(name, (0, 0, 0))
        if train and recipe.validation_share and not validation:
            yield f"{name}: all rows are one group, so there is no validation split"
        elif validation and validation < _FEW_VALIDATION:
            yield f"{name}: {validation} validation rows show only large differences"
        if train and recipe.test_share and not test:
            why = "every row is locked to its side" if recipe.lock else "too few groups"
            yield f"{name}: there is no test split: {why}"
        if (validation or test) and not train:
            yield f"{name}: no row is left to train on"
        if 0 < train < _FEW_TRAIN:
            yield f"{name}: {train} training rows are few; a better prompt or few-shot examples may do more"
