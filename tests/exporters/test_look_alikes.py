"""Look-alikes in an export: one side of the split, duplicates listed with the rows kept in their stead."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from studio.core.verdict import Status
from studio.exporters.recipe import Recipe
from studio.exporters.selection import like_groups
from studio.jobs import drain
from studio.session import Session
from tests.checking.rows import ROWS, row
from tests.conftest import open_with

_WORDS = """
pump valve lamp cover sieve basin meter pipe motor fan hinge spring bolt wheel
"""
WORDS = _WORDS.split()


def _set(tmp_path: Path) -> Session:
    """Sixty rows, every second one a copy of the one before with a typing slip in the prompt."""
    rows: list[Any] = []
    for number in range(30):
        things = [WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5)]
        one, other, third = things
        asked = f"How do I clean the {one} number {number} when the {other} is wet from the {third}?"
        answer = f"Dry the {other} first. Then take the {one} out, rinse it, mount it {number} days later."
        rows += [row(asked, answer), row(asked.replace("clean", "claen"), answer + " ")]
    return open_with(tmp_path, rows)


def _side(folder: Path, name: str) -> set[int]:
    lines = (folder / "provenance.jsonl").read_text(encoding="utf-8").splitlines()
    return {value["row"] for value in map(json.loads, lines) if value["file"] == f"sft/{name}.jsonl"}


def test_copies_with_slips_never_straddle_the_split(tmp_path: Path) -> None:
    with _set(tmp_path) as session:
        session.decide(list(range(1, 61)), Status.ACCEPTED)
        drain(session.check())
        drain(session.export(Recipe(), tmp_path / "out"))
        train, held = _side(tmp_path / "out", "train"), _side(tmp_path / "out", "validation")
        assert len(train) + len(held) == 60
        assert held
        assert all((row in train) == (row + 1 in train) for row in range(1, 61, 2))
        # Rows that may all stay are alike still.
        session.keep_both([[1, 2], [3, 4]])
        drain(session.check())
        drain(session.export(Recipe(), tmp_path / "again"))
        assert _side(tmp_path / "again", "train") == train


def test_rows_keep_their_side_when_like_ones_come(tmp_path: Path) -> None:
    with _set(tmp_path) as session:
        drain(session.check())
        keys, roots = like_groups(session._project.reader, *np.empty((2, 0), np.int64))
        groups = dict(zip(keys.tolist(), roots.tolist(), strict=True))
        first = dict(session._project.reader.execute("SELECT id, prompt_hash FROM example"))
        assert all(groups[first[row + 1]] == first[row] for row in range(1, 61, 2))


def test_duplicates_are_listed_with_the_row_kept(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        session.set_aside({2: 1, 3: 1})
        session.decide([1, 4, 6, 8, 10], Status.ACCEPTED)
        report = drain(session.export(Recipe(), tmp_path / "out"))
        assert report.set_aside == 2
        lines = (tmp_path / "out" / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
        kept = {"row": 1, "source": "rows.jsonl", "line": 1}
        assert json.loads(lines[0]) == {"row": 2, "source": "rows.jsonl", "line": 2, "duplicate_of": kept}
        manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["duplicates"] == 2


def test_what_nobody_settled_is_said(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        session.decide([1, 2, 3, 10], Status.ACCEPTED)
        unchecked = drain(session.preview(Recipe()))
        assert any("not all rows were looked through" in warning for warning in unchecked.warnings)
        drain(session.check())
        checked = drain(session.preview(Recipe()))
        assert any("2 accepted rows say the same as others" in warning for warning in checked.warnings)
        assert not any("not all rows" in warning for warning in checked.warnings)
