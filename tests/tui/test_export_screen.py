"""The export form: every field reaches the recipe; verdict and estimates stand below it."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.recipe import Recipe
from studio.session import Session
from studio.tui.recipe_form import FIELDS, form_values, read_form
from tests.tui.studio_pilot import assert_golden, opened, press, text_of_screen, told

_FILLED = {
    "to": "~/out",
    "statuses": "accepted, pending",
    "filter": "len>3",
    "shapes": "messages",
    "validation_share": "0.1",
    "test_share": "0.05",
    "seed": "7",
    "stratify": "intent, lang",
    "lock": "earlier",
    "against": "a.jsonl, ~/b.jsonl",
    "mix": "general.jsonl",
    "mix_share": "0.3",
    "trainers": "trl,axolotl",
    "base_model": "OWNER/MODEL",
    "method": "qlora",
    "max_length": "512",
    "tokenizer": "~/model",
    "parquet": "yes",
    "margins": "yes",
    "kto_from_verdicts": "yes",
}


def test_an_untouched_form_is_the_default_recipe() -> None:
    recipe, to = read_form({}, "set")
    assert recipe == Recipe()
    assert to == Path("set-export")
    assert set(form_values({}, "set")) == {field.name for field in FIELDS}


def test_every_field_reaches_the_recipe() -> None:
    assert set(_FILLED) == {field.name for field in FIELDS}
    recipe, to = read_form(_FILLED, "set")
    home = Path("~").expanduser()
    assert to == home / "out"
    assert recipe.statuses == (Status.ACCEPTED, Status.PENDING)
    assert (recipe.filter, recipe.shapes) == ("len>3", ("messages",))
    assert (recipe.validation_share, recipe.test_share, recipe.seed) == (0.1, 0.05, 7)
    assert recipe.stratify == ("intent", "lang")
    assert (recipe.lock, recipe.mix, recipe.mix_share) == (Path("earlier"), Path("general.jsonl"), 0.3)
    assert recipe.against == (Path("a.jsonl"), home / "b.jsonl")
    assert (recipe.trainers, recipe.base_model) == (("trl", "axolotl"), "OWNER/MODEL")
    assert (recipe.training.method, recipe.max_length) == ("qlora", 512)
    assert (recipe.tokenizer, recipe.parquet) == (home / "model", True)
    assert (recipe.margins, recipe.kto_from_verdicts) == (True, True)


def test_emptied_fields() -> None:
    recipe, to = read_form(dict.fromkeys(_FILLED, ""), "set")
    assert to == Path("set-export")
    assert (recipe.statuses, recipe.shapes, recipe.trainers) == ((), (), ())
    assert (recipe.validation_share, recipe.test_share, recipe.mix_share) == (0, 0, 0)
    assert (recipe.seed, recipe.max_length, recipe.base_model) == (42, 2048, Recipe().base_model)
    assert (recipe.lock, recipe.tokenizer, recipe.parquet) == (None, None, False)


@pytest.mark.parametrize(
    ("name", "text"), [("method", "magic"), ("seed", "x"), ("parquet", "perhaps"), ("test_share", "0.9")]
)
def test_what_cannot_be_names_its_field(name: str, text: str) -> None:
    with pytest.raises(StudioError, match=name):
        read_form({name: text}, "set")


async def test_the_form_is_written_and_remembered(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session.decide(range(1, 18), Status.ACCEPTED)
    async with opened(session, size=(130, 40)) as pilot:
        await press(pilot, "f8")
        for name, text in (("method", "qlora"), ("parquet", "yes"), ("seed", "3"), ("base_model", "A/B")):
            pilot.app.screen.query_one(f"#{name}", Input).value = text
        await press(pilot, "enter")
        assert "The sizes of this base model are not known here" in text_of_screen(pilot)
        await press(pilot, "ctrl+s")
        assert "wrote set-export" in told(pilot)
        recipe = json.loads((tmp_path / "set-export" / "manifest.json").read_text())["recipe"]
        assert (recipe["training"]["method"], recipe["seed"], recipe["base_model"]) == ("qlora", 3, "A/B")
        assert (tmp_path / "set-export" / "parquet" / "sft" / "train.parquet").is_file()
        pilot.app.screen.query_one("#seed", Input).value = "4"
        await press(pilot, "f2", "f8")
        assert pilot.app.screen.query_one("#seed", Input).value == "4"
    async with opened(session) as pilot:
        values = {field.name: pilot.app.screen.query_one(f"#{field.name}", Input).value for field in FIELDS}
        assert (values["method"], values["seed"], values["base_model"]) == ("qlora", "4", "A/B")


async def test_verdict_and_estimates_stand_below(session: Session) -> None:
    session.decide(range(1, 18), Status.ACCEPTED)
    async with opened(session, size=(130, 50)) as pilot:
        await press(pilot, "f8")
        shown = text_of_screen(pilot)
        assert "✗ not ready: 3 stops" in shown
        assert "i shows why" in shown
        assert "Training would take, in estimates" in shown
        assert "GB of GPU memory" in shown
        assert "H100" in shown
        assert "17 rows are named" in shown
        await press(pilot, "J")
        assert "17 rows are named" not in text_of_screen(pilot)
        await press(pilot, "K")
        assert "17 rows are named" in text_of_screen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_the_look_of_export(session: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    session.decide(range(1, 18), Status.ACCEPTED)
    async with opened(session, size=size) as pilot:
        await press(pilot, "f8")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"export-{size[0]}x{size[1]}.txt", shown)
