"""The files of an export while they are written, a line at a time. It chooses no row."""

from collections import Counter
from pathlib import Path
from typing import BinaryIO

from studio.errors import StudioError
from studio.exporters.recipe import Recipe
from studio.extension import Exporter, exporter_named


class Writer:
    """The open files of an export and what went into them. Without a folder it only counts."""

    def __init__(self, recipe: Recipe, folder: Path | None) -> None:
        self.exporters: dict[str, Exporter] = {}
        for name in recipe.shapes:
            exporter = exporter_named(name)
            if exporter.folder in self.exporters:
                taken = self.exporters[exporter.folder].name
                raise StudioError(f"{name} and {taken} both fill {exporter.folder}/", "choose one")
            self.exporters[exporter.folder] = exporter
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}
        self.rows: Counter[str] = Counter()

    def write(self, path: str, line: bytes) -> int:
        """Append a line to a file; its 1-based number."""
        self.rows[path] += 1
        if self._folder is not None:
            self._file(path).write(line + b"\n")
        return self.rows[path]

    def _file(self, path: str) -> BinaryIO:
        file = self._open.get(path)
        if file is None:
            target = (self._folder or Path()) / path
            target.parent.mkdir(exist_ok=True)
            file = self._open[path] = target.open("wb")
        return file

    def counts_of(self, folder: str) -> tuple[int, int]:
        """Train and validation rows of `sft`, `dpo` or `rows`."""
        return self.rows[f"{folder}/train.jsonl"], self.rows[f"{folder}/validation.jsonl"]

    def close(self) -> None:
        """Close every file."""
        for file in self._open.values():
            file.close()
