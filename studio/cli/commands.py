"""One function a command: call a Session verb, print what it says. Imports stay inside, for speed."""

import argparse
import base64
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli import overview
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.session import Session

_TRAFFIC = "traffic"
_DATA = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".gz", ".zst", ".ndjson")


def open_session(options: argparse.Namespace, *, create: bool = False) -> "Session":
    """The session on the project that a command names."""
    from studio.session import Session

    return Session.open(options.project, reviewer=options.reviewer, create=create)


def open_studio(options: argparse.Namespace) -> int:
    """`studio FILE…`: the screen, or the overview as text where there is no terminal."""
    from studio.session import Session

    files = [path for given in options.files for path in data_files(given)]
    projects = [path for path in files if path.suffix == ".studio"]
    if len(projects) > 1 or (projects and options.project):
        raise StudioError("one project at a time", "studio PROJECT.studio, or data files")
    data = [path for path in files if path.suffix != ".studio"]
    where = options.project or (projects[0] if projects else Path(_stem(data[0]) + ".studio"))
    code = 0
    with Session.open(where, reviewer=options.reviewer, create=bool(data)) as session:
        if data:
            code = _import(session, data, options)
            if code and not session.tally().rows:
                return code
        # In a browser the library brings a driver of its own, and no terminal.
        if (sys.stdout.isatty() and sys.stdin.isatty()) or "TEXTUAL_DRIVER" in os.environ:
            from studio.tui.app import run_app

            return run_app(session, keys=options.keys)
        overview.print_overview(run(session.overview()), session.path)
    return code


def data_files(given: Path) -> Iterator[Path]:
    """The file that was named, or the data files of a folder."""
    if given.is_dir():
        found = sorted(p for p in given.iterdir() if p.suffix in _DATA and p.is_file())
        if not found:
            raise StudioError(f"{given} holds no data files", "give files: studio FILE…")
        yield from found
    else:
        yield given


def _stem(path: Path) -> str:
    name = path.name
    while Path(name).suffix in _DATA:
        name = Path(name).stem
    return name or "project"


def _import(session: "Session", files: Sequence[Path], options: argparse.Namespace) -> int:
    report = run(session.import_files(files, options.format, options.encoding))
    for line in (*report.errors, *report.notes):
        say(line)
    if getattr(options, "json", False):
        emit(asdict(report))
    else:
        say(
            f"read {report.read:,}, imported {report.imported:,}, bad {report.bad:,}, "
            f"exact duplicates {report.exact_duplicates:,}"
            + (f", already there {report.already:,}" if report.already else "")
            + (f", in need of repair {report.flagged:,}" if report.flagged else "")
        )
    if report.bad or report.flagged:
        say(f"what is wrong with them: studio bad {session.path}")
    return 2 if report.errors else 0


def import_rows(options: argparse.Namespace) -> int:
    """`studio import PROJECT FILE…`."""
    files = [Path(name) for name in options.files]
    if options.reviewer == _TRAFFIC:
        return _import_traffic(files, options)
    with open_session(options, create=True) as session:
        before = session.tally()
        code = _import(session, files, options)
        after = session.tally()
        found = {
            "bad": after.bad_lines > before.bad_lines,
            "blocked": after.blocked > before.blocked,
            "exact-duplicates": run(session.overview()).exact_copies > 0
            if "exact-duplicates" in options.fail_on
            else False,
        }
    return code or int(any(found[name] for name in options.fail_on))


def _import_traffic(files: Sequence[Path], options: argparse.Namespace) -> int:
    """`studio import PROJECT --as traffic FILE…`: real prompts, kept apart."""
    options.reviewer = None
    with open_session(options, create=True) as session:
        report = run(session.import_traffic(files, options.format, options.encoding))
    for line in (*report.errors, *report.notes):
        say(line)
    if options.json:
        emit(asdict(report))
    else:
        say(
            f"read {report.read:,}, kept {report.imported:,} prompts as traffic, bad {report.bad:,}"
            + (f", already there {report.already:,}" if report.already else "")
            + (f", without a prompt {report.flagged:,}" if report.flagged else "")
        )
    return 2 if report.errors else int("bad" in options.fail_on and report.bad > 0)


def show_overview(options: argparse.Namespace) -> int:
    """`studio overview PROJECT`."""
    with open_session(options) as session:
        result = run(session.overview())
        if options.json:
            emit(asdict(result))
        else:
            overview.print_overview(result, session.path)
    return 0


