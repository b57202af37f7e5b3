"""The queue of the Pairs screen: read beside the screen and filled up. It decides nothing."""

from collections.abc import Callable, Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from studio.core.rows import Done, News
from studio.errors import StudioError
from studio.pairs.bias import Gauge
from studio.tui.lens import Lens
from studio.tui.pair_queue import PairQueue
from studio.tui.screens.gauging import GaugingScreen
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.gauge import GaugeView
from studio.tui.widgets.header import Header
from studio.tui.widgets.pair_view import PairView
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 150
_RENEW_SECONDS = 60
_REFILL = 5
_NEXT = 200
# The lenses through which rows come back unmarked.
_JUDGED = (Lens.OPEN, Lens.NEXT)
Then = Callable[[], None]


class QueueingScreen(GaugingScreen):
    """A queue of pairs and the place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = PairQueue()
        self._load_number = 0
        self._wanted_row: int | None = None
        self._read_at: object = None

    def compose(self) -> ComposeResult:
        """Header, where one is, the pair, the gauge, footer."""
        yield Header()
        yield Static(id="place")
        with Container(id="split"):
            yield PairView()
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

    def on_screen_suspend(self) -> None:
        """Note how things stand: coming back to them needs no reading."""
        self._read_at = self._state()

    def on_screen_resume(self) -> None:
        """Read what there is now, if it is not what there was."""
        super().on_screen_resume()
        if self._read_at is None or self._read_at != self._state():
            self.call_after_refresh(lambda: self.load(self.queue.row))

    def _state(self) -> object:
        session = self.studio.session
        return (session.events(1), session.tally().rows, session.assignment)

    def show(self) -> None:
        """Show what is at the cursor."""
        raise NotImplementedError

    def move(self, to: int) -> None:
        """Go to a place in the queue."""
        self.queue.move(to)
        self.refill()
        self.show()

    # Reading the queue

    def load(self, row: int | None = None, then: Then | None = None) -> None:
        """Read the queue of the lens anew, go to a row or stay where one is, then do what follows."""
        self._load_number += 1
        self._read(self._load_number, self.queue.lens, self.queue.filter, row, then)

    @work(thread=True, group="queue")
    def _read(self, number: int, lens: Lens, text: str, row: int | None, then: Then | None) -> None:
        """Read the queue in a thread: handing out rows waits for whoever writes."""
        session = self.studio.session
        groups: list[tuple[int, ...]] = []
        whys: dict[int, str] = {}
        try:
            if lens not in _JUDGED:
                session.end_repeats()
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
        """The open pairs to judge next, best first, each with the reason; none that comes back."""
        self.studio.session.end_repeats()
        found = self.drained(self.studio.session.next_pairs(self._gauge(), text, _NEXT))
        return {one.row: one.why for one in found or ()}

    def _gauge(self) -> Gauge:
        return Gauge() if self.gauge is None else self.gauge.gauge

    def _loaded(
        self,
        ids: list[int],
        groups: list[tuple[int, ...]],
        whys: dict[int, str],
        row: int | None,
        then: Then | None,
    ) -> None:
        if self._wanted_row is not None:
            row, self._wanted_row = self._wanted_row, None
            self.studio.session.end_repeats([row])
        self.queue.fill(ids, groups, whys, row)
        self.refill()
        self.show()
        if then is not None:
            then()

    # Filling it up

    def refill(self) -> None:
        """Take more rows when those that were handed out come to an end, and one's own that come back."""
        plan = self.studio.session.assignment
        near_end = plan.queued and 0 < len(self.queue) < self.queue.cursor + _REFILL
        if self.queue.lens in _JUDGED and (near_end or plan.repeats):
            self._take(self._load_number, self.queue.lens, self.queue.filter, near_end)

    @work(thread=True, exclusive=True, group="take")
    def _take(self, number: int, lens: Lens, text: str, near_end: bool) -> None:
        session, whys = self.studio.session, {}
        try:
            rows = session.take(f"shape:pair {text}") if near_end and lens is Lens.OPEN else []
            if lens is Lens.OPEN:
                again = session.due_again(f"shape:pair {text}")
            else:
                found = self.drained(session.pairs_again(self._gauge(), text))
                whys = {one.row: one.why for one in found or ()}
                again = list(whys)
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
        else:
            self.studio.call_from_thread(self._taken, number, rows, again, whys)

    def _taken(self, number: int, rows: Sequence[int], again: Sequence[int], whys: dict[int, str]) -> None:
        if number != self._load_number or not (rows or again):
            return
        self.queue.add(rows)
        self.queue.whys.update(whys)
        self.queue.bring_again(again)
        self.show()

    def _renew(self) -> None:
        session = self.studio.session
        if self.is_current and self.queue.lens is Lens.OPEN and session.assignment.queued:
            self.studio.writer.submit(session.renew_leases)

    def came_back(self, done: Done) -> None:
        """Go to what undo or redo changed."""
        self.count(done.rows)
        place = self.queue.place_of(done.rows[0])
        if self.queue.group:
            self.show()
        elif place is not None:
            self.move(place)
        else:
            self.load(done.rows[0])

    def news(self, news: News) -> None:
        """Others decided."""
        super().news(news)
        self.count(sorted(news.changed))
        if news.added and not self.queue:
            self.load()
        elif self.queue.row in news.changed:
            self.show()
