"""An export as a job: choose the rows, split them by group, write, check, move into place.

It writes a folder that is complete or not there. Which row stands on which line of which file is
in `provenance.jsonl`; what was left out and why in `left_out.jsonl`; duplicates with the rows kept
in their stead in `duplicates.jsonl`; all hashes in `manifest.json`.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from studio.atomic import new_folder
from studio.core import query as filters
from studio.errors import StudioError
from studio.exporters import card, manifest
from studio.exporters.recipe import Recipe
from studio.exporters.selection import (
    Chosen,
    accepted_look_alikes,
    no_taker,
    select_rows,
    set_aside,
    sides_of,
    takes,
)
from studio.exporters.writing import Writer
from studio.extension import (
    Launch,
    Unfit,
    launchers_named,
)
from studio.jobs import Job, Pacer, Step
from studio.store import journal
from studio.store.cards import KNOWN_FIELDS
from studio.store.examples import Held, record_of, walk
from studio.store.likeness import unseen_rows
from studio.store.project import Project
from studio.store.search import holds
from studio.store.sights import all_gaps

_NOTES = ("provenance.jsonl", "left_out.jsonl", "duplicates.jsonl")


@dataclass(slots=True)
class ExportPreview:
    """What an export would write.

    Attributes:
        selected: rows that the recipe names.
        files: rows of each file, such as `sft/train.jsonl`.
        left_out: reasons and how many rows each keeps out.
        set_aside: rows that are duplicates of others, listed in `duplicates.jsonl`.
        warnings: what a careful colleague would say, each a sentence.

    """

    selected: int = 0
    files: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    set_aside: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ExportReport(ExportPreview):
    """What an export wrote, and where."""

    folder: Path = Path()


def preview_export(project: Project, recipe: Recipe) -> Job[ExportPreview]:
    """Count what an export would write, by rendering every row without keeping it."""
    preview = ExportPreview()
    writer = Writer(recipe, None)
    yield from _write_rows(project, recipe, writer, preview)
    _conclude(recipe, writer, preview)
    return preview


def run_export(project: Project, recipe: Recipe, to: Path, *, force: bool) -> Job[ExportReport]:
    """Write an export folder.

    Args:
        project: where the rows are.
        recipe: which rows, in which shapes.
        to: the folder; it must not be there, be empty, or be an earlier export with `force`.
        force: replace an earlier export.

    Raises:
        StudioError: nothing to export, a folder that is in the way, a disk that is full.

    """
    replace = _check_target(to, force=force)
    launchers = launchers_named(recipe.trainers)
    report = ExportReport(folder=to)
    with new_folder(to, replace=replace) as work:
        writer = Writer(recipe, work)
        try:
            yield from _write_rows(project, recipe, writer, report)
        finally:
            writer.close()
        if not report.files:
            raise StudioError(
                "there is nothing to export: no row that the recipe names can be written",
                _why_nothing(report),
            )
        yield Step(report.selected, report.selected, "writing launch configs and the card")
        _conclude(recipe, writer, report)
        launch = Launch(
            rows={name: writer.counts_of(name) for name in ("sft", "dpo") if any(writer.counts_of(name))},
            shapes={exporter.folder: exporter.name for exporter in writer.exporters.values()},
            base_model=recipe.base_model,
            max_length=recipe.max_length,
            seed=recipe.seed,
        )
        guides = []
        for launcher in launchers:
            folder = work / "launch" / launcher.name
            folder.mkdir(parents=True)
            for name, text in launcher.files(launch).items():
                (folder / name).write_text(text, encoding="utf-8")
            guides.append(launcher.guide(launch))
        (work / "LAUNCH.md").write_text("\n".join(guides), encoding="utf-8")
        (work / "README.md").write_text(card.write_card(project.path.stem, launch), encoding="utf-8")
        state = journal.last_event(project.reader)
        counts = manifest.Counts(report.selected, report.left_out, report.set_aside)
        manifest.write_manifest(work, recipe, project.path.stem, state, counts)
        wrong = manifest.check_folder(work)
        if wrong:
            raise StudioError("the files written do not read back: " + wrong[0])
    return report


def _check_target(to: Path, *, force: bool) -> bool:
    """True when an earlier export shall be replaced."""
    if not to.exists() and not to.is_symlink():
        return False
    if not to.is_dir() or to.is_symlink():
        raise StudioError(f"{to} is not a folder", "name a folder that does not exist yet")
    if not any(to.iterdir()):
        return False
    if not (to / manifest.NAME).is_file():
        raise StudioError(f"{to} holds other files", "name a folder that does not exist yet")
    if not force:
        raise StudioError(f"{to} holds an export already", "replace it with --force, or name another folder")
    return True


def _why_nothing(report: ExportReport) -> str:
    if not report.selected:
        return "accept rows first, or export others with --status pending"
    reasons = ", ".join(f"{count}: {why}" for why, count in report.left_out.items())
    return f"left out: {reasons}"


def _write_rows(project: Project, recipe: Recipe, writer: Writer, report: ExportPreview) -> Job[None]:
    folders: dict[str, list[Chosen]] = {name: [] for name in writer.exporters}
    left_out: Counter[str] = Counter()
    words = [(t.values[0], t.negated) for t in filters.parse(recipe.filter).terms if t.op == "has"]
    skipped: list[tuple[Chosen, str]] = []
    for row in select_rows(project, recipe):
        report.selected += 1
        if row.blocked:
            skipped.append((row, "needs repair (is:blocked)"))
            continue
        takers = [name for name in folders if takes(name, row.shape, recipe)]
        for name in takers:
            folders[name].append(row)
        if not takers:
            skipped.append((row, no_taker(row.shape)))
    total = sum(len(rows) for rows in folders.values())
    done, pacer = 0, Pacer()
    for name, rows in folders.items():
        sides = sides_of(rows, recipe)
        for row, held in zip(rows, walk(project.reader, [row.id for row in rows]), strict=True):
            done += 1
            if words and not holds(held.example, words):
                report.selected -= 1
                continue
            try:
                line = writer.exporters[name].render(held, _carry(held, recipe))
            except Unfit as unfit:
                skipped.append((row, f"{name}: {unfit}"))
                continue
            path = f"{name}/{sides[row.group]}.jsonl"
            number = writer.write(path, line)
            writer_note = {"file": path, "line": number, "row": row.id, "source": row.source}
            _note(
                writer,
                "provenance.jsonl",
                {**writer_note, "source_line": row.line, "edited": held.edited},
            )
            if pacer.due():
                yield Step(done, total, f"{name} rows")
    for row, why in sorted(skipped, key=lambda item: item[0].id):
        left_out[why] += 1
        _note(
            writer,
            "left_out.jsonl",
            {"row": row.id, "source": row.source, "line": row.line, "why": why},
        )
    _tell_look_alikes(project, writer, report)
    report.files = {path: count for path, count in sorted(writer.rows.items()) if not path.startswith(_NOTES)}
    report.left_out = dict(left_out.most_common())


def _tell_look_alikes(project: Project, writer: Writer, report: ExportPreview) -> None:
    """List what is set aside, and say which look-alikes nobody settled or looked for."""
    for value in set_aside(project.reader):
        _note(writer, "duplicates.jsonl", value)
    report.set_aside = writer.rows["duplicates.jsonl"]
    alike = accepted_look_alikes(project.reader)
    if alike:
        report.warnings.append(
            f"{alike:,} accepted rows say the same as others: Duplicates (F5) settles them"
        )
    gaps = len(all_gaps(project.reader))
    if gaps:
        report.warnings.append(f"{gaps} gaps against the contract, when it was counted last: studio coverage")
    if unseen_rows(project.reader):
        report.warnings.append(
            "not all rows were looked through for look-alikes: studio check does it, and the split then"
            " keeps them together"
        )


def _note(writer: Writer, path: str, value: dict[str, Any]) -> None:
    writer.write(path, to_json(value))


def _carry(held: Held, recipe: Recipe) -> dict[str, Any]:
    if not recipe.fields:
        return {}
    record = record_of(held.raw)
    if "*" in recipe.fields:
        return {key: value for key, value in record.items() if key not in KNOWN_FIELDS}
    return {name: record.get(name) for name in recipe.fields}


def _conclude(recipe: Recipe, writer: Writer, report: ExportPreview) -> None:
    """What a careful colleague would say of these counts."""
    say = report.warnings.append
    for name in ("sft", "dpo"):
        train, validation = writer.counts_of(name)
        if train and recipe.validation_share and not validation:
            say(f"{name}: all rows are one group, so there is no validation split")
        elif validation and validation < 30:
            say(f"{name}: {validation} validation rows show only large differences")
        if 0 < train < 100:
            say(f"{name}: {train} training rows are few; a better prompt or few-shot examples may do more")
