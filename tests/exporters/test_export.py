"""An export: the right rows on the right sides, the same bytes each time, all of it or nothing."""

import json
from pathlib import Path
from typing import BinaryIO

import pytest
import yaml

from studio import atomic
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters import writing
from studio.exporters.manifest import check_folder
from studio.exporters.recipe import Recipe, load_recipe
from studio.extension import all_exporters
from studio.jobs import drain
from studio.session import Session
from tests.conftest import alpaca, clock, open_with, write_rows

GOLDEN = Path(__file__).parents[1] / "golden"
ROWS: list[object] = [
    {"instruction": "Name a fruit.", "input": "", "output": "An apple.", "intent": "food"},
    {
        "messages": [
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": "Weather in Oslo?"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "c1",
                        "type": "function",
                        "function": {"name": "weather", "arguments": "{}"},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "rain"},
            {"role": "assistant", "content": "Rain."},
        ],
        "tools": [{"type": "function", "function": {"name": "weather"}}],
    },
    {"prompt": "Hi", "chosen": "Hello \U0001f600 — café", "rejected": "What?"},
    {
        "prompt": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}],
        "chosen": [{"role": "assistant", "content": "Hello"}],
        "rejected": [{"role": "assistant", "content": "No"}],
    },
    {"prompt": "Same?", "chosen": "Same.", "rejected": "Same."},
    {"prompt": "Nothing yet?"},
    {"prompt": "Rate me", "completion": "Fine", "label": True},
]


def _export(session: Session, to: Path, *, force: bool = False, **recipe: object) -> dict[str, bytes]:
    drain(session.export(Recipe.model_validate(recipe), to, force=force))
    assert check_folder(to) == []
    return {
        path.relative_to(to).as_posix(): path.read_bytes() for path in sorted(to.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("name", [exporter.name for exporter in all_exporters()])
def test_bytes_of_every_shape(name: str, tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        session.decide(range(1, 8), Status.ACCEPTED)
        files = _export(session, tmp_path / "out", shapes=[name], validation_share=0, trainers=[])
    data = b"".join(files[path] for path in files if path.endswith("train.jsonl"))
    golden = GOLDEN / f"{name}.jsonl"
    left = GOLDEN / f"{name}.left_out.jsonl"
    assert data.decode() == golden.read_text(encoding="utf-8")
    assert files.get("left_out.jsonl", b"").decode() == left.read_text(encoding="utf-8")


def test_the_same_project_and_recipe_give_the_same_bytes(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(n) for n in range(60)]) as session:
        session.decide(range(1, 61), Status.ACCEPTED)
        one = _export(session, tmp_path / "one")
        two = _export(session, tmp_path / "two")
        other = _export(session, tmp_path / "three", seed=7)
    assert one == two
    assert one["sft/train.jsonl"] != other["sft/train.jsonl"]


def test_look_alikes_are_on_one_side_and_rows_stay_as_the_set_grows(tmp_path: Path) -> None:
    rows = [alpaca(n) for n in range(80)]
    copies = [alpaca(n, input="", output=f"Another answer {n}") for n in range(0, 80, 2)]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 81), Status.ACCEPTED)
        first = _export(session, tmp_path / "first")
        drain(session.import_files([write_rows(tmp_path / "more.jsonl", copies)]))
        session.decide(session.ids("status:pending"), Status.ACCEPTED)
        second = _export(session, tmp_path / "second")

    def prompts(files: dict[str, bytes], side: str) -> set[str]:
        lines = files[f"sft/{side}.jsonl"].decode().splitlines()
        return {json.loads(line)["messages"][0]["content"] for line in lines}

    assert not prompts(second, "train") & prompts(second, "validation")
    for side in ("train", "validation"):
        assert prompts(first, side) == prompts(second, side)


def test_both_sides_have_a_row_where_there_are_two_groups(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(1), alpaca(2), alpaca(2)]) as session:
        session.decide([1, 2, 3], Status.ACCEPTED)
        for seed in range(12):
            files = _export(session, tmp_path / str(seed), seed=seed)
            assert files["sft/train.jsonl"]
            assert files["sft/validation.jsonl"]


