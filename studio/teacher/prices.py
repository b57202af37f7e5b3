"""What a request to Claude costs, from a dated table that a person can change. It guesses no price.

The table that is shipped is `prices.toml` beside this file; a file of one's own says other prices for
single models, or prices of more models.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.errors import StudioError

_SHIPPED = Path(__file__).with_name("prices.toml")
_MILLION = 1_000_000
_DATED = re.compile(r"-20\d{6}\Z")
_HINT = f"{_SHIPPED} shows its form"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, or of several.

    Attributes:
        input_tokens: those that no cache had to do with.
        output_tokens: thinking included.
        cache_read: those that came from the cache.
        cache_write: those that went into it for 5 minutes.
        cache_write_1h: those that went into it for an hour.

    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0

    @property
    def prompt_tokens(self) -> int:
        """All that was sent."""
        return self.input_tokens + self.cache_read + self.cache_write + self.cache_write_1h

    def __add__(self, other: "Usage") -> "Usage":
        """The tokens of both."""
        return Usage(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


class Price(BaseModel):
    """The prices of one model, in USD per million tokens; `prices.toml` says what each is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: float = Field(ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)
    cache_write_5m: float = Field(ge=0, allow_inf_nan=False)
    cache_write_1h: float = Field(ge=0, allow_inf_nan=False)
    cache_read: float = Field(ge=0, allow_inf_nan=False)
    batch: float = Field(1.0, gt=0, le=1)
    above_tokens: int | None = Field(None, gt=0)
    above_times: float = Field(1.0, ge=1, allow_inf_nan=False)
    cache_floor: int | None = Field(None, ge=0)

    def cost(self, usage: Usage, batch: bool) -> float:
        """What one request cost, in USD. A sum of several is not one: a long prompt is dearer."""
        micro = (
            usage.input_tokens * self.input
            + usage.output_tokens * self.output
            + usage.cache_read * self.cache_read
            + usage.cache_write * self.cache_write_5m
            + usage.cache_write_1h * self.cache_write_1h
        )
        return micro * self._times(usage.prompt_tokens, batch) / _MILLION

    def bound(self, input_bytes: int, max_tokens: int, batch: bool) -> float:
        """The most that one request can cost, in USD.

        A token is at least one byte, and is at most as dear as the dearest way to send it.

        Args:
            input_bytes: all of the request in UTF-8, and what the server adds to it.
            max_tokens: the limit that the request sets for its answer, thinking included.
            batch: the request is part of a batch.

        """
        dearest = max(self.input, self.cache_write_5m, self.cache_write_1h, self.cache_read)
        micro = input_bytes * dearest + max_tokens * self.output
        return micro * self._times(input_bytes, batch) / _MILLION

    def _times(self, prompt_tokens: int, batch: bool) -> float:
        long = self.above_tokens is not None and prompt_tokens > self.above_tokens
        return (self.above_times if long else 1.0) * (self.batch if batch else 1.0)


@dataclass(frozen=True, slots=True)
class Prices:
    """A table of prices.

    Attributes:
        models: price by the model's id without a date.
        as_of: the day the shipped prices were read.
        source: where.
        own: models whose price is, in part or whole, from the user's file.

    """

    models: Mapping[str, Price]
    as_of: date
    source: str
    own: frozenset[str] = field(default_factory=frozenset)

    def of(self, model: str) -> Price | None:
        """The price of a model, by its id with or without a date; None where it is not known."""
        return self.models.get(model) or self.models.get(_DATED.sub("", model))


def load_prices(path: Path | None = None) -> Prices:
    """The shipped prices, and over them those of the user's file where there is one.

    Raises:
        StudioError: the file cannot be read, or says what cannot be; it names the line.

    """
    shipped = _read(_SHIPPED)
    tables: dict[str, dict[str, Any]] = dict(shipped["models"])
    own: dict[str, Any] = {}
    if path is not None and path.exists():
        values = _read(path)
        strange = [key for key in values if key not in ("models", "date", "source")]
        if strange:
            raise _wrong(path, f"{strange[0]} means nothing here", "", strange[0])
        own = values.get("models", {})
        if not isinstance(own, dict):
            raise _wrong(path, "models is not a table", "", "models")
        for model, table in own.items():
            if not isinstance(table, dict):
                raise _wrong(path, f"{model} is not a table", model, "")
            tables[model] = {**tables.get(model, {}), **table}
    models: dict[str, Price] = {}
    for model, table in tables.items():
        try:
            models[model] = Price.model_validate(table, strict=True)
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0]) if first["loc"] else ""
            at = path if path is not None and model in own else _SHIPPED
            unknown = first["type"] == "extra_forbidden"
            what = "this means nothing here" if unknown else first["msg"].lower()
            raise _wrong(at, f"{model}, {key}: {what}", model, key) from None
    return Prices(models, shipped["date"], shipped["source"], frozenset(own))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise StudioError(f"{path} cannot be read: {error}", _HINT) from None


def _wrong(path: Path, what: str, model: str, key: str) -> StudioError:
    """An error that names the line of a model's key, or of its table where the key is missing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    table = re.compile(rf"\s*(?:\[\s*models\s*\.\s*)?[\"']?{re.escape(model)}[\"']?\s*(?:\]|=|\.)")
    pair = re.compile(rf"(?:.*[\s.{{,])?[\"']?{re.escape(key)}[\"']?\s*(?:=|\.)|\s*\[+\s*{re.escape(key)}\b")
    start = next((at for at, line in enumerate(lines, 1) if table.match(line)), 1) if model else 1
    found = start
    for at, line in enumerate(lines[start - 1 :], start):
        if at > start and model and line.lstrip().startswith("["):
            break
        if key and pair.match(line):
            found = at
            break
    return StudioError(f"{path}, line {found}: {what}", _HINT)
