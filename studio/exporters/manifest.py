"""The manifest of an export: what was asked, what was written, and the hash of every file.

It holds no time and no path of the machine, so that the same project and recipe give the same bytes.
"""

import hashlib
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.exporters.recipe import Recipe

NAME = "manifest.json"
FORMAT = 1


class FileEntry(BaseModel):
    """One file of the export."""

    model_config = ConfigDict(extra="forbid")

    sha256: str
    bytes: int
    rows: int | None = None


class Manifest(BaseModel):
    """`manifest.json`, version 1.

    `inputs` are the files beside the project that decided what was written, by name, with their
    hashes; `mixed` counts the general rows among the training rows.
    """

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    project: str
    journal_event: int
    recipe: Recipe
    selected: int
    left_out: dict[str, int]
    duplicates: int = 0
    mixed: int = 0
    inputs: dict[str, str] = {}
    files: dict[str, FileEntry]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json` over all files in the folder; those that it names already are not read."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    files = {name: manifest.files.get(name) or entry_of(path) for name, path in named.items()}
    content = manifest.model_copy(update={"files": files})
    text = json.dumps(content.model_dump(mode="json"), ensure_ascii=False, indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Make sure that files have the sizes that were written.

    Raises:
        StudioError: one has not.

    """
    for name, entry in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != entry.bytes:
            raise StudioError(f"{name} is not as it was written", "nothing was changed; check the disk")


def entry_of(path: Path) -> FileEntry:
    """Hash, size and lines of a file."""
    rows = None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if path.suffix == ".jsonl":
            file.seek(0)
            rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return FileEntry(sha256=sha256, bytes=path.stat().st_size, rows=rows)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an export.

    Raises:
        StudioError: there is none, or it is not one.

    """
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise StudioError(f"{folder} has no {NAME}", "name a folder that studio export wrote") from None
    except (ValidationError, OSError):
        raise StudioError(f"{folder / NAME} cannot be read as a manifest") from None


def seal_of(folder: Path) -> str:
    """The hash of a manifest, which names those of all other files: noted elsewhere, it seals an export."""
    return hashlib.sha256((folder / NAME).read_bytes()).hexdigest()


def check_folder(folder: Path) -> list[str]:
    """What in an export is not as its manifest says, each in a sentence.

    Raises:
        StudioError: there is no manifest, or it is not one.

    """
    content = read_manifest(folder)
    wrong = []
    for name, entry in content.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            wrong.append(f"{one_line(name, 80)} lies outside the folder")
        elif not path.is_file():
            wrong.append(f"{one_line(name, 80)} is missing")
        elif entry_of(path) != entry:
            wrong.append(f"{one_line(name, 80)} was changed since the export")
    known = {*content.files, NAME}
    extra = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in known
    ]
    return wrong + [f"{one_line(name, 80)} was added since the export" for name in extra]
