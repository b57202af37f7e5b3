"""The manifest of an export: what was asked, what was written, and the hash of every file.

It holds no time and no path of the machine, so that the same project and recipe give the same bytes.
"""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

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
    """`manifest.json`, version 1."""

    model_config = ConfigDict(extra="forbid")

    format: int
    project: str
    journal_event: int
    recipe: Recipe
    selected: int
    left_out: dict[str, int]
    duplicates: int = 0
    files: dict[str, FileEntry]


class Counts(NamedTuple):
    """Rows that were chosen, those left out by reason, and those set aside as duplicates of others."""

    selected: int
    left_out: dict[str, int]
    duplicates: int


def write_manifest(
    folder: Path,
    recipe: Recipe,
    project: str,
    event: int,
    counts: Counts,
) -> None:
    """Write `manifest.json` over all files that are in the folder now."""
    files = {
        path.relative_to(folder).as_posix(): _entry(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    content = Manifest(
        format=FORMAT,
        project=project,
        journal_event=event,
        recipe=recipe,
        selected=counts.selected,
        left_out=counts.left_out,
        duplicates=counts.duplicates,
        files=files,
    )
    text = json.dumps(content.model_dump(mode="json"), ensure_ascii=False, indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def _entry(path: Path) -> FileEntry:
    rows = None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if path.suffix == ".jsonl":
            file.seek(0)
            rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return FileEntry(sha256=sha256, bytes=path.stat().st_size, rows=rows)


def check_folder(folder: Path) -> list[str]:
    """What in an export is not as its manifest says, each in a sentence.

    Raises:
        StudioError: there is no manifest, or it is not one.

    """
    try:
        content = Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise StudioError(f"{folder} has no {NAME}", "name a folder that studio export wrote") from None
    except (ValidationError, OSError):
        raise StudioError(f"{folder / NAME} cannot be read as a manifest") from None
    wrong = []
    for name, entry in content.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            wrong.append(f"{one_line(name, 80)} lies outside the folder")
        elif not path.is_file():
            wrong.append(f"{one_line(name, 80)} is missing")
        elif _entry(path) != entry:
            wrong.append(f"{one_line(name, 80)} was changed since the export")
    known = {*content.files, NAME}
    extra = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in known
    ]
    wrong += [f"{one_line(name, 80)} was added since the export" for name in extra]
    return wrong + _split_leaks(folder)


def _split_leaks(folder: Path) -> list[str]:
    """Lines that stand on both sides of a split, word for word."""
    wrong = []
    for name in ("sft", "dpo", "rows"):
        train, validation = folder / name / "train.jsonl", folder / name / "validation.jsonl"
        if train.is_file() and validation.is_file():
            with validation.open("rb") as one, train.open("rb") as two:
                held_out = {hash(line) for line in one}
                both = sum(hash(line) in held_out for line in two)
            if both:
                wrong.append(f"{both} lines of {name}/train.jsonl stand in {name}/validation.jsonl too")
    return wrong
