"""The import of files as one job: open, cut, read, store, tell. It never changes a source file."""

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from studio.core.fingerprint import hash_bytes
from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.formats.format import Detector, named
from studio.intake.chunks import Chunk, hub_chunks, read_chunks
from studio.intake.lines import Batch, read_lines
from studio.intake.streams import check_readable, digest_of, open_source
from studio.intake.tables import HUB
from studio.intake.worker import Worker, read_block
from studio.jobs import Job, Pacer, Step
from studio.store import ingest
from studio.store.content import pack_all, unpack
from studio.store.project import Project

# Below this a second process takes longer to start than the file takes to read.
_PARALLEL_BYTES = 16 << 20
_WORKERS = 2


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        read: rows and bad lines seen (blank lines are none).
        imported: rows added.
        bad: lines that are no rows, kept in the project.
        flagged: imported rows that cannot be trained on as they are.
        exact_duplicates: imported rows equal to an earlier one after normalising.
        already: rows and bad lines that the project had from the same file.
        split: lines with several answers that nothing ranked; `parts` are the rows they became.
        errors: files that could not be read, or not to their end, each a sentence.
        notes: what else should be known, each a sentence.

    """

    read: int = 0
    imported: int = 0
    bad: int = 0
    flagged: int = 0
    exact_duplicates: int = 0
    already: int = 0
    split: int = 0
    parts: int = 0
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read: `format_name` and `encoding` override what looking would tell."""

    format_name: str | None = None
    encoding: str | None = None


def import_files(project: Project, paths: list[Path], options: ImportOptions, now: str) -> Job[ImportReport]:
    """Import files one after another. A file that cannot be read does not stop the next.

    Closing the job stops between batches: what was stored stays, the source is incomplete.
    """
    report = ImportReport()
    if options.format_name:
        named(options.format_name)
    for path in paths:
        try:
            yield from _import_file(project, path, options, now, report)
        except StudioError as error:
            report.errors.append(str(error).replace("\n", ": "))
    if report.split:
        lines = "line" if report.split == 1 else "lines"
        report.notes.append(
            f"{report.split} {lines} held several answers and became {report.parts} rows, one an answer"
        )
    return report


def _import_file(
    project: Project, path: Path, options: ImportOptions, now: str, report: ImportReport
) -> Job[None]:
    hub = str(path) if str(path).startswith(HUB) else None
    name = one_line(hub or path.name, 80)
    size = 0 if hub else check_readable(path)
    if size and _was_imported(project, path, size, report):
        return
    source = None if hub else open_source(path, options.encoding)
    chunks = read_chunks(source) if source else hub_chunks(hub or "")
    key = hub or str(path.absolute())
    known = ingest.known_rows(project.reader, key)
    before = (report.imported, report.bad)
    with project.bulk() as db:
        try:
            db.execute("BEGIN IMMEDIATE")
            number = ingest.begin_source(db, key, hub or path.name, size, now)
            db.execute("COMMIT")
            pacer = Pacer()
            for chunk, batch in read_batches(chunks, size, options):
                _keep(batch, chunk, known, report)
                db.execute("BEGIN IMMEDIATE")
                ingest.add_rows(db, number, batch.rows, batch.blocks, batch.problems)
                ingest.add_bad_lines(db, number, batch.bad)
                db.execute("COMMIT")
                if pacer.due():
                    yield Step(chunk.position, size, f"importing {name}")
            yield Step(size, size, f"indexing {name}")
            ended = source is None or not source.cut
            db.execute("BEGIN IMMEDIATE")
            ingest.index_rows(db)
            ingest.finish_source(
                db,
                number,
                digest=source.digest if source else "",
                size=size,
                note=source.note if source else "",
                complete=ended,
            )
            db.execute("COMMIT")
            report.exact_duplicates += ingest.exact_copies(db, number)
        except StudioError:
            ingest.forget_if_empty(db, number)
            raise
        finally:
            if source:
                source.close()
    if not ended:
        report.errors.append(f"{name} ends early: its packing is cut; the rows so far are kept")
    elif (report.imported, report.bad) == before:
        report.notes.append(f"{name}: nothing new" if known.rows else f"{name} holds no rows")
    elif source and source.note:
        report.notes.append(f"{name} was read as {source.note}")


