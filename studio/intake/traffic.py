"""Imports what real users asked: prompts only, kept apart from the rows. It never changes a source file."""

from pathlib import Path

from studio.core.comparison import compared_texts
from studio.core.fingerprint import hash_bytes
from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.formats.format import named
from studio.intake.chunks import read_chunks
from studio.intake.importing import ImportOptions, ImportReport, read_batches
from studio.intake.lines import Batch
from studio.intake.streams import check_readable, open_source
from studio.jobs import Job, Pacer, Step
from studio.store.content import unpack
from studio.store.examples import read_example
from studio.store.project import Project
from studio.store.traffic import Asked, add_traffic


def import_traffic(project: Project, paths: list[Path], options: ImportOptions) -> Job[ImportReport]:
    """Import the prompts of files. Lines that are no rows are counted, and told; they are not kept."""
    report = ImportReport()
    if options.format_name:
        named(options.format_name)
    for path in paths:
        try:
            yield from _import_file(project, path, options, report)
        except StudioError as error:
            report.errors.append(str(error).replace("\n", ": "))
    return report


def _import_file(project: Project, path: Path, options: ImportOptions, report: ImportReport) -> Job[None]:
    name = one_line(path.name, 80)
    size = check_readable(path)
    source = open_source(path, options.encoding)
    pacer = Pacer()
    try:
        with project.bulk() as db:
            for chunk, batch in read_batches(read_chunks(source), size, options):
                bad = [one.line for one, _ in batch.bad] + [one.line for one in chunk.bad]
                report.bad += len(bad)
                report.notes += [f"{name}:{line} is no row" for line in bad[:5]]
                asked = _prompts(path.name, batch)
                lines = len(batch.rows) - sum(count - 1 for _, count in batch.split)
                report.read += lines + len(bad)
                report.flagged += lines - len(asked)
                db.execute("BEGIN IMMEDIATE")
                added = add_traffic(db, asked)
                db.execute("COMMIT")
                report.imported += added
                report.already += len(asked) - added
                if pacer.due():
                    yield Step(chunk.position, size, f"importing {name}")
    finally:
        source.close()
    if source.cut:
        report.errors.append(f"{name} ends early: its packing is cut; the prompts so far are kept")


def _prompts(source: str, batch: Batch) -> list[Asked]:
    """The prompts of some rows; rows without one are left out, a line with several answers counts once."""
    raws = [raw for count, data in batch.blocks for raw in unpack(data, count)]
    again = {place for first, count in batch.split for place in range(first + 1, first + count)}
    asked = []
    for place, (row, raw) in enumerate(zip(batch.rows, raws, strict=True)):
        if place in again:
            continue
        prompt, _ = compared_texts(read_example(raw, row[1]).example._replace(chosen=(), rejected=()))
        if prompt.strip():
            prompt = prompt.encode("utf-8", "replace").decode()  # the project's text has no lone surrogates
            asked.append(Asked(source, row[0], row[1], prompt, raw, hash_bytes(raw)))
    return asked
