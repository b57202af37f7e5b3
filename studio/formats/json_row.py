"""A row's bytes as a JSON value, strictly. It repairs nothing."""

import json
import re
from typing import Any

from pydantic_core import from_json

from studio.core.finding import Problem

_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(raw: bytes) -> Any:
    """The JSON value of a row's bytes; escaped lone surrogates are let through as they are.

    Raises:
        ValueError: not JSON (NaN and Infinity are not), or nested too deep.

    """
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        if b"\\ud" not in raw and b"\\uD" not in raw:
            raise
        # Only the standard library lets a lone surrogate through. The row is flagged, not lost.
        try:
            return json.loads(raw, parse_constant=_refuse_constant)
        except RecursionError:
            raise ValueError("nested too deep") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def raw_problems(raw: bytes, record: dict[str, Any]) -> tuple[Problem, ...]:
    """What only the bytes tell: keys given twice, halves of characters."""
    problems: tuple[Problem, ...] = ()
    # Counting is cheap: only where the colons are not as many as the keys is the row looked into.
    if raw.count(b'":') != _count_keys(record):
        twice = _keys_given_twice(raw)
        if twice:
            names = ", ".join(twice[:3])
            problems += (Problem("duplicate-key", f"key given twice, the last one counts: {names}", False),)
    if b"\\u" in raw and (b"\\ud" in raw or b"\\uD" in raw):
        problems += half_characters(record)
    return problems


def half_characters(value: dict[str, Any]) -> tuple[Problem, ...]:
    """The problem of a JSON value in which half of a character stands; none where all are whole."""
    if not _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        return ()
    return (Problem("lone-surrogate", "half of a character (a lone surrogate): no trainer can read it"),)


def _count_keys(record: dict[str, Any]) -> int:
    """Keys of an object and of the objects in its lists: all there are in the usual shapes."""
    count = len(record)
    for value in record.values():
        if type(value) is list:
            count += sum(len(item) for item in value if type(item) is dict)
    return count


def _keys_given_twice(raw: bytes) -> list[str]:
    twice: list[str] = []

    def check(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    twice.append(key[:40])
                seen.add(key)
        return value

    try:
        json.loads(raw, object_pairs_hook=check)
    except (ValueError, RecursionError):
        return []
    return twice
