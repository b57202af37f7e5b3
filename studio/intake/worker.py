"""A second process that makes rows of lines, so that reading and storing share two cores.

It ends when its input does, so a killed studio leaves none behind.
"""

import gc
import pickle
import sys
from contextlib import suppress
from typing import BinaryIO, cast

from studio.child import start_child
from studio.errors import StudioError
from studio.formats.format import Detector, named
from studio.intake.lines import Batch, read_lines

Request = tuple[bytes, int]


class Worker:
    """A child that answers one request at a time.

    Args:
        format_name: the format that was asked for, None to tell by looking.

    """

    def __init__(self, format_name: str | None) -> None:
        self._child = start_child("studio.intake.worker", format_name or "")

    def read(self, block: bytes, first_line: int) -> Batch:
        """The rows of a block of whole lines.

        Raises:
            StudioError: the child died (killed, or out of memory).

        """
        stdin, stdout = cast("BinaryIO", self._child.stdin), cast("BinaryIO", self._child.stdout)
        try:
            pickle.dump((block, first_line), stdin, protocol=5)
            stdin.flush()
            return cast("Batch", pickle.load(stdout))  # noqa: S301 - our own child wrote it
        except (BrokenPipeError, EOFError, pickle.UnpicklingError):
            raise StudioError(
                "the reading process was ended from outside (out of memory?)",
                "import the file again",
            ) from None

    def close(self) -> None:
        """End the child."""
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._child.kill()
        self._child.wait()


def read_block(block: bytes, first_line: int, detector: Detector) -> Batch:
    """The rows of a block of whole lines, in this process.

    Only LF ends a line: JSON text may hold U+2028 and its like.
    """
    return read_lines(enumerate(block.split(b"\n"), first_line), detector)


def _serve(requests: BinaryIO, answers: BinaryIO, format_name: str) -> None:
    gc.disable()  # batches hold no cycles, and each goes before the next comes
    detector = Detector(named(format_name) if format_name else None)
    while True:
        try:
            block, first_line = cast("Request", pickle.load(requests))  # noqa: S301 - our own parent
        except EOFError:
            return
        pickle.dump(read_block(block, first_line, detector), answers, protocol=5)
        answers.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])
