"""Runs a job in a process of its own, so that its work never slows a screen. It knows no job itself.

Closing the job ends the child at once; a killed studio leaves none behind, since the child stops when
its reader is gone.
"""

import pickle
import selectors
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar, cast

from studio.child import start_child
from studio.errors import StudioError
from studio.jobs import Job, Step

Result = TypeVar("Result")

_STEP, _RESULT, _ERROR = "step", "result", "error"
_WAKE_SECONDS = 0.2


def apart(function: Callable[..., Job[Result]], *values: object) -> Job[Result]:
    """The job `function(*values)`, done by a child process.

    Args:
        function: a function at the top of a module; it makes the job.
        values: what it takes; everything must be picklable, and so must the result.

    Raises:
        StudioError: as the job itself, or the child was ended from outside.

    """
    child = start_child("studio.apart")
    stdin, stdout = cast("BinaryIO", child.stdin), cast("BinaryIO", child.stdout)
    step = Step(0, 0, "starting")
    try:
        with suppress(BrokenPipeError):
            pickle.dump((function, values), stdin, protocol=5)
            stdin.flush()
        with selectors.DefaultSelector() as ready:
            ready.register(stdout, selectors.EVENT_READ)
            while True:
                # A child that says nothing for a while must not keep its caller from leaving.
                while not ready.select(_WAKE_SECONDS):
                    yield step
                kind, value = _receive(stdout)
                if kind == _RESULT:
                    return cast("Result", value)
                if kind == _ERROR:
                    raise StudioError(*value)
                step = value
                yield step
    finally:
        child.kill()
        child.wait()
        for pipe in (stdin, stdout):
            with suppress(BrokenPipeError):
                pipe.close()


def _receive(pipe: BinaryIO) -> tuple[str, Any]:
    try:
        said: tuple[str, Any] = pickle.load(pipe)  # noqa: S301 - our own child wrote it
    except (EOFError, pickle.UnpicklingError):
        raise StudioError(
            "the working process was ended from outside (out of memory?)", "start it again"
        ) from None
    return said


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    function, values = pickle.load(requests)  # noqa: S301 - our own parent wrote it
    job = function(*values)
    said: tuple[str, Any]
    try:
        while True:
            try:
                said = (_STEP, next(job))
            except StopIteration as stop:
                said = (_RESULT, stop.value)
            except StudioError as error:
                said = (_ERROR, (error.message, error.hint))
            pickle.dump(said, answers, protocol=5)
            answers.flush()
            if said[0] != _STEP:
                return
    except BrokenPipeError:
        return
    finally:
        job.close()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