def list_rows(options: argparse.Namespace) -> int:
    """`studio list PROJECT [FILTER]`."""
    from studio.core.rows import ORDERS, Order

    if options.sort not in ORDERS:
        raise StudioError(f"rows cannot be sorted by {options.sort!r}", "by " + ", ".join(ORDERS))
    with open_session(options) as session:
        ids = session.ids(" ".join(options.filter), Order(options.sort, options.reverse))
        if options.limit is not None:
            ids = ids[: max(0, options.limit)]
        if options.json:
            for record in session.records(ids):
                emit(record)
        else:
            for start in range(0, len(ids), 500):
                for row in session.rows(ids[start : start + 500]):
                    flags = " ".join(f"!{name}" for name in row.flags)
                    where = one_line(f"{row.source}:{row.line}", 40)
                    show(
                        f"{row.status.glyph} {row.status:9} #{row.id:<7} {where}  "
                        f"{one_line(row.prompt, 60)} → {one_line(row.answer, 50)} {flags}"
                    )
            say(f"{len(ids):,} rows")
    return int(bool(options.fail_on and len(ids)))


def show_row(options: argparse.Namespace) -> int:
    """`studio show PROJECT ROW`."""
    with open_session(options) as session:
        card = session.card(options.row)
        if options.json:
            emit(next(iter(session.records([options.row]))) | {"fields": card.fields})
            return 0
        row = card.row
        show(f"#{row.id} {row.source}:{row.line} {row.format} {row.shape} {row.status} {row.reason}")
        for finding in card.findings:
            show(f"! {finding.check}: {finding.message}")
        for name, part in zip(("prompt", "chosen", "rejected"), card.example[:3], strict=True):
            for message in part:
                show(f"\n--- {name} · {message.role}")
                show(message.content)
    return 0


def list_bad(options: argparse.Namespace) -> int:
    """`studio bad PROJECT`: lines that are no rows, then rows that need repair."""
    with open_session(options) as session:
        for source, bad in session.bad_lines():
            if options.json:
                text = bad.text.decode("utf-8", "backslashreplace")
                emit(
                    {"source": source, "line": bad.line, "column": bad.column, "why": bad.why}
                    | {
                        "imported": False,
                        "text": text,
                        "bytes": base64.b64encode(bad.text).decode(),
                    }
                )
            else:
                place = f"{source}:{bad.line}" + (f":{bad.column}" if bad.column else "")
                text = one_line(bad.text[:200].decode("utf-8", "backslashreplace"), 80)
                show(f"{place}  {bad.why}\n    {text}")
        blocked = session.ids("is:blocked")
        for id_ in blocked:
            card = session.card(id_)
            why = "; ".join(f.message for f in card.findings if f.blocking)
            if options.json:
                row = card.row
                emit(
                    {"source": row.source, "line": row.line, "column": 0, "why": why}
                    | {"imported": True, "id": row.id}
                )
            else:
                show(f"{card.row.source}:{card.row.line}  {why}  (imported as #{id_}, needs repair)")
        say(f"{session.tally().bad_lines:,} lines are no rows, {len(blocked):,} rows need repair")
    return 0


def decide(options: argparse.Namespace) -> int:
    """`studio decide PROJECT VERDICT FILTER`."""
    from studio.core.verdict import Status

    text = " ".join(options.filter)
    if not options.all and (not text or text.strip().casefold() == "all"):
        raise StudioError(
            "which rows? give a filter", "or --all for every row ('\"all\"' looks for the word)"
        )
    words = {"accept": Status.ACCEPTED, "reject": Status.REJECTED, "skip": Status.SKIPPED}
    words["reopen"] = Status.PENDING
    with open_session(options) as session:
        ids = session.ids(text)
        if options.verdict in words:
            done = session.decide(ids, words[options.verdict], options.reason)
        else:
            done = session.flag(ids, options.verdict == "flag")
        _tell(options, done.message, done.rows, done.event)
    return 0


def _tell(options: argparse.Namespace, message: str, rows: Sequence[int], event: int) -> None:
    if options.json:
        emit({"message": message, "rows": len(rows), "event": event})
    else:
        say(message)


def undo(options: argparse.Namespace) -> int:
    """`studio undo PROJECT`."""
    with open_session(options) as session:
        done = session.undo()
        _tell(options, done.message, done.rows, done.event)
    return 0


def redo(options: argparse.Namespace) -> int:
    """`studio redo PROJECT`."""
    with open_session(options) as session:
        done = session.redo()
        _tell(options, done.message, done.rows, done.event)
    return 0


def show_history(options: argparse.Namespace) -> int:
    """`studio history PROJECT [ROW]`."""
    with open_session(options) as session:
        if options.row is not None:
            entries: list[Any] = list(session.history(session.card(options.row).row.id))
        else:
            entries = session.events(options.limit)
        for entry in entries:
            if options.json:
                emit(asdict(entry))
            else:
                show(f"{entry.at}  {entry.reviewer}  {entry.verb}  {entry.message}")
        if not entries:
            say("nothing has happened yet")
    return 0
