"""One open project: the verbs that the TUI, the CLI and scripts call. It only sequences.

    from studio.session import Session
    with Session.open("answers.studio") as session:
        drain(session.import_files([Path("rows.jsonl")]))
        session.decide([1, 2, 3], Status.ACCEPTED)

Every verb is one event in the journal and on disk when it returns. Any thread may call: reading
never waits, writing takes turns.
"""

import getpass
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from studio.acting import count_rows
from studio.core.events import REDO, UNDO, Change, Event, Verdict
from studio.core.example import Example, to_json
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.coverage.rules import PROPOSED
from studio.exporters.export import ExportPreview, ExportReport, preview_export, run_export
from studio.exporters.recipe import Recipe
from studio.intake.importing import ImportOptions, ImportReport, import_files
from studio.intake.traffic import import_traffic
from studio.jobs import Job
from studio.store import cards, edits, journal, queries, verification, votes
from studio.store.project import Project
from studio.teaching import Teaching

_VERBS = {
    Status.ACCEPTED: ("accept", "accepted"),
    Status.REJECTED: ("reject", "rejected"),
    Status.SKIPPED: ("skip", "skipped"),
    Status.PENDING: ("reopen", "reopened"),
    Status.DUPLICATE: ("duplicate", "set aside as duplicate"),
}