def test_only_what_the_recipe_names(session: Session, tmp_path: Path) -> None:
    session.decide([1, 2, 17], Status.ACCEPTED)
    session.decide([3], Status.REJECTED)
    files = _export(session, tmp_path / "a", validation_share=0)
    assert files["sft/train.jsonl"].count(b"\n") == 2
    assert files["dpo/train.jsonl"].count(b"\n") == 1
    wide = _export(session, tmp_path / "b", validation_share=0, statuses=["accepted", "rejected"])
    assert wide["sft/train.jsonl"].count(b"\n") == 3
    some = _export(session, tmp_path / "c", validation_share=0, filter='"number 1"')
    assert some["sft/train.jsonl"].count(b"\n") == 1
    both = _export(session, tmp_path / "d", validation_share=0, pairs_in_sft=True, fields=["intent"])
    rows = [json.loads(line) for line in both["sft/train.jsonl"].splitlines()]
    assert [row["intent"] for row in rows] == ["i0", "i1", None]


def test_left_out_rows_are_told_with_source_and_reason(session: Session, tmp_path: Path) -> None:
    recipe = Recipe(statuses=(Status.PENDING,))
    report = drain(session.export(recipe, tmp_path / "out"))
    assert report.left_out == {"no answer yet": 1, "needs repair (is:blocked)": 1}
    lines = (tmp_path / "out" / "left_out.jsonl").read_text().splitlines()
    assert json.loads(lines[0]) == {
        "row": 19,
        "source": "rows.jsonl",
        "line": 19,
        "why": "no answer yet",
    }


def test_nothing_to_export(session: Session, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="nothing to export"):
        drain(session.export(Recipe(), tmp_path / "out"))
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_folders_in_the_way(session: Session, tmp_path: Path) -> None:
    session.decide([1, 2], Status.ACCEPTED)
    to = tmp_path / "out"
    to.mkdir()
    _export(session, to)
    with pytest.raises(StudioError, match="holds an export already"):
        _export(session, to)
    session.decide([3, 4], Status.ACCEPTED)
    _export(session, to, force=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not touch")
    with pytest.raises(StudioError, match="holds other files"):
        _export(session, tmp_path / "mine", force=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StudioError, match="is not a folder"):
        _export(session, tmp_path / "file", force=True)


def test_a_cancelled_export_leaves_nothing_and_keeps_the_old_one(session: Session, tmp_path: Path) -> None:
    session.decide(range(1, 10), Status.ACCEPTED)
    old = _export(session, tmp_path / "out")
    job = session.export(Recipe(), tmp_path / "out", force=True)
    next(job)
    job.close()
    assert _read(tmp_path / "out") == old
    assert not list(tmp_path.glob(".out*"))


def _read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_full_disk(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session.decide([1, 2], Status.ACCEPTED)

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "_sync", full)
    with pytest.raises(StudioError, match="No space left"):
        _export(session, tmp_path / "out")
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


@pytest.mark.parametrize("free_writes", [0, 1, 2])
def test_a_disk_that_fills_while_rows_are_written(
    free_writes: int, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.decide(range(1, 19), Status.ACCEPTED)
    old = _export(session, tmp_path / "out")
    left = [free_writes]
    write = writing._write_all

    def fill(file: BinaryIO, data: bytes) -> None:
        if not left[0]:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        write(file, data)

    monkeypatch.setattr(writing, "_write_all", fill)
    with pytest.raises(StudioError, match="No space left"):
        _export(session, tmp_path / "out", force=True, seed=3)
    assert _read(tmp_path / "out") == old
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda to: (to / "sft" / "train.jsonl").write_text("{}\n"), "was changed"),
        (lambda to: (to / "README.md").unlink(), "is missing"),
        (lambda to: (to / "extra.txt").write_text("x"), "was added"),
    ],
)
def test_verify_finds_what_changed(change: object, word: str, session: Session, tmp_path: Path) -> None:
    session.decide(range(1, 10), Status.ACCEPTED)
    _export(session, tmp_path / "out")
    change(tmp_path / "out")  # type: ignore[operator]
    assert word in check_folder(tmp_path / "out")[0]


