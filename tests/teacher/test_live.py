"""Live jobs over real HTTP: answers kept as they come, trouble told, caps kept, nothing asked twice."""

from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.session import Session
from studio.settings import Settings
from studio.store import jobs as stored
from tests.teacher.jobs import order, run_job, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings as ServerSettings


def test_every_row_is_asked_once_and_its_answer_kept(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        line = run_job(session, order(session, settings), settings)
        assert line.job.state == "done"
        assert line.sums.states == {"done": 12}
        assert server.count() == 12
        assert max(server.texts.values()) == 1
        assert all(session.judgements(row) for row in range(1, 13))
        assert line.job.spent_usd > 0
        assert line.job.held_usd == 0
        assert line.sums.cache_read > 0


@pytest.mark.parametrize(
    ("reply", "tries"),
    [
        (Reply(status=429, retry_after_ms=20), 3),
        (Reply(status=500), 2),
        (Reply(status=529, retry_after_ms=10), 3),
        (Reply(kind="cut_clean"), 2),
        (Reply(kind="cut_torn"), 2),
        (Reply(kind="malformed"), 2),
        (Reply(kind="misfit"), 2),
        (Reply(kind="no_stop"), 2),
        (Reply(kind="max_tokens"), 2),
    ],
    ids=lambda value: value.kind + str(value.status) if isinstance(value, Reply) else "",
)
def test_what_passes_is_asked_again(tmp_path: Path, reply: Reply, tries: int) -> None:
    script = [Rule(reply=reply, times=tries - 1)]
    with MessagesServer(script) as server, session_of(tmp_path, rows=1) as session:
        settings = settings_for(server)
        line = run_job(session, order(session, settings), settings)
        assert line.sums.states == {"done": 1}
        assert server.count() == tries


def test_a_cut_answer_is_asked_again_with_more_room_once(tmp_path: Path) -> None:
    script = [Rule(reply=Reply(kind="max_tokens"))]
    with MessagesServer(script) as server, session_of(tmp_path, rows=1) as session:
        settings = settings_for(server)
        line = run_job(session, order(session, settings), settings)
        first, second = [request["body"]["max_tokens"] for request in server.requests]
        assert second == 2 * first
        assert line.sums.states == {"failed": 1}
        assert line.reasons[0][1].startswith("the answer was cut at")


def test_what_stays_wrong_is_kept_with_its_reason_and_the_rest_is_done(tmp_path: Path) -> None:
    script = [
        Rule(match="number 3?", reply=Reply(status=400, message="this cannot be")),
        Rule(match="number 4?", reply=Reply(kind="refusal", category="frontier_llm")),
        Rule(match="number 5?", reply=Reply(kind="malformed")),
    ]
    with MessagesServer(script) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings)
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 9, "failed": 2, "refused": 1}
        reasons = {reason for _, reason, _ in line.reasons}
        assert "400: this cannot be" in reasons
        assert "the answer is not JSON" in reasons
        assert any("competing AI model" in reason for reason in reasons)
        assert not session.judgements(4)

    with MessagesServer() as server, _reopened(tmp_path) as session:
        settings = settings_for(server)
        session.retry_job(job)
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 11, "refused": 1}
        assert server.count() == 2


def _reopened(path: Path) -> Session:
    return Session.open(path / "set.studio", create=False)


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_what_nothing_else_would_survive_stops_the_job(tmp_path: Path, status: int) -> None:
    with MessagesServer([Rule(reply=Reply(status=status))]) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=2)
        line = run_job(session, order(session, settings), settings)
        assert line.job.state == "stopped"
        assert str(status) in line.job.note
        assert line.sums.states == {"waiting": 12}
        assert line.job.held_usd == 0
        assert server.count() <= 2


