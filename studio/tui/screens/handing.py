"""A list that rows are handed out to: more come as they run out, shown ones are kept. It finds none."""

from array import array
from collections.abc import Sequence

from textual import work

from studio.errors import StudioError
from studio.pairs.repeats import spread
from studio.tui.screens.marking import MarkingScreen

_RENEW_SECONDS = 60
_REFILL = 5


class HandingScreen(MarkingScreen):
    """A list of rows that a filter finds, or that are handed out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.filter = ""
        self.search_number = 0
        self.searching = False

    def keep_leases(self) -> None:
        """Keep the rows that were handed out, while they are on screen."""
        self.set_interval(_RENEW_SECONDS, self._renew)

    def _renew(self) -> None:
        if self.is_current and self.studio.session.hands_out(self.filter):
            self.studio.writer.submit(self.studio.session.renew_leases)

    def refill(self) -> None:
        """Take more rows when those that were handed out come to an end."""
        ids = self.table.ids
        near_end = 0 < len(ids) < self.table.cursor + _REFILL
        if near_end and not self.searching and self.studio.session.hands_out(self.filter):
            self._take(self.filter, self.search_number)

    @work(thread=True, exclusive=True, group="take")
    def _take(self, text: str, number: int) -> None:
        """Handing out waits for whoever writes, so a thread does it."""
        try:
            rows = self.studio.session.take(text)
            again = self.studio.session.due_again(text)
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
        else:
            self.studio.call_from_thread(self._taken, rows, again, number)

    def _taken(self, rows: Sequence[int], again: Sequence[int], number: int) -> None:
        """Go on with more rows, among them those that come back, which no longer stand where they stood."""
        ids = self.table.ids
        if number != self.search_number or not isinstance(ids, array):
            return
        known = set(ids)
        for row in known.intersection(again):
            place = ids.index(row)
            ids.pop(place)
            self.table.cursor -= place < self.table.cursor
        ids.extend(spread([row for row in rows if row not in known], again))
        self.table.changed(again)
        self.table.grew()
