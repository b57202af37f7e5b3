"""Moving in a list of rows and inside the card of one. It changes nothing."""

from typing import Any

from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.line_table import LineTable


class MovingScreen(StudioScreen):
    """A screen with a list and a card."""

    @property
    def table(self) -> LineTable[Any]:
        """The list."""
        return self.query_one(LineTable)

    def do_next(self) -> None:
        """A row down."""
        self.table.move(self.table.cursor + 1)

    def do_previous(self) -> None:
        """A row up."""
        self.table.move(self.table.cursor - 1)

    def do_top(self) -> None:
        """The first row."""
        self.table.move(0)

    def do_bottom(self) -> None:
        """The last row."""
        self.table.move(len(self.table.ids) - 1)

    def do_page_down(self) -> None:
        """A page down."""
        self.table.move(self.table.cursor + self.table.page())

    def do_page_up(self) -> None:
        """A page up."""
        self.table.move(self.table.cursor - self.table.page())

    def do_half_down(self) -> None:
        """Half a page down."""
        self.table.move(self.table.cursor + max(1, self.table.page() // 2))

    def do_half_up(self) -> None:
        """Half a page up."""
        self.table.move(self.table.cursor - max(1, self.table.page() // 2))

    def do_scroll_down(self) -> None:
        """Scroll the card."""
        self.query_one(CardView).scroll_by(3)

    def do_scroll_up(self) -> None:
        """Scroll the card back."""
        self.query_one(CardView).scroll_by(-3)
