"""How long a key takes to be painted, measured from outside through a pseudo terminal."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class Terminal:
    """The studio on a project, in a terminal of 140 × 40."""

    def __init__(self, project: Path, environment: Mapping[str, str] | None = None) -> None:
        self._started = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.environ.update({"TERM": "xterm-256color", **(environment or {})})
            os.execv(sys.executable, [sys.executable, "-m", "studio", str(project), "--as", "benchmark"])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))

    def first_screen(self) -> float:
        """Seconds from the start to the first row on screen."""
        while True:
            if b"pending" in self._read(20):
                seconds = time.perf_counter() - self._started
                self._settle(1.5)
                return seconds

    def key(self, key: bytes) -> float:
        """Seconds from a key to the last byte of what it painted."""
        begun = time.perf_counter()
        os.write(self._fd, key)
        last = begun
        wait = 1.0
        while self._ready(wait):
            os.read(self._fd, 1 << 16)
            last, wait = time.perf_counter(), 0.06
        return last - begun

    def close(self) -> None:
        """Leave the studio."""
        os.write(self._fd, b"q")
        with suppress(OSError):  # the terminal goes when it has ended
            self._settle(2)
        os.close(self._fd)
        os.waitpid(self._pid, 0)

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self._fd], [], [], seconds)[0])

    def _read(self, seconds: float) -> bytes:
        if not self._ready(seconds):
            raise SystemExit("the studio painted nothing")
        return os.read(self._fd, 1 << 16)

    def _settle(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while self._ready(max(0.0, end - time.perf_counter())):
            os.read(self._fd, 1 << 16)