def test_datasets_loads_both_configs(session: Session, tmp_path: Path) -> None:
    from datasets import load_dataset

    session.decide(range(1, 19), Status.ACCEPTED)
    _export(session, tmp_path / "out")
    for name, total in (("sft", 16), ("dpo", 2)):
        loaded = load_dataset(str(tmp_path / "out"), name, cache_dir=str(tmp_path / "cache"))
        assert set(loaded) == {"train", "validation"}
        assert sum(split.num_rows for split in loaded.values()) == total


def test_a_recipe_file(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text("seed: 7\nshapes: [prompt-completion]\n")
    assert load_recipe(path).seed == 7
    path.write_text("sead: 7\n")
    with pytest.raises(StudioError, match="sead"):
        load_recipe(path)
    path.write_text("a: [1\nb: 2\n")
    with pytest.raises(StudioError, match="line"):
        load_recipe(path)
    path.write_text("# nothing said\n")
    assert load_recipe(path) == Recipe()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed: 1\n\nsead: 7\n", "recipe.yaml, line 3, sead: there is no such field"),
        ("training:\n  method: lora\n  epochs: 0\n", "line 3, training.epochs: "),
        ("seed: 1\nseed: 2\n", "line 2, seed: stands here twice"),
        ("# why\nshapes: messages\n", "line 2, shapes: it must be a list"),
        ("shapes:\n- messages\nstatuses:\n- accepted\n- liked\n", "line 5, statuses: "),
        ("[1, 2]\n", "line 1, recipe: it must hold fields"),
        ("seed: &one 1\n", "line 1: anchors"),
    ],
)
def test_a_mistake_in_a_recipe_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(StudioError) as caught:
        load_recipe(path)
    assert said in caught.value.message


def test_values_of_every_kind_in_a_recipe(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(
        "parquet: yes\nlock: null\nfilter: '7'\nmix_share: 0.1\n"
        "training: {learning_rate: 2e-4, packing: false, target_modules: [q_proj],\n"
        "  early_stopping_patience: }\n"
    )
    recipe = load_recipe(path)
    assert (recipe.parquet, recipe.lock, recipe.filter, recipe.mix_share) == (True, None, "7", 0.1)
    assert recipe.training.learning_rate == 0.0002
    assert (recipe.training.packing, recipe.training.target_modules) == (False, ("q_proj",))
    assert recipe.training.early_stopping_patience is None


def test_preview_says_what_export_does(session: Session, tmp_path: Path) -> None:
    session.decide(range(1, 18), Status.ACCEPTED)
    preview = drain(session.preview(Recipe()))
    report = drain(session.export(Recipe(), tmp_path / "out"))
    assert (preview.files, preview.left_out, preview.warnings) == (
        report.files,
        report.left_out,
        report.warnings,
    )
    assert list(tmp_path.glob("out/sft/*"))


def test_the_card_names_its_files(session: Session, tmp_path: Path) -> None:
    session.decide(range(1, 19), Status.ACCEPTED)
    files = _export(session, tmp_path / "out")
    front = yaml.safe_load(files["README.md"].decode().split("---")[1])
    for config in front["configs"]:
        for entry in config["data_files"]:
            assert entry["path"] in files


def test_clock_and_folder_do_not_count(tmp_path: Path) -> None:
    parts = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with open_with(tmp_path / name, [alpaca(n) for n in range(9)]) as session:
            if name == "b":
                session._now = lambda: clock()().replace("2026", "2027")
            session.decide(range(1, 10), Status.ACCEPTED)
            parts.append(_export(session, tmp_path / name / "out"))
    assert parts[0] == parts[1]
