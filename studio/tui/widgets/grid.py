"""Two facets as a grid of good rows against targets, readable without colour. It counts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from studio.core.glyphs import one_line
from studio.tui.cells import fit, tint

_HEAD, _CELL = 20, 10
_SURPLUS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Good rows and the target of one cell; `impossible` ones want none."""

    good: int
    target: int
    impossible: bool = False

    @property
    def share(self) -> float:
        """How much of the target is met, 0..1; 1 where there is none."""
        return min(1.0, self.good / self.target) if self.target else 1.0

    @property
    def text(self) -> str:
        """The cell in signs: a shade for how full it is, the count against the target, + for a surplus."""
        if self.impossible:
            return "×" if not self.good else f"× {self.good}"
        if not self.target:
            return f"· {self.good}" if self.good else "·"
        shade = "█" if self.share >= 1 else " ░▒▓"[min(3, 1 + int(self.share * 3))] if self.good else "✗"
        more = "+" if self.good > _SURPLUS * self.target else ""
        return f"{shade} {self.good}/{self.target}{more}"

    @property
    def style(self) -> str:
        """The name of the style: full, thin, empty or none."""
        if self.impossible or not self.target:
            return "none"
        return "full" if self.share >= 1 else "thin" if self.good else "empty"


class Grid(Widget, can_focus=True):
    """A table with a cursor on a cell; rows and columns scroll to it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--title",
        "grid--full",
        "grid--thin",
        "grid--empty",
        "grid--none",
        "grid--cursor",
    }

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.rows: Sequence[str] = ()
        self.columns: Sequence[str] = ()
        self.cells: Sequence[Sequence[Cell]] = ()
        self.row = self.column = 0
        self._top = self._left = 0

    def show(
        self, title: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]]
    ) -> None:
        """Show a grid; the last row and the last column are sums."""
        self.title, self.rows, self.columns, self.cells = title, rows, columns, cells
        self.move(0, 0)

    def move(self, rows: int, columns: int) -> None:
        """Move the cursor by cells."""
        self.row = max(0, min(self.row + rows, len(self.rows) - 1))
        self.column = max(0, min(self.column + columns, len(self.columns) - 1))
        height, across = max(1, self.size.height - 2), self._across()
        self._top = max(min(self._top, self.row), self.row - height + 1, 0)
        self._left = max(min(self._left, self.column), self.column - across + 1, 0)
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor on screen."""
        self.move(0, 0)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there."""
        if event.y >= 2 and event.x >= _HEAD:
            self.move(
                self._top + event.y - 2 - self.row, self._left + (event.x - _HEAD) // _CELL - self.column
            )

    def _across(self) -> int:
        return max(1, (self.size.width - _HEAD) // _CELL)

    def render_line(self, y: int) -> Strip:
        """One line on screen: the title, the columns' names, or a row."""
        width, base = self.size.width, self.rich_style
        quiet = base + tint(self, "grid--title")
        shown = range(self._left, min(len(self.columns), self._left + self._across()))
        if y == 0:
            return Strip([Segment(fit(self.title, width), quiet)])
        if y == 1:
            names = "".join(fit(one_line(self.columns[c], 40), _CELL - 1) + " " for c in shown)
            return Strip([Segment(fit(" " * _HEAD + names, width), quiet)])
        row = self._top + y - 2
        if row >= len(self.rows):
            return Strip.blank(width, base)
        segments = [Segment(fit(one_line(self.rows[row], 40), _HEAD - 1) + " ", quiet)]
        for column in shown:
            cell = self.cells[row][column]
            here = row == self.row and column == self.column
            look = (
                self.get_component_rich_style("grid--cursor") if here else tint(self, f"grid--{cell.style}")
            )
            sign = "▶" if here else " "
            segments.append(Segment(fit(sign + cell.text, _CELL), base + (look or Style())))
        return Strip(segments).adjust_cell_length(width, base)
