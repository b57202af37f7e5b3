"""The command line: JSON on stdout, words on stderr, and exit codes that scripts can trust."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio import crash
from studio.cli.main import main
from studio.session import Session
from tests.conftest import alpaca, write_rows

ROWS: list[object] = [
    alpaca(1),
    alpaca(1),
    b"bad line",
    {"instruction": "x", "input": "", "output": None},
]


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A project with two equal rows, one that needs repair and a bad line."""
    path = str(tmp_path / "p.studio")
    assert main(["import", path, str(write_rows(tmp_path / "rows.jsonl", ROWS))]) == 0
    capsys.readouterr()
    return path


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_import_ends_with_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", ROWS)
    assert main(["import", str(tmp_path / "p.studio"), str(rows), "--json"]) == 0
    counts = _json(capsys)[-1]
    assert {k: counts[k] for k in ("read", "imported", "bad", "exact_duplicates", "flagged")} == {
        "read": 4,
        "imported": 3,
        "bad": 1,
        "exact_duplicates": 1,
        "flagged": 1,
    }


@pytest.mark.parametrize(
    ("names", "code"), [([], 0), (["bad"], 1), (["blocked"], 1), (["exact-duplicates"], 1)]
)
def test_import_fails_on_what_is_named(names: list[str], code: int, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", ROWS)
    words = [word for name in names for word in ("--fail-on", name)]
    assert main(["import", str(tmp_path / "p.studio"), str(rows), *words]) == code


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write_rows(tmp_path / "rows.jsonl", [alpaca(1)])
    assert main(["import", str(tmp_path / "p.studio"), str(tmp_path / "no.jsonl"), str(good), "--json"]) == 2
    [counts] = _json(capsys)
    assert counts["imported"] == 1
    assert "is not there" in counts["errors"][0]


def test_list_and_show(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", project, "is:blocked", "--json"]) == 0
    [row] = _json(capsys)
    assert (row["id"], row["line"], row["source"], row["flags"]) == (3, 4, "rows.jsonl", ["type"])
    assert row["prompt"] == [{"role": "user", "content": "x"}]
    assert main(["list", project, "--limit", "1"]) == 0
    assert "Question number 1?" in capsys.readouterr().out
    assert main(["list", project, "is:blocked", "--fail-on", "found"]) == 1
    assert main(["list", project, "nowhere", "--fail-on", "found"]) == 0
    assert main(["show", project, "1"]) == 0
    assert "The answer to 1 is 7." in capsys.readouterr().out
    assert main(["show", project, "99"]) == 2


def test_bad_lists_lines_and_rows_in_need_of_repair(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bad", project, "--json"]) == 0
    line, row = _json(capsys)
    assert (line["line"], line["imported"], line["text"]) == (3, False, "bad line")
    assert (row["line"], row["imported"], row["why"]) == (4, True, "output is null, text is wanted")


def test_decide_undo_redo_history(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", project, "reject", "question", "--reason", "dull", "--json"]) == 0
    assert _json(capsys) == [{"message": "rejected 2 rows", "rows": 2, "event": 1}]
    assert main(["undo", project]) == 0
    assert main(["redo", project]) == 0
    assert main(["undo", project, "--as", "somebody-else"]) == 0
    assert "nothing to undo" in capsys.readouterr().err
    assert main(["history", project, "1", "--json"]) == 0
    assert [entry["verb"] for entry in _json(capsys)] == ["reject", "undo", "redo"]
    assert main(["decide", project, "accept"]) == 2
    assert main(["decide", project, "accept", "--all"]) == 0
    assert main(["decide", project, "accept", "is:blocked"]) == 2
    assert main(["decide", project, "flag", "id:1"]) == 0
    assert main(["list", project, "is:flagged", "--json"]) == 0
    assert [row["id"] for row in _json(capsys)] == [1]


def test_export_and_verify(project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["export", project, "--to", str(out)]) == 2
    assert main(["decide", project, "accept", "question"]) == 0
    assert main(["export", project, "--to", str(out), "--dry-run", "--json"]) == 0
    assert not out.exists()
    words = ["--validation-share", "0", "--shape", "prompt-completion", "--seed", "1"]
    assert main(["export", project, "--to", str(out), *words]) == 0
    assert main(["export", project, "--to", str(out), *words]) == 2
    assert main(["verify", str(out)]) == 0
    (out / "sft" / "train.jsonl").write_text("")
    capsys.readouterr()
    assert main(["verify", str(out), "--json"]) == 1
    assert _json(capsys) == [{"wrong": "sft/train.jsonl was changed since the export"}]
    assert main(["export", project, "--to", str(out), *words, "--force"]) == 0
    assert main(["verify", str(out)]) == 0
    assert main(["verify", project]) == 0
    assert main(["export", project, "--to", str(out), "--shape", "poem", "--force"]) == 2
    assert main(["export", project, "--to", str(out), "--validation-share", "2", "--force"]) == 2


def test_keys_and_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "--json"]) == 0
    assert {
        "command": "accept",
        "keys": "a",
        "screens": "review",
        "does": "accept what is shown, go on",
    } in (_json(capsys))
    assert main(["formats", "--json"]) == 0
    assert {"reads", "writes", "trainer", "check"} == {row["kind"] for row in _json(capsys)}


def test_a_file_opens_as_text_where_there_is_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_rows(tmp_path / "my rows.jsonl", [alpaca(1)])
    assert main([str(path)]) == 0
    said = capsys.readouterr()
    assert "my rows: 1 rows" in said.out
    assert "go on" in said.err
    assert (tmp_path / "my rows.studio").is_file()
    assert main([str(tmp_path)]) == 0
    assert main(["--project", str(tmp_path / "named.studio"), str(path)]) == 0
    assert (tmp_path / "named.studio").is_file()
    assert main(["nowhere.jsonl"]) == 2


@pytest.mark.parametrize("words", [["list", "no.studio"], ["nonsense.studio"], ["list", "p", "len>x"]])
def test_bad_usage(words: list[str]) -> None:
    assert main(words) == 2


def test_hostile_text_does_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "p.studio")
    hostile = "\x1b]52;c;ZXZpbA==\x07 \x1b[2J \u202e"
    name = tmp_path / "evil\x1b[31m\n.jsonl"
    write_rows(name, [alpaca(1, instruction=hostile, output=hostile), f"{hostile}".encode()])
    for words in (
        ["import", path, str(name)],
        ["list", path],
        ["show", path, "1"],
        ["bad", path],
        [path],
    ):
        main(words)
        said = capsys.readouterr()
        assert not set(said.out + said.err) & set("\x1b\x07\u202e")


def test_an_unexpected_error_shows_no_row_text(
    project: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(self: Session, row: int) -> None:
        secret = "sk-ant-secret row text"
        raise ValueError(f"cannot show {secret}")

    monkeypatch.setattr(Session, "card", fail)
    monkeypatch.setenv("STUDIO_LOG", str(tmp_path / "studio.log"))
    assert main(["show", project, "1"]) == 2
    said = capsys.readouterr().err
    log = crash.log_path().read_text()
    assert "studio.log" in said
    assert "secret" not in said + log
    assert "test_cli.py" in log
    assert "ValueError" in log


def test_cancelling(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Session, row: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "card", interrupt)
    assert main(["show", project, "1"]) == 130


def test_a_closed_pipe_is_no_error(project: str) -> None:
    command = f"{sys.executable} -m studio list {project} --json | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, env=os.environ, check=True)
    assert done.stderr == b""


def test_help_is_light() -> None:
    code = (
        "import sys; from studio.cli.main import build_parser; build_parser().format_help();"
        "print(sorted({'textual', 'datasets', 'pandas', 'anthropic', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_opening_a_project_loads_no_models_of_meaning_or_language() -> None:
    code = (
        "import sys, studio.session, studio.tui.app;"
        "heavy = {'scipy', 'datasets', 'pandas', 'anthropic', 'tokenizers', 'jinja2', 'py3langid', 'bm25s'};"
        "heavy |= {'studio.core.language'};"
        "heavy |= {'studio.vectors.' + name for name in ('tfidf', 'traffic', 'nearest', 'paraphrases')};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
