"""The pairs that the Pairs screen goes through, and the place among them. It reads and decides nothing."""

from collections.abc import Sequence

from studio.tui.lens import Lens

# A row that comes back stands so far ahead, and each next one so much farther.
_AHEAD = 3
_APART = 4


class PairQueue:
    """Rows, or groups of answers to rank, in the order in which they are gone through.

    Attributes:
        lens, filter: what the queue was read by.
        ids: row numbers; places in `groups` while answers are ranked.
        groups: rows whose answers are ranked.
        whys: for some rows, why they are where they are.
        cursor: the place in `ids`.

    """

    def __init__(self) -> None:
        self.lens = Lens.OPEN
        self.filter = ""
        self.ids: list[int] = []
        self.groups: list[tuple[int, ...]] = []
        self.whys: dict[int, str] = {}
        self.cursor = 0

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def row(self) -> int | None:
        """The row at the cursor; None in an empty queue, and while answers are ranked."""
        if self.lens is Lens.ANSWERS or not 0 <= self.cursor < len(self.ids):
            return None
        return self.ids[self.cursor]

    @property
    def group(self) -> tuple[int, ...]:
        """The rows whose answers are ranked; none in other lenses."""
        if self.lens is not Lens.ANSWERS or not 0 <= self.cursor < len(self.ids):
            return ()
        return self.groups[self.ids[self.cursor]]

    def place_of(self, row: int) -> int | None:
        """Where a row stands; None where it does not, and while answers are ranked."""
        return None if self.lens is Lens.ANSWERS or row not in self.ids else self.ids.index(row)

    def move(self, to: int) -> None:
        """Go to a place, or to the nearest that there is."""
        self.cursor = max(0, min(to, len(self.ids) - 1))

    def look_through(self, lens: Lens, text: str = "") -> None:
        """Begin with another lens or filter; what was read by the last one stays until more is read."""
        self.lens, self.filter, self.cursor = lens, text, 0

    def fill(
        self, ids: list[int], groups: list[tuple[int, ...]], whys: dict[int, str], row: int | None
    ) -> None:
        """Go through other rows, from a row where it is among them, else from the place where one is."""
        self.ids, self.groups, self.whys = ids, groups, whys
        place = None if row is None else self.place_of(row)
        self.move(self.cursor if place is None else place)

    def add(self, rows: Sequence[int]) -> None:
        """Go on with more rows at the end."""
        known = set(self.ids)
        self.ids += [row for row in rows if row not in known]

    def bring_again(self, rows: Sequence[int]) -> None:
        """Let rows come a little ahead of the cursor, one here and there, and no longer where they stood."""
        for number, row in enumerate(rows):
            place = self.place_of(row)
            if place is not None:
                del self.ids[place]
                self.cursor -= place < self.cursor
            self.ids.insert(self.cursor + _AHEAD + number * _APART, row)
