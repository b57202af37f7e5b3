"""One long job beside the screens: it goes on whichever screen is in front, and can be cancelled.

It runs in a thread that only drains; what it says is handed to the app's own thread.
"""

from collections.abc import Callable
from typing import Any

from textual.app import App, ScreenStackError

from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.session import Session
from studio.tui.screens.screen import StudioScreen

# More rows than this are checked in a process of their own, so that keys stay quick.
_FEW_ROWS = 2_000


class Background:
    """A job under way.

    Args:
        title: what it does, in a word or two.
        job: the job.
        told: called in the job's thread with each step.
        done: gets the result, in the app's own thread; None for a check, of which every screen is told.

    """

    def __init__(
        self,
        title: str,
        job: Job[Any],
        told: Callable[[Step], None],
        done: Callable[[Any], None] | None = None,
    ) -> None:
        self.title = title
        self.done = done
        self._job = job
        self._told = told
        self._cancelled = False
        self._step = Step(0, 0, title)
        self.result: Any = None
        self.error: StudioError | None = None

    @property
    def words(self) -> str:
        """How far it is, for the header."""
        step = self._step
        share = f" {100 * step.done // step.total} %" if step.total else ""
        return f"⟳ {step.note or self.title}{share}"

    @property
    def cancelled(self) -> bool:
        """True when it was asked to stop."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop it at its next step."""
        self._cancelled = True

    def run(self) -> None:
        """Drain the job; call it in a thread."""
        try:
            while not self._cancelled:
                self._step = next(self._job)
                self._told(self._step)
        except StopIteration as stop:
            self.result = stop.value
        except StudioError as error:
            self.error = error
        finally:
            self._job.close()


class BackgroundApp(App[int]):
    """An app with at most one job in the background.

    Args:
        checks: look new and changed rows through by itself.

    """

    session: Session

    def __init__(self, *, checks: bool) -> None:
        super().__init__()
        self.background: Background | None = None
        self._next: list[tuple[str, Job[Any], Callable[[Any], None] | None]] = []
        self._checks = checks

    def front(self) -> StudioScreen | None:
        """The screen in front, if it is one of ours and the app is not on its way out."""
        try:
            screen = self.screen
        except ScreenStackError:
            return None
        return screen if isinstance(screen, StudioScreen) else None

    def check(self, *, every: bool = False, names: tuple[str, ...] = ()) -> None:
        """Check rows that are new or changed, or every row, unless something is under way."""
        if self.background is not None or not (every or self._checks):
            return
        left = self.session.tally().rows if every else self.session.unchecked()
        if not left:
            return
        if left > _FEW_ROWS:
            job: Job[Any] = self.session.check_apart(names if every else None)
        else:
            job = self.session.check(names) if every else self.session.check_new()
        self.start("checking", job)

    def start(
        self,
        title: str,
        job: Job[Any],
        done: Callable[[Any], None] | None = None,
        *,
        waits: bool = False,
    ) -> None:
        """Start a job in the background; `done` gets its result.

        One at a time: a second one `waits` for the first to end, or is told to come again.
        """
        front = self.front()
        if self.background is not None and waits:
            self._next.append((title, job, done))
            if front is not None:
                front.tell(f"{title} begins when {self.background.title} has ended")
            return
        if self.background is not None:
            job.close()
            if front is not None:
                front.tell(f"{self.background.title} is going on: ctrl+x stops it", wrong=True)
            return
        self.background = Background(title, job, self._stepped, done)
        self.run_worker(self.background.run, thread=True, group="background")

    def cancel_background(self) -> None:
        """Stop what goes on in the background."""
        if self.background is not None:
            self.background.cancel()

    def _stepped(self, step: Step) -> None:
        self.call_from_thread(self._show_step)

    def _show_step(self) -> None:
        front = self.front()
        if front is not None:
            front.freshen()

    def background_ended(self) -> None:
        """Tell the screen in front what became of the job."""
        ended, self.background = self.background, None
        front = self.front()
        if self._next:
            self.start(*self._next.pop(0))
        if ended is None or front is None:
            return
        if ended.done is None:
            front.checked()
        elif ended.error is None and not ended.cancelled:
            ended.done(ended.result)
        front.freshen()
        if ended.error is not None:
            front.tell(str(ended.error), wrong=True)
        elif ended.cancelled:
            front.tell(f"{ended.title} was stopped")
