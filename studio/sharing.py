"""The verbs of sharing work out: who gets which row, for how long, which rows come again. It judges none."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from studio.core import query as filters
from studio.core.assignment import Assignment, read_mode, read_sides
from studio.core.rows import Done, Order
from studio.core.vote import Round
from studio.covering import Covering
from studio.errors import StudioError
from studio.pairs.repeats import pick_repeats, spread
from studio.store import journal, leases, votes
from studio.store.project import Project
from studio.store.queries import Where, where
from studio.store.search import Found

_KEY = "project/assignment"
_LEASE_MINUTES = 10
BATCH = 20
_LOOKUPS = ("status", "reviewer", "reason", "is", "pair", "id")
_sessions = count(1)


class Sharing(Covering):
    """A session that rows are handed out to."""

    def __init__(self, project: Project, reviewer: str, now: Callable[[], str]) -> None:
        super().__init__(project, reviewer, now)
        self._holder = leases.Holder(f"{reviewer}/{os.getpid()}/{next(_sessions)}", reviewer)
        self._passed: list[int] = []
        self._again: set[int] = set()
        self._gone_to: set[int] = set()

    def close(self) -> None:
        """Give back the rows that were handed out, and close the project file."""
        if self._project.reader.execute(
            "SELECT 1 FROM lease WHERE holder = ? LIMIT 1", (self._holder.name,)
        ).fetchone():
            with self._project.write() as db:
                leases.release(db, self._holder)
        super().close()

    # The way of reviewing

    @property
    def assignment(self) -> Assignment:
        """The project's way of reviewing."""
        query = "SELECT value FROM setting WHERE key = ?"
        found = self._project.reader.execute(query, (_KEY,)).fetchone()
        return Assignment() if found is None else Assignment(*json.loads(found[0]))

    def assign(
        self,
        mode: str | None = None,
        repeats: float | None = None,
        seed: int | None = None,
        sides: str | None = None,
    ) -> Done:
        """Set the way of reviewing; what is not named stays.

        Args:
            mode: `single`, `shared`, `overlap:20` or `blind`.
            repeats: 0..1, the share of one's own rows that come back unmarked.
            seed: any whole number.
            sides: `named` or `hidden`: whether Review names the sides of open pairs.

        Raises:
            StudioError: there is no such mode, or the share is none.

        """
        now = self.assignment
        if mode is not None:
            name, share = read_mode(mode)
            now = now._replace(mode=name, share=share)
        if repeats is not None:
            if not 0 <= repeats <= 1:
                raise StudioError("the share of repeats lies within 0 and 1", "0.05 for one in twenty")
            now = now._replace(repeats=repeats)
        if seed is not None:
            now = now._replace(seed=seed)
        if sides is not None:
            now = now._replace(sides=read_sides(sides))
        with self._project.write() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_KEY, json.dumps(now)))
        return Done(now.words)

    # The queue

    def worklist(self, text: str, order: Order = Order()) -> Iterator[Found]:  # noqa: B008
        """What to review: all that a filter finds, or the rows of it that are handed out to this session.

        A filter that asks for decided rows is looked up as it is, whatever the way of reviewing.

        Raises:
            StudioError: the filter says something that cannot be.

        """
        if not self.hands_out(text):
            yield from self.search(text, order)
            return
        rows = self._tally.rows
        yield Found(self._with_repeats(self.take(text), text), rows, rows)

    def open_pairs(self, text: str = "") -> list[int]:
        """The pairs of a filter to judge: those handed out to this session, or all that are open."""
        pairs = f"shape:pair {text}"
        rows = self.take(pairs) if self.assignment.queued else list(self.ids(f"pair:open {text}"))
        return self._with_repeats(rows, pairs)

    def _with_repeats(self, rows: list[int], text: str) -> list[int]:
        """Rows with those of one's own that come back unmarked spread among them."""
        again = [row for row in self.repeats(text) if row not in rows]
        self.show_again(again)
        return spread(rows, again)

    def hands_out(self, text: str) -> bool:
        """True when a filter's rows are handed out, each to one session at a time."""
        terms = filters.parse(text).terms
        return self.assignment.queued and not any(term.field in _LOOKUPS for term in terms)

    def take(self, text: str = "", number: int = BATCH) -> list[int]:
        """Lease rows of a filter until this session holds `number`; all that it holds of them, in order.

        A lease ends after ten minutes unless it is renewed, when its row is decided, and when the
        session is closed.
        """
        now, query, plan = self._now(), filters.parse(text), self.assignment
        only = where(query)
        found = self.ids(text) if query.words or any(t.op == "has" for t in query.terms) else None
        with self._project.write() as db:
            if found is not None:
                journal.fill_act(db, found)
                only = Where("id IN (SELECT example FROM act)", ())
            asked = leases.Asked(number, plan.overlap, plan.seed, self._passed)
            return leases.take(db, self._holder, now, _later(now), only, asked)

    def renew_leases(self) -> int:
        """Keep the rows that were handed out; how many."""
        with self._project.write() as db:
            return leases.renew(db, self._holder, _later(self._now()))

    def _hold(self, db: sqlite3.Connection, open_again: bool, rows: Sequence[int]) -> None:
        """Keep rows that undo opened again, so that nobody else gets them; give back what redo decided."""
        if self.assignment.queued and open_again:
            leases.hold(db, self._holder, rows, _later(self._now()))
        else:
            leases.release(db, self._holder, rows)

    def leases(self) -> dict[int, str]:
        """Who holds which row now."""
        return leases.leased(self._project.reader)

    # Hidden repeats

    def repeats(self, text: str = "") -> list[int]:
        """Rows of one's own that are due to come back unmarked, of those that a filter finds."""
        plan, db = self.assignment, self._project.reader
        if not plan.repeats:
            return []
        own = votes.voted_rows(db, self.reviewer, Round.OWN)
        again = [*votes.voted_rows(db, self.reviewer, Round.REPEAT), *self._gone_to]
        due = pick_repeats(own, plan.repeats, plan.seed, again)
        if not due or not text.strip():
            return due
        found = set(self.ids(f"{text} id:{'|'.join(map(str, due))}"))
        return [row for row in due if row in found]

    def due_again(self, text: str = "") -> list[int]:
        """Rows that are due to come back and were not brought yet; from now on they were."""
        due = [row for row in self.repeats(text) if row not in self._again]
        self.show_again(due)
        return due

    def show_again(self, rows: Sequence[int]) -> None:
        """The next verdict on these rows is a second look: kept apart, and it changes nothing."""
        self._again.update(rows)

    def end_repeats(self, rows: Sequence[int] | None = None) -> None:
        """Verdicts on these rows count again: they were gone to on purpose. On all rows, by default."""
        self._again.difference_update(list(self._again) if rows is None else rows)
        self._gone_to.update(rows or ())


def _later(now: str) -> str:
    return (datetime.fromisoformat(now) + timedelta(minutes=_LEASE_MINUTES)).isoformat(
        timespec="milliseconds"
    )
