"""Parquet beside JSONL: the same values, and one kind of file behind each config of the card."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.parquet import write_parquet
from studio.exporters.verifying import verify_folder
from studio.jobs import drain
from studio.session import Session
from tests.conftest import open_with, write_rows
from tests.exporters.exporting import export, lines, unlike


def _written(folder: Path, rows: list[Any]) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    (folder / "rows").mkdir()
    write_rows(folder / "rows" / "train.jsonl", rows)
    made = drain(write_parquet(folder, {"rows/train.jsonl": len(rows)}))
    found: list[dict[str, Any]] = pq.read_table(folder / made["rows/train.jsonl"]).to_pylist()
    return found


def test_load_dataset_reads_the_parquet_files(session: Session, tmp_path: Path) -> None:
    from datasets import load_dataset

    session.decide(range(1, 19), Status.ACCEPTED)
    report = export(session, tmp_path / "out", parquet=True)
    front = yaml.safe_load((tmp_path / "out" / "README.md").read_text().split("---")[1])
    paths = [entry["path"] for config in front["configs"] for entry in config["data_files"]]
    assert paths
    assert all(path.startswith("parquet/") for path in paths)
    for name in ("sft", "dpo"):
        loaded = load_dataset(str(tmp_path / "out"), name, cache_dir=str(tmp_path / "cache"))
        for side, split in loaded.items():
            assert split.num_rows == report.files[f"{name}/{side}.jsonl"]
            assert split.to_list() == lines(tmp_path / "out", f"{name}/{side}.jsonl")
    assert drain(verify_folder(tmp_path / "out")) == []


def test_text_stays_text(tmp_path: Path) -> None:
    rows = [{"a": "2024-01-01T00:00:00", "b": "1", "c": None}, {"a": "x", "b": "日本", "c": [{"d": "e"}]}]
    assert _written(tmp_path, rows) == rows


def test_columns_that_come_late_are_there(tmp_path: Path) -> None:
    early: list[Any] = [{"m": [{"role": "user"}], "n": 1} for _ in range(6_000)]
    late = {"m": [{"role": "tool", "id": "7"}], "n": 1.5, "more": "yes"}
    found = _written(tmp_path, [*early, late])
    assert len(found) == 6_001
    assert found[0] == {"m": [{"role": "user", "id": None}], "n": 1.0, "more": None}
    assert found[-1] == late


@pytest.mark.parametrize("rows", [[{"a": "x"}, {"a": [1]}], [{"a": "x"}] * 6_000 + [{"a": {"b": 1}}]])
def test_values_of_several_types_are_told(rows: list[Any], tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="several types"):
        _written(tmp_path, rows)


@pytest.mark.parametrize(("value", "why"), [({}, "empty object"), (10**30, "too large")])
def test_what_parquet_cannot_hold_is_told(value: object, why: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=why):
        _written(tmp_path, [{"a": value}])


@pytest.mark.parametrize("parquet", [True, False])
@pytest.mark.parametrize("briefed", [{0}, {19}, {3, 16}])
def test_a_key_that_few_rows_have_loads_on_every_side(
    briefed: set[int], parquet: bool, tmp_path: Path
) -> None:
    from datasets import load_dataset

    rows = []
    for number in range(20):
        row = unlike(number)
        turns = [
            {"role": "user", "content": row["instruction"]},
            {"role": "assistant", "content": row["output"]},
        ]
        system = [{"role": "system", "content": "Be brief."}] if number in briefed else []
        rows.append({"messages": [*system, *turns]})
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 21), Status.ACCEPTED)
        export(session, tmp_path / "out", trainers=["bedrock"], parquet=parquet)
    loaded = load_dataset(str(tmp_path / "out"), "bedrock", cache_dir=str(tmp_path / "cache"))
    assert sum(row["system"] is not None for split in loaded.values() for row in split) == len(briefed)


def test_an_export_that_cannot_be_parquet_leaves_nothing(session: Session, tmp_path: Path) -> None:
    more = write_rows(tmp_path / "odd.jsonl", [{"prompt": "a", "completion": "b", "score": ["one"]}])
    drain(session.import_files([more]))
    session.decide([1, 21], Status.ACCEPTED)
    with pytest.raises(StudioError, match="several types"):
        export(session, tmp_path / "out", parquet=True, shapes=["as-is"], validation_share=0)
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_files_without_parquet_are_named_by_the_card(session: Session, tmp_path: Path) -> None:
    session.decide(range(1, 19), Status.ACCEPTED)
    export(session, tmp_path / "out", test_share=0.2)
    front = yaml.safe_load((tmp_path / "out" / "README.md").read_text().split("---")[1])
    named = {entry["path"] for config in front["configs"] for entry in config["data_files"]}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert named == {name for name in manifest["files"] if name.startswith(("sft/", "dpo/"))}
    assert "license" not in front
