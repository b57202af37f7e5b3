"""The recipe of an export: everything that decides its bytes, besides the project. It reads no data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from studio.core.glyphs import one_line
from studio.core.training import Training
from studio.core.verdict import Status
from studio.coverage.marked import Marked, read_marked
from studio.errors import StudioError

_WORDS = {
    "extra_forbidden": "there is no such field",
    "model_type": "it must hold fields with values",
    "tuple_type": "it must be a list",
}
_PATHS = ("lock", "mix", "tokenizer")


class Recipe(BaseModel):
    """What goes into an export and how. The same project and recipe give the same bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statuses: tuple[Status, ...] = Field(
        (Status.ACCEPTED,), description="rows with one of these verdicts are exported"
    )
    filter: str = Field("", description="only rows that this filter finds, in the filter language")
    shapes: tuple[str, ...] = Field(
        ("messages", "preference"),
        description="row shapes to write; each has its folder (sft, dpo, rows …)",
    )
    validation_share: float = Field(
        0.2, ge=0, lt=1, description="share of groups that go to validation, 0 for none"
    )
    test_share: float = Field(
        0.0, ge=0, le=0.5, description="share of groups that go to a locked test split, 0 for none"
    )
    stratify: tuple[str, ...] = Field(
        (), description="facets of the contract; each of their values gets rows on every side"
    )
    lock: Path | None = Field(
        None, description="an earlier export: rows that it holds stay on the side where they are there"
    )
    against: tuple[Path, ...] = Field(
        (), description="files (benchmarks, the eval set) that no training row may be like"
    )
    mix: Path | None = Field(None, description="a file of general rows to add to the SFT training rows")
    mix_share: float = Field(
        0.15, ge=0, le=0.5, description="share of the SFT training rows that the general rows are"
    )
    seed: int = Field(42, description="seed of the split")
    pairs_in_sft: bool = Field(False, description="also teach the chosen side of pairs in SFT")
    kto_from_verdicts: bool = Field(
        False, description="the shape kto takes SFT rows too: accepted ones are good, rejected ones bad"
    )
    margins: bool = Field(
        False,
        description="a column `margin` in dpo: how much better the chosen side is, for reward training",
    )
    fields: tuple[str, ...] = Field(
        (),
        description="unknown fields to carry into trainer files; `*` for all (as-is keeps all anyway)",
    )
    trainers: tuple[str, ...] = Field(("trl",), description="trainers to write launch configs for")
    base_model: str = Field(
        "Qwen/Qwen2.5-0.5B-Instruct",
        min_length=1,
        description="the model to start from, as the trainer names it, or a local folder",
    )
    max_length: int = Field(2048, ge=16, description="tokens a row may have in training")
    training: Training = Field(
        Training(), description="how to train: what is not given follows from the data"
    )
    tokenizer: Path | None = Field(
        None, description="a local tokenizer (its folder or tokenizer.json) to count tokens with"
    )
    parquet: bool = Field(False, description="write the data files as Parquet too")

    @model_validator(mode="after")
    def _room_for_training(self) -> Self:
        if self.validation_share + self.test_share >= 1:
            raise ValueError("validation_share and test_share leave nothing to train on")
        return self

    def without_folders(self) -> "Recipe":
        """The recipe for the manifest: files by name, since paths are of one machine only."""
        names = {name: Path(path.name) for name in _PATHS if (path := getattr(self, name)) is not None}
        against = tuple(Path(path.name) for path in self.against)
        model = Path(self.base_model)
        base_model = model.name if model.is_absolute() else self.base_model
        return self.model_copy(update={**names, "against": against, "base_model": base_model})

    def model_named(self) -> str:
        """The base model for configs that run in another folder than this: a local one by its full path.

        Raises:
            StudioError: a local folder that holds no model.

        """
        folder = Path(self.base_model).expanduser()
        if not folder.is_dir():
            return self.base_model
        if not (folder / "config.json").is_file():
            raise StudioError(
                f"the base model's folder {one_line(folder.name, 60)} holds no config.json",
                "name a folder that holds a whole model, or a model of the hub as OWNER/NAME",
            )
        return str(folder.resolve())


def load_recipe(path: Path) -> Recipe:
    """The recipe in a YAML file.

    Raises:
        StudioError: not YAML, a field that is not one or stands there twice; names field and line.

    """
    try:
        marked = read_marked(path.read_text(encoding="utf-8"), one_line(path.name, 80))
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StudioError(f"{path.name} is not UTF-8 text") from None
    try:
        return Recipe.model_validate({} if marked.value is None else marked.value)
    except ValidationError as error:
        raise StudioError(
            f"{marked.name}, {explain(error, marked)}", "fields: " + ", ".join(_fields_near(error))
        ) from None


def make_recipe(base: Recipe, changes: Mapping[str, Any]) -> Recipe:
    """A recipe with some fields changed.

    Raises:
        StudioError: a value cannot be; names the field.

    """
    try:
        return Recipe.model_validate(base.model_dump() | dict(changes))
    except ValidationError as error:
        raise StudioError(explain(error)) from None


def _fields_near(error: ValidationError) -> list[str]:
    """The names that could stand where the first wrong one does."""
    inner = error.errors()[0]["loc"][:1] == ("training",)
    return [f"training.{name}" for name in Training.model_fields] if inner else [*Recipe.model_fields]


def explain(error: ValidationError, marked: Marked | None = None) -> str:
    """A pydantic error in one line: each field and what is wrong with it, without its value.

    With the file that it comes from each field's line stands before it.
    """
    return "; ".join(
        (f"line {marked.line(item['loc'])}, " if marked else "")
        + f"{_where(item['loc'])}: {_WORDS.get(item['type'], item['msg'].lower())}"
        for item in error.errors()
    )


def _where(place: tuple[int | str, ...]) -> str:
    return one_line(".".join(str(part) for part in place if isinstance(part, str)) or "recipe", 80)
