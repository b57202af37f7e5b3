"""Values that fit a JSON schema, made from a seed. It knows no `pattern`, and its texts mean nothing.

Keywords are those of JSON Schema 2020-12 that structured outputs and tool inputs use. Bounds that an SDK
moved into a description as `{minimum: 1, maximum: 5}` are kept as well.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from math import ceil, floor
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).with_name("words.txt").read_text(encoding="ascii").split()

_FORMATS = {
    "date": "2026-{0:02d}-{1:02d}",
    "time": "{0:02d}:{1:02d}:00Z",
    "date-time": "2026-{0:02d}-{1:02d}T12:00:00Z",
    "duration": "P{1}D",
    "email": "reader{2}@example.com",
    "hostname": "host{2}.example.com",
    "uri": "https://example.com/{2}",
    "ipv4": "192.0.2.{1}",
    "ipv6": "2001:db8::{1}",
    "uuid": "00000000-0000-4000-8000-{2:012d}",
}

_DEEPEST = 8
_BOUND = re.compile(r"(minimum|maximum|exclusiveMinimum|exclusiveMaximum|minItems|maxItems): (-?[0-9.]+)")


def fill(schema: Mapping[str, Any], seed: str) -> Any:
    """A value that fits the schema; another seed gives another value where the schema leaves a choice."""
    return _Filling(schema, seed).value(schema, "", 0)


def sentence(seed: str, words: int = 12) -> str:
    """A line of words, the same for the same seed."""
    draws = blake2b(seed.encode(), digest_size=64).digest()
    chosen = [_WORDS[(draws[n % 64] + 31 * n) % len(_WORDS)] for n in range(words)]
    return " ".join(chosen).capitalize() + "."


class _Filling:
    """One walk through one schema."""

    def __init__(self, root: Mapping[str, Any], seed: str) -> None:
        self._root = root
        self._seed = seed

    def value(self, schema: Mapping[str, Any], path: str, depth: int) -> Any:
        """The value at this path of the answer."""
        schema = _one_of(self._resolved(schema), self._draw(path + "?"), depth)
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][self._draw(path) % len(schema["enum"])]
        match _type_of(schema, depth):
            case "object":
                return self._object(schema, path, depth)
            case "array":
                return self._array(schema, path, depth)
            case "integer" | "number" as kind:
                return _number(schema, kind, self._draw(path))
            case "boolean":
                return self._draw(path) % 2 == 0
            case "null":
                return None
        return self._string(schema, path)

    def _draw(self, path: str) -> int:
        return int.from_bytes(blake2b(f"{self._seed}{path}".encode(), digest_size=6).digest(), "big")

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema with its reference followed and its allOf put together."""
        while "$ref" in schema:
            found: Any = self._root
            for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
                found = found[part] if part else found
            schema = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
        for part in schema.get("allOf", ()):
            whole = self._resolved(part)
            properties = {**schema.get("properties", {}), **whole.get("properties", {})}
            schema = {**whole, **schema, **({"properties": properties} if properties else {})}
        return schema

    def _object(self, schema: Mapping[str, Any], path: str, depth: int) -> dict[str, Any]:
        needed = schema.get("required", ())
        return {
            name: self.value(inner, f"{path}.{name}", depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if depth < _DEEPEST or name in needed
        }

    def _array(self, schema: Mapping[str, Any], path: str, depth: int) -> list[Any]:
        told = _bounds(schema)
        least = int(told.get("minItems", 0 if depth >= _DEEPEST else 1))
        most = int(min(told.get("maxItems", max(least, 3)), max(least, 3)))
        count = least if depth >= _DEEPEST else least + self._draw(path) % (max(most - least, 0) + 1)
        count = min(count, int(told.get("maxItems", count)))
        return [self.value(schema.get("items", {}), f"{path}[{n}]", depth + 1) for n in range(count)]

    def _string(self, schema: Mapping[str, Any], path: str) -> str:
        drawn = self._draw(path)
        form = _FORMATS.get(schema.get("format", ""))
        if form is not None:
            return form.format(drawn % 12 + 1, drawn % 28 + 1, drawn % 10**9)
        text = sentence(f"{self._seed}{path}", 8 + drawn % 8)
        while len(text) < schema.get("minLength", 0):
            text += " " + sentence(f"{self._seed}{path}{len(text)}")
        return text[: schema.get("maxLength", len(text))]


def _one_of(schema: Mapping[str, Any], draw: int, depth: int) -> Mapping[str, Any]:
    """The schema, with one of its alternatives taken; deep down the last, often null."""
    for word in ("anyOf", "oneOf"):
        if schema.get(word):
            choices = schema[word]
            return choices[-1 if depth >= _DEEPEST else draw % len(choices)]  # type: ignore[no-any-return]
    return schema


def _type_of(schema: Mapping[str, Any], depth: int) -> str:
    """The type to make: of several the first, deep down the last."""
    named = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(named, str):
        return named
    return str(named[-1 if depth >= _DEEPEST else 0])


def _bounds(schema: Mapping[str, Any]) -> dict[str, float]:
    told = {name: float(value) for name, value in _BOUND.findall(str(schema.get("description", "")))}
    return {**told, **{name: schema[name] for name in schema if name.startswith(("min", "max", "exclusive"))}}


def _number(schema: Mapping[str, Any], kind: str, draw: int) -> float:
    """A number within the bounds: steps of one, or hundredths of the range."""
    told = _bounds(schema)
    low = told.get("minimum", told.get("exclusiveMinimum"))
    high = told.get("maximum", told.get("exclusiveMaximum"))
    room = 9 if kind == "integer" else 1
    if low is None:
        low = 0 if high is None else high - room
    if high is None:
        high = low + room
    step = schema.get("multipleOf", 1 if kind == "integer" else (high - low) / 100 or 1)
    first = ceil(low / step) if "multipleOf" in schema or kind == "integer" else 0
    start = 0 if "multipleOf" in schema or kind == "integer" else low
    last = floor((high - start) / step + 1e-9)
    first += 1 if "exclusiveMinimum" in told and start + first * step <= low else 0
    last -= 1 if "exclusiveMaximum" in told and start + last * step >= high else 0
    found = start + (first + draw % (max(last - first, 0) + 1)) * step
    return int(found) if kind == "integer" else round(found, 6)
