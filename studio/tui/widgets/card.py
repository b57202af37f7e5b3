"""Texts in full: a row (what was asked, the answer or the two sides), or a group of like rows.

It draws the lines on screen of a text that was wrapped once. Very long texts are cut for display,
with a note that says so; they are never cut anywhere else.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from studio.core.rows import Card
from studio.tui.card_text import Block, Look, card_blocks
from studio.tui.cells import fit, tint

_SIDE_BY_SIDE = 100
_MARGIN = 2
_NARROW = 4


class CardView(Widget):
    """The card of Review."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "card--title",
        "card--quiet",
        "card--good",
        "card--bad",
        "card--warn",
        "card--found",
        "card--added",
        "card--removed",
        "card--tag",
    }

    def __init__(self, *, id: str | None = None, beside_from: int = _SIDE_BY_SIDE, keys: str = "J K") -> None:
        super().__init__(id=id)
        self._beside_from = beside_from
        self._keys = keys
        self._key: int | None = None
        self._make: Callable[[Look], list[Block]] | None = None
        self._lines: list[list[Segment]] = []
        self._note = ""
        self.top = 0

    def show(self, card: Card | None, words: Sequence[str] = (), note: str = "") -> None:
        """Show a card from its beginning; `note` is what an empty one says."""
        if card is None:
            self._key, self._make, self._note = None, None, note
            self._layout_lines()
            self.top = 0
            self.refresh()
        else:
            self.show_blocks(card.row.id, partial(card_blocks, card, words))

    def show_blocks(self, key: int, make: Callable[[Look], list[Block]]) -> None:
        """Show blocks; those of the same key stay where they were scrolled to."""
        keep = key == self._key
        self._key, self._make = key, make
        self._layout_lines()
        self.top = min(self.top, self._deepest()) if keep else 0
        self.refresh()

    @property
    def depth(self) -> int:
        """Lines of the whole text at this width."""
        return len(self._lines)

    def depth_at(self, width: int) -> int:
        """Lines of the whole text where the card is so many cells wide, as it may be soon."""
        return self.depth if width == self.size.width else len(self._lines_at(width - _MARGIN))

    def scroll_by(self, lines: int) -> None:
        """Scroll inside the text."""
        self.top = max(0, min(self.top + lines, self._deepest()))
        self.refresh()

    def _deepest(self) -> int:
        return max(0, len(self._lines) - self.size.height)

    def on_resize(self) -> None:
        """Wrap again; the screen may have been drawn with the old lines already."""
        self._layout_lines()
        self.top = min(self.top, self._deepest())
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls by three lines."""
        event.stop()
        self.scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls by three lines."""
        event.stop()
        self.scroll_by(-3)

    def _look(self) -> Look:
        names = ("title", "quiet", "good", "bad", "warn", "found", "added", "removed", "tag")
        return Look(**{name: tint(self, f"card--{name}") for name in names})

    def _layout_lines(self) -> None:
        self._lines = self._lines_at(self.size.width - _MARGIN)

    def _lines_at(self, width: int) -> list[list[Segment]]:
        if width <= _NARROW:
            return []
        if self._make is None:
            return self._wrap(Text(self._note), width)
        lines: list[list[Segment]] = []
        for block in self._make(self._look()):
            if block.beside is not None and width >= self._beside_from:
                lines += self._beside(block, width)
                continue
            for part in (block, block.beside):
                if part is not None:
                    lines += self._wrap(part.title, width) + self._wrap(part.body, width)
                    lines.append([])
        return lines

    def _wrap(self, text: Text, width: int) -> list[list[Segment]]:
        if not text.plain:
            return []
        console = self.app.console
        return [
            [s for s in line.render(console) if s.text and s.text != "\n"]
            for line in text.wrap(console, width, tab_size=4)
        ]

    def _beside(self, block: Block, width: int) -> list[list[Segment]]:
        half = (width - 3) // 2
        other = block.beside or block
        left = self._wrap(block.title, half) + self._wrap(block.body, half)
        right = self._wrap(other.title, half) + self._wrap(other.body, half)
        lines = []
        for index in range(max(len(left), len(right))):
            one = Strip(left[index] if index < len(left) else []).adjust_cell_length(half)
            two = right[index] if index < len(right) else []
            lines.append([*one, Segment(" │ ", self._look().quiet), *two])
        return [*lines, []]

    def render_line(self, y: int) -> Strip:
        """One line on screen; the last one says how much is below."""
        width, base = self.size.width, self.rich_style
        index = self.top + y
        below = len(self._lines) - self.top - self.size.height
        if y == self.size.height - 1 and below > 0:
            note = fit(f"  ↓ {below + 1} more lines ({self._keys} scroll)", width)
            return Strip([Segment(note, base + self._look().quiet)])
        if index >= len(self._lines):
            return Strip.blank(width, base)
        segments = [Segment(" ", base)]
        segments += [Segment(s.text, base + (s.style or Style())) for s in self._lines[index] if s.text]
        return Strip(segments).adjust_cell_length(width, base)