def utc_now() -> str:
    """The time now as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Session(Teaching):
    """An open project and who works on it; `Session.open` makes one."""

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        reviewer: str | None = None,
        create: bool = True,
        now: Callable[[], str] = utc_now,
    ) -> Self:
        """Open a project file, making it when `create`.

        Raises:
            StudioError: it is not there, not a project, newer than this studio, or locked.

        """
        return cls(Project(Path(path), create=create), reviewer or getpass.getuser(), now)

    # Acts

    def decide(self, ids: Sequence[int], status: Status, reason: str = "") -> Done:
        """Give rows a verdict. Rows that have it already are left alone.

        Rows that cannot be trained on as they are stay out of an acceptance.

        Raises:
            StudioError: none of the rows to accept can be trained on as it is.

        """
        verb, past = _VERBS[status]
        at = self._now()
        held_back = ""
        if status is Status.ACCEPTED:
            ids, held_back = self._without_blocked(ids)
        voted = self._by_votes(ids, status, _plain(reason))
        if voted is not None:
            return replace(voted, message=voted.message + held_back)
        verdict = Verdict(status, self.reviewer, at, _plain(reason))
        message = f"{past} {count_rows(ids)}{held_back}"
        act = journal.Act(verb, self.reviewer, at, message)
        with self._project.write() as db:
            event, changed = journal.record_verdict(db, act, ids, verdict)
        return self._done(event, ids, message, f"{count_rows(ids)} {past} already", changed)

    def flag(self, ids: Sequence[int], on: bool | None = None) -> Done:
        """Flag rows for later, or take the flag off; None turns the first row's flag round for all."""
        if not ids:
            return Done("no rows")
        if on is None:
            on = journal.current(self._project.reader, ids[0], "flagged") is None
        message = f"{'flagged' if on else 'unflagged'} {count_rows(ids)}"
        act = journal.Act("flag", self.reviewer, self._now(), message)
        with self._project.write() as db:
            event, changed = journal.record_one_value(db, act, ids, "flagged", "1" if on else None)
        return self._done(event, ids, message, f"already {message}", changed)

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> Done:
        """Add tags to rows and take others off.

        A value of a facet that a person says (`facet=value`) takes what Claude proposed for it away
        (`?facet=…`); the word `?` alone says all that Claude proposed.
        """
        more, less = ({_plain(tag) for tag in tags} - {""} for tags in (add, remove))
        words = " ".join([*(f"+{t}" for t in sorted(more)), *(f"-{t}" for t in sorted(less))])
        message = f"tagged {count_rows(ids)} {words}"
        act = journal.Act("tag", self.reviewer, self._now(), message)
        with self._project.write() as db:
            held = queries.by_row(db, queries.TAGS, ids)
            changes = []
            for row in ids:
                tags = {str(tag[0]) for tag in held.get(row, ())}
                after = journal.tags_text(sorted(said_tags(tags, more) - less))
                changes.append(Change(row, "tags", journal.tags_text(sorted(tags)), after))
            event = journal.record_changes(db, act, changes)
        return self._done(event, ids, message, "nothing to tag")

    def edit(self, row: int, example: Example) -> Done:
        """Replace a row's text. What it was stays in the journal and in the imported bytes."""
        return self._rewrite("edit", f"edited #{row}", {row: example})

    def undo(self) -> Done:
        """Take back this reviewer's newest act that stands; it becomes one more event."""
        return self._turn(UNDO, journal.last_done, "undid", "nothing to undo")

    def redo(self) -> Done:
        """Bring back what was taken back last, unless something was done since."""
        return self._turn(REDO, journal.last_undone, "redid", "nothing to redo")

    # Jobs

    def import_files(
        self, paths: Sequence[Path], format_name: str | None = None, encoding: str | None = None
    ) -> Job[ImportReport]:
        """Import files; rows already there from the same file are not added again."""
        options = ImportOptions(format_name, encoding)
        report = yield from import_files(self._project, list(paths), options, self._now())
        self._recount()
        return report

    def import_traffic(
        self, paths: Sequence[Path], format_name: str | None = None, encoding: str | None = None
    ) -> Job[ImportReport]:
        """Import what real users asked. It is kept apart: never exported, never trained on."""
        return import_traffic(self._project, list(paths), ImportOptions(format_name, encoding))

    def preview(self, recipe: Recipe) -> Job[ExportPreview]:
        """What an export would write and leave out, without writing."""
        return preview_export(self._project, recipe)

    def export(self, recipe: Recipe, to: Path, *, force: bool = False) -> Job[ExportReport]:
        """Write an export folder: all of it or nothing."""
        return run_export(self._project, recipe, to, force=force)

    def verify(self) -> Job[list[str]]:
        """What is wrong with the project file; an empty list when it is whole."""
        return verification.verify(self._project.reader)

    # Where one was

    def remember(self, key: str, value: object) -> None:
        """Keep a JSON value for this reviewer: the row, filter and screen they are at."""
        with self._project.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO setting VALUES (?, ?)",
                (f"{self.reviewer}/{key}", json.dumps(value)),
            )

    def _rewrite(self, verb: str, message: str, examples: dict[int, Example]) -> Done:
        def changes(db: sqlite3.Connection) -> list[Change]:
            return [
                Change(
                    row,
                    "content",
                    journal.current(db, row, "content"),
                    cards.content_text(db, row, to_json(example)),
                )
                for row, example in examples.items()
            ]

        return self._act(verb, message, changes, "nothing was changed")

    def _turn(self, verb: str, find: Callable[[Any, str], Event | None], past: str, nothing: str) -> Done:
        with self._project.write() as db:
            target = find(db, self.reviewer)
            if target is None:
                return Done(nothing)
            message = f"{past}: {target.message}"
            act = journal.Act(verb, self.reviewer, self._now(), message, target.id)
            event, changed, kept = journal.turn(db, act)
            settled = votes.resettle(db, event)
            self._hold(db, verb == UNDO, journal.touched(db, event))
            edits.refresh(db, journal.touched(db, event, field="content"))
        if kept and not settled:
            message += f"; {kept} changed by others since and left as they are"
        return self._done(event, range(changed), message, message)


def said_tags(tags: set[str], more: set[str]) -> set[str]:
    """A row's tags after some were added: what a person says of a facet replaces what Claude proposed."""
    proposed = {tag for tag in tags if tag.startswith(PROPOSED)}
    if PROPOSED in more:
        return tags - proposed | {tag.removeprefix(PROPOSED) for tag in proposed} | more - {PROPOSED}
    said = {tag.partition("=")[0] for tag in more if "=" in tag}
    return tags - {t for t in proposed if t.removeprefix(PROPOSED).partition("=")[0] in said} | more


def _plain(text: str) -> str:
    """A word of a person without NUL, which SQLite's JSON functions take for an end."""
    return text.replace("\x00", "")
