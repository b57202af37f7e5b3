"""General rows added to the SFT training rows against forgetting. They never go to another side.

Which rows are taken follows from the seed and each row's own text, so the file is read once, is
never held in memory, and gives the same rows when its order changes.
"""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from pydantic_core import to_json

from studio.core.comparison import compared_texts
from studio.core.splits import TRAIN, positions
from studio.errors import StudioError
from studio.exporters.against import Lookout, Signed, Texts, sign
from studio.exporters.certificate import Mixed
from studio.exporters.counting import Lengths, measure_example
from studio.exporters.filling import PROVENANCE, Filling, Target
from studio.exporters.ordering import MoreFound, has_more
from studio.exporters.outside import OutsideFile, OutsideRow
from studio.exporters.recipe import Recipe
from studio.exporters.screening import Screen
from studio.exporters.selection import takes
from studio.extension import Exporter, Unfit
from studio.jobs import Job, Pacer, Step
from studio.store.examples import Held

# More rows than are wanted, since some turn out to be like rows of the set.
_SPARE_SHARE, _SPARE_ROWS = 0.25, 64


@dataclass(frozen=True, slots=True, order=True)
class _General:
    """A row that may be taken; those that lie lowest are. Greatest first, as a heap of candidates wants."""

    negative_place: float
    line: int
    text_hash: int
    texts: tuple[bytes | None, ...]
    prompt: str
    answer: str
    tokens: Lengths
    size: int


class Mixture:
    """The general rows of one export.

    Args:
        recipe: file, share and seed.
        targets: the folders for SFT rows, `sft` first: each gets the rows that its shape can hold.
        expected: training rows of the set, at most.
        tools: whether rows with tools may be taken, since some row of the set has any; None where nobody
            has looked yet.

    """

    def __init__(
        self, recipe: Recipe, targets: Sequence[Target], expected: int, *, tools: bool | None
    ) -> None:
        if recipe.mix is None:
            raise ValueError("the recipe mixes nothing in")
        self._recipe = recipe
        self._targets = targets
        self._tools = tools
        self.file = OutsideFile(recipe.mix)
        self._most = ceil(self._wanted(expected) * (1 + _SPARE_SHARE)) + _SPARE_ROWS
        self._rows: list[_General] = []
        self._gone: set[int] = set()
        self._unfit: Counter[str] = Counter()
        self._hashes: set[int] = set()
        self._lookout = Lookout(Texts([], []))

    def _wanted(self, train_rows: int) -> int:
        share = self._recipe.mix_share
        return round(train_rows * share / (1 - share))

    def load(self, screen: Screen) -> Job[None]:
        """Choose the candidates.

        Raises:
            StudioError: the file cannot be read, or none of its rows fits.
            MoreFound: a row has tools, and nobody knows whether it may be taken.

        """
        pacer = Pacer()
        for rows in self.file.read():
            hashes = np.array([row.text_hash for row in rows], np.int64)
            for row, place in zip(rows, positions(self._recipe.seed, hashes).tolist(), strict=True):
                self._offer(row, place)
            if pacer.due():
                yield Step(0, 0, f"reading {self.file.name}")
        if not self._rows:
            told = self._unfit.most_common(3)
            why = "; ".join(f"{count:,} row{'s' * (count > 1)}: {why}" for why, count in told)
            raise StudioError(
                f"no row of {self.file.name} fits {self._targets[0].exporter.name}",
                why or "the file holds no rows",
            )
        self._rows.sort(reverse=True)
        texts = Texts([row.prompt for row in self._rows], [row.answer for row in self._rows])
        self._gone = screen.refuses(sign(texts))
        self._lookout = Lookout(texts)

    def _offer(self, row: OutsideRow, place: float) -> None:
        """Take a row among the candidates when it fits and lies low enough."""
        try:
            if row.blocked:
                raise Unfit("needs repair")
            if row.text_hash in self._hashes:
                raise Unfit("a copy of another")
            first, *others = (target.exporter for target in self._targets)
            if not takes(first, row.example.shape, self._recipe):
                raise Unfit(_NO_SFT[row.example.shape])
            if not self._tools and has_more(row.held):
                if self._tools is None:
                    raise MoreFound
                raise Unfit("tools, and no row of the set has any")
            texts = (first.render(row.held, {}), *(_rendered(other, row.held) for other in others))
        except Unfit as unfit:
            self._unfit[str(unfit)] += 1
            return
        compared, sizes = compared_texts(row.example), measure_example(row.example)
        general = _General(-place, row.line, row.text_hash, texts, *compared, *sizes)
        self._hashes.add(row.text_hash)
        heapq.heappush(self._rows, general)
        if len(self._rows) > self._most:
            # A copy of what is let go here would be let go too: it lies in the same place.
            self._hashes.remove(heapq.heappop(self._rows).text_hash)

    def look(self, ours: Signed) -> None:
        """Drop the candidates that are like some of our rows, on whichever side these are."""
        self._gone.update(like.theirs for like in self._lookout.find(ours))

    def _write_to(self, place: int, chosen: Sequence[_General], filling: Filling) -> None:
        """Add the chosen rows to the train file of one folder."""
        target = self._targets[place]
        output, head = target.outputs[TRAIN], target.heads[TRAIN]
        source = to_json(self.file.name)
        fitting = [(row, text) for row in chosen if (text := row.texts[place]) is not None]
        filling.writer.output(PROVENANCE).extend(
            [
                b'%b%d,"mix":true,"source":%b,"source_line":%d}' % (head, number, source, row.line)
                for number, (row, _) in enumerate(fitting, output.rows + 1)
            ]
        )
        output.extend([text for _, text in fitting])
        for row, _ in fitting:
            target.measure(row.tokens, row.size, TRAIN)

    def write(self, filling: Filling, notes: list[str]) -> Mixed:
        """Add the chosen rows to train, in the order of their file, and say what came of it."""
        output = self._targets[0].outputs[TRAIN]
        wanted = self._wanted(output.rows)
        free = [row for place, row in enumerate(self._rows) if place not in self._gone]
        chosen = sorted(free[:wanted], key=lambda row: row.line)
        if len(chosen) < wanted:
            notes.append(
                f"{self.file.name} gave {len(chosen):,} general rows of the {wanted:,} that were wanted"
            )
        if self.file.bad_lines:
            notes.append(f"{self.file.name}: {self.file.bad_lines:,} lines are no rows")
        for place in range(len(self._targets)):
            self._write_to(place, chosen, filling)
        return Mixed(
            file=self.file.name,
            sha256=self.file.sha256,
            rows=len(chosen),
            share=round(len(chosen) / max(1, output.rows), 4),
            read=self.file.rows,
            bad_lines=self.file.bad_lines,
            unfit=sum(self._unfit.values()),
            like_ours=len(self._gone),
        )


_NO_SFT = {"pair": "a pair", "kto": "a row with a label", "prompt": "no answer"}


def _rendered(exporter: Exporter, row: Held) -> bytes | None:
    """A row's line, none where the shape cannot hold it."""
    try:
        return exporter.render(row, {})
    except Unfit:
        return None


def sft_targets(targets: Sequence[Target]) -> list[Target]:
    """The folders that general rows go to: `sft`, and those that a trainer reads in its stead.

    Raises:
        StudioError: there is none.

    """
    found = sorted((t for t in targets if t.exporter.takes == "sft"), key=lambda t: t.folder != "sft")
    if found and found[0].folder == "sft":
        return found
    raise StudioError("general rows are mixed into sft/, which is not written", "add the shape messages")
