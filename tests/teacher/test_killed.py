"""SIGKILL in the middle of a job: what had arrived is there, and nothing of it is asked a second time."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.session import Session
from studio.store import jobs
from tests.teacher.jobs import KEY, order, run_job, session_of, settings_for
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings as ServerSettings

_CHILD = """
import sys
from studio.jobs import drain
from studio.session import Session
from studio.settings import Settings

path, url, job = sys.argv[1:]
session = Session.open(path, create=False, reviewer="child")
settings = Settings(api_key=sys.stdin.readline().strip(), base_url=url, model="claude-haiku-5-5", at_once=4)
drain(session.run_job(int(job), settings, poll_seconds=0.05), lambda step: print(step.done, flush=True))
"""
_ROWS = 60


@pytest.mark.parametrize(("way", "after"), [("live", 5), ("live", 25), ("live", 45), ("batch", 0)])
def test_killed_in_the_middle(tmp_path: Path, way: str, after: int) -> None:
    asked = ServerSettings(latency=0.02, batch_polls=40)
    with MessagesServer(settings=asked) as server:
        settings = settings_for(server)
        with session_of(tmp_path, rows=_ROWS) as session:
            job = order(session, settings, "rewrite", way=way)
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(tmp_path / "set.studio"), server.url, str(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(KEY + "\n")
        child.stdin.flush()
        for _ in iter(child.stdout.readline, ""):
            begun = server.count() > after if way == "live" else server.count("/v1/messages/batches") > 0
            if begun:
                break
        child.send_signal(signal.SIGKILL)
        child.communicate()
        with Session.open(tmp_path / "set.studio", reviewer="ana", create=False) as session:
            before = session.job_line(job)
            assert before.job.state == "running"
            db = session._project.reader
            arrived = [t.text for state in ("answered", "done") for t in jobs.tasks_in(db, job, state)]
            line = run_job(session, job, settings)
            assert line.sums.states == {"done": _ROWS}
            assert len(session.drafts(job)) >= _ROWS
            assert line.job.held_usd == 0
            if way == "live":
                assert len(arrived) > 0
                assert all(server.texts[text] == 1 for text in arrived)
                asked_twice = sum(count - 1 for count in server.texts.values())
                assert asked_twice <= 4  # those on their way when it was killed
                assert (line.job.lost_usd > 0) == (before.job.held_usd > 0)
            else:
                handed_in = [r for r in server.requests if "requests" in (r["body"] or {})]
                assert len(handed_in) == 1
                assert line.job.lost_usd == 0
