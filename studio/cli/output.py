"""What the command line prints: data on standard output, everything else on standard error.

Text from data passes through `visible`, so no escape sequence of it reaches the terminal.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from studio.core.glyphs import visible
from studio.jobs import Job, Result, Step, drain


def say(text: str) -> None:
    """A message for a person, on standard error."""
    print(visible(text), file=sys.stderr, flush=True)


def show(text: str = "") -> None:
    """A line of result for a person, on standard output."""
    print(visible(text))


def emit(value: Mapping[str, Any]) -> None:
    """One JSON object on a line of standard output. Half characters are escaped, so it is UTF-8."""
    try:
        line = json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        line = json.dumps(value).encode()
    sys.stdout.buffer.write(line + b"\n")


def count_of(number: int, noun: str) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def run(job: Job[Result]) -> Result:
    """Drain a job, its progress on standard error where that is a terminal."""
    try:
        if not sys.stderr.isatty():
            return drain(job)
        result = drain(job, _progress)
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        return result
    finally:
        job.close()
        sys.stdout.flush()


def _progress(step: Step) -> None:
    share = f"{100 * step.done // step.total:3d} %" if step.total else "     "
    print(f"\r\x1b[K{share} {visible(step.note)[:60]}", end="", file=sys.stderr, flush=True)
