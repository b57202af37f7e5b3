"""Long work as generators that yield steps. It knows no thread, no screen and no clock but the pacer's.

A job yields `Step`s, at most ten a second, and returns its result. Whoever drains it (a progress
bar, the TUI's job strip, a test) sees the same thing; closing it runs its `finally`.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is: `done` of `total` units (0 = not known yet) and what it is doing."""

    done: int
    total: int
    note: str


Job = Generator[Step, None, Result]


class Pacer:
    """Says when a job may report again, so that reporting never costs more than the work.

    Args:
        interval_seconds: least time between two reports.
        clock: monotonic seconds; passed in by tests.

    """

    def __init__(self, interval_seconds: float = 0.1, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval_seconds
        self._clock = clock
        self._next = 0.0

    def due(self) -> bool:
        """True when a tenth of a second has passed since it was last true."""
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + self._interval
        return True


def drain(job: Job[Result], report: Callable[[Step], None] | None = None) -> Result:
    """Run a job to its end and return its result, handing each step to `report`."""
    while True:
        try:
            step = next(job)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        if report is not None:
            report(step)
