"""What a filter finds, as a list and the card of one row. It changes neither the filter nor a row.

What is found comes from a thread in parts; the first screen is there before the scan ends.
"""

from array import array
from collections.abc import Sequence
from functools import partial

from textual import work

from studio.core import query as filters
from studio.core.rows import Order
from studio.errors import StudioError
from studio.store.search import Found
from studio.tui.pair_text import unnamed_blocks
from studio.tui.screens.handing import HandingScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.line_table import LineTable

_EMPTY = (
    "No rows yet.\n\nLeave with q, then:  studio import PROJECT FILE…\n"
    "or open a file:      studio FILE.jsonl\n\nF2 Overview · ? keys"
)


class SearchingScreen(HandingScreen):
    """List and card."""

    def __init__(self) -> None:
        super().__init__()
        self.order = Order()
        self.last_filter = ""
        self.last_found: Sequence[int] = ()
        self.wanted_row: int | None = None
        self._words: Sequence[str] = ()

    def find(self) -> None:
        """Show what the filter finds, from the beginning or at the row that was wanted."""
        try:
            filters.parse(self.filter)
        except StudioError as error:
            self.filter = ""
            self.tell(str(error), wrong=True)
        self._words = filters.parse(self.filter).words
        self.search_number += 1
        self.clear_marks()
        session = self.studio.session
        if not self.filter and self.order == Order() and not session.hands_out(""):
            self.searching = False
            self.table.show(next(iter(session.search(""))).ids)
            self._settle_on_wanted()
            return
        self.searching = True
        self.table.show(array("q"))
        self._collect(self.filter, self.order, self.search_number)

    @work(thread=True, group="search")
    def _collect(self, text: str, order: Order, number: int) -> None:
        """Drain a search in a thread; an older one stops when a newer began."""
        try:
            for found in self.studio.session.worklist(text, order):
                if number != self.search_number:
                    return
                self.studio.call_from_thread(self._found, found, number)
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)

    def _found(self, found: Found, number: int) -> None:
        if number != self.search_number:
            return
        table = self.table
        first = not len(table.ids)
        if isinstance(table.ids, array):
            table.ids.extend(found.ids)
        if first and len(table.ids):
            table.show(table.ids)
        else:
            table.grew()
        self.searching = found.done < found.total
        if self.filter:
            done = "" if not self.searching else f", {100 * found.done // max(1, found.total)} % searched"
            self.tell(f"{len(table.ids):,} rows match {self.filter}{done}")
        if not self.searching:
            self.last_filter, self.last_found = self.filter, table.ids
            self._settle_on_wanted()
            if not len(table.ids):
                self.show_card()

    def _settle_on_wanted(self) -> None:
        if self.wanted_row is not None:
            place = self.place_of(self.wanted_row)
            self.wanted_row = None
            if place is not None:
                self.table.move(place)
        self.show_card()

    def on_line_table_moved(self, event: LineTable.Moved) -> None:
        """Show the card of the row, and stretch a range of marks to it."""
        if self._range_from is not None:
            low, high = sorted((self._range_from, event.index))
            self.table.marks = set(self.table.ids[low : high + 1])
            self.table.refresh()
        self.refill()
        self.show_card()

    def show_card(self) -> None:
        """Show the card of the row under the cursor."""
        row, session = self.table.current, self.studio.session
        view = self.query_one(CardView)
        if row is None:
            rows = session.tally().rows
            none = f"No row matches {self.filter!r}.\n\nesc clears the filter · / changes it"
            view.show(None, note=none if rows else _EMPTY)
        elif session.hides_sides(row):
            view.show_blocks(row, partial(unnamed_blocks, session.sight(row), self._words))
        else:
            view.show(session.card(row), self._words)

    def place_of(self, row: int) -> int | None:
        """Where a row stands in the list."""
        ids = self.table.ids
        if isinstance(ids, range):
            return ids.index(row) if row in ids else None
        try:
            return ids.index(row)
        except ValueError:
            return None
