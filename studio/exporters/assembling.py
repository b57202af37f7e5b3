"""The rows of an export, from the choice to the last line: one pass over the text. It writes no config."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from pydantic_core import to_json

from studio.core import query as filters
from studio.core.splits import TRAIN
from studio.errors import StudioError
from studio.exporters.against import Texts, sign
from studio.exporters.certificate import AgainstFile, Mixed
from studio.exporters.earlier import read_earlier
from studio.exporters.filling import DUPLICATES, Filling, Target
from studio.exporters.mixing import Mixture, sft_target
from studio.exporters.reading import Item, RowReader, texts_of
from studio.exporters.recipe import Recipe
from studio.exporters.screening import Screen
from studio.exporters.selection import SHAPES, Bits, Selection, select_rows, set_aside, takes
from studio.exporters.splitting import Split, split_rows
from studio.exporters.strata import facet_values
from studio.exporters.writing import Writer
from studio.extension import Exporter, Launcher, exporter_named
from studio.jobs import Job, Pacer, Step
from studio.store.examples import Held, stretches
from studio.store.search import holds

_AT_ONCE = 1_000


@dataclass(slots=True)
class Assembled:
    """What the rows of an export became."""

    filling: Filling
    split: Split
    set_aside: int
    against: list[AgainstFile]
    mixed: Mixed | None


def chosen_exporters(recipe: Recipe, launchers: Sequence[Launcher]) -> list[Exporter]:
    """The shapes that the recipe names, and those that its trainers need besides.

    Raises:
        StudioError: there is no such shape, or two of the recipe's fill one folder.

    """
    chosen: dict[str, Exporter] = {}
    for name in recipe.shapes:
        exporter = exporter_named(name)
        if exporter.folder in chosen:
            taken = chosen[exporter.folder].name
            raise StudioError(f"{name} and {taken} both fill {exporter.folder}/", "choose one")
        chosen[exporter.folder] = exporter
    for launcher in launchers:
        for names in launcher.shapes.values():
            for exporter in map(exporter_named, names):
                chosen.setdefault(exporter.folder, exporter)
    return list(chosen.values())


def assemble(
    db: sqlite3.Connection, recipe: Recipe, launchers: Sequence[Launcher], writer: Writer
) -> Job[Assembled]:
    """Write every data file of an export, and the notes on its rows.

    Raises:
        StudioError: the recipe names what is not there; the disk is full.

    """
    exporters = chosen_exporters(recipe, launchers)
    yield Step(0, 0, "choosing rows")
    rows = select_rows(db, recipe)
    words = [(t.values[0], t.negated) for t in filters.parse(recipe.filter).terms if t.op == "has"]
    if words:
        rows = yield from _with_words(db, rows, words)
    yield Step(0, 0, "splitting")
    split, sides = _split(db, rows, exporters, recipe)
    targets = [Target(exporter, writer, len(rows)) for exporter in exporters]
    filling = Filling(rows, sides, recipe, targets, writer)
    screen = Screen()
    yield from screen.load(recipe.against)
    mixture = None
    if recipe.mix is not None:
        target = sft_target(targets)
        mixture = Mixture(recipe, target, _training_rows(filling, target))
        yield from mixture.load(screen)
    yield from _fill(db, filling, screen, mixture)
    mixed = mixture.write(filling, split.notes) if mixture else None
    notes = writer.output(DUPLICATES)
    for value in set_aside(db):
        notes.extend([to_json(value)])
    writer.flush()
    return Assembled(filling, split, notes.rows, screen.report(), mixed)


def _training_rows(filling: Filling, target: Target) -> int:
    """How many rows of the set a folder's train file will have, at most."""
    taken = np.array([takes(target.exporter, shape, filling.recipe) for shape in SHAPES])
    return int(np.count_nonzero(taken[filling.rows.shapes] & (filling.sides == TRAIN)))


def _fill(db: sqlite3.Connection, filling: Filling, screen: Screen, mixture: Mixture | None) -> Job[None]:
    """Read every row once and put it where it belongs."""
    rows, writer = filling.rows, filling.writer
    reader = RowReader(db, rows, plain=filling.is_plain)
    looking = bool(screen or mixture)
    pacer = Pacer()
    items: list[Item] = []
    for stretch in stretches(db, rows.ids):
        items += reader.read(stretch)
        if len(items) < _AT_ONCE and stretch.stop < len(rows):
            continue
        start = stretch.stop - len(items)
        if looking:
            _look(filling, start, items, screen, mixture)
        filling.fill(start, items)
        items = []
        writer.flush()
        if pacer.due():
            yield Step(stretch.stop, len(rows), "writing rows")


def _look(
    filling: Filling, start: int, items: Sequence[Item], screen: Screen, mixture: Mixture | None
) -> None:
    """Hold some rows against other files: theirs leave train, general rows like ours are not taken."""
    part = slice(start, start + len(items))
    taken = filling.taken[part].tolist()
    prompts, answers = texts_of(items)
    # Rows that nobody takes are none of the export's: as blanks they are like nothing.
    ours = sign(
        Texts(
            [text if here else "" for text, here in zip(prompts, taken, strict=True)],
            [text if here else "" for text, here in zip(answers, taken, strict=True)],
        )
    )
    trains = (filling.sides[part] == TRAIN).tolist()
    left = screen.look(ours, filling.rows.ids[part].tolist(), trains)
    filling.dropped = {start + place: why for place, why in left.items()}
    if mixture:
        mixture.look(ours)


def _split(
    db: sqlite3.Connection, rows: Selection, exporters: Sequence[Exporter], recipe: Recipe
) -> tuple[Split, np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """The split of the rows that some folder takes, and the side of every row."""
    by_folder: dict[str, Bits] = {}
    for exporter in exporters:
        taken = np.array([takes(exporter, shape, recipe) for shape in SHAPES])
        by_folder[exporter.folder] = taken[rows.shapes] & ~rows.blocked
    any_folder = np.logical_or.reduce(list(by_folder.values())) if by_folder else np.zeros(len(rows), bool)
    part = rows.only(any_folder)
    values, untagged = facet_values(db, part.ids, recipe.stratify)
    folders = {name: taken[any_folder] for name, taken in by_folder.items() if taken.any()}
    earlier = read_earlier(recipe.lock) if recipe.lock else None
    split = split_rows(part, recipe, folders | values, earlier)
    if untagged:
        split.notes.append(f"{untagged:,} rows have no facet values yet: studio coverage tags them")
    sides = np.zeros(len(rows), np.uint8)
    sides[any_folder] = split.sides
    return split, sides


def _with_words(db: sqlite3.Connection, rows: Selection, words: Sequence[tuple[str, bool]]) -> Job[Selection]:
    """The rows whose text has the words of the filter."""
    chosen = np.zeros(len(rows), bool)
    reader, pacer = RowReader(db, rows, plain=False), Pacer()
    for stretch in stretches(db, rows.ids):
        items = reader.read(stretch)
        chosen[stretch.start : stretch.stop] = [holds(cast("Held", item).example, words) for item in items]
        if pacer.due():
            yield Step(stretch.stop, len(rows), "filtering")
    return rows.only(chosen)
