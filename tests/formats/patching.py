"""Patches put into a plain object, as an exporter puts them into text. It checks no format."""

import json
from collections.abc import Sequence
from typing import Any

from studio.formats.format import Patch, Path


def apply(row: dict[str, Any], patches: Sequence[Patch]) -> dict[str, Any]:
    """A copy of the row with the patches in it; a last key that is not there is added."""
    new: dict[str, Any] = json.loads(json.dumps(row))  # no two places share an object
    for patch in patches:
        place: Any = new
        for key in patch.path[:-1]:
            place = place[key]
        if isinstance(place, list):
            assert patch.path[-1] in range(len(place))
        place[patch.path[-1]] = patch.value
    return new


def only_changes(row: dict[str, Any], patches: Sequence[Patch]) -> bool:
    """True when every patch names a value that the row does not have at that path already."""
    return not any(_has(row, patch.path, patch.value) for patch in patches)


def _has(row: dict[str, Any], path: Path, value: object) -> bool:
    place: Any = row
    for key in path:
        if isinstance(place, dict) and key not in place:
            return False
        place = place[key]
    return type(place) is type(value) and bool(place == value)
