"""Values of a row's fields, read with care: wrong types and blanks become problems, never errors."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from studio.core.finding import Problem

# White space and the characters that a reader cannot see: a text of these alone is blank.
_SEEN = re.compile(r"[^\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff\x00]")


def is_blank(text: str) -> bool:
    """True when there is nothing to read in a text."""
    return _SEEN.search(text) is None


def kind_of(value: object) -> str:
    """A JSON value's type in words, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


def wrong_type(key: str, value: object, wanted: str = "text") -> Problem:
    """The problem of a value that is not what its key promises."""
    return Problem("type", f"{show(key)} is {kind_of(value)}, {wanted} is wanted", True, key)


def blank(key: str) -> Problem:
    """The problem of a text with nothing in it."""
    return Problem("empty", f"{show(key)} is blank", True, key)


def show(key: str) -> str:
    """A key's name, cut, for messages."""
    return key if len(key) <= 40 else key[:39] + "…"


class Keys:
    """Which of a row's keys say what, looked up once for all rows with the same keys.

    Args:
        roles: for each role the names that keys may have, best first. Names are compared exactly
            first, then without case and outer blanks.
    """

    def __init__(self, roles: Mapping[str, Sequence[str]]) -> None:
        self._roles = roles
        self._known: dict[tuple[str, ...], tuple[dict[str, str], tuple[Problem, ...]]] = {}

    def find(self, record: Mapping[str, Any]) -> tuple[dict[str, str], tuple[Problem, ...]]:
        """The row's key of each role that it has, and remarks on keys read under another spelling."""
        names = tuple(record)
        known = self._known.get(names)
        if known is None:
            known = self._look(names)
            if len(self._known) < 4096:
                self._known[names] = known
        return known

    def _look(self, names: tuple[str, ...]) -> tuple[dict[str, str], tuple[Problem, ...]]:
        folded = {name.strip().casefold(): name for name in reversed(names)}
        found: dict[str, str] = {}
        problems: list[Problem] = []
        for role, spellings in self._roles.items():
            for name in spellings:
                if name in names:
                    found[role] = name
                elif name in folded:
                    found[role] = folded[name]
                    note = f"key {show(folded[name])!r} was read as {name}"
                    problems.append(Problem("schema", note, False, folded[name]))
                else:
                    continue
                break
        return found, tuple(problems)
