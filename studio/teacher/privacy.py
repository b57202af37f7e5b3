"""What of a text nobody else should read, before it leaves for Claude. It changes and sends nothing.

The finders are those of the checks `secret` and `personal`, so that what is told of a set and what is
hidden from a request are the same. They know addresses and numbers by their form: a person's name,
a street or an illness is not found.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from studio.checks.personal import find_personal
from studio.checks.secret import find_secrets
from studio.core.joined import Joined

_AT_ONCE = 1_000


class Span(NamedTuple):
    """A place in a text: first character, one past the last, and what stands there (`e-mail` …)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """What some texts would show to whoever reads them.

    Attributes:
        texts: how many texts were looked at.
        characters: how long they are together.
        counts: places by kind, the most frequent first.
        spans: for each text its places, in order, none over another.

    """

    texts: int
    characters: int
    counts: Mapping[str, int]
    spans: tuple[tuple[Span, ...], ...]

    @property
    def exposed(self) -> int:
        """How many of the texts hold anything."""
        return sum(map(bool, self.spans))


def look(texts: Sequence[str]) -> Exposure:
    """Look for secrets and personal data in some texts."""
    spans: list[tuple[Span, ...]] = []
    for start in range(0, len(texts), _AT_ONCE):
        spans += _look(texts[start : start + _AT_ONCE])
    counts = Counter(span.kind for found in spans for span in found)
    return Exposure(len(texts), sum(map(len, texts)), dict(counts.most_common()), tuple(spans))


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; those that overlap become one, of the kind of the one that begins first."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end, one.kind)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = last._replace(end=max(last.end, span.end))
        elif span.end > span.start:
            merged.append(span)
    return tuple(merged)


def _look(texts: Sequence[str]) -> list[tuple[Span, ...]]:
    joined = Joined(texts)
    found: list[list[Span]] = [[] for _ in texts]
    for spot in chain(find_secrets(joined), find_personal(joined)):
        found[spot.row].append(Span(spot.start, spot.end, spot.kind))
    return [merge(spans) for spans in found]
