"""What can be read of an open project: counts, rows, cards, history, what others did. It changes nothing."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from studio.core import query as filters
from studio.core.events import Event
from studio.core.example import Example
from studio.core.finding import BadLine
from studio.core.rows import Card, News, Order, Overview, Past, Row, Tally
from studio.jobs import Job
from studio.store import cards, journal, search, tallies
from studio.store.project import Project, told

if TYPE_CHECKING:
    import pandas as pd


class Reading:
    """The reading half of a session. Any thread may call; nothing here waits for a writer."""

    def __init__(self, project: Project, reviewer: str) -> None:
        self._project = project
        self.reviewer = reviewer
        self._lock = threading.Lock()
        self._version = project.version()
        self._event = self._counted = journal.last_event(project.reader)
        self._tally = tallies.tally(project.reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the project file."""
        self._project.close()

    @property
    def path(self) -> Path:
        """The project file."""
        return self._project.path

    @property
    def name(self) -> str:
        """The project's name: its file name without `.studio`."""
        return self.path.stem

    def tally(self) -> Tally:
        """How far the work is; counted anew only after something was written."""
        return self._tally

    def search(self, text: str, order: Order = Order()) -> Iterator[search.Found]:  # noqa: B008
        """Rows that a filter finds, in parts to be appended.

        Raises:
            StudioError: the filter says something that cannot be.

        """
        query = filters.parse(text)
        return search.search(self._project.reader, query, order, self._tally.rows)

    def ids(self, text: str, order: Order = Order()) -> Sequence[int]:  # noqa: B008
        """All rows that a filter finds."""
        parts = list(self.search(text, order))
        return parts[0].ids if len(parts) == 1 else [i for part in parts for i in part.ids]

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """What a list shows of some rows, in the order of `ids`."""
        return cards.list_rows(self._project.reader, ids)

    def card(self, row: int) -> Card:
        """Everything about one row.

        Raises:
            StudioError: there is no such row.

        """
        return cards.read_card(self._project.reader, row)

    def examples(self, ids: Sequence[int]) -> dict[int, Example]:
        """Some rows as they are now, by id."""
        return cards.examples(self._project.reader, ids)

    def history(self, row: int) -> list[Past]:
        """All that happened to a row, oldest first."""
        return journal.history(self._project.reader, row)

    def events(self, limit: int = 100) -> list[Event]:
        """The newest events of the journal, newest first."""
        return journal.recent(self._project.reader, limit)

    def overview(self) -> Job[Overview]:
        """The set at a glance; some seconds for a million rows."""
        return cards.overview_job(self._project, self._tally)

    def bad_lines(self, limit: int = -1, offset: int = 0) -> list[tuple[str, BadLine]]:
        """Lines that are no rows, with the name of their source."""
        return cards.bad_lines(self._project.reader, limit, offset)

    def frame(self, text: str = "") -> "pd.DataFrame":
        """The rows that a filter finds as a pandas DataFrame, for notebooks."""
        import pandas as pd

        return pd.DataFrame(self.records(self.ids(text)))

    def records(self, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Rows as plain JSON values, as `studio list --json` prints them."""
        return cards.records(self._project.reader, ids)

    def pace(self) -> float | None:
        """Verdicts an hour over the last twenty, pauses of over five minutes left out."""
        times = tallies.decision_times(self._project.reader, self.reviewer, 20)
        moments = [datetime.fromisoformat(at).timestamp() for at in times]
        gaps = [a - b for a, b in pairwise(moments) if 0 < a - b < 300]
        return 3600 * len(gaps) / sum(gaps) if len(gaps) >= 3 else None

    def poll(self) -> News:
        """What was written since the last look, by anybody."""
        version = self._project.version()
        last = journal.last_event(self._project.reader)
        if version == self._version and last == self._event:
            return News()
        rows = self._tally.rows
        changed = cards.changed_since(self._project.reader, self._event)
        self._version, self._event = version, last
        self._recount()
        return News(frozenset(changed), self._tally.rows != rows)

    def recall(self, key: str, default: Any = None) -> Any:
        """The value kept under a key, or `default`."""
        found = self._project.reader.execute(
            "SELECT value FROM setting WHERE key = ?", (f"{self.reviewer}/{key}",)
        ).fetchone()
        return default if found is None else json.loads(found[0])

    def _recount(self) -> None:
        """Bring the counts up to the newest event; all rows are looked at only when some came in."""
        with self._lock, told(self.path):
            db = self._project.reader
            db.execute("BEGIN")  # one snapshot, so that no event is counted twice
            try:
                last = journal.last_event(db)
                if tallies.row_count(db) != self._tally.rows:
                    self._tally = tallies.tally(db)
                else:
                    self._tally = tallies.advance(db, self._tally, self._counted)
                self._counted = last
            finally:
                db.execute("COMMIT")
