"""The recipe of an export: everything that decides its bytes, besides the project. It reads no data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.core.verdict import Status
from studio.errors import StudioError


class Recipe(BaseModel):
    """What goes into an export and how. The same project and recipe give the same bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statuses: tuple[Status, ...] = Field(
        (Status.ACCEPTED,), description="rows with one of these verdicts are exported"
    )
    filter: str = Field("", description="only rows that this filter finds, in the filter language")
    shapes: tuple[str, ...] = Field(
        ("messages", "preference"),
        description="row shapes to write; one for each folder (sft, dpo, rows)",
    )
    validation_share: float = Field(
        0.2, ge=0, lt=1, description="share of groups that go to validation, 0 for none"
    )
    seed: int = Field(42, description="seed of the split")
    pairs_in_sft: bool = Field(False, description="also teach the chosen side of pairs in SFT")
    fields: tuple[str, ...] = Field(
        (),
        description="unknown fields to carry into trainer files; `*` for all (as-is keeps all anyway)",
    )
    trainers: tuple[str, ...] = Field(("trl",), description="trainers to write launch configs for")
    base_model: str = Field(
        "Qwen/Qwen2.5-0.5B-Instruct", description="the model to start from, as the trainer names it"
    )
    max_length: int = Field(2048, ge=16, description="tokens a row may have in training")


def load_recipe(path: Path) -> Recipe:
    """The recipe in a YAML file.

    Raises:
        StudioError: not YAML, or a field that is not one; names the field and the line where known.

    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return Recipe.model_validate(values)
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise StudioError(f"{path.name} is not YAML{where}") from None
    except ValidationError as error:
        raise StudioError(
            f"{path.name}: {explain(error)}", "fields: " + ", ".join(Recipe.model_fields)
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


def explain(error: ValidationError) -> str:
    """A pydantic error in one line: each field and what is wrong with it, without its value."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'recipe'}: {item['msg'].lower()}" for item in error.errors()
    )
