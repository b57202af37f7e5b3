"""A second process that does half of the work of a scan. It knows nothing of the work.

Threads do not help: too much of what a scan does holds the interpreter lock. The partner is a plain
child with pipes, not `multiprocessing`: nothing of the caller's main module is run again. It ends
when its input does, so a killed studio leaves none behind. If it cannot be started, or dies, the
work is done here; the result is the same.
"""

import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar, cast

from studio.child import start_child

Input = TypeVar("Input")
Output = TypeVar("Output")

_LOOK_AHEAD = 6
# Each read and write gives the interpreter away and waits to get it back: few, large ones.
_PIPE_BYTES = 1 << 20
_SIZE_BYTES = 8


class Partner:
    """A child process that calls functions of this package, one at a time."""

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._child = start_child("studio.similarity.partner", pipe_bytes=_PIPE_BYTES)

    def call(self, function: Callable[[Input], Output], value: Input) -> Output:
        """`function(value)`, by the child if it is free and well, else by the calling thread.

        Args:
            function: a function of a module of this package.
            value: anything that can be pickled.

        """
        if self._child is not None and self._busy.acquire(blocking=False):
            try:
                return cast("Output", self._ask(self._child, (function, value)))
            except (OSError, EOFError, pickle.UnpicklingError):
                self._child = None
            finally:
                self._busy.release()
        return function(value)

    def close(self) -> None:
        """End the child, whatever it is doing. A call under way is then done by its caller."""
        child = self._child
        if child is not None:
            child.kill()
            child.wait()
            with self._busy:
                for pipe in (child.stdin, child.stdout):
                    if pipe is not None:
                        with suppress(OSError):
                            pipe.close()
            self._child = None

    @staticmethod
    def _ask(child: subprocess.Popen[bytes], request: object) -> object:
        stdin, stdout = cast("BinaryIO", child.stdin), cast("BinaryIO", child.stdout)
        _send(stdin, request)
        return _receive(stdout)


def _send(pipe: BinaryIO, value: object) -> None:
    """Write one value: its size, then its pickle."""
    message = pickle.dumps(value, protocol=5)
    pipe.write(len(message).to_bytes(_SIZE_BYTES, "little") + message)
    pipe.flush()


def _receive(pipe: BinaryIO) -> Any:
    """Read one value.

    Raises:
        EOFError: the other side is gone.

    """
    size = int.from_bytes(pipe.read(_SIZE_BYTES), "little")
    message = pipe.read(size)
    if len(message) < size or not size:
        raise EOFError
    return pickle.loads(message)  # noqa: S301 - only our own two processes write to the pipes


def map_shared(
    function: Callable[[Input], Output], inputs: Iterable[Input], partner: Partner | None
) -> Iterator[Output]:
    """Yield `function` of each input, in order, sharing the work with the partner if there is one.

    A few results at most lie waiting. Closing the iterator drops the inputs not yet begun and waits
    for those that are.
    """
    if partner is None:
        yield from map(function, inputs)
        return
    waiting: deque[Future[Output]] = deque()
    pool = ThreadPoolExecutor(2)
    try:
        for value in inputs:
            waiting.append(pool.submit(partner.call, function, value))
            if len(waiting) > _LOOK_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _serve() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        while True:
            function, value = _receive(requests)
            _send(answers, function(value))


if __name__ == "__main__":
    _serve()
