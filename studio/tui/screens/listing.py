"""A list of rows that is filtered, sorted and resumed where one was. It decides on no row."""

from bisect import bisect_left, bisect_right

from studio.core import query as filters
from studio.core.rows import ORDERS, News, Order
from studio.errors import StudioError
from studio.tui.screens.searching import SearchingScreen
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 150
_KEEP_SECONDS = 1.0


class ListingScreen(SearchingScreen):
    """A list whose filter and order one sets."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, object] = {}

    def on_mount(self) -> None:
        """Resume where one was."""
        at = self.studio.session.recall(f"{self.NAME}-at", {})
        self.filter = str(at.get("filter", ""))
        key = at.get("order", "added")
        self.order = Order(key if key in ORDERS else "added", bool(at.get("reverse")))
        self.wanted_row = at.get("row")
        self.call_after_refresh(self.find)
        self.set_interval(_KEEP_SECONDS, self._keep_place)
        self.keep_leases()

    def on_screen_resume(self) -> None:
        """The list has the keys, and shows what was done on other screens."""
        super().on_screen_resume()
        self._grow()
        self.table.forget()
        self.call_after_refresh(self.show_card)
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

    def news(self, news: News) -> None:
        """Others changed or added rows."""
        super().news(news)
        self.table.changed(sorted(news.changed))
        self._grow()
        if self.table.current in news.changed or self.table.current is None:
            self.show_card()

    def _grow(self) -> None:
        rows = self.studio.session.tally().rows
        if isinstance(self.table.ids, range) and len(self.table.ids) != rows:
            self.table.ids = range(1, rows + 1)
            self.table.grew()

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
        self.wanted_row = row
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
        self.wanted_row = self.table.current
        self.filter = text.strip()
        self.find()

    def do_next_match(self) -> None:
        """The next row that the last filter found."""
        self._to_match(1)

    def do_previous_match(self) -> None:
        """The previous row that the last filter found."""
        self._to_match(-1)

    def _to_match(self, step: int) -> None:
        if self.filter or not self.last_found:
            self.table.move(self.table.cursor + step)
            return
        here, found = self.table.current or 0, sorted(self.last_found)
        place = bisect_right(found, here) if step > 0 else bisect_left(found, here) - 1
        if 0 <= place < len(found):
            self.go_to(found[place])
            self.tell(f"match {place + 1:,} of {len(found):,} for {self.last_filter}")
        else:
            self.tell(f"no more matches for {self.last_filter}")

    def do_sort(self) -> None:
        """Sort by the next order."""
        self._sort(Order(ORDERS[(ORDERS.index(self.order.key) + 1) % len(ORDERS)], self.order.reverse))

    def do_reverse(self) -> None:
        """Turn the order round."""
        self._sort(self.order._replace(reverse=not self.order.reverse))

    def _sort(self, order: Order) -> None:
        self.order = order
        self.wanted_row = None
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
