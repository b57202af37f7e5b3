"""Lines of text with a count and a bar, and a cursor. It draws only what is on screen and opens nothing."""

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from studio.tui.cells import fit, tint


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a text, a count with a bar, the filter that it opens, and which thing it stands for."""

    text: str
    count: int | None = None
    share: float = 0.0
    filter: str | None = None
    style: str = ""
    place: int | None = None


class EntryList(Widget, can_focus=True):
    """Lines of counts with a cursor; it draws only what is on screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entry--title", "entry--bar", "entry--cursor", "entry--next"}

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = [Entry("counting …")]
        self.cursor = 0
        self.top = 0

    def show(self, entries: list[Entry]) -> None:
        """Show these, the cursor where it was."""
        self.entries = entries
        self.move(0)

    def move(self, by: int) -> None:
        """Move the cursor by some lines."""
        self.cursor = max(0, min(self.cursor + by, len(self.entries) - 1))
        height = max(1, self.size.height)
        self.top = min(self.top, self.cursor)
        if self.cursor >= self.top + height:
            self.top = self.cursor - height + 1
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there."""
        self.move(self.top + event.y - self.cursor)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.move(-3)

    def render_line(self, y: int) -> Strip:
        """One line on screen."""
        width, base = self.size.width, self.rich_style
        index = self.top + y
        if index >= len(self.entries):
            return Strip.blank(width, base)
        entry = self.entries[index]
        look = base
        if entry.style:
            look = base + tint(self, f"entry--{entry.style}")
        if index == self.cursor:
            look = look + self.get_component_rich_style("entry--cursor")
        sign = "▶ " if index == self.cursor else "  "
        if entry.count is None:
            return Strip([Segment(fit(sign + entry.text, width), look)])
        bar_room = max(0, width - 50)
        eighths = round(entry.share * bar_room * 8)
        bar = "█" * (eighths // 8) + ("" if eighths % 8 == 0 else " ▏▎▍▌▋▊▉"[eighths % 8])
        colour = look + tint(self, "entry--bar")
        parts = [
            Segment(sign + fit(entry.text, 32) + f"{entry.count:>12,}  ", look),
            Segment(bar, colour),
        ]
        return Strip(parts).adjust_cell_length(width, look)
