"""Exports that cannot be, or not as asked: each is told in words, and leaves nothing behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.recipe import Recipe, load_recipe
from tests.conftest import open_with, write_rows
from tests.exporters.exporting import export, lines, unlike

ROWS = [unlike(n) for n in range(20)]


def _refusal(tmp_path: Path, rows: list[dict[str, Any]], **recipe: Any) -> str:
    """What is said of an export, of which nothing may be there then."""
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, len(rows) + 1), Status.ACCEPTED)
        before = sorted(tmp_path.iterdir())
        with pytest.raises(StudioError) as error:
            export(session, tmp_path / "out", **recipe)
        assert not [path for path in tmp_path.iterdir() if path not in before and path.is_dir()]
    return str(error.value).replace("\n", " / ")


def test_a_set_that_is_its_own_benchmark_has_nothing_to_train_on(tmp_path: Path) -> None:
    same = write_rows(tmp_path / "same.jsonl", ROWS)
    told = _refusal(tmp_path, ROWS, against=[same])
    assert told.startswith("no row is left to train on / left out 1")
    assert told.endswith("rows: like rows of same.jsonl")


def test_a_filter_that_finds_nothing_is_named(tmp_path: Path) -> None:
    told = _refusal(tmp_path, ROWS, filter="len>99999")
    assert told.endswith("/ no row that is accepted passes the filter")


def test_labels_ask_for_their_shape(tmp_path: Path) -> None:
    rows = [{"prompt": f"Rate {n}", "completion": f"Fine {n}", "label": bool(n % 2)} for n in range(4)]
    assert "left out 4 rows: a KTO row: add the shape kto" in _refusal(tmp_path, rows)


@pytest.mark.parametrize("name", ["model", "a [b]\x1b"])
def test_a_folder_without_a_model_is_no_base_model(name: str, tmp_path: Path) -> None:
    (tmp_path / "models" / name).mkdir(parents=True)
    told = _refusal(tmp_path, ROWS, base_model=str(tmp_path / "models" / name))
    assert "holds no config.json" in told
    assert "\x1b" not in told


def test_a_local_model_is_found_from_the_folder_of_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    with open_with(tmp_path, ROWS) as session:
        session.decide(range(1, 21), Status.ACCEPTED)
        export(session, tmp_path / "out", base_model="model", trainers=("trl",))
    assert f"model_name_or_path: {tmp_path.resolve() / 'model'}" in (
        tmp_path / "out/launch/trl/sft.yaml"
    ).read_text(encoding="utf-8")
    assert str(tmp_path) not in (tmp_path / "out/manifest.json").read_text(encoding="utf-8")


def test_a_trainer_without_rows_is_told_and_has_no_commands(tmp_path: Path) -> None:
    rows = [
        {"prompt": f"{unlike(n)['instruction']}", "chosen": f"Yes {n}.", "rejected": "No."} for n in range(9)
    ]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 10), Status.ACCEPTED)
        export(session, tmp_path / "out", trainers=("bedrock", "trl"))
    guide = (tmp_path / "out/LAUNCH.md").read_text(encoding="utf-8")
    assert not (tmp_path / "out/launch/bedrock").exists()
    assert "- Nothing here is for it: this export holds dpo/ (preference)." in guide
    assert "9 pairs are not used" in guide
    assert "sft" not in guide


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("training: {methd: qlora}", "training.methd: there is no such field", "training.method"),
        ("colour: red", "colour: there is no such field", "base_model"),
        ("[1]", "it must hold fields with values", "statuses"),
        ("base_model: ''", "base_model: ", "base_model"),
    ],
)
def test_a_wrong_recipe_names_the_field(text: str, told: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(StudioError) as error:
        load_recipe(path)
    assert told in str(error.value)
    assert hint in str(error.value.hint)
    assert Recipe().base_model


def _general(number: int, **more: Any) -> dict[str, Any]:
    turns = [("user", f"Name river {number * 31}."), ("assistant", f"It is called {number * 17} brook.")]
    return {"messages": [{"role": role, "content": text} for role, text in turns], **more}


def test_general_rows_go_to_every_folder_that_a_trainer_reads(tmp_path: Path) -> None:
    mix = write_rows(tmp_path / "general.jsonl", [_general(n) for n in range(40)])
    with open_with(tmp_path, ROWS) as session:
        session.decide(range(1, 21), Status.ACCEPTED)
        export(session, tmp_path / "out", mix=mix, mix_share=0.25, trainers=("all",))
    counts = {
        name: lines(tmp_path / "out", f"{name}/train.jsonl") for name in ("sft", "bedrock", "llama-factory")
    }
    general = {name: sum("river" in json.dumps(row) for row in rows) for name, rows in counts.items()}
    assert general["sft"] >= 4
    assert len(set(general.values())) == 1
    noted = [row["file"] for row in lines(tmp_path / "out", "provenance.jsonl") if row.get("mix")]
    assert len(noted) == 3 * general["sft"]


def test_general_rows_with_tools_want_a_set_with_tools(tmp_path: Path) -> None:
    tools = [{"type": "function", "function": {"name": "find"}}]
    mix = write_rows(tmp_path / "general.jsonl", [_general(n, tools=tools) for n in range(9)])
    told = _refusal(tmp_path, ROWS, mix=mix)
    assert told.endswith("/ 9 rows: tools, and no row of the set has any")
    (tmp_path / "more").mkdir()
    with open_with(tmp_path / "more", [*ROWS, _general(99, tools=tools)]) as session:
        session.decide(range(1, 22), Status.ACCEPTED)
        report = export(session, tmp_path / "out", mix=mix)
    assert report.files["sft/train.jsonl"] + report.files["sft/validation.jsonl"] > 21
