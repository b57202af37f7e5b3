"""One line of the readiness page, and the page. It finds nothing out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Level(StrEnum):
    """How bad it is: do not train on this, look at it first, know it."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


class Item(NamedTuple):
    """One thing to know before the set is written.

    Attributes:
        level: see `Level`.
        topic: a word: size, review, checks, duplicates …
        sentence: what is so, with figures.
        remedy: what to do about it; empty where nothing is to be done.
        filter: finds the rows that it is about, in the filter language; empty where it is not about rows.
        screen: where it is put right: `review`, `duplicates`, `coverage`, `pairs`, `export`; else empty.

    """

    level: Level
    topic: str
    sentence: str
    remedy: str = ""
    filter: str = ""
    screen: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The page.

    Attributes:
        rows: of the set that it is about.
        accepted_only: the set is what was accepted; else, where nothing was, all that nobody refused.
        items: stops first, then warnings, then notes.

    """

    rows: int
    accepted_only: bool
    items: tuple[Item, ...]

    @property
    def counts(self) -> dict[Level, int]:
        """Items by level."""
        found = Counter(item.level for item in self.items)
        return {level: found[level] for level in Level}

    @property
    def verdict(self) -> str:
        """The page in one sentence."""
        stops, warnings = self.counts[Level.STOP], self.counts[Level.WARN]
        about = f"{self.rows:,} {'accepted rows' if self.accepted_only else 'rows that nobody refused'}"
        if stops:
            also = f" and {_some(warnings, 'warning')}" if warnings else ""
            return f"not ready: {_some(stops, 'stop')}{also}, {about}"
        if warnings:
            return f"ready, with {_some(warnings, 'warning')} to look at first, {about}"
        return f"ready: nothing stands in the way, {about}"

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        value = asdict(self) | {"verdict": self.verdict}
        value["items"] = [item._asdict() | {"level": item.level.value} for item in self.items]
        return value


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """Stops, warnings, notes; each in the order in which they came."""
    rank = {level: number for number, level in enumerate(Level)}
    return tuple(sorted(items, key=lambda item: rank[item.level]))


def _some(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
