"""`studio coverage`, `contract`, `shape`, `requests` on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from studio.core.verdict import Status
from tests.conftest import alpaca, open_with, write_rows
from tests.coverage.test_session import CONTRACT


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with open_with(tmp_path, [alpaca(n, intent=f"i{n % 3}") for n in range(12)]) as session:
        session.contract_path.write_text(CONTRACT, encoding="utf-8")
        session.decide([1, 2, 4], Status.ACCEPTED)
        session.request({"intent": "i2"}, 3)
        return session.path


def test_cells_and_gaps(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", str(project), "--json"]) == 0
    found = _json(capsys)
    assert {one["kind"] for one in found} == {"cell", "gap"}
    cell = next(one for one in found if one["kind"] == "cell")
    assert set(cell) == {"kind", "facets", "good", "target", "demand"}
    assert main(["coverage", str(project), "--fail-on", "gap"]) == 1
    assert "missing" in capsys.readouterr().out
    assert main(["coverage", str(project), "--all", "--json"]) == 0
    assert sum(one["good"] for one in _json(capsys) if one.get("facets", {}).keys() == {"intent"}) == 12


def test_traffic(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", str(project), "--traffic"]) == 2
    assert "--as traffic" in capsys.readouterr().err
    asked = write_rows(tmp_path / "asked.jsonl", [{"prompt": f"Where is number {n}?"} for n in range(9)])
    assert main(["import", str(project), "--as", "traffic", str(asked)]) == 0
    capsys.readouterr()
    assert main(["coverage", str(project), "--traffic", "--json"]) == 0
    [value] = [one for one in _json(capsys) if one["kind"] == "uncovered"]
    assert {"share", "interval", "delta", "n", "groups"} <= set(value)
    assert main(["coverage", str(project), "--traffic"]) == 0
    assert "real prompts are uncovered" in capsys.readouterr().out


def test_contract(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", str(project), "--json"]) == 0
    assert _json(capsys)[0]["facets"]["intent"] == ["i0", "i1", "i2"]
    assert main(["contract", str(project)]) == 0
    assert main(["contract", str(project), "--init"]) == 2
    assert main(["contract", str(project), "--init", "--force"]) == 0
    project.with_name("set.contract.yaml").unlink()
    assert main(["contract", str(project)]) == 2
    assert main(["coverage", str(project)]) == 2


def test_shape_and_requests(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["shape", str(project), "--json"]) == 0
    assert _json(capsys)[0]["rows"] == 3
    assert main(["shape", str(project)]) == 0
    assert "3 good rows" in capsys.readouterr().out
    assert main(["requests", str(project), "--json"]) == 0
    assert _json(capsys)[0]["cell"] == {"intent": "i2"}
    assert main(["requests", str(project)]) == 0
    assert "intent=i2" in capsys.readouterr().out
