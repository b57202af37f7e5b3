"""Jobs by Message Batches: results in any order, expired ones told, found again after a kill."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from studio.jobs import drain
from studio.session import Session
from studio.settings import Settings
from studio.store import batches as stored
from studio.teacher import batches
from studio.teacher.connection import Connection
from studio.teacher.replies import Fate, Trouble
from studio.teacher.troubles import Refused
from tests.teacher.jobs import order, run_job, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings as ServerSettings


class _Killed(BaseException):
    """Ends all, as a kill would."""


async def _lost(self: Connection, requests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Handing in a batch that never reaches the server."""
    raise _Killed


Submit = Callable[[Connection, Sequence[Mapping[str, Any]]], Coroutine[Any, Any, dict[str, Any]]]


def _killed_at_submit(session: Session, settings: Settings, submit: Submit = _lost) -> int:
    """A batch job that was killed while it was handed in: its batch is noted, and has no name."""
    job = order(session, settings, way="batch")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "submit", submit)
        with pytest.raises(_Killed):
            run_job(session, job, settings)
    assert [b.state for b in stored.batches_of(session._project.reader, job)] == ["submitting"]
    return job


def _handed_in(server: MessagesServer) -> int:
    """How many batches the server was given."""
    return sum("requests" in (request["body"] or {}) for request in server.requests)


def test_a_batch_is_half_the_price_and_its_results_find_their_rows(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        line = run_job(session, order(session, settings, way="batch"), settings)
        assert line.sums.states == {"done": 12}
        assert server.count() == 0
        assert _handed_in(server) == 1
        live = run_job(session, order(session, settings), settings)
        used = line.sums.input_tokens + line.sums.cache_read + line.sums.cache_write
        assert used == live.sums.input_tokens + live.sums.cache_read + live.sums.cache_write
        assert 0 < line.job.spent_usd < live.job.spent_usd
        assert line.job.held_usd == 0


def test_expired_and_errored_requests_are_told_and_can_be_asked_again(tmp_path: Path) -> None:
    script = [
        Rule(match="number 2?", reply=Reply(kind="expired"), times=1),
        Rule(match="number 3?", reply=Reply(status=500), times=1),
        Rule(match="number 4?", reply=Reply(kind="refusal", category="bio")),
    ]
    with MessagesServer(script) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, way="batch")
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 9, "failed": 2, "refused": 1}
        assert any("ran out of time" in reason for _, reason, _ in line.reasons)
        session.retry_job(job)
        assert run_job(session, job, settings).sums.states == {"done": 11, "refused": 1}
        assert _handed_in(server) == 2


def test_closed_while_it_waits_it_polls_the_same_batch_later(tmp_path: Path) -> None:
    with MessagesServer(settings=ServerSettings(batch_polls=2)) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, way="batch")
        running = session.run_job(job, settings, poll_seconds=60)
        while not [b for b in stored.batches_of(session._project.reader, job) if b.name]:
            next(running)
        running.close()
        assert session.job_line(job).sums.states == {"sent": 12}
        assert session.job_line(job).job.lost_usd == 0
        assert run_job(session, job, settings).sums.states == {"done": 12}
        assert _handed_in(server) == 1


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "in progress"])
def test_killed_before_its_name_came_back_a_batch_is_found_again(tmp_path: Path, ended: bool) -> None:
    submit = Connection.submit

    async def killed(self: Connection, requests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        await submit(self, requests)
        raise _Killed

    polls = 0 if ended else 3
    with (
        MessagesServer(settings=ServerSettings(batch_polls=polls)) as server,
        session_of(tmp_path) as session,
    ):
        settings = settings_for(server)
        job = _killed_at_submit(session, settings, killed)
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 12}
        assert _handed_in(server) == 1


