"""Patterns: some facets with a value each, by number. It knows neither words nor counts.

After Asudeh, Jin and Jagadish, "Assessing and Remedying Coverage for a Given Dataset" (ICDE 2019): a
pattern is a partial assignment; one with fewer facets is more general.
"""

from collections.abc import Iterable

Pattern = tuple[tuple[int, int], ...]


def make_pattern(cells: Iterable[tuple[int, int]]) -> Pattern:
    """A pattern of (facet, value) pairs, facets rising.

    Raises:
        ValueError: a facet stands in it twice.

    """
    pattern = tuple(sorted(cells))
    if len({facet for facet, _ in pattern}) < len(pattern):
        raise ValueError("a facet has one value in a pattern")
    return pattern


def facets_of(pattern: Pattern) -> tuple[int, ...]:
    """The facets that a pattern fixes."""
    return tuple(facet for facet, _ in pattern)


def values_of(pattern: Pattern) -> tuple[int, ...]:
    """The values that it fixes them to, in the same order."""
    return tuple(value for _, value in pattern)
