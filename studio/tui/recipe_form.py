"""The export form as a recipe: which fields there are, what their texts mean. It draws nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from studio.exporters.recipe import Recipe, make_recipe


class Field(NamedTuple):
    """A line of the form: its name in the recipe, what people read, what stands there while it is empty."""

    name: str
    label: str
    hint: str = ""


FIELDS = (
    Field("to", "folder to write"),
    Field("statuses", "verdicts, by commas", "none"),
    Field("filter", "filter", "all rows"),
    Field("shapes", "row shapes, by commas", "none"),
    Field("validation_share", "validation share, 0 to 1", "none"),
    Field("test_share", "test share, locked", "none"),
    Field("seed", "seed of the split", "42"),
    Field("stratify", "facets on every side", "none"),
    Field("lock", "keep sides of export", "none"),
    Field("against", "files to keep out of train", "none"),
    Field("mix", "file of general rows", "none"),
    Field("mix_share", "their share of SFT", "none"),
    Field("trainers", "trainers, by commas", "none"),
    Field("base_model", "base model", "the default"),
    Field("method", "lora, qlora or full", "lora"),
    Field("max_length", "tokens a row", "2048"),
    Field("tokenizer", "tokenizer folder", "tokens are estimated"),
    Field("parquet", "Parquet too, yes or no", "no"),
    Field("margins", "margins of pairs too", "no"),
    Field("kto_from_verdicts", "KTO labels by verdict", "no"),
)
_LISTS = ("statuses", "shapes", "stratify", "against", "trainers")
_SHARES = ("validation_share", "test_share", "mix_share")
_PATHS = ("lock", "against", "mix", "tokenizer")


def form_values(kept: Mapping[str, str], project: str) -> dict[str, str]:
    """What every field holds: what was kept, else what a recipe has by itself."""
    recipe = Recipe()
    values = {
        "to": f"{project}-export",
        "method": recipe.training.method,
    }
    for field in FIELDS:
        if field.name not in values:
            given = getattr(recipe, field.name)
            text = ",".join(map(str, given)) if isinstance(given, tuple) else str(given)
            if isinstance(given, bool):
                text = "yes" if given else "no"
            values[field.name] = "" if given is None else text
    values.update((name, text) for name, text in kept.items() if name in values and text)
    values.update((name, "") for name in kept if name in values and not kept[name] and name != "to")
    return values


def read_form(kept: Mapping[str, str], project: str) -> tuple[Recipe, Path]:
    """The recipe that the fields say, and the folder to write.

    Raises:
        StudioError: a value cannot be; names the field.

    """
    values = form_values(kept, project)
    changes: dict[str, object] = {"filter": values["filter"]}
    for field in FIELDS:
        text = values[field.name].strip()
        if field.name in _LISTS:
            words = [word.strip() for word in text.split(",") if word.strip()]
            changes[field.name] = [_path(word) for word in words] if field.name in _PATHS else words
        elif text and field.name in _PATHS:
            changes[field.name] = _path(text)
        elif field.name == "method":
            changes["training"] = {"method": text} if text else {}
        elif field.name in _SHARES:
            changes[field.name] = text or 0
        elif text and field.name != "to":
            changes[field.name] = text
    return make_recipe(Recipe(), changes), _path(values["to"].strip())


def _path(text: str) -> Path:
    return Path(text).expanduser()
