"""Several processes decide at once on one project: no decision is lost, no row goes to two of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.core.vote import Round
from studio.jobs import drain
from studio.session import Session
from studio.store.votes import all_votes
from tests.pairing.rows import opened_pairs

# Says on standard output what it was given, and what it decided after that was stored.
CHILD = """
import sys, time
from pathlib import Path
from studio.core.vote import Choice
from studio.session import Session

path, name, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
session = Session.open(path, reviewer=name, create=False)
print("ready", flush=True)
sys.stdin.readline()
end = time.monotonic() + seconds
number = 0
while time.monotonic() < end:
    rows = session.take("shape:pair", 6)
    if not rows:
        break
    for row in rows[:4]:
        print("given", row, flush=True)
        sight = session.sight(row)
        choice = (Choice.CHOSEN, Choice.REJECTED, Choice.TIE, Choice.BOTH_BAD)[number % 4]
        session.judge(sight, choice)
        print("said", row, choice, flush=True)
        number += 1
        if number % 7 == 0:
            session.undo()
            print("undid", row, flush=True)
            session.redo()
    session.poll()
session.close()
print("closed", flush=True)
"""


def run_children(path: Path, names: list[str], seconds: float) -> dict[str, list[list[str]]]:
    """Let children decide at once for a while; the words that each said."""
    children = {
        name: subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), name, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ,
            text=True,
        )
        for name in names
    }
    for child in children.values():
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children.values():
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    said = {}
    for name, child in children.items():
        out, wrong = child.communicate()
        assert not wrong, wrong
        assert child.returncode == 0
        assert out.endswith("closed\n")
        said[name] = [line.split() for line in out.splitlines()[:-1]]
    return said


@pytest.mark.parametrize("count", [2, 5])
def test_no_decision_is_lost_and_no_row_is_given_twice(tmp_path: Path, count: int) -> None:
    with opened_pairs(tmp_path, pairs=400) as session:
        path = session.path
        session.assign("shared")
    names = [f"reviewer {number}" for number in range(count)]
    said = run_children(path, names, 2.0)
    decided = {name: {int(words[1]) for words in lines if words[0] == "said"} for name, lines in said.items()}
    assert all(decided.values()), "a child never got to do anything"
    every = [row for rows in decided.values() for row in rows]
    assert len(every) == len(set(every)), "a row went to two"
    given = [int(words[1]) for lines in said.values() for words in lines if words[0] == "given"]
    assert len(given) == len(set(given)), "a row was handed out twice"
    with Session.open(path, create=False) as session:
        stored = {(row, vote.reviewer, vote.choice) for row, vote in all_votes(session._project.reader)}
        for name, lines in said.items():
            for words in lines:
                if words[0] == "said":
                    assert (int(words[1]), name, words[2]) in stored
        assert len(stored) == len(every)
        assert {vote.round for _, vote in all_votes(session._project.reader)} == {Round.OWN}
        assert session.leases() == {}
        assert session.tally().decided == len(every)
        assert drain(session.verify()) == []
