"""What every act on a project needs: who acts, when, and the event that it becomes. It is no verb itself."""

import sqlite3
from collections.abc import Callable, Sequence

from studio.core.events import Change
from studio.core.rows import Done
from studio.errors import StudioError
from studio.reading import Reading
from studio.store import cards, edits, journal
from studio.store.project import Project


class Acting(Reading):
    """A session that can write events.

    Args:
        project: the open project file.
        reviewer: whose acts these are.
        now: gives the time as ISO 8601 text.

    """

    def __init__(self, project: Project, reviewer: str, now: Callable[[], str]) -> None:
        super().__init__(project, reviewer)
        self._now = now

    def _act(
        self,
        verb: str,
        message: str,
        changes: Callable[[sqlite3.Connection], Sequence[Change]],
        nothing: str,
    ) -> Done:
        """One event of changes that differ from row to row; `changes` is called in the transaction."""
        act = journal.Act(verb, self.reviewer, self._now(), message)
        with self._project.write() as db:
            event = journal.record_changes(db, act, changes(db))
            edits.refresh(db, journal.touched(db, event, field="content"))
        return self._done(event, (), message, nothing)

    def _without_blocked(self, ids: Sequence[int]) -> tuple[Sequence[int], str]:
        blocked = set(cards.blocked_among(self._project.reader, ids))
        if not blocked:
            return ids, ""
        fit = [row for row in ids if row not in blocked]
        if not fit:
            raise StudioError(
                f"{count_rows(ids)} cannot be trained on as {'it is' if len(ids) == 1 else 'they are'}",
                "repair with e, or reject; the card says what is wrong (filter: is:blocked)",
            )
        return fit, f"; {len(blocked):,} need repair first (is:blocked)"

    def _done(
        self, event: int, ids: Sequence[int], message: str, nothing: str, changed: int | None = None
    ) -> Done:
        """What an act says of itself: `nothing` when it changed no row."""
        if not event:
            return Done(nothing)
        if changed is not None and changed < len(ids):
            message += f" ({changed} changed)"
        self._recount()
        return Done(message, tuple(journal.touched(self._project.reader, event)), event)


def count_rows(ids: Sequence[int]) -> str:
    """Some rows in words: `#7` or `1,200 rows`."""
    return f"#{ids[0]}" if len(ids) == 1 else f"{len(ids):,} rows"
