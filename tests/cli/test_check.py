"""`studio check` on files and projects: output, exit codes, what it leaves behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from tests.checking.rows import ROWS
from tests.conftest import open_with, write_rows


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_file_as_a_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    assert main(["check", str(path), "--json", "--only", "near-duplicate"]) == 0
    found = _json(capsys)
    assert {one["keeper"]["source"] for one in found} == {str(path)}
    assert "id" not in found[0]["keeper"]
    assert main(["check", str(path), "--fail-on", "near-duplicate"]) == 1
    assert main(["check", str(path), "--fail-on", "near-duplicate:variant"]) == 1
    assert main(["check", str(path), "--fail-on", "bad-line"]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["rows.jsonl"]


def test_variants_fail_nothing_unless_named(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", ROWS[5:7])
    assert main(["check", str(path), "--only", "near-duplicate", "--fail-on", "near-duplicate"]) == 0
    assert main(["check", str(path), "--only", "near-duplicate", "--fail-on", "near-duplicate:variant"]) == 1


def test_leaks_between_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = write_rows(tmp_path / "train.jsonl", ROWS[1:])
    held = write_rows(tmp_path / "held.jsonl", ROWS[:1])
    assert main(["check", str(train), "--against", str(held), "--json", "--fail-on", "near-duplicate"]) == 1
    sources = {member["source"] for one in _json(capsys) for member in one["members"]}
    assert sources == {str(train), str(held)}
    apart = write_rows(tmp_path / "apart.jsonl", ROWS[9:10])
    assert main(["check", str(held), "--against", str(apart), "--fail-on", "any"]) == 0


def test_a_project_keeps_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_with(tmp_path, ROWS) as session:
        path = session.path
    assert main(["check", str(path), "--json"]) == 0
    assert all("id" in one["members"][0] for one in _json(capsys))
    assert main(["list", str(path), "flag:near-duplicate", "--json"]) == 0
    assert [one["id"] for one in _json(capsys)] == [1, 2, 3]
    other = write_rows(tmp_path / "other.jsonl", ROWS[9:10])
    assert main(["check", str(path), "--against", str(other), "--json"]) == 0
    assert [len(one["members"]) for one in _json(capsys)] == [2]


def test_pairs_and_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_rows(tmp_path / "rows.jsonl", [*ROWS, b"{broken"])
    assert main(["check", str(path), "--pairs", "--json"]) == 0
    assert {"a", "b"} < set(_json(capsys)[0])
    assert main(["check", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "bad-line" in shown
    assert "near-duplicate: duplicate" in shown
    assert main(["check", str(path), "--pairs"]) == 0
    assert "conflict (likely)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--only", "spelling"],
        ["--fail-on", "spelling"],
        ["--threshold", "2"],
        ["--band", "maybe"],
    ],
)
def test_words_that_cannot_be(words: list[str], tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    try:
        code = main(["check", str(path), *words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.jsonl")]) == 2
    assert main(["check", str(tmp_path / "none.studio")]) == 2
    assert "none" in capsys.readouterr().err
