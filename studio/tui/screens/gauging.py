"""The bias gauge of the Pairs screen: counted apart, kept up by the decision, acted on. It judges no pair."""

from collections.abc import Sequence
from typing import Any

from textual import work
from textual.worker import get_current_worker

from studio.core.rows import Done
from studio.errors import StudioError
from studio.jobs import Job, Result
from studio.pairs.balancing import Balance
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.gauge import GaugeView
from studio.voting.gauge import LiveGauge

# More rows at once than this are counted anew, beside the screen.
_FEW = 50
SURPLUS = "length-surplus"


class GaugingScreen(StudioScreen):
    """A screen with the bias gauge on it."""

    def __init__(self) -> None:
        super().__init__()
        self.gauge: LiveGauge | None = None
        self._is_counting = False
        self._missed: list[int] = []

    def count_all(self) -> None:
        """Count every accepted pair, beside the screen; what is decided meanwhile is counted after it."""
        if not self._is_counting:
            self._is_counting = True
            self._count()

    def count(self, rows: Sequence[int]) -> None:
        """Bring the gauge up to what some rows are now."""
        if self._is_counting:
            self._missed += rows
        elif self.gauge is None or len(rows) > _FEW:
            self.count_all()
        else:
            self.studio.session.follow_gauge(self.gauge, rows)
            self._show_gauge()

    def drained(self, job: Job[Result]) -> Result | None:
        """What a job gives; None where the studio is left meanwhile. Call it in a worker's thread."""
        worker = get_current_worker()
        try:
            while not worker.is_cancelled:
                next(job)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        finally:
            job.close()
        return None

    @work(thread=True, group="gauge")
    def _count(self) -> None:
        try:
            gauge = self.drained(self.studio.session.gauge())
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
            self._is_counting = False
            return
        if gauge is not None:
            self.studio.call_from_thread(self._counted, gauge)

    def _counted(self, gauge: LiveGauge) -> None:
        self.gauge, self._is_counting = gauge, False
        missed, self._missed = self._missed, []
        self.count(missed)

    def _show_gauge(self) -> None:
        if self.gauge is not None:
            gauge = self.gauge.gauge
            self.query_one(GaugeView).show(gauge.readings(), len(gauge))

    def do_balance(self) -> None:
        """Find the accepted pairs to leave out so that length says little, and offer to tag them."""
        self.studio.start("balancing", self.studio.session.balance(), self._balanced, waits=True)

    def _balanced(self, found: Any) -> None:
        if not isinstance(found, Balance) or not self.is_current:
            return
        if not found.leave_out:
            self.tell(f"length says little already: d {found.before.d:+.2f}; nothing to leave out")
            return
        self.confirm(f"{found.words} · tag them {SURPLUS}?", lambda: self._tag(found.leave_out))

    async def _tag(self, rows: Sequence[int]) -> None:
        done: Done | None = await self.store(lambda: self.studio.session.tag(rows, add=[SURPLUS]))
        if done is not None:
            self.tell(f"{done.message} · the export's filter -tag:{SURPLUS} leaves them out")
