"""A list of rows of which only the lines on screen are ever read or drawn. It holds no rows.

`ids` may be a range of a million: moving costs the same as among ten.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from studio.tui.cells import tint

_CACHE = 2000


class Line(Protocol):
    """What a line shows; `id` is its number among all of them."""

    @property
    def id(self) -> int:
        """The number that the table's `ids` hold."""


Shown = TypeVar("Shown", bound=Line)


class LineTable(Widget, Generic[Shown], can_focus=True):
    """A list; a subclass says what a line is made of."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--good",
        "line--bad",
        "line--quiet",
        "line--warn",
        "line--cursor",
        "line--marked",
    }

    class Moved(Message):
        """The cursor stands on another row (`index` is its place in the list)."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, read: Callable[[Sequence[int]], Sequence[Shown]]) -> None:
        super().__init__()
        self._read = read
        self.ids: Sequence[int] = ()
        self.cursor = 0
        self.top = 0
        self.marks: set[int] = set()
        self._rows: dict[int, Shown] = {}

    @property
    def current(self) -> int | None:
        """The number of the row under the cursor."""
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    def show(self, ids: Sequence[int], cursor: int = 0) -> None:
        """Show a list of rows, the cursor at a place."""
        self.ids = ids
        self.top = 0
        self.move(cursor, force=True)

    def forget(self) -> None:
        """Everything that was read may have changed."""
        self._rows.clear()
        self.refresh()

    def grew(self) -> None:
        """More rows were appended to `ids`."""
        self.refresh()

    def changed(self, rows: Sequence[int]) -> None:
        """Read some rows again before they are drawn the next time."""
        for row in rows if len(rows) <= _CACHE else list(self._rows):
            self._rows.pop(row, None)
        self.refresh()

    def move(self, to: int, *, force: bool = False) -> None:
        """Put the cursor at a place of the list, and bring it on screen."""
        to = max(0, min(to, len(self.ids) - 1)) if self.ids else 0
        if to == self.cursor and not force:
            return
        old, self.cursor = self.cursor, to
        top = self.top
        height = max(1, self.size.height)
        ahead = min(3, (height - 1) // 3)  # rows kept in sight above and below the cursor
        if to < top + ahead:
            self.top = max(0, to - ahead)
        elif to >= top + height - ahead:
            self.top = max(0, min(to + ahead + 1, len(self.ids)) - height)
        if self.top != top or force:
            self.refresh()
        else:
            width = self.size.width
            self.refresh(Region(0, old - top, width, 1), Region(0, to - top, width, 1))
        self.post_message(self.Moved(to))

    def page(self) -> int:
        """Lines on screen."""
        return max(1, self.size.height)

    def on_resize(self) -> None:
        """Keep the cursor on screen."""
        height = max(1, self.size.height)
        if not self.top <= self.cursor < self.top + height:
            self.top = max(0, self.cursor - height // 2)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there."""
        place = self.top + event.y
        if place < len(self.ids):
            self.move(place)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves by three rows."""
        event.stop()
        self.move(self.cursor + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves by three rows."""
        event.stop()
        self.move(self.cursor - 3)

    def render_line(self, y: int) -> Strip:
        """One line on screen."""
        width = self.size.width
        base = self.rich_style
        index = self.top + y
        if index >= len(self.ids):
            return Strip.blank(width, base)
        row = self._row(index)
        if row is None:
            return Strip.blank(width, base)
        here = index == self.cursor
        under = self.get_component_rich_style("line--cursor") if here else Style()
        marked = row.id in self.marks
        if marked and not here:
            under = self.get_component_rich_style("line--marked")
        style = base + under
        parts = self.parts(row, marked, here, width)
        segments = [Segment(text, style + self._tint(name, here) if name else style) for text, name in parts]
        return Strip(segments).adjust_cell_length(width, style)

    def _tint(self, name: str, here: bool) -> Style:
        return Style() if here else tint(self, name)

    def _row(self, index: int) -> Shown | None:
        id_ = self.ids[index]
        row = self._rows.get(id_)
        if row is None:
            height = max(1, self.size.height)
            wanted = [i for i in self.ids[self.top : self.top + height] if i not in self._rows] or [id_]
            if len(self._rows) > _CACHE:
                self._rows.clear()
            self._rows.update((found.id, found) for found in self._read(wanted))
            row = self._rows.get(id_)
        return row

    def parts(self, row: Shown, marked: bool, here: bool, width: int) -> list[tuple[str, str]]:
        """The pieces of a line and the names of their styles."""
        raise NotImplementedError
