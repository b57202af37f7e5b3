"""`studio check`: look for trouble in a project or straight in data files. It judges nothing itself."""

import argparse
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.commands import data_files
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.checking.report import Wanted
    from studio.session import Session

_ANY = "any"
_NO_TROUBLE = "variant"  # a look-alike that is meant to be one never fails a run by the check's name alone


def check(options: argparse.Namespace) -> int:
    """`studio check FILE|PROJECT…`."""
    from studio.checking.report import findings, like_pairs
    from studio.checking.running import known_checks

    names = known_checks(options.only) if options.only else ()
    if options.pairs:
        names = ("near-duplicate",)
    _known_failures(options.fail_on)
    with _opened(options) as (session, wanted):
        report = run(session.check(names, options.encoder))
        found = like_pairs if options.pairs else findings
        counts: dict[str, int] = {}
        failed = False
        for finding in session.report(found, wanted):
            check_name, kind = finding.get("check", "near-duplicate"), finding["kind"]
            counts[f"{check_name}, {kind}"] = counts.get(f"{check_name}, {kind}", 0) + 1
            failed = failed or _fails(check_name, kind, options.fail_on)
            if options.json:
                emit(finding)
            else:
                _print(finding)
    for name, count in sorted(counts.items(), key=lambda item: -item[1]):
        say(f"{count:>9,}  {name}")
    say(f"{report.rows:,} rows checked" + ("" if counts else ": nothing was found"))
    return int(failed)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple["Session", "Wanted"]]:
    """The session to check and what to tell of it; data files go into a project for the moment."""
    from studio.checking.report import Wanted
    from studio.core.finding import Band
    from studio.session import Session

    targets = [path for given in options.targets for path in data_files(given)]
    projects = [path for path in targets if path.suffix == ".studio"]
    if projects and len(targets) > 1:
        raise StudioError("one project at a time", "studio check PROJECT.studio, or data files")
    against = [path for given in options.against for path in data_files(given)]

    def wanted(session: "Session", others: Sequence[int], names: dict[int, str]) -> Wanted:
        return Wanted(
            checks=options.only,
            band=Band(options.band),
            threshold=options.threshold,
            sources=names,
            against=frozenset(others),
            with_ids=bool(projects),
        )

    if projects and not against:
        with Session.open(projects[0], create=False) as session:
            yield session, wanted(session, (), {number: name for number, _, name in session.sources()})
        return
    with tempfile.TemporaryDirectory(prefix="studio-check-") as folder:
        work = Path(folder) / "check.studio"
        if projects:
            with Session.open(projects[0], create=False):
                _copy(projects[0], work)
        with Session.open(work) as session:
            _read(session, [path for path in targets if path.suffix != ".studio"], options)
            ours = {number for number, _, _ in session.sources()}
            _read(session, against, options)
            given = {str(path.absolute()): str(path) for path in (*targets, *against)}
            names = {number: given.get(path, name) for number, path, name in session.sources()}
            yield session, wanted(session, [number for number in names if number not in ours], names)


def _copy(project: Path, to: Path) -> None:
    """A copy of a project, whoever writes to it meanwhile."""
    with sqlite3.connect(project) as source, sqlite3.connect(to) as target:
        source.backup(target)
    source.close()
    target.close()


def _read(session: "Session", files: Sequence[Path], options: argparse.Namespace) -> None:
    if not files:
        return
    report = run(session.import_files(files, options.format, options.encoding))
    for line in report.notes:
        say(line)
    if report.errors:
        raise StudioError("; ".join(report.errors), "nothing was checked")


def _known_failures(names: Sequence[str]) -> None:
    from studio.checking.contradictions import CONTRADICTION
    from studio.checking.report import BAD_LINE, GAP
    from studio.checking.running import check_names

    known = {*check_names(), CONTRADICTION, BAD_LINE, GAP, _ANY}
    for name in names:
        if name.partition(":")[0] not in known:
            raise StudioError(f"--fail-on: there is no check {name!r}", "checks: " + ", ".join(sorted(known)))


def _fails(check_name: str, kind: str, names: Sequence[str]) -> bool:
    """True when a finding is named by `CHECK`, `CHECK:KIND` or `any`."""
    if f"{check_name}:{kind}" in names:
        return True
    return kind != _NO_TROUBLE and (check_name in names or _ANY in names)


def _print(finding: dict[str, Any]) -> None:
    """A finding for people."""
    if "a" in finding:
        a, b = finding["a"], finding["b"]
        show(
            f"{finding['kind']} ({finding['band']}) {finding['score']:.3f}  {_place(a)}  {_place(b)}  "
            f"{one_line(finding['why'], 120)}"
        )
        return
    head = f"{finding['check']}: {finding['kind']} ({finding['band']})"
    if not finding["members"]:
        show(f"{head}  {one_line(finding['why'], 160)}")
        return
    if finding["keeper"] is None:
        member = finding["members"][0]
        show(f"{_place(member)}  {head}  {one_line(member['why'], 160)}")
        return
    show(f"{_place(finding['keeper'])}  {head}, {len(finding['members'])} rows")
    for member in finding["members"]:
        if (member["source"], member["line"]) != (finding["keeper"]["source"], finding["keeper"]["line"]):
            show(f"    {member['score']:.3f} {_place(member)}  {one_line(member['why'], 120)}")


def _place(row: dict[str, Any]) -> str:
    number = f"#{row['id']} " if "id" in row else ""
    return f"{number}{one_line(str(row['source']), 60)}:{row['line']}"
