"""What was asked and the two answers to it, side by side or one below the other. It decides nothing."""

from collections.abc import Callable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container

from studio.core.example import Message
from studio.core.pairs import LEFT, RIGHT, Sight
from studio.tui.pair_text import asked_blocks, one_side_blocks, order_blocks, side_blocks
from studio.tui.widgets.card import CardView

_BESIDE = 88
# What was asked has at most two fifths of the room, and each answer a few lines of the rest.
_ASKED = 2 / 5
_LEAST = 3


class PairView(Container):
    """A pair as a reviewer sees it, or the order of several answers."""

    def __init__(self) -> None:
        super().__init__(id="pair")
        self._asked_row: int | None = None
        self._again: Callable[[], None] | None = None
        self.is_deep = False

    def compose(self) -> ComposeResult:
        """What was asked, the two sides; where it is narrow, the right one has a place of its own."""
        yield CardView(id="asked", keys="P")
        yield CardView(id="sides", beside_from=0)
        yield CardView(id="other")

    def on_resize(self) -> None:
        """One below the other where it is narrow."""
        was = self.has_class("stacked")
        self.set_class(self.size.width < _BESIDE, "stacked")
        if self._again is not None and was != self.has_class("stacked"):
            self._again()
        self.call_after_refresh(self._share_room)

    # What is shown

    def show(self, sight: Sight, *, marked: bool) -> None:
        """Show a pair; `marked` shows the words that differ."""
        self._again = partial(self.show, sight, marked=marked)
        row = sight.card.row.id
        key = row + (sight.other_row << 32)
        self._asked.show_blocks(row, partial(asked_blocks, sight))
        if self.has_class("stacked"):
            self._sides.show_blocks(key, partial(one_side_blocks, sight, LEFT, marked))
            self._other.show_blocks(key, partial(one_side_blocks, sight, RIGHT, marked))
        else:
            self._sides.show_blocks(key, partial(side_blocks, sight, marked))
            self._other.show(None)
        self._share_room()
        if row != self._asked_row:
            self._asked_row = row
            if len(sight.example.prompt) > 1:
                # The answers are to the last turn, so that is what is on screen.
                self.call_after_refresh(lambda: self._asked.scroll_by(self._asked.depth))

    def show_order(self, rows: Sequence[Sequence[int]], answers: dict[int, tuple[Message, ...]]) -> None:
        """Show answers in order, best first."""
        self._again = None
        self._asked.show(None)
        self._sides.show_blocks(rows[0][0], partial(order_blocks, rows, answers))
        self._other.show(None)
        self._share_room()

    def show_none(self, note: str) -> None:
        """Say why there is nothing."""
        self._again = None
        self._asked.show(None)
        self._sides.show(None, note=note)
        self._other.show(None)
        self._share_room()

    # Room

    @property
    def _asked(self) -> CardView:
        return self.query_one("#asked", CardView)

    @property
    def _sides(self) -> CardView:
        return self.query_one("#sides", CardView)

    @property
    def _other(self) -> CardView:
        return self.query_one("#other", CardView)

    def _share_room(self) -> None:
        """Give what was asked what it needs; the two answers the rest, half each where both are long."""
        width, room = self.size
        depth = self._asked.depth_at(width)
        asked = max(1, min(depth, max(_LEAST, int(room * _ASKED))))
        self._asked.styles.height = asked
        self.is_deep = depth > asked
        rest = room - asked - 1  # the line above the left side
        left, right = self._sides.depth_at(width), self._other.depth_at(width)
        self._other.styles.height = (
            max(_LEAST, rest - min(left, max(rest // 2, rest - right))) if right else 0
        )

    # Scrolling

    def scroll_sides(self, lines: int) -> None:
        """Scroll both sides."""
        self._sides.scroll_by(lines)
        self._other.scroll_by(lines)

    def scroll_asked(self) -> None:
        """Scroll what was asked; from its end back to the beginning."""
        top = self._asked.top
        self._asked.scroll_by(3)
        if self._asked.top == top:
            self._asked.scroll_by(-top)
