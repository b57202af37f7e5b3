"""Rows of files beside the project, read as an import reads them. It stores none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from studio.core.example import Example
from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.intake.chunks import read_chunks
from studio.intake.importing import ImportOptions, read_batches
from studio.intake.streams import check_readable, open_source
from studio.store.content import unpack
from studio.store.examples import Held, read_example


class OutsideRow(NamedTuple):
    """A row and its 1-based line; `text_hash` is shared by exact copies."""

    line: int
    text_hash: int
    blocked: bool
    held: Held

    @property
    def example(self) -> Example:
        """What the row says."""
        return self.held.example


@dataclass(slots=True)
class OutsideFile:
    """A file beside the project. Hash and counts are those of what was read so far.

    Attributes:
        path: where it is; `name` is what reports call it.
        sha256: of its bytes, once it was read to its end.
        rows: lines that are rows; `bad_lines` are none.

    """

    path: Path
    sha256: str = ""
    rows: int = 0
    bad_lines: int = 0

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return one_line(self.path.name, 80)

    def read(self) -> Iterator[list[OutsideRow]]:
        """Its rows, some at a time.

        Raises:
            StudioError: the file cannot be read.

        """
        size = check_readable(self.path)
        source = open_source(self.path)
        try:
            for chunk, batch in read_batches(read_chunks(source), size, ImportOptions()):
                raws = [raw for count, data in batch.blocks for raw in unpack(data, count)]
                self.rows += len(raws)
                self.bad_lines += len(batch.bad) + len(chunk.bad)
                yield [
                    OutsideRow(row[0], row[4], bool(row[9]), _held(raw, row[1]))
                    for row, raw in zip(batch.rows, raws, strict=True)
                ]
        finally:
            source.close()
        self.sha256 = source.digest

    def nothing_in(self) -> StudioError:
        """What to raise where no row of it says anything: who named it would take silence for a proof."""
        lines = f"{self.rows:,} rows without a text, {self.bad_lines:,} lines that are no rows"
        return StudioError(
            f"nothing can be held against {self.name}: {lines}", "name a file of rows, prompts or answers"
        )


def _held(raw: bytes, form: str) -> Held:
    example = read_example(raw, form).example
    return Held(0, raw, form, example, example)
