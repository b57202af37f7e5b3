"""The pairs that the Pairs screen goes through: lenses, filter, leases, the place. It decides nothing."""

from collections.abc import Callable, Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from studio.core import query as filters
from studio.core.pairs import Sight
from studio.core.rows import Done, News
from studio.errors import StudioError
from studio.pairs.bias import Gauge
from studio.tui.lens import Lens
from studio.tui.screens.gauging import GaugingScreen
from studio.tui.screens.sharing_out import ask_reviewing
from studio.tui.widgets.card import CardView
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.gauge import GaugeView
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 150
_BESIDE = 86
_RENEW_SECONDS = 60
_REFILL = 5
_NEXT = 200


class QueueingScreen(GaugingScreen):
    """A queue of pairs and the place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.lens = Lens.OPEN
        self.filter = ""
        self.ids: list[int] = []
        self.groups: list[tuple[int, ...]] = []
        self.cursor = 0
        self.sight: Sight | None = None
        self.whys: dict[int, str] = {}
        self._load_number = 0
        self._wanted_row: int | None = None

    def compose(self) -> ComposeResult:
        """Header, where one is, what was asked, the two sides, the gauge, footer."""
        yield Header()
        yield Static(id="place")
        with Container(id="split"):
            with Container(id="pair"):
                yield CardView(id="asked", keys="P")
                yield CardView(id="sides", beside_from=_BESIDE)
            yield GaugeView()
        yield PromptLine()
        yield Footer()

    def on_mount(self) -> None:
        """Begin with what is open; count what is decided."""
        self.set_interval(_RENEW_SECONDS, self._renew)
        self.count_all()

    def on_resize(self) -> None:
        """The gauge stands beside the pair where there is room."""
        super().on_resize()
        self.set_class(self.size.width >= _WIDE, "wide")
        self.call_after_refresh(self.show)

    # The queue

    def load(self, row: int | None = None, then: Callable[[], None] | None = None) -> None:
        """Read the queue of the lens anew, go to a row or stay where one is, then do what follows."""
        self._load_number += 1
        self._read(self._load_number, self.lens, self.filter, row, then)

    @work(thread=True, group="queue")
    def _read(
        self, number: int, lens: Lens, text: str, row: int | None, then: Callable[[], None] | None
    ) -> None:
        """Read the queue in a thread: handing out rows waits for whoever writes."""
        session = self.studio.session
        groups: list[tuple[int, ...]] = []
        whys: dict[int, str] = {}
        try:
            if lens is Lens.ANSWERS:
                groups = [group.rows for group in session.candidates()]
                ids = list(range(len(groups)))
            elif lens is Lens.NEXT:
                whys = self._next(text)
                ids = list(whys)
            elif lens is Lens.OPEN:
                ids = session.open_pairs(text)
            else:
                ids = list(session.ids(f"{lens.filter} {text}"))
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
            return
        if number == self._load_number:
            self.studio.call_from_thread(self._loaded, ids, groups, whys, row, then)

    def _next(self, text: str) -> dict[int, str]:
        """The open pairs to judge next, best first, each with the reason."""
        gauge = Gauge() if self.gauge is None else self.gauge.gauge
        found = self.drained(self.studio.session.next_pairs(gauge, text, _NEXT))
        return {one.row: one.why for one in found or ()}

    def _loaded(
        self,
        ids: list[int],
        groups: list[tuple[int, ...]],
        whys: dict[int, str],
        row: int | None,
        then: Callable[[], None] | None,
    ) -> None:
        self.ids, self.groups, self.whys = ids, groups, whys
        row, self._wanted_row = self._wanted_row or row, None
        self.cursor = ids.index(row) if row in ids else min(self.cursor, max(0, len(ids) - 1))
        self.show()
        if then is not None:
            then()

    def refill(self) -> None:
        """Take more rows when those that were handed out come to an end."""
        near_end = 0 < len(self.ids) < self.cursor + _REFILL
        if near_end and self.lens is Lens.OPEN and self.studio.session.assignment.queued:
            self._take(self._load_number, self.filter)

    @work(thread=True, exclusive=True, group="take")
    def _take(self, number: int, text: str) -> None:
        try:
            rows = self.studio.session.take(f"shape:pair {text}")
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
        else:
            self.studio.call_from_thread(self._taken, number, rows)

    def _taken(self, number: int, rows: Sequence[int]) -> None:
        if number == self._load_number:
            known = set(self.ids)
            self.ids += [row for row in rows if row not in known]
            self.show()

    def _renew(self) -> None:
        session = self.studio.session
        if self.is_current and self.lens is Lens.OPEN and session.assignment.queued:
            self.studio.writer.submit(session.renew_leases)

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

    def show(self) -> None:
        """Show what is at the cursor."""
        raise NotImplementedError

    def go_to(self, row: int) -> None:
        """Go to a row, in the queue or among all pairs."""
        if row not in self.ids or self.lens is Lens.ANSWERS:
            self.lens, self.filter = Lens.EVERY, ""
        self._wanted_row = row
        self.load(row, lambda: self._went_to(row))

    def _commanded(self, text: str) -> None:
        if text.strip().isdigit():
            self.go_to(int(text))
        else:
            super()._commanded(text)

    def _went_to(self, row: int) -> None:
        if self.row != row:
            self.tell(f"#{row} is no pair: p in Review makes one", wrong=True)

    def came_back(self, done: Done) -> None:
        """Go to what undo or redo changed."""
        self.count(done.rows)
        if self.group:
            self.show()
        elif done.rows[0] in self.ids:
            self.move(self.ids.index(done.rows[0]))
        else:
            self.load(done.rows[0])

    def news(self, news: News) -> None:
        """Others decided."""
        super().news(news)
        self.count(sorted(news.changed))
        if news.added and not self.ids:
            self.load()
        elif self.row in news.changed:
            self.show()

    # Moving

    def move(self, to: int) -> None:
        """Go to a place in the queue."""
        self.cursor = max(0, min(to, len(self.ids) - 1))
        self.refill()
        self.show()

    def do_next(self) -> None:
        """The next pair."""
        self.move(self.cursor + 1)

    def do_previous(self) -> None:
        """The previous pair."""
        self.move(self.cursor - 1)

    def do_top(self) -> None:
        """The first pair."""
        self.move(0)

    def do_bottom(self) -> None:
        """The last pair."""
        self.move(len(self.ids) - 1)

    def do_scroll_down(self) -> None:
        """Scroll both sides."""
        self.query_one("#sides", CardView).scroll_by(3)

    def do_scroll_up(self) -> None:
        """Scroll both sides back."""
        self.query_one("#sides", CardView).scroll_by(-3)

    def do_scroll_prompt(self) -> None:
        """Scroll what was asked; from its end back to the beginning."""
        asked = self.query_one("#asked", CardView)
        top = asked.top
        asked.scroll_by(3)
        if asked.top == top:
            asked.scroll_by(-top)

    # Lens and filter

    def do_lens(self) -> None:
        """The next lens."""
        lenses = list(Lens)
        self._look_through(lenses[(lenses.index(self.lens) + 1) % len(lenses)])

    def do_judge_next(self) -> None:
        """The open pairs that tell most of quality and least of length first; again, in their own order."""
        self._look_through(Lens.OPEN if self.lens is Lens.NEXT else Lens.NEXT)

    def _look_through(self, lens: Lens) -> None:
        self.lens, self.cursor = lens, 0
        if lens is Lens.NEXT:
            self.tell("reading the open pairs …")
        self.load(then=lambda: self.tell(f"{self.lens.words}: {len(self.ids):,}"))

    def do_reviewing(self) -> None:
        """Ask how rows are shared out among reviewers."""
        ask_reviewing(self, self.load)

    def do_filter(self) -> None:
        """Ask for a filter over the pairs of the lens."""
        self.query_one(PromptLine).ask("/", self.set_filter, value=self.filter)

    def set_filter(self, text: str) -> None:
        """Go through the pairs that a filter finds."""
        try:
            filters.parse(text)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        self.filter = text.strip()
        self.cursor = 0
        self.load(then=self._tell_filter)

    def _tell_filter(self) -> None:
        self.tell(f"{len(self.ids):,} match {self.filter}" if self.filter else "filter cleared")

    def do_back(self) -> None:
        """Clear the filter; without one, go back to the open pairs."""
        if self.filter:
            self.set_filter("")
        elif self.lens is not Lens.OPEN:
            self.lens = Lens.OPEN
            self.load()
