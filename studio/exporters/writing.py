"""The files of an export while they are written, many lines at a time. It chooses no row."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from studio.exporters.manifest import FileEntry

_LARGE = 1 << 20


@dataclass(slots=True)
class Output:
    """One file: lines that wait to be written, and what was counted of it.

    Attributes:
        path: inside the export, such as `sft/train.jsonl`.
        lines: those that wait.
        rows: all lines so far, the waiting ones too.
        size: bytes written.

    """

    path: str
    lines: list[bytes] = field(default_factory=list)
    rows: int = 0
    size: int = 0
    file: BinaryIO | None = None
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def extend(self, lines: list[bytes]) -> None:
        """Append some lines, each without its line end."""
        self.lines += lines
        self.rows += len(lines)


class Writer:
    """The open files of an export. Without a folder it only counts."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._outputs: dict[str, Output] = {}

    def output(self, path: str) -> Output:
        """The file of that path; it comes to be with its first line."""
        if path not in self._outputs:
            self._outputs[path] = Output(path)
        return self._outputs[path]

    def rows_of(self, path: str) -> int:
        """Lines of a file so far; 0 when it is not there."""
        return self._outputs[path].rows if path in self._outputs else 0

    def flush(self) -> None:
        """Write what waits."""
        for output in self._outputs.values():
            if output.lines:
                self._flush(output)

    def _flush(self, output: Output) -> None:
        if self.folder is not None:
            output.lines.append(b"")
            data = b"\n".join(output.lines)
            if output.file is None:
                target = self.folder / output.path
                target.parent.mkdir(exist_ok=True)
                output.file = target.open("wb", buffering=0)
            output.digest.update(data)
            output.size += len(data)
            _write_all(output.file, data)
        output.lines.clear()

    def entries(self) -> dict[str, FileEntry]:
        """What the manifest says of every file with lines."""
        return {
            path: FileEntry(sha256=output.digest.hexdigest(), bytes=output.size, rows=output.rows)
            for path, output in self._outputs.items()
            if output.rows
        }

    def close(self) -> None:
        """Write what waits and close every file."""
        try:
            self.flush()
        finally:
            self.drop()

    def clear(self) -> None:
        """Begin anew, as if nothing had been written."""
        self.drop()
        if self.folder is not None:
            for path in self._outputs:
                (self.folder / path).unlink(missing_ok=True)
        self._outputs.clear()

    def drop(self) -> None:
        """Close every file as it is."""
        for output in self._outputs.values():
            if output.file is not None:
                output.file.close()
                output.file = None


def _write_all(file: BinaryIO, data: bytes) -> None:
    """Unbuffered files may take a part only."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
