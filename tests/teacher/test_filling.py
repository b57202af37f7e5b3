"""Made answers fit their schemas: pydantic writes the schema and judges the value."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, TypeAdapter

from tests.teacher.server.filling import fill, sentence


class Colour(Enum):
    """One of two."""

    RED = "red"
    BLUE = "blue"


class Tree(BaseModel):
    """A schema that names itself."""

    name: str
    colour: Colour
    branches: list["Tree"]
    parent: "Tree | None"


TYPES: dict[str, Any] = {
    "text": Annotated[str, Field(min_length=150, max_length=160)],
    "short text": Annotated[str, Field(max_length=5)],
    "integer": Annotated[int, Field(gt=-3, lt=-1)],
    "integer above": Annotated[int, Field(ge=10)],
    "integer below": Annotated[int, Field(le=-10)],
    "number": Annotated[float, Field(gt=0.25, lt=0.5)],
    "steps": Annotated[float, Field(ge=-1, le=1, multiple_of=0.5)],
    "few": Annotated[list[int], Field(min_length=2, max_length=2)],
    "many": Annotated[list[bool], Field(min_length=7)],
    "none": Annotated[list[str], Field(max_length=0)],
    "maybe": int | None,
    "constant": Literal["only"],
    "tree": Tree,
    "dates": list[UUID] | list[date] | list[datetime],
}


@pytest.mark.parametrize("name", TYPES)
def test_a_value_fits_its_schema(name: str) -> None:
    judge = TypeAdapter(TYPES[name])
    schema = judge.json_schema()
    for seed in range(30):
        value = fill(schema, f"{seed}")
        judge.validate_python(value)
        assert fill(schema, f"{seed}") == value


def test_all_of_an_enum_and_both_sides_of_a_choice_come() -> None:
    schema = {"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}
    assert {fill(schema, f"{seed}") for seed in range(40)} == {"a", "b", None}


def test_sentences_are_told_apart() -> None:
    assert len({sentence(f"{seed}") for seed in range(1000)}) == 1000
