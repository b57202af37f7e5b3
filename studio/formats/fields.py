"""Values of a row's fields, read with care. It repairs none: what is wrong becomes a problem."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from studio.core.finding import Problem
from studio.core.glyphs import one_line

# White space and the characters that a reader cannot see: a text of these alone is blank.
_SEEN = re.compile(
    "[^\\s\x00\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff\uffa0]"
)
_ROOM = 4096  # layouts of keys to remember: a file with endless odd keys must not fill the memory
_LONGEST_KEY = 40


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


def wrong_type(key: str, value: object, check: str = "type", wanted: str = "text is") -> Problem:
    """The problem of a value that is not what its key promises."""
    return Problem(check, f"{show(key)} is {kind_of(value)}, {wanted} wanted", True, show(key))


def blank(key: str) -> Problem:
    """The problem of a text with nothing in it."""
    return Problem("empty", f"{show(key)} is blank", True, show(key))


def show(key: str) -> str:
    """A key's name for messages: cut, on one line, with nothing in it that could act."""
    if key.isidentifier() and key.isascii() and len(key) <= _LONGEST_KEY:  # nearly every key
        return key
    return one_line(key, _LONGEST_KEY)


def field_of(record: Mapping[str, Any], found: Mapping[str, str], role: str) -> object:
    """The value that a row has for a role; None when it has no key for it."""
    return record[found[role]] if role in found else None


class Keys:
    """Which of a row's keys say what, looked up once for all rows with the same keys.

    Args:
        roles: for each role the names that its key may have, best first. An exact spelling beats
            one that only agrees without case and outer blanks.
        pairs: names for the roles `ask` and `answer` that count only together, and only where the
            row has no other question: each alone is a common name for something else.
        tasks: names for the role `ask` that count only beside an input and an answer.

    """

    def __init__(
        self,
        roles: Mapping[str, Sequence[str]],
        pairs: Sequence[tuple[str, str]] = (),
        tasks: Sequence[str] = (),
    ) -> None:
        self._roles = roles
        self._pairs = pairs
        self._tasks = tasks
        self._known: dict[tuple[str, ...], tuple[dict[str, str], tuple[Problem, ...]]] = {}

    def find(self, record: Mapping[str, Any]) -> tuple[dict[str, str], tuple[Problem, ...]]:
        """The row's key of each role that it has, and remarks on keys spelled otherwise."""
        names = tuple(record)
        known = self._known.get(names)
        if known is None:
            known = self._look(names)
            if len(self._known) < _ROOM:
                self._known[names] = known
        return known

    def _look(self, names: tuple[str, ...]) -> tuple[dict[str, str], tuple[Problem, ...]]:
        folded = {name.strip().casefold(): name for name in reversed(names)}
        exact = {name: name for name in names}
        found: dict[str, str] = {}
        problems: list[Problem] = []

        def take(role: str, spellings: Sequence[str]) -> None:
            for known in (exact, folded):
                for name in spellings:
                    if name in known:
                        found[role] = known[name]
                        if known[name] != name:
                            problems.append(_respelled(known[name], name))
                        return

        for role, spellings in self._roles.items():
            take(role, spellings)
        if "ask" not in found and "input" not in found:
            for ask, answer in self._pairs:
                if ask in folded and answer in folded:
                    take("ask", [ask])
                    take("answer", [answer])
                    break
        elif "ask" not in found and "answer" in found:
            take("ask", self._tasks)
        return found, tuple(problems)


def _respelled(key: str, name: str) -> Problem:
    # repr shows the blanks of "output " and escapes whatever could act on a terminal.
    return Problem("schema", f"key {key[:40]!r} read as {name}", False, show(key))