def _was_imported(project: Project, path: Path, size: int, report: ImportReport) -> bool:
    """True when a file of the same bytes was imported to its end; the report says so then."""
    if not ingest.may_be_same(project.reader, size):
        return False
    same = ingest.same_file(project.reader, digest_of(path))
    if same is None:
        return False
    seen = _rows_of(project, same)
    report.read += seen
    report.already += seen
    name = one_line(path.name, 80)
    report.notes.append(f"{name} was imported before (as {one_line(same, 80)}): nothing new")
    return True


def _rows_of(project: Project, name: str) -> int:
    row = project.reader.execute(
        "SELECT (SELECT count(*) FROM example WHERE source = s.id)"
        " + (SELECT count(*) FROM bad_line WHERE source = s.id)"
        " FROM source s WHERE name = ? AND complete ORDER BY id DESC LIMIT 1",
        (name,),
    ).fetchone()
    return int(row[0])


def _keep(batch: Batch, chunk: Chunk, known: ingest.Known, report: ImportReport) -> None:
    """Count a batch, and take out of it what the project has from this file already."""
    batch.bad.extend((bad, hash_bytes(bad.text)) for bad in chunk.bad)
    report.read += len(batch.rows) + len(batch.bad)
    report.split += len(batch.split)
    report.parts += sum(count for _, count in batch.split)
    if known.rows or known.bad:
        report.already += _drop_known(batch, known)
    report.imported += len(batch.rows)
    report.bad += len(batch.bad)
    report.flagged += sum(row[9] for row in batch.rows)


def _drop_known(batch: Batch, known: ingest.Known) -> int:
    fresh = [index for index, row in enumerate(batch.rows) if not _take(known.rows, row[3])]
    bad = [entry for entry in batch.bad if not _take(known.bad, entry[1])]
    dropped = len(batch.rows) - len(fresh) + len(batch.bad) - len(bad)
    batch.bad = bad
    if len(fresh) < len(batch.rows):
        texts = [row for count, data in batch.blocks for row in unpack(data, count)]
        place = {index: new for new, index in enumerate(fresh)}
        batch.blocks = pack_all([texts[index] for index in fresh])
        batch.rows = [batch.rows[index] for index in fresh]
        batch.problems = [(place[i], problem) for i, problem in batch.problems if i in place]
    return dropped


def _take(counter: Counter[int], key: int) -> bool:
    if counter.get(key, 0) > 0:
        counter[key] -= 1
        return True
    return False


def read_batches(chunks: Iterator[Chunk], size: int, options: ImportOptions) -> Iterator[tuple[Chunk, Batch]]:
    """Each chunk with its rows, in order; large files are read by two processes."""
    if size < _PARALLEL_BYTES:
        detector = Detector(named(options.format_name) if options.format_name else None)
        for chunk in chunks:
            yield chunk, _read(chunk, detector)
        return
    workers: SimpleQueue[Worker] = SimpleQueue()
    made = [Worker(options.format_name) for _ in range(_WORKERS)]
    for worker in made:
        workers.put(worker)
    detector = Detector(named(options.format_name) if options.format_name else None)

    def work(chunk: Chunk) -> Batch:
        if not chunk.block:
            return _read(chunk, detector)
        worker = workers.get()
        try:
            return worker.read(chunk.block, chunk.first_line)
        finally:
            workers.put(worker)

    pending: deque[tuple[Chunk, Future[Batch]]] = deque()
    pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="import")
    try:
        for chunk in chunks:
            pending.append((chunk, pool.submit(work, chunk)))
            if len(pending) > _WORKERS + 1:
                first, answer = pending.popleft()
                yield first, answer.result()
        while pending:
            first, answer = pending.popleft()
            yield first, answer.result()
    finally:
        for worker in made:
            worker.close()
        pool.shutdown(wait=True, cancel_futures=True)


def _read(chunk: Chunk, detector: Detector) -> Batch:
    if chunk.block:
        return read_block(chunk.block, chunk.first_line, detector)
    return read_lines(chunk.entries, detector)
