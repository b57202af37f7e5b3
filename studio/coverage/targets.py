"""The targets of a contract, as they are written. Floors are what they mean, by number."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Count = Annotated[int, Field(ge=0, le=10_000_000)]
Portion = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


def _or_none(empty: Any) -> BeforeValidator:
    """A key left blank means that there are none."""
    return BeforeValidator(lambda value: empty if value is None else value)


class Targets(BaseModel):
    """How many good rows there should be. A cell is written `facet=value`, a pair `a=x & b=y`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    each_value: Count = Field(0, description="floor of every value")
    each_pair: Count = Field(0, description="floor of every two values of different facets together")
    values: Annotated[dict[str, Count], _or_none({})] = Field(
        default_factory=dict, description="floors of single values, in place of each_value"
    )
    pairs: Annotated[dict[str, Count], _or_none({})] = Field(
        default_factory=dict, description="floors of single pairs, in place of each_pair"
    )
    shares: Annotated[dict[str, Portion], _or_none({})] = Field(
        default_factory=dict, description="least share of a value among the rows that have one in its facet"
    )
    impossible: Annotated[tuple[dict[str, str], ...], _or_none(())] = Field(
        (), description="values that no row can have together"
    )
