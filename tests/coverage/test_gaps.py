"""Gaps and the rows that close them, against a brute-force oracle on small cubes."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.coverage.closing import closing_rows
from studio.coverage.counting import Counts
from studio.coverage.floors import Floors
from studio.coverage.gaps import find_gaps
from studio.coverage.patterns import Pattern, facets_of, make_pattern
from studio.errors import StudioError

Rows = list[tuple[int, ...]]
Cube = tuple[Counts, Rows, Floors, int]


def _all_patterns(sizes: tuple[int, ...], max_level: int) -> list[Pattern]:
    return [
        tuple(zip(facets, values, strict=True))
        for level in range(1, max_level + 1)
        for facets in combinations(range(len(sizes)), level)
        for values in product(*(range(sizes[facet]) for facet in facets))
    ]


def _matches(row: tuple[int, ...], pattern: Pattern) -> bool:
    return all(row[facet] == value for facet, value in pattern)


def _target(floors: Floors, pattern: Pattern, rows: Rows) -> int:
    target = floors.exact.get(pattern, floors.each[min(len(pattern), len(floors.each)) - 1])
    if len(pattern) == 1 and pattern[0] in floors.shares:
        known = sum(row[pattern[0][0]] >= 0 for row in rows)
        target = max(target, int(floors.shares[pattern[0]] * known + 1e-9))
    return target


def _uncovered(rows: Rows, floors: Floors, max_level: int) -> set[Pattern]:
    return {
        pattern
        for pattern in _all_patterns(floors.sizes, max_level)
        if not any(set(impossible) <= set(pattern) for impossible in floors.impossible)
        and sum(_matches(row, pattern) for row in rows) < _target(floors, pattern, rows)
    }


@st.composite
def cubes(draw: st.DrawFn, with_shares: bool = False) -> Cube:
    sizes = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)))
    max_level = draw(st.integers(1, 3))
    rows = draw(st.lists(st.tuples(*(st.integers(-1, size - 1) for size in sizes)), max_size=14))
    patterns = _all_patterns(sizes, min(2, len(sizes)))
    exact = draw(st.dictionaries(st.sampled_from(patterns), st.integers(0, 5), max_size=3))
    pairs = [pattern for pattern in patterns if len(pattern) == 2]
    impossible = draw(st.sets(st.sampled_from(pairs), max_size=3)) if pairs else set()
    each = tuple(draw(st.lists(st.integers(0, 3), min_size=1, max_size=3)))
    shares = {}
    if with_shares:
        facet = draw(st.integers(0, len(sizes) - 1))
        shares = {(facet, draw(st.integers(0, sizes[facet] - 1))): draw(st.sampled_from([0.2, 0.5, 0.8]))}
        impossible = set()
    floors = Floors(sizes, each, exact, shares, frozenset(impossible))
    return Counts(sizes, np.array(rows, np.int16).reshape(-1, len(sizes))), rows, floors, max_level


@settings(max_examples=200, deadline=None)
@given(cubes())
def test_gaps_are_all_the_uncovered_patterns_without_an_uncovered_generalisation(cube: Cube) -> None:
    counts, rows, floors, max_level = cube
    uncovered = _uncovered(rows, floors, max_level)
    minimal = {one for one in uncovered if not any(set(other) < set(one) for other in uncovered)}
    gaps = find_gaps(counts, floors, max_level=max_level)
    assert {gap.pattern for gap in gaps.worst} == minimal
    assert (gaps.count, gaps.uncovered) == (len(minimal), len(uncovered))
    for gap in gaps.worst:
        assert gap.good == sum(_matches(row, gap.pattern) for row in rows)
        assert gap.target == _target(floors, gap.pattern, rows)
    weights = [gap.weight for gap in gaps.worst]
    assert weights == sorted(weights, reverse=True)


@settings(max_examples=150, deadline=None)
@given(cubes())
def test_closing_rows_close_all_gaps_and_are_possible(cube: Cube) -> None:
    counts, rows, floors, max_level = cube
    closing = closing_rows(counts, floors, max_level)
    new = [vector for vector, times in closing.rows for _ in range(times)]
    assert closing.count == len(new) >= closing.at_least
    assert _uncovered(rows + new, floors, max_level) == set()
    assert closing.left == ()
    assert bool(new) == bool(_uncovered(rows, floors, max_level))
    for row in new:
        assert not any(_matches(row, impossible) for impossible in floors.impossible)
        if not floors.impossible:
            assert min(row) >= 0


@settings(max_examples=80, deadline=None)
@given(cubes(with_shares=True))
def test_shares_are_reached_though_every_new_row_moves_them(cube: Cube) -> None:
    counts, rows, floors, max_level = cube
    closing = closing_rows(counts, floors, max_level)
    new = [vector for vector, times in closing.rows for _ in range(times)]
    assert closing.count >= closing.at_least
    assert _uncovered(rows + new, floors, max_level) == set()


def test_the_greedy_set_is_near_the_bound() -> None:
    sizes = (13, 3, 2, 6)
    closing = closing_rows(Counts(sizes), Floors(sizes, (12, 2)))
    assert closing.at_least == 13 * 6 * 2
    assert closing.count <= 1.1 * closing.at_least


def test_large_floors_take_few_steps() -> None:
    sizes = (4, 3)
    closing = closing_rows(Counts(sizes), Floors(sizes, (1_000_000, 0)))
    assert closing.at_least == 4_000_000
    assert closing.count <= 1.2 * closing.at_least
    assert len(closing.rows) <= 12


def test_a_gap_hides_its_forty_children() -> None:
    sizes = (2, 20, 20)
    rows = np.array([(0, one, other) for one in range(20) for other in range(20)], np.int16)
    gaps = find_gaps(Counts(sizes, rows), Floors(sizes, (1, 1)))
    assert [gap.pattern for gap in gaps.worst] == [((0, 1),)]
    assert (gaps.count, gaps.uncovered) == (1, 41)


def test_worst_first_by_missing_times_demand() -> None:
    counts = Counts((2, 3), np.array([(0, 0), (0, 0), (1, 0)], np.int16))
    floors = Floors((2, 3), (4,), {((0, 0),): 3})
    plain = find_gaps(counts, floors, max_level=1)
    assert [gap.pattern[0] for gap in plain.worst] == [(1, 1), (1, 2), (0, 1), (0, 0), (1, 0)]
    weighed = find_gaps(counts, floors, {((0, 0),): 9.0}, max_level=1, limit=2)
    assert weighed.worst[0].pattern == ((0, 0),)
    assert (len(weighed.worst), weighed.count) == (2, 5)


def test_traffic_weighs_gaps() -> None:
    traffic = Counts((2,), np.array([(1,)] * 9, np.int16))
    gaps = find_gaps(Counts((2,)), Floors((2,), (5,)), traffic)
    assert [gap.pattern for gap in gaps.worst] == [((0, 1),), ((0, 0),)]
    assert gaps.worst[0].demand == pytest.approx(0.95)
    assert gaps.worst[1].demand == pytest.approx(0.05)


def test_an_empty_set_lacks_every_value() -> None:
    sizes = (3, 2)
    gaps = find_gaps(Counts(sizes), Floors(sizes, (2, 1)))
    assert [facets_of(gap.pattern) for gap in gaps.worst] == [(0,)] * 3 + [(1,)] * 2
    assert {gap.missing for gap in gaps.worst} == {2}
    assert closing_rows(Counts(sizes), Floors(sizes, (2, 1))).count == 6


def test_a_facet_without_rows_and_a_single_value() -> None:
    counts = Counts((1, 2), np.array([(0, -1)] * 3, np.int16))
    gaps = find_gaps(counts, Floors((1, 2), (2, 1)))
    assert [gap.pattern for gap in gaps.worst] == [((1, 0),), ((1, 1),)]
    assert find_gaps(Counts((1,), np.zeros((3, 1), np.int16)), Floors((1,), (3,))).count == 0


def test_no_target_is_no_gap() -> None:
    assert find_gaps(Counts((2, 2)), Floors((2, 2), (0, 0))).count == 0
    assert closing_rows(Counts((2, 2)), Floors((2, 2), (0, 0))).rows == ()


def test_shares_that_exclude_each_other_are_left_and_said() -> None:
    floors = Floors((2, 2), (0, 0), {}, {(0, 0): 0.8, (1, 0): 0.8}, frozenset({((0, 0), (1, 0))}))
    counts = Counts((2, 2), np.array([(0, 1)] * 5 + [(1, 0)] * 5, np.int16))
    closing = closing_rows(counts, floors)
    assert {gap.pattern for gap in closing.left} == {((0, 0),), ((1, 0),)}
    assert closing.count == 0


def test_a_row_leaves_open_what_is_impossible_with_it() -> None:
    impossible = frozenset({make_pattern([(0, 0), (1, value)]) for value in range(2)})
    closing = closing_rows(Counts((2, 2)), Floors((2, 2), (1, 0), impossible=impossible))
    assert (0, -1) in {vector for vector, _ in closing.rows}


def test_another_choice_is_made_where_the_first_ends_nowhere() -> None:
    impossible = frozenset({((0, 0), (1, 0)), ((1, 1), (2, 0)), ((0, 0), (2, 1))})
    floors = Floors((2, 2, 2), (0, 0), {((0, 0),): 3}, impossible=impossible)
    closing = closing_rows(Counts((2, 2, 2)), floors)
    assert closing.left == ()
    for vector, _ in closing.rows:
        assert not any(_matches(vector, pattern) for pattern in impossible)


def test_too_many_combinations_are_refused() -> None:
    sizes = (200,) * 10
    with pytest.raises(StudioError, match="combinations"):
        find_gaps(Counts((2,) * 10), Floors(sizes), max_level=4)
