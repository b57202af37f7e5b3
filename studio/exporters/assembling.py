"""The rows of an export, from the choice to the last line: one pass over the text. It writes no config."""

import sqlite3
from collections.abc import Iterator, Sequence
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
from studio.exporters.margins import margins
from studio.exporters.mixing import Mixture, sft_targets
from studio.exporters.ordering import MoreFound, has_more, in_front, rows_with_more
from studio.exporters.reading import Item, RowReader, texts_of
from studio.exporters.recipe import Recipe
from studio.exporters.screening import Screen
from studio.exporters.selection import SHAPES, Bits, Selection, select_rows, set_aside, takes
from studio.exporters.splitting import Split, split_rows
from studio.exporters.strata import facet_values
from studio.exporters.writing import Writer
from studio.extension import Exporter, Launcher, exporter_named
from studio.jobs import Job, Pacer, Step
from studio.store.examples import Held, Stretch, stretches
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
    try:
        return (yield from _write(db, rows, None, exporters, recipe, writer))
    except MoreFound:
        # Few sets have such rows, and a look at every row beforehand would cost all others a fifth more.
        writer.clear()
        more = yield from rows_with_more(db, rows)
        return (yield from _write(db, rows, more, exporters, recipe, writer))


def _write(
    db: sqlite3.Connection,
    rows: Selection,
    more: Bits | None,
    exporters: Sequence[Exporter],
    recipe: Recipe,
    writer: Writer,
) -> Job[Assembled]:
    """Split some rows and write them, those with tools in front where they are known."""
    yield Step(0, 0, "splitting")
    split, sides = _split(db, rows, more, exporters, recipe)
    if more is not None:
        order = in_front(more)
        rows, sides = rows.only(order), sides[order]
    targets = [Target(exporter, writer, len(rows)) for exporter in exporters]
    filling = Filling(rows, sides, recipe, targets, writer)
    screen = Screen()
    yield from screen.load(recipe.against)
    split.notes += screen.notes
    mixture = None
    if recipe.mix is not None:
        general = sft_targets(targets)
        expected = _training_rows(filling, general[0])
        mixture = Mixture(recipe, general, expected, tools=None if more is None else bool(more.any()))
        yield from mixture.load(screen)
    is_ordered = more is not None or all(exporter.takes == "any" for exporter in exporters)
    yield from _fill(db, filling, screen, mixture, is_ordered=is_ordered)
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


def _fill(
    db: sqlite3.Connection, filling: Filling, screen: Screen, mixture: Mixture | None, *, is_ordered: bool
) -> Job[None]:
    """Read every row once and put it where it belongs.

    Raises:
        MoreFound: a row has tools, and the rows are not in the order that this wants.

    """
    rows, writer = filling.rows, filling.writer
    reader = RowReader(db, rows, plain=filling.is_plain)
    looking = bool(screen or mixture)
    pacer = Pacer()
    items: list[Item] = []
    for stretch in _stretches(db, rows):
        items += reader.read(stretch)
        if len(items) < _AT_ONCE and stretch.stop < len(rows):
            continue
        start = stretch.stop - len(items)
        if not is_ordered and Held in set(map(type, items)) and any(map(_has_more, items)):
            raise MoreFound
        if looking:
            _look(filling, start, items, screen, mixture)
        if filling.recipe.margins:
            filling.margins = margins(db, rows.ids[start : stretch.stop].tolist())
        filling.fill(start, items)
        items = []
        writer.flush()
        if pacer.due():
            yield Step(stretch.stop, len(rows), "writing rows")


def _has_more(item: Item) -> bool:
    return isinstance(item, Held) and has_more(item)


def _stretches(db: sqlite3.Connection, rows: Selection) -> Iterator[Stretch]:
    """The rows in their order, which grows but for one place at most."""
    falls = np.flatnonzero(np.diff(rows.ids) < 0) + 1
    for part in np.split(np.arange(len(rows)), falls):
        for start, stop, raws in stretches(db, rows.ids[part]):
            yield Stretch(int(part[0]) + start, int(part[0]) + stop, raws)


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
    db: sqlite3.Connection, rows: Selection, more: Bits | None, exporters: Sequence[Exporter], recipe: Recipe
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
    if more is not None and (more & any_folder).any():
        folders["rows with tools"] = more[any_folder]
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
