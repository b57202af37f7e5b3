"""`studio tokens`, `readiness`, `advise`, `fewshot` on the command line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from studio.core.verdict import Status
from tests.conftest import alpaca, open_with
from tests.tokens.models import write_tokenizer


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    rows = [alpaca(n) for n in range(40)]
    rows.append({"instruction": "Long?", "input": "", "output": "word " * 400})
    rows.append({"prompt": "Pick.", "chosen": "Better.", "rejected": "Worse."})
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 42), Status.ACCEPTED)
        return session.path


def test_tokens(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tokens", str(project), "--max-length", "128", "--fail-on", "any"]) == 1
    out = capsys.readouterr().out
    assert "41 rows accepted; tokens are estimated" in out
    assert "1 row: the answer is cut\n  #41 " in out
    model = str(write_tokenizer(tmp_path / "model"))
    assert main(["tokens", str(project), "--tokenizer", model, "--fail-on", "any"]) == 0
    out = capsys.readouterr().out
    assert "counted with " in out
    assert "every row is whole at 2,048 tokens" in out
    assert "does not mark the assistant's text" in out
    command = ["tokens", str(project), "len>500", "--tokenizer", model, "--max-length", "64", "--json"]
    assert main([*command, "--trainer", "axolotl"]) == 0
    row, told = _json(capsys)
    assert (row["row"], row["trouble"]) == (41, "answer-lost")
    assert row["fates"]["axolotl"]["dropped"] is True
    assert told["kind"] == "tokens"
    assert told["row_tokens"]["count"] == told["rows"] == 1
    assert main(["tokens", str(project), "nothing-like-it"]) == 0
    assert capsys.readouterr().out == "no row has an answer to learn\n"
    assert main(["tokens", str(project), "--tokenizer", str(tmp_path / "nowhere")]) == 2


def test_readiness(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["readiness", str(project)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("not ready: 3 stops")
    assert "✗ stop checks     no check has run" in out
    assert main(["readiness", str(project), "--strict"]) == 1
    capsys.readouterr()
    assert main(["readiness", str(project), "--json"]) == 0
    [page] = _json(capsys)
    assert {item["level"] for item in page["items"]} == {"stop", "warn", "note"}


def test_advise(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advise", str(project)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("a better prompt")
    assert "--operators nobody, one or team" in out
    assert "what would change it" in out
    said = ["--behaviour", "--few-shot-tried", "yes", "--evals", "yes", "--operators", "team"]
    assert main(["advise", str(project), *said, "--calls-per-month", "5000", "--json"]) == 0
    [advice] = _json(capsys)
    assert advice["ending"].startswith("few-shot")
    assert main(["advise", str(project), "--changes", "rarely", "--json"]) == 0
    assert {one["known"] for one in _json(capsys)[0]["answers"]} == {"said"}


def test_fewshot(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["fewshot", str(project), "-k", "3", "--model", "claude-sonnet-5-5"]
    assert main(command) == 0
    told = capsys.readouterr()
    assert told.out.count("## Example") == 3
    assert "with them, cached" in told.err
    roughly = re.search(r"it is cheaper from about ([\d,]+) calls a month", told.err)
    assert roughly
    assert set(roughly[1].replace(",", "")[2:]) <= {"0"}
    assert main(["fewshot", str(project), "-k", "0"]) == 2
    prompt = tmp_path / "prompt.md"
    model = str(write_tokenizer(tmp_path / "model"))
    more = ["--to", str(prompt), "--tokenizer", model, "--hosting-usd-hour", "2", "--calls-per-month", "9"]
    assert main([*command, *more]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert prompt.read_text(encoding="utf-8").count("## Example") == 3
    assert "too rare for a cache" in told.err
    assert "estimated" not in told.err
    assert main(["fewshot", str(project), "--model", "nobody's", "--json"]) == 0
    assert _json(capsys)[0]["costs"] is None
    with pytest.raises(SystemExit):
        main([*command, "--training-usd", "9-1"])
