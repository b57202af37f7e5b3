"""Event loops for callers that are not asynchronous, or that are inside a loop already, as a notebook is.

It starts no thread unless the caller's own runs a loop.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def complete(work: Coroutine[Any, Any, Result]) -> Result:
    """Run one coroutine to its end; its result."""
    return _apart(asyncio.run, work) if _inside() else asyncio.run(work)


class Loop:
    """A loop that runs a slice at a time, in whichever thread asks."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Put work into the loop; it moves on only while `turn` runs."""
        return self._loop.create_task(work)

    def turn(self, work: "asyncio.Task[None]", seconds: float | None) -> None:
        """Run until the work has ended, but no longer than some seconds."""

        async def wait() -> None:
            await asyncio.wait({work}, timeout=seconds)

        if _inside():
            _apart(self._loop.run_until_complete, wait())
        else:
            self._loop.run_until_complete(wait())

    def end(self, work: "asyncio.Task[None]") -> None:
        """Cancel what still runs, and wait for it."""
        if not work.done():
            work.cancel()
            self.turn(work, None)
        if not work.cancelled():
            work.exception()  # looked at, or asyncio would print it

    def close(self) -> None:
        """Close the loop and what it left open."""
        try:
            if _inside():
                _apart(self._loop.run_until_complete, self._loop.shutdown_asyncgens())
            else:
                self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()


def _inside() -> bool:
    """True in a thread whose event loop is running: a second one cannot run there."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _apart(run: Callable[[Any], Result], work: Any) -> Result:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run, work).result()
