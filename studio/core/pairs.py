"""What the Pairs screen shows and asks: a pair as it stands side by side, where a worse answer can come from.

Plain values; nothing here reads or decides.
"""

from typing import NamedTuple

from studio.core.example import Example, Message
from studio.core.rows import Card
from studio.core.verdict import Status
from studio.core.vote import Choice, Sides, Vote

LEFT, RIGHT = "left", "right"


class Sight(NamedTuple):
    """One pair as it is shown.

    Attributes:
        card: the row; its verdict is left out where this reviewer must not know it.
        example: what it holds; `other_row` answers in place of a rejected side while rows are ranked.
        left: which side stands on the left: `chosen` or `rejected`.
        sides: hashes of chosen and rejected as they are shown.
        own: what this reviewer said of it; None before they decided, and of a hidden repeat.
        other_row: in a ranking, the row that the right or left answer comes from; else 0.

    """

    card: Card
    example: Example
    left: str
    sides: Sides
    own: Vote | None
    other_row: int = 0

    @property
    def is_open(self) -> bool:
        """True before the decision: nothing may tell where a side comes from."""
        return self.own is None and self.card.row.status in (Status.PENDING, Status.SKIPPED)

    @property
    def texts(self) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
        """The answers on the left and on the right."""
        pair = (self.example.chosen, self.example.rejected)
        return pair if self.left == "chosen" else (pair[1], pair[0])

    def better(self, place: str) -> Choice:
        """The choice that calls the left or the right side better."""
        on_left = place == LEFT
        return Choice.CHOSEN if on_left == (self.left == "chosen") else Choice.REJECTED

    def turned(self) -> "Sight":
        """The same pair with the sides on each other's place."""
        return self._replace(left="rejected" if self.left == "chosen" else "chosen")


class Source(NamedTuple):
    """An answer that could be the worse side of a row.

    Attributes:
        kind: `version`, `row` or `draft`.
        words: where it comes from, for a list.
        answer: the turns.
        row: the row that it is the answer of, for `row`; else 0.

    """

    kind: str
    words: str
    answer: tuple[Message, ...]
    row: int = 0


class Candidates(NamedTuple):
    """Rows that ask the same and answer otherwise."""

    rows: tuple[int, ...]
    compared: int
    at_most: int
