"""The split of an export: groups whole, values on every side, rows where they were."""

from collections import Counter
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from studio.session import Session
from tests.conftest import open_with, write_rows
from tests.exporters.exporting import export, sides, unlike

CONTRACT = """
facets:
  - name: intent
    field: intent
    values: [help, sale, rare]
"""


def _accept_all(session: Session) -> None:
    session.decide(session.ids("status:pending"), Status.ACCEPTED)


def test_a_test_split_is_locked(tmp_path: Path) -> None:
    with open_with(tmp_path, [unlike(n) for n in range(120)]) as session:
        _accept_all(session)
        export(session, tmp_path / "a", test_share=0.1)
        export(session, tmp_path / "b", test_share=0.1, validation_share=0.4)
    one, two = sides(tmp_path / "a"), sides(tmp_path / "b")
    assert set(Counter(one.values())) == {"train", "validation", "test"}
    assert [row for row, side in one.items() if side == "test"] == [
        row for row, side in two.items() if side == "test"
    ]


def test_shares_that_leave_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="leave nothing to train on"):
        Recipe(validation_share=0.6, test_share=0.4)


def test_a_locked_export_keeps_rows_on_their_sides(tmp_path: Path) -> None:
    with open_with(tmp_path, [unlike(n) for n in range(60)]) as session:
        _accept_all(session)
        export(session, tmp_path / "first", seed=1)
        drain(session.import_files([write_rows(tmp_path / "more.jsonl", [unlike(n) for n in range(60, 90)])]))
        _accept_all(session)
        report = export(session, tmp_path / "second", seed=2, lock=tmp_path / "first")
        free = export(session, tmp_path / "first", seed=2, force=True)
    first = sides(tmp_path / "second")
    assert not any("change side" in warning for warning in report.warnings)
    assert any("rows change side since the export that this one replaces" in text for text in free.warnings)
    assert len(first) == 90
    assert sides(tmp_path / "first") != {row: side for row, side in first.items() if row <= 60}


def test_a_row_moves_with_its_group_and_it_is_told(tmp_path: Path) -> None:
    with open_with(tmp_path, [unlike(n) for n in range(60)]) as session:
        _accept_all(session)
        export(session, tmp_path / "first")
        before = sides(tmp_path / "first")
        train = next(row for row, side in before.items() if side == "train")
        held = next(row for row, side in before.items() if side == "validation" and row > train)
        # A row that asks what both ask joins their groups: now one group, on the earlier row's side.
        session.edit(held, session.card(train).example)
        report = export(session, tmp_path / "second", lock=tmp_path / "first")
    after = sides(tmp_path / "second")
    assert after[held] == after[train] == "train"
    assert {row for row in after if after[row] != before[row]} == {held}
    assert any("1 rows change side since the locked export" in text for text in report.warnings)


def test_a_lock_that_is_no_export(session: Session, tmp_path: Path) -> None:
    session.decide([1, 2], Status.ACCEPTED)
    with pytest.raises(StudioError, match="has no manifest"):
        export(session, tmp_path / "out", lock=tmp_path)
    export(session, tmp_path / "first")
    with Session.open(tmp_path / "another.studio") as other:
        drain(other.import_files([tmp_path / "rows.jsonl"]))
        with pytest.raises(StudioError, match="was exported from the project set"):
            export(other, tmp_path / "out", lock=tmp_path / "first")
        with pytest.raises(StudioError, match="was exported from the project set"):
            drain(other.preview(Recipe(lock=tmp_path / "first")))
    assert not (tmp_path / "out").exists()


def test_a_large_group_stays_in_train(tmp_path: Path) -> None:
    rows = [unlike(0, output=f"Answer {n}") for n in range(30)] + [unlike(n) for n in range(1, 31)]
    told = 0
    with open_with(tmp_path, rows) as session:
        _accept_all(session)
        for seed in range(12):
            report = export(session, tmp_path / str(seed), seed=seed)
            split = sides(tmp_path / str(seed))
            assert {split[row] for row in range(1, 31)} == {"train"}
            assert "validation" in split.values()
            told += any("would be more than the validation share" in text for text in report.warnings)
    assert 0 < told < 12


def test_every_value_stands_on_every_side(tmp_path: Path) -> None:
    rows = [unlike(n, intent="help" if n % 2 else "sale") for n in range(80)]
    rows += [unlike(n, intent="rare") for n in range(80, 82)]
    (tmp_path / "set.contract.yaml").write_text(CONTRACT)
    with open_with(tmp_path, rows) as session:
        _accept_all(session)
        with pytest.raises(StudioError, match="no facet"):
            export(session, tmp_path / "none", stratify=["intent"])
        drain(session.coverage())
        for seed in range(6):
            export(session, tmp_path / str(seed), seed=seed, stratify=["intent"])
            split = sides(tmp_path / str(seed))
            assert {split[81], split[82]} == {"train", "validation"}
        plain = [export(session, tmp_path / f"p{seed}", seed=seed) for seed in range(6)]
        assert len({tuple(sides(report.folder)[row] for row in (81, 82)) for report in plain}) > 1
        with pytest.raises(StudioError, match="no facet 'tone'"):
            export(session, tmp_path / "none", stratify=["tone"])


def test_one_row_and_one_value(tmp_path: Path) -> None:
    with open_with(tmp_path, [unlike(1)]) as session:
        _accept_all(session)
        report = export(session, tmp_path / "out")
    assert report.files == {"sft/train.jsonl": 1}
    assert any("one group" in warning for warning in report.warnings)


def test_pairs_and_answers_of_one_prompt_are_on_one_side(tmp_path: Path) -> None:
    rows = [unlike(n) for n in range(40)]
    pairs = [{"prompt": row["instruction"], "chosen": row["output"], "rejected": "No idea."} for row in rows]
    with open_with(tmp_path, [*rows, *pairs]) as session:
        _accept_all(session)
        export(session, tmp_path / "out")
    answers, compared = sides(tmp_path / "out"), sides(tmp_path / "out", "dpo")
    assert len(answers) == len(compared) == 40
    assert all(compared[row + 40] == side for row, side in answers.items())
