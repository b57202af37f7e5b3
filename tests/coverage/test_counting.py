"""Counts by pattern: all at once, row by row, and against plain counting."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.coverage.counting import Counts

Rows = list[tuple[int, ...]]
SIZES = (3, 2, 4)
ROWS = st.lists(st.tuples(*(st.integers(-1, size - 1) for size in SIZES)), max_size=30)


def _same(one: Counts, other: Counts) -> None:
    assert one.total == other.total
    for level in range(len(SIZES) + 1):
        for facets in combinations(range(len(SIZES)), level):
            assert one.table(facets).tolist() == other.table(facets).tolist()


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS)
def test_adding_and_removing_is_counting_anew(
    kept: list[tuple[int, ...]], gone: list[tuple[int, ...]]
) -> None:
    moved = Counts(SIZES, np.array(kept + gone, np.int16).reshape(-1, 3))
    moved.table((0, 1, 2))
    for row in gone:
        moved.remove(row)
    grown = Counts(SIZES)
    for row in kept:
        grown.add(row)
    anew = Counts(SIZES, np.array(kept, np.int16).reshape(-1, 3))
    _same(moved, anew)
    _same(grown, anew)
    for facets in ((0,), (0, 2), (0, 1, 2)):
        plain = Counter(tuple(row[facet] for facet in facets) for row in kept)
        for values, count in np.ndenumerate(anew.table(facets)):
            assert plain[values] == count == anew.count(tuple(zip(facets, values, strict=True)))


def test_only_good_rows_count() -> None:
    vectors = np.array([(0, 0), (0, 1), (1, -1)], np.int16)
    counts = Counts((2, 2), vectors, np.array([True, False, True]))
    assert counts.total == 2
    assert counts.table((0,)).tolist() == [1, 1]
    assert counts.totals().tolist() == [2, 1]
    assert counts.count(()) == 2


def test_a_copy_goes_its_own_way() -> None:
    counts = Counts((2, 2), np.array([(0, 1)], np.int16))
    twin = counts.copy()
    twin.add((1, 1))
    assert (counts.total, twin.total) == (1, 2)
    assert counts.table((0, 1)).sum() == 1


def test_facets_whose_product_passes_64_bits() -> None:
    sizes = (3000,) * 10
    random = np.random.default_rng(1)
    vectors = random.integers(-1, 3000, (50, 10)).astype(np.int16)
    counts = Counts((3000,) * 3, np.repeat(vectors[:, :3], 2, axis=0))
    assert counts.total == 100
    from studio.coverage.counting import _distinct

    kinds, times = _distinct(np.repeat(vectors, 3, axis=0), sizes)
    assert sorted(map(tuple, kinds.tolist())) == sorted(map(tuple, vectors.tolist()))
    assert set(times.tolist()) == {3}


def test_what_cannot_be() -> None:
    counts = Counts((2, 2))
    with pytest.raises(ValueError, match="fewer"):
        counts.remove((0, 0))
    with pytest.raises(ValueError, match="no vector"):
        counts.add((0, 2))
    with pytest.raises(ValueError, match="no vector"):
        counts.add((0,))
    with pytest.raises(ValueError, match="facet's"):
        Counts((2, 2), np.array([(0, 7)], np.int16))
    with pytest.raises(ValueError, match="shape"):
        Counts((2, 2), np.array([(0,)], np.int16))


def test_no_rows_and_no_good_rows() -> None:
    assert Counts((2,), np.zeros((0, 1), np.int16)).total == 0
    empty = Counts((2, 2, 2), np.zeros((3, 3), np.int16), np.zeros(3, np.bool_))
    assert empty.table((0, 1, 2)).sum() == empty.total == 0
