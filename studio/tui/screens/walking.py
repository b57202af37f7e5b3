"""Going through the queue of pairs: to the next, to a row, by a lens or filter. It decides nothing."""

from studio.core import query as filters
from studio.errors import StudioError
from studio.tui.lens import Lens
from studio.tui.screens.informing import ask_tokenizer, show_info
from studio.tui.screens.queueing import QueueingScreen
from studio.tui.screens.sharing_out import ask_reviewing
from studio.tui.widgets.pair_view import PairView
from studio.tui.widgets.prompt_line import PromptLine

_LINES = 3


class WalkingScreen(QueueingScreen):
    """A queue of pairs that keys go through."""

    # Going to a row

    def go_to(self, row: int) -> None:
        """Go to a row, in the queue or among all pairs; a verdict on it counts."""
        if self.queue.place_of(row) is None:
            self.queue.look_through(Lens.EVERY)
        self._wanted_row = row
        self.load(row, lambda: self._went_to(row))

    def _commanded(self, text: str) -> None:
        if text.strip().isdigit():
            self.go_to(int(text))
        else:
            super()._commanded(text)

    def _went_to(self, row: int) -> None:
        if self.queue.row != row:
            self.tell(f"#{row} is no pair: p in Review makes one", wrong=True)

    # Moving

    def do_next(self) -> None:
        """The next pair."""
        self.move(self.queue.cursor + 1)

    def do_previous(self) -> None:
        """The previous pair."""
        self.move(self.queue.cursor - 1)

    def do_top(self) -> None:
        """The first pair."""
        self.move(0)

    def do_bottom(self) -> None:
        """The last pair."""
        self.move(len(self.queue) - 1)

    def do_scroll_down(self) -> None:
        """Scroll both sides."""
        self.query_one(PairView).scroll_sides(_LINES)

    def do_scroll_up(self) -> None:
        """Scroll both sides back."""
        self.query_one(PairView).scroll_sides(-_LINES)

    def do_scroll_prompt(self) -> None:
        """Scroll what was asked; from its end back to the beginning."""
        self.query_one(PairView).scroll_asked()

    # Lens and filter

    def do_lens(self) -> None:
        """The next lens."""
        lenses = list(Lens)
        self._look_through(lenses[(lenses.index(self.queue.lens) + 1) % len(lenses)])

    def do_judge_next(self) -> None:
        """The open pairs that tell most of quality and least of length first; again, in their own order."""
        self._look_through(Lens.OPEN if self.queue.lens is Lens.NEXT else Lens.NEXT)

    def _look_through(self, lens: Lens) -> None:
        self.queue.look_through(lens, self.queue.filter)
        if lens is Lens.NEXT:
            self.tell("reading the open pairs …")
        self.load(then=lambda: self.tell(f"{self.queue.lens.words}: {len(self.queue):,}"))

    def do_reviewing(self) -> None:
        """Ask how rows are shared out among reviewers."""
        ask_reviewing(self, self.load)

    def do_filter(self) -> None:
        """Ask for a filter over the pairs of the lens."""
        self.query_one(PromptLine).ask("/", self.set_filter, value=self.queue.filter)

    def set_filter(self, text: str) -> None:
        """Go through the pairs that a filter finds."""
        try:
            filters.parse(text)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        self.queue.look_through(self.queue.lens, text.strip())
        self.load(then=self._tell_filter)

    def _tell_filter(self) -> None:
        text = self.queue.filter
        self.tell(f"{len(self.queue):,} match {text}" if text else "filter cleared")

    def do_back(self) -> None:
        """Clear the filter; without one, go back to the open pairs."""
        if self.queue.filter:
            self.set_filter("")
        elif self.queue.lens is not Lens.OPEN:
            self.queue.lens = Lens.OPEN
            self.load()

    # Looking at more

    def do_duplicates(self) -> None:
        """Show the group of rows that the row is in."""
        if self.queue.row is not None:
            self.studio.duplicates_of(self.queue.row)

    def do_info(self) -> None:
        """History, source and fields of the row; of an open pair only how long left and right are."""
        row = self.queue.row
        if row is not None:
            sight = self.studio.session.sight(row)
            show_info(self, row, sight if sight.is_open else None)

    def do_tokenizer(self) -> None:
        """Ask for the tokenizer to count with."""
        ask_tokenizer(self)
