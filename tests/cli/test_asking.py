"""The commands that ask Claude, against the loopback server: JSON, words, exit codes, what is never sent."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from studio.core.verdict import Status
from studio.session import Session
from tests.conftest import alpaca, write_rows
from tests.teacher.jobs import KEY
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings as ServerSettings

_CONTRACT = """\
brief: Answers short questions about numbers.
facets:
  - name: topic
    by: tag
    values: [primes, sums]
"""
_MAIL = "Write to jane.doe@acme-corp.io about row {}."


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests has settings of their own."""
    monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "none.toml"))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MessagesServer]:
    """A server that the environment names."""
    with MessagesServer() as running:
        _point_at(running, monkeypatch)
        yield running


def _point_at(server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
    monkeypatch.setenv("STUDIO_MODEL", "claude-haiku-5-5")


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Six rows, the first two accepted, and two prompts without an answer."""
    path = str(tmp_path / "p.studio")
    prompts = [{"messages": [{"role": "user", "content": f"How do I reset pump {n}?"}]} for n in (1, 2)]
    rows = [*(alpaca(n) for n in range(6)), *prompts]
    assert main(["import", path, str(write_rows(tmp_path / "rows.jsonl", rows[:6]))]) == 0
    assert main(["import", path, str(write_rows(tmp_path / "prompts.jsonl", rows[6:]))]) == 0
    with Session.open(Path(path), create=False) as session:
        session.decide([1, 2], Status.ACCEPTED)
    capsys.readouterr()
    return path


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def _contract(project: str) -> None:
    Path(project).with_suffix(".contract.yaml").write_text(_CONTRACT, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "requests", "made"),
    [
        (["rewrite", "-i", "shorter", "status:accepted"], 2, {"proposed": 2}),
        (["rewrite", "status:accepted", "-i", "shorter"], 2, {"proposed": 2}),
        (["weaken", "--flaw", "too-long"], 2, {"proposed": 2}),
        (["alternative", "status:accepted", "-i", "warmer", "--number", "2"], 2, None),
        (["alternative", "--all", "--batch", "--poll", "0.02"], 8, None),
        (["answer"], 2, {"proposed": 2}),
        (["judge", "status:pending", "--no-cap"], 4, {}),
        (["judge", "--cap", "2"], 6, {}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_each_verb_ends_with_its_job(
    words: list[str],
    requests: int,
    made: dict[str, int] | None,
    project: str,
    server: MessagesServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([words[0], project, *words[1:], "--yes", "--json"]) == 0
    plan, job, *_ = _json(capsys)
    assert (plan["requests"], plan["model"]) == (requests, "claude-haiku-5-5")
    assert plan["low_usd"] < plan["high_usd"]
    assert (job["state"], job["requests"], job["verb"]) == ("done", {"done": requests}, plan["verb"])
    assert plan["low_usd"] * 0.5 < job["spent_usd"] <= plan["high_usd"]
    if made is not None:
        assert job["drafts"] == made


def test_drafts_tags_and_a_contract(
    project: str, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft", project, "-k", "3", "--yes"]) == 2
    assert "neither a cell nor a brief" in capsys.readouterr().err
    assert main(["draft-contract", project, "--brief", "answers sums", "--yes"]) == 0
    assert "p.contract.job-1.yaml" in capsys.readouterr().err
    assert Path(project).with_name("p.contract.job-1.yaml").exists()
    _contract(project)
    assert main(["draft", project, "--cell", "topic=primes", "-k", "3", "--yes", "--json"]) == 0
    assert sum(_json(capsys)[-1]["drafts"].values()) == 3
    assert main(["draft", project, "--cell", "topic=cats", "--yes"]) == 2
    assert "primes" in capsys.readouterr().err
    assert main(["draft", project, "--cell", "topic", "--yes"]) == 2
    assert main(["draft", project, "--requests", "--yes"]) == 2
    assert main(["suggest-tags", project, "status:accepted", "--yes", "--json"]) == 0
    assert _json(capsys)[-1]["requests"] == {"done": 2}


def test_answers_rest_on_documents(
    project: str, server: MessagesServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "pumps.md").write_text("To reset pump 1 hold the red key for five seconds.\n", encoding="utf-8")
    assert main(["answer", project, "--ground", str(docs), "--yes"]) == 0
    capsys.readouterr()
    assert any("red key" in text for text in server.texts)
    assert main(["drafts", project, "1", "--json"]) == 0
    assert "pumps.md:1" in json.dumps(_json(capsys)[0]["evidence"])
    assert main(["answer", project, "--ground", str(tmp_path / "none"), "--yes"]) == 2
    assert main(["answer", project, "--traffic", "--yes"]) == 2


def test_a_sample_first(project: str, server: MessagesServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rewrite", project, "--all", "-i", "shorter", "--yes", "--sample", "2"]) == 0
    said = capsys.readouterr()
    assert server.count() == 2
    assert "draft 1 #1 · proposed" in said.out
    assert "the other 6 may cost $0.0" in said.err
    assert "jobs" in said.err
    assert main(["jobs", project, "1", "--run"]) == 0
    assert server.count() == 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["judge"], "say it with --yes"),
        (["judge", "--yes", "--offline"], "offline"),
        (["rewrite", "-i", "x", "--yes"], "no rows were named"),
        (["judge", "nowhere", "--yes"], "no row matches"),
        (["judge", "--yes", "--model", "own-model"], "--no-cap"),
        (["judge", "--yes", "--rubric", "none.md"], "cannot be read"),
        (["weaken", "--yes", "--flaw", "no-such"], "flaw"),
        (["answer", "--yes", "--traffic"], "there are no real prompts"),
        (["draft", "--yes", "-k", "500001"], "at most 500,000 rows"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_sent_is_said(
    words: list[str], said: str, project: str, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([words[0], project, *words[1:]]) == 2
    assert said in capsys.readouterr().err
    assert not server.requests


@pytest.mark.parametrize(
    "words",
    ["draft -k 0", "judge --sample -1", "judge --poll -1", "judge --poll nan", "alternative --number 0"],
)
def test_a_number_that_cannot_be_meant_is_refused(
    words: str, project: str, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    verb, *rest = words.split()
    with pytest.raises(SystemExit):
        main([verb, project, "--yes", *rest])
    assert f"argument {rest[0]}: invalid" in capsys.readouterr().err
    assert not server.requests


@pytest.mark.parametrize("cap", ["nan", "inf", "much"])
def test_a_cap_is_a_sum(cap: str, project: str, server: MessagesServer) -> None:
    with pytest.raises(SystemExit):
        main(["judge", project, "--yes", "--cap", cap])
    assert main(["judge", project, "--yes", "--cap", "-1"]) == 2
    assert not server.requests


def test_a_dry_run_and_no_key(
    project: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert main(["judge", project, "--dry-run", "--json"]) == 0
    [plan] = _json(capsys)
    assert plan["requests"] == 6
    assert main(["judge", project, "--yes"]) == 2
    assert "there is no key" in capsys.readouterr().err
    assert main(["jobs", project, "--json"]) == 0
    assert _json(capsys) == [{"spent_usd": 0.0, "most_usd": 0.0, "cap_usd": None}]


def test_secrets_are_spoken_of_once(
    tmp_path: Path, server: MessagesServer, capsys: pytest.CaptureFixture[str]
) -> None:
    project = str(tmp_path / "s.studio")
    rows = [{"instruction": _MAIL.format(n), "input": "", "output": "It was sent."} for n in range(2)]
    main(["import", project, str(write_rows(tmp_path / "rows.jsonl", [*rows, alpaca(1)]))])
    assert main(["judge", project, "--yes"]) == 2
    assert "--privacy" in capsys.readouterr().err
    assert not server.requests
    assert main(["judge", project, "--yes", "--privacy", "leave-out", "--json"]) == 0
    plan, job, *_ = _json(capsys)
    assert (plan["exposed"], plan["exposed_rows"]) == ({"e-mail": 2}, [1, 2])
    assert job["requests"] == {"done": 1}
    assert main(["rewrite", project, "--all", "-i", "shorter", "--privacy", "redact", "--yes"]) == 0
    assert main(["judge", project, "--batch", "--poll", "0.02", "--yes"]) == 0  # redact, as the last time
    assert "secrets and personal data: redact" in capsys.readouterr().err
    assert "jane.doe" not in json.dumps(server.requests, default=str)


def test_the_server_counts_when_told_to(
    project: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MessagesServer() as server:
        _point_at(server, monkeypatch)
        assert main(["judge", project, "--dry-run", "--json"]) == 0
        assert not server.requests
        assert main(["judge", project, "--dry-run", "--count", "--json"]) == 0
        guessed, counted = _json(capsys)
        assert server.count("/v1/messages/count_tokens") == 5
        assert server.count() == 0
        assert "count of 5 requests" in counted["note"]
        assert counted["high_usd"] <= guessed["high_usd"]


def test_a_wrong_key_stops_the_job(
    project: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MessagesServer(settings=ServerSettings(key="another")) as server:
        _point_at(server, monkeypatch)
        assert main(["judge", project, "--yes"]) == 1
        said = capsys.readouterr()
        assert "the server does not take the key (401)" in said.out
        assert KEY not in said.out + said.err
        assert main(["doctor"]) == 1


def test_a_model_nobody_knows_goes_without_a_cap(
    project: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MessagesServer(settings=ServerSettings(models=("own-model",))) as server:
        _point_at(server, monkeypatch)
        assert main(["judge", project, "--yes", "--no-cap", "--model", "own-model"]) == 0
        assert "price unknown" in capsys.readouterr().out
        assert main(["judge", project, "--yes", "--no-cap", "--model", "none"]) == 1
        assert "the server knows no such model" in capsys.readouterr().out


def test_a_failed_request_is_an_exit_code(
    project: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MessagesServer([Rule(reply=Reply(status=400, message="no"), match="number 3?")]) as server:
        _point_at(server, monkeypatch)
        assert main(["judge", project, "--yes", "--json"]) == 1
        job = _json(capsys)[1]
        assert job["failed"] == [{"state": "failed", "reason": "400: no", "count": 1}]
        assert main(["judge", project, "--agreement", "--json"]) == 0
        assert _json(capsys)[0]["n"] == 2
