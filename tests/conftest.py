"""What many tests need: a session with a clock of its own, and files of rows."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from studio.jobs import drain
from studio.session import Session

# A slow machine is no fault: no test fails for its time.
settings.register_profile("studio", deadline=None)
settings.load_profile("studio")


def clock() -> Callable[[], str]:
    """A clock that goes on by a second at each look."""
    ticks = count()
    start = datetime(2026, 1, 2, tzinfo=UTC)
    return lambda: (start + timedelta(seconds=next(ticks))).isoformat(timespec="milliseconds")


def write_rows(path: Path, rows: list[Any]) -> Path:
    """A JSONL file of values; bytes are written as they are."""
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def alpaca(number: int, **more: object) -> dict[str, object]:
    """A plain instruction row, different for each number."""
    return {
        "instruction": f"Question number {number}?",
        "input": "",
        "output": f"The answer to {number} is {number * 7}.",
        **more,
    }


def open_with(path: Path, rows: list[Any], reviewer: str = "ana") -> Session:
    """A session on a new project with these rows."""
    session = Session.open(path / "set.studio", reviewer=reviewer, now=clock())
    drain(session.import_files([write_rows(path / "rows.jsonl", rows)]))
    return session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Twenty rows: instruction rows, two pairs, a prompt alone and one that needs repair."""
    rows: list[Any] = [alpaca(n, score=1.0, intent=f"i{n % 3}") for n in range(16)]
    rows += [
        {"prompt": "Pick one.", "chosen": "The long answer.", "rejected": "Short."},
        {"prompt": "Pick two.", "chosen": "Both of them.", "rejected": "None."},
        {"prompt": "No answer yet?"},
        {"instruction": "Broken?", "input": "", "output": None},
    ]
    with open_with(tmp_path, rows) as opened:
        yield opened
