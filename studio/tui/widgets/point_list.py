"""Points of a page, each of several wrapped lines, with a cursor from one to the next. It opens nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from studio.core.glyphs import visible
from studio.tui.cells import fit, tint


class Line(NamedTuple):
    """A text that is wrapped, what stands before it, and its style: title, good, warn, bad, quiet."""

    text: str
    lead: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """Lines that belong together; the cursor stands on points that are `open`."""

    lines: tuple[Line, ...]
    open: bool = True


class PointList(Widget, can_focus=True):
    """A page of points; it wraps when the width changes, and draws only the lines on screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "point--title",
        "point--good",
        "point--warn",
        "point--bad",
        "point--quiet",
        "point--cursor",
    }

    class Moved(Message):
        """The cursor stands on another point."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.points: Sequence[Point] = ()
        self.cursor = 0
        self.top = 0
        self._drawn: list[tuple[int, Line]] = []

    def show(self, points: Sequence[Point], cursor: int | None = None) -> None:
        """Show these, the cursor where it was, or at a place."""
        self.points = points
        self._wrap()
        self.stand(self.cursor if cursor is None else cursor)

    def stand(self, place: int) -> None:
        """Put the cursor on the open point nearest to a place, and bring it on screen."""
        places = [number for number, point in enumerate(self.points) if point.open]
        before, self.cursor = self.cursor, min(places, key=lambda at: abs(at - place), default=0)
        self._scroll()
        if self.cursor != before:
            self.post_message(self.Moved())

    def move(self, by: int) -> None:
        """Move the cursor by some open points."""
        places = [number for number, point in enumerate(self.points) if point.open]
        if self.cursor in places:
            self.stand(places[max(0, min(places.index(self.cursor) + by, len(places) - 1))])
        if self.cursor in places[:1] and by < 0:
            self.top = 0  # what stands above the first one cannot be reached otherwise
            self.refresh()

    def scroll_lines(self, by: int) -> None:
        """Scroll a page that has no open points."""
        self.top = max(0, min(self.top + by, len(self._drawn) - self.size.height))
        self.refresh()

    def on_resize(self) -> None:
        """Wrap again."""
        self._wrap()
        self._scroll()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there."""
        line = self.top + event.y
        if line < len(self._drawn) and self.points[self._drawn[line][0]].open:
            self.stand(self._drawn[line][0])

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor, or the page where there is none."""
        event.stop()
        self._turn(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor, or the page where there is none."""
        event.stop()
        self._turn(-1)

    def _turn(self, by: int) -> None:
        if any(point.open for point in self.points):
            self.move(by)
        else:
            self.scroll_lines(3 * by)

    def _scroll(self) -> None:
        lines = [number for number, (place, _) in enumerate(self._drawn) if place == self.cursor]
        if lines and self.points[self.cursor].open:
            height = max(1, self.size.height)
            self.top = max(0, min(self.top, lines[0]), min(lines[-1] - height + 1, lines[0]))
        self.refresh()

    def _wrap(self) -> None:
        width = self.size.width - 2
        self._drawn = []
        for place, point in enumerate(self.points):
            for line in point.lines:
                lead = visible(line.lead)
                room = max(8, width - cell_len(lead))
                parts = Text(visible(line.text)).wrap(self.app.console, room) or [Text("")]
                for number, part in enumerate(parts):
                    before = " " * cell_len(lead) if number else lead
                    self._drawn.append((place, Line(part.plain.rstrip(), before, line.style)))

    def render_line(self, y: int) -> Strip:
        """One line on screen; the last one says how much is below."""
        width, base = self.size.width, self.rich_style
        index = self.top + y
        below = len(self._drawn) - self.top - self.size.height
        if y == self.size.height - 1 and below > 0:
            return Strip(
                [Segment(fit(f"  ↓ {below + 1} more lines", width), base + tint(self, "point--quiet"))]
            )
        if index >= len(self._drawn):
            return Strip.blank(width, base)
        place, line = self._drawn[index]
        here = place == self.cursor and self.points[place].open
        first = index == 0 or self._drawn[index - 1][0] != place
        look = base + tint(self, f"point--{line.style}") if line.style else base
        if here and first:
            look = base + self.get_component_rich_style("point--cursor")
        sign = ("▶ " if first else "│ ") if here and line.text else "  "
        return Strip([Segment(fit(sign + line.lead + line.text, width), look)])
