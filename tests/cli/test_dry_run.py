"""`studio export --dry-run`: what training would take is told, and nothing is written."""

import json
from pathlib import Path

import pytest

from studio.cli.main import main
from studio.core.verdict import Status
from tests.conftest import alpaca, open_with


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A project of forty accepted rows."""
    with open_with(tmp_path, [alpaca(n) for n in range(40)]) as session:
        session.decide(range(1, 41), Status.ACCEPTED)
        return str(session.path)


def test_a_dry_run_tells_what_training_would_take(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "out"
    assert main(["export", project, "--to", str(to), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "training would take, in estimates" in told
    assert "sft: " in told
    assert "GB of GPU memory" in told
    assert not to.exists()
    assert main(["export", project, "--to", str(to), "--dry-run", "--json", "--base-model", "A/B"]) == 0
    estimate = json.loads(capsys.readouterr().out.splitlines()[-1])["estimate"]
    assert estimate[-1].startswith("The sizes of this base model are not known here")


def test_without_rows_for_a_trainer_nothing_is_estimated(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["export", project, "--to", str(tmp_path / "out"), "--dry-run", "--shape", "as-is"]
    assert main(run) == 0
    assert "training would take" not in capsys.readouterr().out


def test_a_large_model_does_not_fit_everywhere(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["export", project, "--to", str(tmp_path / "out"), "--dry-run"]
    assert main([*run, "--base-model", "Qwen/Qwen2.5-72B-Instruct"]) == 0
    told = capsys.readouterr().out
    assert "T4        too small" in told
