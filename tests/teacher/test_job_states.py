"""A job whose holder dies, sleeps, is cancelled or loses its disk: nothing is paid twice, nothing is lost."""

import asyncio
import gc
import sqlite3
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from studio.errors import StudioError
from studio.jobs import Job, drain
from studio.session import Session
from studio.store import jobs as stored
from studio.store import spending
from studio.store.project import Project
from studio.teacher import running
from studio.teaching import JobLine
from tests.teacher.jobs import order, run_job, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings as ServerSettings

_SLOW = ServerSettings(latency=0.03)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A holder says often that it is there, so that tests need not wait."""
    monkeypatch.setattr(running, "_BEAT_SECONDS", 0.0)


def _other(path: Path) -> Session:
    return Session.open(path / "set.studio", create=False, reviewer="bea")


def _until(job: Job[JobLine], ready: Callable[[], bool]) -> None:
    while not ready():
        next(job)


def test_cancelled_from_another_process_it_stops_and_stays_so(tmp_path: Path) -> None:
    with MessagesServer(settings=_SLOW) as server, session_of(tmp_path, rows=40) as session:
        settings = settings_for(server, at_once=2)
        job = order(session, settings)
        going = session.run_job(job, settings)
        _until(going, lambda: server.count() > 4)
        with _other(tmp_path) as other:
            drain(other.cancel_job(job, settings))
        line = drain(going)
        assert (line.job.state, line.job.note) == ("cancelled", "cancelled by bea")
        assert line.sums.states["waiting"] > 20
        assert "sent" not in line.sums.states
        assert line.job.held_usd == 0
        assert run_job(session, job, settings).sums.states == {"done": 40}  # a person may change their mind


def test_retried_from_another_process_it_goes_on_in_the_first(tmp_path: Path) -> None:
    script = [Rule(match="number 0?", reply=Reply(status=400), times=1)]
    with MessagesServer(script, _SLOW) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=1)
        job = order(session, settings)
        going = session.run_job(job, settings)
        _until(going, lambda: session.job_line(job).sums.states.get("failed", 0) > 0)
        with _other(tmp_path) as other:
            assert "1 failed" in other.retry_job(job).message
        assert drain(going).sums.states == {"done": 12}
        assert "nothing to cancel" in drain(session.cancel_job(job, settings)).message
        assert session.job_line(job).job.state == "done"


def test_who_slept_too_long_sends_nothing_more_and_its_late_answer_counts_once(tmp_path: Path) -> None:
    with MessagesServer(settings=ServerSettings(held=True)) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=1)
        job = order(session, settings)
        asleep = session.run_job(job, settings)
        _until(asleep, lambda: server.count() == 1)
        with session._project.write() as db:
            db.execute("UPDATE job SET beat = 0")
        with _other(tmp_path) as other:
            awake = other.run_job(job, settings)
            _until(awake, lambda: server.count() == 2)
            server.release()
            line = drain(awake)
        assert line.sums.states == {"done": 12}
        late = drain(asleep)
        assert late.sums.states == {"done": 12}
        assert late.job.lost_usd > 0
        assert server.count() == 13
        assert all(len(session.judgements(row)) == 1 for row in range(1, 13))


def test_killed_after_the_last_answer_was_stored_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings)
        run_job(session, job, settings)
        with session._project.write() as db:
            db.execute("UPDATE job SET state = 'running', holder = 'gone', beat = 0")
            db.execute("UPDATE task SET state = 'answered' WHERE id > 10")
        assert session.job_line(job).is_orphan
        line = run_job(session, job, settings)
        assert (line.job.state, line.sums.states) == ("done", {"done": 12})
        assert server.count() == 12


def test_answers_are_read_by_one_process_only(tmp_path: Path) -> None:
    with MessagesServer(settings=_SLOW) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=4)
        job = order(session, settings, "rewrite")
        going = session.run_job(job, settings)
        next(going)
        with _other(tmp_path) as other, pytest.raises(StudioError, match="another studio works"):
            run_job(other, job, settings)
        drain(going)
        assert len(session.drafts(job)) == 12


def test_a_disk_that_is_full_for_a_while_loses_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, left = spending.settle, [1]

    def full(db: object, job: int, results: list[object], at: str) -> None:
        if results and left:
            left.pop()
            raise StudioError("the disk is full")
        settle(db, job, results, at)  # type: ignore[arg-type]

    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=2)
        job = order(session, settings)
        monkeypatch.setattr(spending, "settle", full)
        with pytest.raises(StudioError, match="disk is full"):
            run_job(session, job, settings)
        line = session.job_line(job)
        assert line.job.state == "waiting"
        assert line.sums.states.get("answered", 0) + line.sums.states.get("done", 0) == 1
        assert run_job(session, job, settings).sums.states == {"done": 12}
        assert max(server.texts.values()) == 1


def test_a_disk_that_stays_full_leaves_no_loop_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Project.write
    full = iter([False, False])

    def refuse(project: Project) -> AbstractContextManager[sqlite3.Connection]:
        if next(full, True):
            raise StudioError("the disk is full")
        return write(project)

    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings)
        monkeypatch.setattr(Project, "write", refuse)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(StudioError, match="disk is full"):
                run_job(session, job, settings)
            gc.collect()
        monkeypatch.undo()
        with session._project.write() as db:
            db.execute("UPDATE job SET beat = 0")
        assert run_job(session, job, settings).sums.states == {"done": 12}


@pytest.mark.parametrize("steps", range(4))
def test_closed_in_any_state_it_holds_nothing(tmp_path: Path, steps: int) -> None:
    with MessagesServer(settings=_SLOW) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            going = session.run_job(job, settings)
            for _ in range(steps):
                next(going, None)
            going.close()
            del going
            gc.collect()
        line = session.job_line(job)
        assert line.job.state in ("waiting", "done")
        assert (line.job.holder, line.job.held_usd) == ("", 0)
        assert "sent" not in line.sums.states


def test_inside_an_event_loop_as_a_notebook_runs_it(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)

        async def cell() -> JobLine:
            return run_job(session, order(session, settings), settings)

        assert asyncio.run(cell()).sums.states == {"done": 12}


def test_a_request_that_was_cut_may_have_cost(tmp_path: Path) -> None:
    script = [
        Rule(reply=Reply(kind="cut_torn"), times=1),
        Rule(reply=Reply(status=429, retry_after_ms=5), times=1),
    ]
    with MessagesServer(script) as server, session_of(tmp_path, rows=1) as session:
        settings = settings_for(server)
        job = order(session, settings)
        task = stored.read_task(session._project.reader, 1)
        assert task is not None
        bound = session._order(job).bound(task.text)
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 1}
        assert line.job.lost_usd == pytest.approx(bound, abs=1e-8)
        assert session.spending()[1] == pytest.approx(line.job.spent_usd + bound, abs=1e-8)


def test_a_server_that_is_not_there_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.teacher.live._FIRST_WAIT_SECONDS", 0.001)
    with MessagesServer() as server, session_of(tmp_path, rows=1) as session:
        settings = settings_for(server, base_url="http://127.0.0.1:9")
        line = run_job(session, order(session, settings), settings)
        assert line.reasons == [("failed", "the server cannot be reached", 1)]
        assert (line.job.lost_usd, line.job.spent_usd) == (0, 0)


@pytest.mark.parametrize("way", ["live", "batch"])
def test_a_server_that_takes_no_schema_is_asked_by_a_tool(tmp_path: Path, way: str) -> None:
    says = Reply(status=400, message="output_config: Extra inputs are not permitted")

    def old(body: dict[str, Any], number: int) -> Reply | None:
        return says if "output_config" in body else None

    with MessagesServer(old) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=2)
        job = order(session, settings, way=way)
        line = run_job(session, job, settings)
        if way == "batch":
            assert line.sums.states == {"failed": 12}
            assert "retry" in line.reasons[0][1]
            session.retry_job(job)
            line = run_job(session, job, settings)
        assert line.sums.states == {"done": 12}
        if way == "live":
            bodies = [request["body"] for request in server.requests]
            assert sum("output_config" in body for body in bodies) == 1


@pytest.mark.parametrize("cap", [float("nan"), float("inf"), -1.0])
def test_a_cap_that_holds_nothing_back_is_no_cap(tmp_path: Path, cap: float) -> None:
    with MessagesServer() as server, session_of(tmp_path, rows=2) as session:
        with pytest.raises(StudioError, match="a cap is"):
            order(session, settings_for(server), cap=cap)
        with pytest.raises(StudioError, match="a cap is"):
            session.set_project_cap(cap)


def test_sums_of_money_leave_no_dust(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path, rows=40) as session:
        job = order(session, settings_for(server))
        wanted = [(n, 0.1 / n + 1e-11 * n) for n in range(1, 41)]
        with session._project.write() as db:
            assert len(spending.reserve(db, job, wanted)) == 40
        with session._project.write() as db:
            spending.settle(db, job, [spending.Settled(n, "answered") for n in range(40, 0, -1)], "now")
        assert session.job_line(job).job.held_usd == 0
