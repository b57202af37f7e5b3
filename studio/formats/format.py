"""What a format is, and how the right one is found for a row. It knows no format by name.

A format turns one JSON object into an example and, for an edited row, says which values of the
object to replace, so that everything else in the row stays byte for byte as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

from studio.core.example import Example
from studio.core.finding import Problem
from studio.core.registry import plugins
from studio.errors import StudioError

Record = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Reading:
    """What a format made of a row: the example, and what was wrong with the row."""

    example: Example
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Patch:
    """Replace the value at `path` of the original object by `value`; add the key if it is not there."""

    path: Path
    value: Any = field(hash=False)


class Format(Protocol):
    """One shape of input row. Modules of `studio.formats` bind one to `FORMAT`."""

    @property
    def name(self) -> str:
        """The word that `--format` takes, such as `alpaca`."""

    @property
    def title(self) -> str:
        """One line for help and README: what rows of this shape look like."""

    @property
    def sample(self) -> str:
        """One JSON line of this shape."""

    def claims(self, record: Record) -> int:
        """How well the row fits: 0 not at all, higher = more specific. Looks at keys, types and first items.

        The answer is remembered for rows with the same keys, the same types under them and, in lists,
        the same type or keys of the first item: a claim must hang on nothing else.
        """

    def read(self, record: Record) -> Reading:
        """The example in a row. Never raises on odd values: they become problems."""

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """The values to replace so that reading the row again gives `new` (in this format's reach)."""


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, in order of name."""
    found = cast("tuple[Format, ...]", plugins("studio.formats", "FORMAT"))
    return tuple(sorted(found, key=lambda item: item.name))


@cache
def named(name: str) -> Format:
    """The format of that name.

    Raises:
        StudioError: there is none; the hint lists those there are.

    """
    for item in all_formats():
        if item.name == name:
            return item
    raise StudioError(
        f"there is no format called {name!r}",
        "formats: " + ", ".join(item.name for item in all_formats()),
    )


class PlainKeys(NamedTuple):
    """Where plain rows keep their texts: question, what is added to it (or None), answer."""

    ask: str
    more: str
    answer: str


class PlainFormat(Format, Protocol):
    """A format most of whose rows are one question and one answer in plain text.

    Such rows make up nearly all of nearly all big files, so the reader takes them by their keys,
    without an `Example`.
    """

    def plain_keys(self, record: Record) -> PlainKeys | None:
        """The keys of rows with just this row's keys, where plain texts under them say all."""


class SplitFormat(Format, Protocol):
    """A format some of whose rows hold several answers that nothing ranks."""

    def split(self, record: Record) -> list[dict[str, Any]]:
        """The rows that one row is to become, in order, keys as they were; none = it stays one."""


class Detector:
    """Finds the format of each row, remembering the answer for rows alike as `Format.claims` says."""

    def __init__(self, forced: Format | None = None) -> None:
        self._forced = forced
        self._known: dict[tuple[object, ...], Format] = {}

    def plain_keys(self, record: dict[str, Any]) -> PlainKeys | None:
        """Where a row with these keys keeps its texts, if its format has plain rows."""
        form = self.format_of(record)
        return cast("PlainFormat", form).plain_keys(record) if hasattr(form, "plain_keys") else None

    def format_of(self, record: Record) -> Format:
        """The format that claims the row most strongly (the first by name on a tie)."""
        if self._forced is not None:
            return self._forced
        shape = (*record, *map(_kind, record.values()))
        found = self._known.get(shape)
        if found is None:
            found = max(all_formats(), key=lambda item: item.claims(record))
            if len(self._known) < 4096:  # a file with endless odd keys must not fill the memory
                self._known[shape] = found
        return found


def _kind(value: object) -> object:
    """A value's type; of a list also what its first item is: its type or, of an object, its keys."""
    if type(value) is not list or not value:
        return type(value)
    first = value[0]
    return (list, *first) if type(first) is dict else (list, type(first))
