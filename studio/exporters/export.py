"""An export as a job: choose the rows, split them by group, write, check, move into place.

It writes a folder that is complete or not there. Which row stands on which line of which file is
in `provenance.jsonl`; what was left out and why in `left_out.jsonl`; duplicates with the rows kept
in their stead in `duplicates.jsonl`; all hashes in `manifest.json`; what the split is worth in
`certificate.json`.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.atomic import new_folder
from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.exporters import card, manifest
from studio.exporters.assembling import Assembled, assemble
from studio.exporters.certificate import write_certificate
from studio.exporters.certifying import certify
from studio.exporters.earlier import read_earlier
from studio.exporters.launching import describe, write_launchers
from studio.exporters.parquet import write_parquet
from studio.exporters.recipe import Recipe
from studio.exporters.splitting import moved_rows
from studio.exporters.warning import count_warnings, project_warnings
from studio.exporters.writing import Writer
from studio.extension import Launch, Launcher, launchers_named
from studio.jobs import Job, Step
from studio.launchers.estimates import estimate_lines
from studio.store import journal
from studio.store.examples import snapshot
from studio.store.project import Project


@dataclass(slots=True)
class ExportPreview:
    """What an export would write.

    Attributes:
        selected: rows that the recipe names.
        files: rows of each file, such as `sft/train.jsonl`.
        left_out: reasons and how many rows each keeps out.
        set_aside: rows that are duplicates of others, listed in `duplicates.jsonl`.
        warnings: what a careful colleague would say, each a sentence.
        estimate: what training on it would take, in lines; empty where nothing can be said.

    """

    selected: int = 0
    files: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    set_aside: int = 0
    warnings: list[str] = field(default_factory=list)
    estimate: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ExportReport(ExportPreview):
    """What an export wrote, and where."""

    folder: Path = Path()


def preview_export(project: Project, recipe: Recipe) -> Job[ExportPreview]:
    """Count what an export would write, by rendering every row without keeping it."""
    preview = ExportPreview()
    _check_recipe(project, recipe)
    launchers = launchers_named(recipe.trainers)
    with snapshot(project.path) as db:
        made = yield from assemble(db, recipe, launchers, Writer(None))
        _conclude(db, recipe, made, launchers, preview)
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
    _check_recipe(project, recipe)
    launchers = launchers_named(recipe.trainers)
    report = ExportReport(folder=to)
    with new_folder(to, replace=replace) as work, snapshot(project.path) as db:
        writer = Writer(work)
        try:
            made = yield from assemble(db, recipe, launchers, writer)
        finally:
            writer.drop()
        launch = _conclude(db, recipe, made, launchers, report)
        if replace and recipe.lock is None and manifest.read_manifest(to).project == project.path.stem:
            report.warnings += _moved_since(to, made)
        _need_rows(report, recipe)
        yield Step(report.selected, report.selected, "writing launch configs and the card")
        write_launchers(work, launchers, launch)
        tables = (yield from write_parquet(work, report.files)) if recipe.parquet else {}
        text = card.write_card(project.path.stem, launch.shapes, report.files, tables)
        (work / "README.md").write_text(text, encoding="utf-8")
        content = manifest.Manifest(
            project=project.path.stem,
            journal_event=journal.last_event(db),
            recipe=recipe.without_folders(),
            selected=report.selected,
            left_out=report.left_out,
            duplicates=report.set_aside,
            mixed=made.mixed.rows if made.mixed else 0,
            inputs=_inputs(made),
            files=writer.entries(),
        )
        proof = certify(db, project.path.stem, recipe, made.filling, made.split)
        write_certificate(work, proof.model_copy(update={"against": made.against, "mixed": made.mixed}))
        manifest.check_sizes(work, content)
        manifest.write_manifest(work, content)
    return report


def _moved_since(to: Path, made: Assembled) -> Iterator[str]:
    """How many rows stand on another side than in the export that is replaced."""
    taken = made.filling.taken
    moved = moved_rows(made.filling.rows.ids[taken], made.filling.sides[taken], read_earlier(to))
    if moved:
        yield (
            f"{len(moved):,} rows change side since the export that this one replaces; to keep them where"
            " they are, lock that export (--lock DIR)"
        )


def _inputs(made: Assembled) -> dict[str, str]:
    """The files beside the project that decided what was written, with their hashes."""
    files = {file.file: file.sha256 for file in made.against}
    return files | ({made.mixed.file: made.mixed.sha256} if made.mixed else {})


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


def _check_recipe(project: Project, recipe: Recipe) -> None:
    """Look at the folders that a recipe names before anything is written."""
    recipe.model_named()
    if recipe.lock is None:
        return
    # Rows are known by their numbers, which mean nothing in another project.
    owner = manifest.read_manifest(recipe.lock).project
    if owner != project.path.stem:
        raise StudioError(
            f"{recipe.lock} was exported from the project {one_line(owner, 60)}",
            "lock an export of this project",
        )


def _need_rows(report: ExportReport, recipe: Recipe) -> None:
    """Let pass an export that can be trained on."""
    if not report.files:
        raise StudioError(
            "there is nothing to export: no row that the recipe names can be written",
            _why_nothing(report, recipe),
        )
    if not any(path.endswith("/train.jsonl") for path in report.files):
        raise StudioError("no row is left to train on", _why_left(report))


def _why_nothing(report: ExportReport, recipe: Recipe) -> str:
    if report.selected:
        return _why_left(report)
    if recipe.filter:
        return f"no row that is {' or '.join(recipe.statuses)} passes the filter"
    return "accept rows first, or export others with --status pending"


def _why_left(report: ExportReport) -> str:
    reasons = (f"{count:,} row{'s' * (count > 1)}: {why}" for why, count in report.left_out.items())
    return "left out " + ", ".join(reasons)


def _conclude(
    db: sqlite3.Connection,
    recipe: Recipe,
    made: Assembled,
    launchers: Sequence[Launcher],
    report: ExportPreview,
) -> Launch:
    """Fill a report from what was written; the export as launchers see it."""
    filling = made.filling
    report.selected = len(filling.rows)
    report.set_aside = made.set_aside
    report.left_out = dict(filling.left_out.most_common())
    report.files = {
        output.path: output.rows
        for target in sorted(filling.targets, key=lambda target: target.folder)
        for output in target.outputs
        if output.rows
    }
    launch = describe(filling, recipe, filling.writer.entries())
    report.estimate = estimate_lines(launch)
    report.warnings += project_warnings(db)
    report.warnings += made.split.notes
    if made.split.moved:
        report.warnings.append(
            f"{len(made.split.moved):,} rows change side since the locked export, since their groups were"
            " joined; certificate.json lists them"
        )
    report.warnings += count_warnings({target.folder: target.counts() for target in filling.targets}, recipe)
    for launcher in launchers:
        report.warnings += (f"{launcher.name}: {notice}" for notice in launcher.notices(launch))
    return launch
