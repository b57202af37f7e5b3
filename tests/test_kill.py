"""Killed at random moments, many times: what was acknowledged is there, and no export is half."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.exporters.manifest import check_folder
from studio.jobs import drain
from studio.session import Session
from tests.conftest import alpaca, write_rows

# The child says on standard output what it did, after it was done; the parent kills it in between.
CHILD = """
import sys
from pathlib import Path
from studio.core.example import say
from studio.core.verdict import Status
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from studio.session import Session

folder, kind, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
session = Session.open(folder / "set.studio", reviewer="child")
print("ready", flush=True)
for number in range(start, start + 100_000):
    row = number % 200 + 1
    if kind == "decide":
        session.decide([row], Status.REJECTED, f"reason {number}")
    elif kind == "edit":
        example = session.card(row).example
        session.edit(row, example._replace(chosen=say("assistant", f"text {number}")))
    elif kind == "bulk":
        session.decide(range(1, 201), Status.REJECTED, f"reason {number}")
    elif kind == "undo":
        session.flag([row], True)
        session.undo()
    elif kind == "import":
        drain(session.import_files([folder / f"more-{number % 3}.jsonl"]))
    elif kind == "export":
        recipe = Recipe(statuses=("pending", "rejected"), seed=number)
        drain(session.export(recipe, folder / "out", force=True))
    print(number, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with 200 rows and files to import."""
    write_rows(tmp_path / "rows.jsonl", [alpaca(n) for n in range(200)])
    for number in range(3):
        rows = [alpaca(10_000 * number + n, output="long " * 200) for n in range(3_000)]
        write_rows(tmp_path / f"more-{number}.jsonl", rows)
    with Session.open(tmp_path / "set.studio") as session:
        drain(session.import_files([tmp_path / "rows.jsonl"]))
    return tmp_path


def _run_and_kill(folder: Path, kind: str, start: int, seconds: float) -> int:
    """Run the child for a while after it is ready, kill it; the last number that it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), kind, str(start)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    said = child.stdout.read().split(b"\n")[:-1]
    child.stdout.close()
    child.wait()
    return int(said[-1]) if said else start - 1


@pytest.mark.parametrize("kind", ["decide", "edit", "bulk", "undo", "import", "export"])
def test_killed_at_random_moments(kind: str, folder: Path) -> None:
    moments = random.Random(kind)
    last, acknowledged = 0, 0
    for _ in range(8):
        last = _run_and_kill(folder, kind, last + 1, moments.uniform(0.01, 0.35))
        acknowledged = max(acknowledged, last)
        with Session.open(folder / "set.studio", create=False) as session:
            assert drain(session.verify()) == []
            if kind in ("decide", "bulk") and last:
                rows = session.rows([last % 200 + 1])
                # The act after the last acknowledged one may be there too.
                assert int(rows[0].reason.split()[1]) >= last
            if kind == "edit" and last:
                said = session.card(last % 200 + 1).example.chosen[0].content
                assert int(said.split()[1]) >= last
        if (folder / "out").exists():
            assert check_folder(folder / "out") == []
    assert acknowledged, "the child never got to do anything"
    assert (folder / "rows.jsonl").read_bytes() == b"".join(
        json.dumps(alpaca(n), ensure_ascii=False).encode() + b"\n" for n in range(200)
    )
