"""Marking rows of a list, one range or all, for verbs to act on. It does not act."""

from studio.tui.screens.moving import MovingScreen


class MarkingScreen(MovingScreen):
    """A list whose rows can be marked."""

    def __init__(self) -> None:
        super().__init__()
        self._range_from: int | None = None

    def targets(self) -> list[int]:
        """The rows that a verb acts on: the marked ones, else the one under the cursor."""
        if self.table.marks:
            return sorted(self.table.marks)
        return [] if self.table.current is None else [self.table.current]

    def do_mark_range(self) -> None:
        """Begin a range at the cursor, or end it there."""
        if self._range_from is not None:
            self._range_from = None
            self.tell(f"{len(self.table.marks):,} rows marked: a x space f t act on them, esc clears")
        elif self.table.current is not None:
            self._range_from = self.table.cursor
            self.table.marks = {self.table.current}
            self.table.refresh()
            self.tell("marking: move, then v ends the range, or act at once; esc clears")

    def do_mark_all(self) -> None:
        """Mark every row of the list."""
        self._range_from = None
        self.table.marks = set(self.table.ids)
        self.table.refresh()
        self.tell(f"{len(self.table.marks):,} rows marked: a x space f t act on them, esc clears")

    def clear_marks(self) -> None:
        """Take all marks off."""
        self._range_from = None
        self.table.marks = set()
        self.table.refresh()