def test_a_batch_that_never_reached_the_server_is_handed_in_anew(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = _killed_at_submit(session, settings)
        assert run_job(session, job, settings).sums.states == {"done": 12}
        assert _handed_in(server) == 1


def test_a_job_larger_than_a_batch_goes_in_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_REQUESTS", 5)
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        line = run_job(session, order(session, settings, way="batch"), settings)
        assert line.sums.states == {"done": 12}
        assert _handed_in(server) == 3


def test_a_cap_hands_in_what_it_holds(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, way="batch", cap=None)
        task = session.task(1)
        assert task is not None
        session.set_job_cap(job, 5.5 * session._order(job).bound(task.text))
        line = run_job(session, job, settings)
        assert line.job.state == "stopped"
        assert line.sums.states == {"done": 5, "waiting": 7}


def test_cancelled_it_keeps_what_was_done(tmp_path: Path) -> None:
    asked = ServerSettings(batch_polls=50, done_before_cancel=4)
    with MessagesServer(settings=asked) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, way="batch")
        running = session.run_job(job, settings, poll_seconds=0.02)
        while not [b for b in stored.batches_of(session._project.reader, job) if b.name]:
            next(running)
        running.close()
        assert "is cancelled" in drain(session.cancel_job(job, settings)).message
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 4, "failed": 8}
        assert line.job.held_usd == 0


async def _handed_in_by_others(server: MessagesServer, name: str, count: int) -> None:
    params = {"model": "claude-haiku-5-5", "max_tokens": 50, "messages": [{"role": "user", "content": "x"}]}
    async with Connection(settings_for(server)) as connection:
        await connection.submit([{"custom_id": f"{name}-{n}", "params": params} for n in range(count)])


@pytest.mark.parametrize("polls", [0, 2], ids=["ended", "in progress"])
@pytest.mark.parametrize("others", [1, 2])
def test_a_batch_of_others_that_looks_alike_is_not_taken(tmp_path: Path, others: int, polls: int) -> None:
    with (
        MessagesServer(settings=ServerSettings(batch_polls=polls)) as server,
        session_of(tmp_path) as session,
    ):
        settings = settings_for(server)
        job = _killed_at_submit(session, settings)
        for n in range(others):
            asyncio.run(_handed_in_by_others(server, f"other{n}", 12))
        if others == 2 and polls:  # whoever they belong to looks at them
            asyncio.run(_looked_at(server, polls))
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 12}
        assert _handed_in(server) == others + 1


async def _looked_at(server: MessagesServer, times: int) -> None:
    async with Connection(settings_for(server)) as connection:
        names = [batch["id"] async for batch in connection.batches()]
        for name in names * times:
            await connection.batch(name)


def test_a_look_that_fails_is_taken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look, results = Connection.batch, Connection.results
    cuts = iter([True, True])
    trouble = Trouble(Fate.AGAIN, "the server cannot be reached")

    async def away(self: Connection, name: str) -> dict[str, Any]:
        if next(cuts, False):
            raise Refused(trouble)
        return await look(self, name)

    half = iter([True])

    async def cut(self: Connection, name: str) -> AsyncIterator[tuple[str, Any]]:
        broken, seen = next(half, False), 0
        async for entry in results(self, name):
            seen += 1
            if broken and seen > 5:
                raise Refused(trouble)
            yield entry

    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, way="batch")
        monkeypatch.setattr(Connection, "batch", away)
        monkeypatch.setattr(Connection, "results", cut)
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 12}
        assert line.job.state == "done"
        assert _handed_in(server) == 1


def test_a_cancelled_batch_is_fetched_and_nothing_more_is_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ServerSettings(batch_polls=50, done_before_cancel=2)
    with MessagesServer(settings=asked) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, way="batch")
        running = session.run_job(job, settings, limit=5, poll_seconds=0.02)
        while not [b for b in stored.batches_of(session._project.reader, job) if b.name]:
            next(running)
        running.close()
        drain(session.cancel_job(job, settings))
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 2, "failed": 3, "waiting": 7}
        assert line.job.state == "cancelled"
        assert line.job.note.startswith("cancelled by")
        assert _handed_in(server) == 1
