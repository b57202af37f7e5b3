"""A job that a screen runs in a thread of its own, with its progress in the footer. It writes no widget."""

from collections.abc import Callable

from textual.worker import get_current_worker

from studio.jobs import Job, Result
from studio.tui.screens.screen import StudioScreen


def drain_told(
    screen: StudioScreen, job: Job[Result], is_off: Callable[[], bool] | None = None, *, quiet: bool = False
) -> Result | None:
    """Run a job to its end in a worker's thread; None when it, or its worker, was called off.

    Args:
        screen: whose footer tells how far it is, unless it is to be `quiet`.
        job: the job.
        is_off: says whether escape was pressed; None where escape does something else.
        quiet: tell nothing.

    Raises:
        StudioError: what the job raises.

    """
    worker = get_current_worker()
    cancels = "" if is_off is None else " · esc cancels"
    try:
        while True:
            if worker.is_cancelled or (is_off is not None and is_off()):
                return None
            try:
                step = next(job)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            if quiet:
                continue
            share = f"{100 * step.done // step.total} % " if step.total else ""
            screen.studio.call_from_thread(screen.tell, f"{share}{step.note}{cancels}")
    finally:
        job.close()
