"""The one pass over an export's rows: read, look out, render, note where each went. It picks no side."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
from pydantic_core import to_json

from studio.core.example import Example, say
from studio.core.splits import SIDES, TRAIN
from studio.exporters.counting import Lengths, measure_example, token_counter
from studio.exporters.reading import Item, Plain
from studio.exporters.recipe import Recipe
from studio.exporters.selection import SHAPES, Bits, Selection, no_taker, takes
from studio.exporters.splitting import Sides
from studio.exporters.writing import Writer
from studio.extension import Exporter, Unfit
from studio.store.cards import KNOWN_FIELDS
from studio.store.examples import Held, record_of

PROVENANCE, LEFT_OUT, DUPLICATES = "provenance.jsonl", "left_out.jsonl", "duplicates.jsonl"
_EDITED = (b',"edited":false}', b',"edited":true}')
PAIRS = "dpo"
NEEDS_REPAIR = "needs repair (is:blocked)"


class PlainExporter(Exporter, Protocol):
    """An exporter that writes rows of one question and one answer straight from the two texts.

    Such rows make up nearly all of big sets. `plain` gives what `render` gives.
    """

    def plain(self, ask: str, answer: str) -> bytes | None:
        """One line of JSON without its line end; None where `render` would refuse the row."""


class Target:
    """One folder of the export: its shape, its files, and what was counted while they filled."""

    def __init__(self, exporter: Exporter, writer: Writer, rows: int) -> None:
        self.exporter = exporter
        self.folder = exporter.folder
        self.outputs = [writer.output(f"{self.folder}/{side}.jsonl") for side in SIDES]
        self.heads = [b'{"file":%b,"line":' % to_json(output.path) for output in self.outputs]
        # Which side each row was written to, 1 and up; 0 for none.
        self.written: Sides = np.zeros(rows, np.uint8)
        # Of each training row the longest sequence; and all tokens of the shorter ones of pairs.
        self.tokens = array("I")
        self.second_tokens = 0
        self.shortest_answer = 0

    def counts(self) -> tuple[int, ...]:
        """Rows by side."""
        return tuple(output.rows for output in self.outputs)

    def measure(self, lengths: Lengths, answer: int, side: int) -> None:
        """Note how long a row is that was written."""
        if side == TRAIN:
            # An SFT folder holds the chosen side of a pair alone.
            chosen, rejected = lengths if self.exporter.takes != "sft" else (lengths.chosen, 0)
            self.tokens.append(max(chosen, rejected))
            self.second_tokens += min(chosen, rejected)
        self.note_answer(answer)

    def note_answer(self, size: int) -> None:
        """Note the characters of an answer."""
        if size < self.shortest_answer or not self.shortest_answer:
            self.shortest_answer = size


@dataclass(frozen=True, slots=True)
class Left:
    """Why a row is left out: the kind of reason that is counted, and the reason itself."""

    kind: str
    why: str


class Filling:
    """The data files of an export while rows are put into them, and what was counted.

    Args:
        rows: what was selected, n rows.
        sides: (n,) the side of each.
        recipe: what was asked.
        targets: the folders to fill.
        writer: the files.

    Attributes:
        taken: (n,) rows that some folder is for, and that need no repair.
        left_out: how many rows each kind of reason keeps out.
        dropped: why rows are to be left out of train, by place in `rows`.
        margins: how much better the chosen side of pairs is, by row, for those that are filled next.
        has_system, has_tools: some row that was written has a system turn, or tools.

    """

    def __init__(
        self, rows: Selection, sides: Sides, recipe: Recipe, targets: list[Target], writer: Writer
    ) -> None:
        self.rows = rows
        self.sides = sides
        self.recipe = recipe
        self.targets = targets
        self.writer = writer
        self.left_out: Counter[str] = Counter()
        self.dropped: dict[int, Left] = {}
        self.margins: dict[int, float] = {}
        self.has_system = self.has_tools = False
        self._takers = [[t for t in targets if takes(t.exporter, shape, recipe)] for shape in SHAPES]
        self._sources = {
            number: b',"source":%b,"source_line":' % to_json(name)
            for number, name in rows.source_names.items()
        }
        self._note = writer.output(PROVENANCE).extend
        self._count = token_counter(recipe.tokenizer)
        has_taker = np.array([bool(takers) for takers in self._takers])
        self.taken: Bits = has_taker[rows.shapes] & ~rows.blocked

    @property
    def is_plain(self) -> bool:
        """True when plain rows need no more than their two texts."""
        return not (self.recipe.fields or self.recipe.kto_from_verdicts) and all(
            hasattr(t.exporter, "plain") for t in self.targets if t.exporter.takes in ("sft", "any")
        )

    def fill(self, start: int, items: Sequence[Item]) -> None:
        """Write the rows of a stretch that begins at a place of `rows`."""
        part = slice(start, start + len(items))
        shapes, blocked = self.rows.shapes[part], self.rows.blocked[part]
        if not items:
            return
        same = bool((shapes == shapes[0]).all()) and not blocked.any()
        takers = self._takers[shapes[0]]
        if same and takers and set(map(type, items)) == {tuple} and not self.dropped:
            plain = cast("Sequence[Plain]", items)
            lines = [[cast("PlainExporter", t.exporter).plain(*row) for row in plain] for t in takers]
            if not any(None in some for some in lines):
                self._fill_plain(
                    part, plain, list(zip(takers, cast("list[list[bytes]]", lines), strict=True))
                )
                return
        for (place, item), lengths in zip(enumerate(items, start), self._count.rows(items), strict=True):
            self._fill_one(place, item, lengths)

    def _fill_plain(
        self, part: slice, items: Sequence[Plain], lines: Sequence[tuple[Target, list[bytes]]]
    ) -> None:
        """As `_fill_one` for each, where all are plain and all go to the same folders, as these lines.

        A million rows go through it.
        """
        sides = self.sides[part]
        tokens = np.array(self._count.plain(items), np.uint32)[sides == TRAIN].tobytes()
        shortest = min([len(answer) for _, answer in items])
        notes = [self._put_all(part, target, written) for target, written in lines]
        self._note(
            notes[0] if len(notes) == 1 else [note for row in zip(*notes, strict=True) for note in row]
        )
        for target, _ in lines:
            target.written[part] = sides + 1
            target.tokens.frombytes(tokens)
            target.note_answer(shortest)

    def _put_all(self, part: slice, target: Target, lines: list[bytes]) -> list[bytes]:
        """Write the lines of some rows to a folder; the lines of their provenance."""
        rows, sides = self.rows, self.sides[part]
        numbers = np.empty(len(lines), np.int64)
        for side in np.unique(sides).tolist():
            output, here = target.outputs[side], sides == side
            numbers[here] = np.arange(output.rows + 1, output.rows + 1 + np.count_nonzero(here))
            output.extend(list(compress(lines, here.tolist())))
        heads, sources = target.heads, self._sources
        columns: tuple[npt.NDArray[Any], ...] = (
            sides,
            numbers,
            rows.ids[part],
            rows.sources[part],
            rows.lines[part],
            rows.edited[part],
        )
        listed = [column.tolist() for column in columns]
        return [
            b'%b%d,"row":%d%b%d%b' % (heads[side], number, id_, sources[source], line, _EDITED[edited])
            for side, number, id_, source, line, edited in zip(*listed, strict=True)
        ]

    def _fill_one(self, place: int, item: Item, lengths: Lengths) -> None:
        rows, side = self.rows, int(self.sides[place])
        shape = int(rows.shapes[place])
        if rows.blocked[place]:
            self._leave(place, Left(NEEDS_REPAIR, NEEDS_REPAIR))
        elif not self._takers[shape]:
            why = no_taker(SHAPES[shape])
            self._leave(place, Left(why, why))
        elif side == TRAIN and place in self.dropped:
            self._leave(place, self.dropped[place])
        elif isinstance(item, Held):
            self._fill_held(place, item, side, lengths)
        else:
            for target in self._takers[shape]:
                line = cast("PlainExporter", target.exporter).plain(*item)
                if line is None:
                    why = f"{target.folder}: {_refusal(target.exporter, *item)}"
                    self._leave(place, Left(why, why))
                    continue
                self._put(place, target, side, line)
                target.measure(lengths, len(item[1]), side)

    def _put(self, place: int, target: Target, side: int, line: bytes) -> None:
        rows, output = self.rows, target.outputs[side]
        output.extend([line])
        source = self._sources[int(rows.sources[place])]
        values = (target.heads[side], output.rows, int(rows.ids[place]), source, int(rows.lines[place]))
        self._note([b'%b%d,"row":%d%b%d%b' % (*values, _EDITED[bool(rows.edited[place])])])
        target.written[place] = side + 1

    def _fill_held(self, place: int, held: Held, side: int, lengths: Lengths) -> None:
        carry = _carry(held, self.recipe)
        example = held.example
        _, answer = measure_example(example)
        shape = int(self.rows.shapes[place])
        for target in self._takers[shape]:
            row = _labelled(held, SHAPES[shape]) if target.exporter.takes == "kto" else held
            more = carry
            if target.folder == PAIRS and held.id in self.margins:
                more = carry | {"margin": self.margins[held.id]}
            try:
                line = target.exporter.render(row, more)
            except Unfit as unfit:
                why = f"{target.folder}: {unfit}"
                self._leave(place, Left(why, why))
                continue
            self._put(place, target, side, line)
            target.measure(lengths, answer, side)
        self.has_system = self.has_system or any(turn.role == "system" for turn in example.prompt)
        self.has_tools = (
            self.has_tools
            or bool(example.tools)
            or any(turn.tool_calls for turn in (*example.prompt, *example.chosen, *example.rejected))
        )

    def _leave(self, place: int, left: Left) -> None:
        self.left_out[left.kind] += 1
        rows = self.rows
        value = {
            "row": int(rows.ids[place]),
            "source": rows.source_names[int(rows.sources[place])],
            "line": int(rows.lines[place]),
            "why": left.why,
        }
        self.writer.output(LEFT_OUT).extend([to_json(value)])


def _refusal(exporter: Exporter, ask: str, answer: str) -> str:
    """Why an exporter refuses a plain row."""
    example = Example(say("user", ask), say("assistant", answer))
    try:
        exporter.render(Held(0, b"", "", example, example), {})
    except Unfit as unfit:
        return str(unfit)
    raise ValueError(f"{exporter.name} writes a row that it refused as a plain one")


def _labelled(held: Held, shape: str) -> Held:
    """A row with the label that its verdict is, where it brought none."""
    label = {"sft": True, "refused": False}.get(shape)
    return held if label is None else held._replace(example=held.example._replace(label=label))


def _carry(held: Held, recipe: Recipe) -> dict[str, Any]:
    """The unknown fields that the recipe wants in trainer files."""
    if not recipe.fields:
        return {}
    record = record_of(held.raw)
    if "*" in recipe.fields:
        return {key: value for key, value in record.items() if key not in KNOWN_FIELDS}
    return {name: record.get(name) for name in recipe.fields}
