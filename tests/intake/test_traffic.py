"""Real prompts: kept apart, told where they came from, added once."""

import json
from pathlib import Path

import pytest

from studio.cli.main import main
from studio.jobs import drain
from studio.session import Session
from studio.store.traffic import all_traffic
from tests.conftest import alpaca, open_with, write_rows

PROMPTS = [
    {"prompt": "Where is my card?"},
    {"text": "Can I pay later?", "label": "billing"},
    b"{broken",
    {"prompt": "   "},
    {"messages": [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Hi."}]},
    b'{"prompt": "half \\ud83d of a sign"}',
]


def test_prompts_of_any_shape_are_kept_apart(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(1)]) as session:
        report = drain(session.import_traffic([write_rows(tmp_path / "asked.jsonl", PROMPTS)]))
        assert (report.read, report.imported, report.bad, report.flagged) == (6, 4, 1, 1)
        assert report.notes == ["asked.jsonl:3 is no row"]
        kept = [(one.line, one.prompt) for one in all_traffic(session._project.reader)]
        assert kept == [
            (1, "Where is my card?"),
            (2, "Can I pay later?"),
            (5, "Hello?"),
            (6, "half ? of a sign"),
        ]
        assert session.tally().rows == 1
        again = drain(session.import_traffic([tmp_path / "asked.jsonl"]))
        assert (again.imported, again.already) == (0, 4)
        assert drain(session.verify()) == []


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_rows(tmp_path / "asked.jsonl", PROMPTS[:2])
    project = tmp_path / "set.studio"
    assert main(["import", str(project), "--as", "traffic", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["imported"] == 2
    with Session.open(project) as session:
        assert session.tally().rows == 0
    assert main(["import", str(project), "--as", "traffic", str(tmp_path / "none.jsonl")]) == 2
    assert main(["import", str(project), "--as", "traffic", str(path)]) == 0
    assert "already there 2" in capsys.readouterr().err