@pytest.mark.parametrize("at_once", [1, 8])
def test_no_request_starts_that_could_pass_the_cap(tmp_path: Path, at_once: int) -> None:
    with MessagesServer() as server, session_of(tmp_path, rows=40) as session:
        settings = settings_for(server, at_once=at_once)
        job = order(session, settings, cap=None)
        one = session._order(job).bound(session.task(1).text)  # type: ignore[union-attr]
        session.set_job_cap(job, one * 1.02)
        line = run_job(session, job, settings)
        assert line.job.state == "stopped"
        assert "cap" in line.job.note
        assert 0 < line.job.spent_usd <= one * 1.02
        assert server.in_flight_most == 1  # a second one could have passed it
        spent, most = session.spending()
        assert spent == most
        session.set_job_cap(job, None)
        assert run_job(session, job, settings).sums.states == {"done": 40}
        assert max(server.texts.values()) == 1


def test_the_project_has_a_cap_of_its_own(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        session.set_project_cap(0.000001)
        line = run_job(session, order(session, settings), settings)
        assert line.job.state == "stopped"
        assert server.count() == 0


def test_a_cap_needs_a_price(tmp_path: Path) -> None:
    known = ServerSettings(models=("own-model",))
    with MessagesServer(settings=known) as server, session_of(tmp_path) as session:
        settings = settings_for(server, model="own-model")
        with pytest.raises(StudioError, match="price of own-model is not known"):
            order(session, settings)
        job = order(session, settings, cap=None)
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 12}
        assert session.task(1).cost_usd is None  # type: ignore[union-attr]


def test_closed_in_between_it_goes_on_without_asking_twice(tmp_path: Path) -> None:
    with MessagesServer(settings=ServerSettings(latency=0.05)) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=2)
        job = order(session, settings)
        running = session.run_job(job, settings, poll_seconds=0.02)
        while session.job_line(job).sums.states.get("done", 0) < 4:
            next(running)
        running.close()
        before = session.job_line(job)
        assert before.job.state == "waiting"
        assert before.job.holder == ""
        answered = {task.text for task in stored.tasks_in(session._project.reader, job, "done")}
        line = run_job(session, job, settings)
        assert line.sums.states == {"done": 12}
        assert all(server.texts[text] == 1 for text in answered)


def test_a_sample_first_and_then_the_rest(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, "rewrite")
        line = run_job(session, job, settings, limit=3)
        assert line.sums.states == {"done": 3, "waiting": 9}
        estimate = session.rest_estimate(job)
        assert estimate.requests == 9
        assert estimate.note.startswith("from 3 answers")
        assert run_job(session, job, settings).sums.states == {"done": 12}
        assert estimate.low_usd is not None
        assert estimate.high_usd is not None
        assert estimate.low_usd <= session.job_line(job).job.spent_usd <= 2 * estimate.high_usd


def test_only_one_process_works_on_a_job(tmp_path: Path) -> None:
    with MessagesServer(settings=ServerSettings(latency=0.05)) as server, session_of(tmp_path) as session:
        settings = settings_for(server, at_once=1)
        job = order(session, settings)
        running = session.run_job(job, settings)
        while server.count() == 0:
            next(running)
        with _reopened(tmp_path) as other, pytest.raises(StudioError, match="another studio works"):
            run_job(other, job, settings)
        running.close()


def test_offline_and_without_a_key_nothing_is_sent(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        job = order(session, settings_for(server))
        with pytest.raises(StudioError, match="offline"):
            run_job(session, job, settings_for(server, offline=True))
        with pytest.raises(StudioError, match="there is no key"):
            run_job(session, job, Settings(base_url=server.url))
        assert server.count() == 0
        assert session.job_line(job).job.state == "waiting"


def test_answers_can_come_by_a_forced_tool(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server, answers="tool")
        line = run_job(session, order(session, settings), settings)
        assert line.sums.states == {"done": 12}
        body = server.requests[0]["body"]
        assert body["tool_choice"] == {"type": "tool", "name": "answer"}
        assert "output_config" not in body or "format" not in body["output_config"]
