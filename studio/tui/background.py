"""One long job beside the screens: it goes on whichever screen is in front, and can be cancelled.

It runs in a thread that only drains; what it says is handed to the app's own thread.
"""

from collections.abc import Callable
from typing import Any

from studio.errors import StudioError
from studio.jobs import Job, Step


class Background:
    """A job under way.

    Args:
        title: what it does, in a word or two.
        job: the job.
        told: called in the job's thread with each step.

    """

    def __init__(self, title: str, job: Job[Any], told: Callable[[Step], None]) -> None:
        self.title = title
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
