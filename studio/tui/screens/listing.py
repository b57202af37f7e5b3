"""A screen with a list of rows and the card of one: moving, marking, filtering, sorting, resuming.

What a filter finds comes from a thread in parts; the first screen is there before the scan ends.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from textual import work

from studio.core import query as filters
from studio.core.rows import ORDERS, News, Order
from studio.errors import StudioError
from studio.store.search import Found
from studio.tui.screens.handing import HandingScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.line_table import LineTable
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 150
_EMPTY = (
    "No rows yet.\n\nLeave with q, then:  studio import PROJECT FILE…\n"
    "or open a file:      studio FILE.jsonl\n\nF2 Overview · ? keys"
)
_KEEP_SECONDS = 1.0


class ListingScreen(HandingScreen):
    """List and card."""

    def __init__(self) -> None:
        super().__init__()
        self.order = Order()
        self._words: Sequence[str] = ()
        self._last_filter = ""
        self._last_found: Sequence[int] = ()
        self._wanted_row: int | None = None

    def on_mount(self) -> None:
        """Resume where one was."""
        at = self.studio.session.recall(f"{self.NAME}-at", {})
        self.filter = str(at.get("filter", ""))
        key = at.get("order", "added")
        self.order = Order(key if key in ORDERS else "added", bool(at.get("reverse")))
        self._wanted_row = at.get("row")
        self.call_after_refresh(self.find)
        self.set_interval(_KEEP_SECONDS, self._keep_place)
        self.keep_leases()
        self._kept: dict[str, object] = {}

    def on_screen_resume(self) -> None:
        """The list has the keys."""
        super().on_screen_resume()
        self.table.focus()

    def on_resize(self) -> None:
        """List and card side by side where there is room."""
        super().on_resize()
        self.set_class(self.size.width >= _WIDE, "wide")

    def _keep_place(self) -> None:
        at: dict[str, object] = {
            "filter": self.filter,
            "order": self.order.key,
            "reverse": self.order.reverse,
            "row": self.table.current,
        }
        if at != self._kept and not self.searching:
            self._kept = at
            self.studio.keep(f"{self.NAME}-at", at)

    # What is shown

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
            self._last_filter, self._last_found = self.filter, table.ids
            self._settle_on_wanted()
            if not len(table.ids):
                self.show_card()

    def _settle_on_wanted(self) -> None:
        if self._wanted_row is not None:
            place = self.place_of(self._wanted_row)
            self._wanted_row = None
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
        row = self.table.current
        view = self.query_one(CardView)
        if row is None:
            rows = self.studio.session.tally().rows
            none = f"No row matches {self.filter!r}.\n\nesc clears the filter · / changes it"
            view.show(None, note=none if rows else _EMPTY)
        else:
            view.show(self.studio.session.card(row), self._words)

    def place_of(self, row: int) -> int | None:
        """Where a row stands in the list."""
        ids = self.table.ids
        if isinstance(ids, range):
            return ids.index(row) if row in ids else None
        try:
            return ids.index(row)
        except ValueError:
            return None

    def news(self, news: News) -> None:
        """Others changed or added rows."""
        super().news(news)
        self.table.changed(sorted(news.changed))
        if news.added and isinstance(self.table.ids, range):
            self.table.ids = range(1, self.studio.session.tally().rows + 1)
            self.table.grew()
        if self.table.current in news.changed or self.table.current is None:
            self.show_card()

    def checked(self) -> None:
        """Flags may have changed on any row."""
        super().checked()
        self.table.forget()
        self.show_card()

    # Where one is

    def go_to(self, row: int) -> None:
        """Go to a row by its number; a filter that hides it is cleared."""
        if not 1 <= row <= self.studio.session.tally().rows:
            self.tell(f"there is no row {row}", wrong=True)
            return
        place = self.place_of(row)
        if place is not None:
            self.table.move(place)
            return
        self._wanted_row = row
        self.filter = ""
        self.find()

    # Filtering and sorting

    def do_filter(self) -> None:
        """Ask for a filter."""
        self.query_one(PromptLine).ask("/", self.set_filter, value=self.filter, check=self._check)

    def _check(self, text: str) -> str:
        try:
            filters.parse(text)
        except StudioError as error:
            return error.message
        return ""

    def set_filter(self, text: str) -> None:
        """Show what a filter finds; the row under the cursor stays, where it is found."""
        try:
            filters.parse(text)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        self._wanted_row = self.table.current
        self.filter = text.strip()
        self.find()

    def do_next_match(self) -> None:
        """The next row that the last filter found."""
        self._to_match(1)

    def do_previous_match(self) -> None:
        """The previous row that the last filter found."""
        self._to_match(-1)

    def _to_match(self, step: int) -> None:
        if self.filter or not self._last_found:
            self.table.move(self.table.cursor + step)
            return
        here, found = self.table.current or 0, sorted(self._last_found)
        place = bisect_right(found, here) if step > 0 else bisect_left(found, here) - 1
        if 0 <= place < len(found):
            self.go_to(found[place])
            self.tell(f"match {place + 1:,} of {len(found):,} for {self._last_filter}")
        else:
            self.tell(f"no more matches for {self._last_filter}")

    def do_sort(self) -> None:
        """Sort by the next order."""
        self._sort(Order(ORDERS[(ORDERS.index(self.order.key) + 1) % len(ORDERS)], self.order.reverse))

    def do_reverse(self) -> None:
        """Turn the order round."""
        self._sort(self.order._replace(reverse=not self.order.reverse))

    def _sort(self, order: Order) -> None:
        self.order = order
        self._wanted_row = None
        self.find()
        self.tell(f"sorted by {order.key}{', reversed' if order.reverse else ''}")

    # Leaving

    def do_back(self) -> None:
        """Clear marks; with none, clear the filter."""
        if self.table.marks or self._range_from is not None:
            self.clear_marks()
            self.tell("marks cleared")
        elif self.filter:
            self.set_filter("")
            self.tell("filter cleared: n and N go on through what it found")

    def do_quit(self) -> None:
        """Clear the filter, or leave."""
        self._keep_place()
        super().do_quit()
