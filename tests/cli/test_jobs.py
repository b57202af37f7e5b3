"""`studio jobs`, `drafts`, `doctor`: what stands in the project is told, taken, gone on with, ended."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from studio.session import Session
from tests.teacher.jobs import KEY, order, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessagesServer]:
    """A server that the environment names, which fails the first time that it is asked of row 3."""
    script = [Rule(match="number 3?", reply=Reply(status=400, message="not this one"), times=1)]
    with MessagesServer(script) as running:
        monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "none.toml"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", running.url)
        yield running


@pytest.fixture
def project(tmp_path: Path, server: MessagesServer) -> str:
    """Two jobs that wait: 1 rewrites, 2 judges in a batch."""
    with session_of(tmp_path, rows=6) as session:
        order(session, settings_for(server), "rewrite", cap=None)
        order(session, settings_for(server), way="batch")
    return str(tmp_path / "set.studio")


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_jobs_are_listed_run_and_retried(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jobs", project, "--json"]) == 0
    second, first, sums = _json(capsys)
    assert [first["job"], second["way"], first["cap_usd"]] == [1, "batch", None]
    assert first["requests"] == {"waiting": 6}
    assert sums["spent_usd"] == 0
    assert main(["jobs", project, "1", "--run"]) == 0
    ended = capsys.readouterr().out
    assert "5 done, 1 failed" in ended
    assert "1 failed: 400: not this one" in ended
    assert f"ask again what failed: studio jobs {project} 1 --retry" in ended
    assert main(["jobs", project, "1"]) == 0
    assert "1 failed: 400: not this one" in capsys.readouterr().out
    assert main(["jobs", project, "1", "--retry", "--json"]) == 0
    assert _json(capsys)[0]["requests"] == {"done": 6}
    assert main(["jobs", project, "2", "--run", "--poll", "0.02"]) == 0
    assert "2 jobs, $0.00" in (main(["jobs", project]), capsys.readouterr().out)[1]


def test_caps(project: str, server: MessagesServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jobs", project, "1", "--cap", "0.000001", "--run"]) == 1
    assert "the cap leaves no room" in capsys.readouterr().out
    assert server.count() == 0
    assert main(["jobs", project, "--project-cap", "0.000001", "--json"]) == 0
    assert _json(capsys)[-1]["cap_usd"] == 0.000001
    assert main(["jobs", project, "1", "--cap", "0.0031"]) == 0
    assert "up to $0.0031" in capsys.readouterr().err
    assert main(["jobs", project, "1", "--cap", "-1", "--run"]) == 1
    assert main(["jobs", project, "--project-cap", "-1"]) == 0
    assert main(["jobs", project, "1", "--run"]) == 0
    assert main(["jobs", project, "--cap", "3"]) == 2
    assert "no job was named" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["jobs", project, "--project-cap", "nan"])


def test_a_job_is_cancelled_and_an_orphan_is_told(
    project: str, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session.open(Path(project), create=False) as session, session._project.write() as db:
        db.execute("UPDATE job SET state = 'running', holder = 'gone', beat = 0 WHERE id = 1")
        db.execute("UPDATE task SET state = 'sent', bound_usd = 0.01 WHERE id = 1")
        db.execute("UPDATE job SET held_usd = 0.01 WHERE id = 1")
    assert main(["jobs", project, "1"]) == 0
    assert "its process is gone" in capsys.readouterr().out
    assert main(["jobs", project, "1", "--cancel", "--json"]) == 0
    job = _json(capsys)[0]
    assert (job["state"], job["held_usd"], job["lost_usd"]) == ("cancelled", 0, 0.01)
    assert job["requests"] == {"waiting": 6}
    assert main(["jobs", project, "99"]) == 2
    assert main(["jobs", project, "1", "--run", "--offline"]) == 2
    assert server.count() == 0


def test_drafts_are_told_taken_and_refused(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drafts", project]) == 0
    assert "there are no drafts" in capsys.readouterr().err
    assert main(["jobs", project, "1", "--run"]) == 0
    capsys.readouterr()
    assert main(["drafts", project, "1", "--json"]) == 0
    drafts = _json(capsys)
    assert [draft["state"] for draft in drafts] == ["proposed"] * 5
    assert main(["drafts", project]) == 0
    assert "draft 1 #1 · proposed" in capsys.readouterr().out
    assert main(["drafts", project, "--accept", "1,2"]) == 0
    assert main(["drafts", project, "--refuse", "3"]) == 0
    assert "refused 1 draft" in capsys.readouterr().err
    assert main(["drafts", project, "--admit", "4"]) == 0
    assert "none of these is held back" in capsys.readouterr().err
    assert main(["drafts", project, "1", "--json"]) == 0
    assert [draft["state"] for draft in _json(capsys)] == [
        "taken",
        "taken",
        "refused",
        "proposed",
        "proposed",
    ]
    assert main(["drafts", project, "--accept", "x"]) == 2
    assert main(["drafts", project, "--accept", "²"]) == 2
    capsys.readouterr()
    for act in ("--accept", "--refuse", "--admit"):
        assert main(["drafts", project, act, "4,999"]) == 2
        assert "there is no draft 999" in capsys.readouterr().err
    assert main(["drafts", project, "99"]) == 2


def test_the_doctor(server: MessagesServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--model", "claude-haiku-5-5"]) == 0
    said = capsys.readouterr().out
    assert "from ANTHROPIC_API_KEY" in said
    assert KEY not in said
    assert main(["doctor", "--json"]) == 0
    assert _json(capsys)[0]["works"] is True
    assert main(["doctor", "--offline"]) == 1
    assert "offline" in capsys.readouterr().out
