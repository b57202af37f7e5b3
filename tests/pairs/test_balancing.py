"""What to judge next, and what to leave out."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pairs.balancing import Way, balance, next_pairs
from studio.pairs.bias import Gauge, Vote
from studio.pairs.facts import LIST, PairFacts, Side

LONG = Gauge(Vote(PairFacts(Side(300), Side(100))) for _ in range(40))


def _pair(one: int, other: int, marks: tuple[int, int] = (0, 0)) -> PairFacts:
    return PairFacts(Side(one, marks[0]), Side(other, marks[1]))


def _biased(count: int, seed: int) -> list[tuple[int, PairFacts]]:
    chance = random.Random(seed)
    return [(row, _pair(chance.randint(60, 400), chance.randint(50, 300))) for row in range(1, count + 1)]


def test_equal_lengths_come_first_then_cues_that_point_apart() -> None:
    undecided = [
        (1, _pair(400, 100)),
        (2, _pair(200, 120, (0, LIST))),
        (3, _pair(100, 98)),
        (4, _pair(200, 120, (LIST, 0))),
        (5, _pair(100, 100)),
        (6, _pair(100, 80)),
        (7, _pair(0, 0)),
        (8, _pair(90, 0)),
    ]
    found = next_pairs(undecided, LONG.lengths, 10)
    assert [one.row for one in found] == [5, 3, 2, 6]
    assert "length cannot decide" in found[0].why
    assert "shorter answer has the lists" in found[2].why
    assert [one.row for one in next_pairs(undecided, LONG.lengths, 2)] == [5, 3]
    assert all(0 < one.score <= 1 for one in found)


def test_where_shorter_answers_win_the_longer_gets_its_chance() -> None:
    brief = Gauge(Vote(PairFacts(Side(100 + n), Side(300))) for n in range(40))
    found = next_pairs([(2, _pair(200, 120, (0, LIST))), (4, _pair(200, 120, (LIST, 0)))], brief.lengths, 9)
    assert [(one.row, one.why.split()[1]) for one in found] == [(4, "longer")]


@pytest.mark.parametrize("target", [0.0, 0.1, 0.3])
def test_fewest_reaches_the_target(target: float) -> None:
    pairs = _biased(500, 1)
    found = balance(pairs, target)
    assert found.before.d > 0.5
    assert target - 0.02 < found.after.d <= target
    gaps = {row: facts.chosen.tokens - facts.rejected.tokens for row, facts in pairs}
    least = min(gaps[row] for row in found.leave_out)
    assert all(gap <= least for row, gap in gaps.items() if row not in found.leave_out)
    assert f"{len(found.leave_out)} of 500 pairs left out" in found.words


def test_even_levels_both_figures() -> None:
    found = balance(_biased(500, 2), way=Way.EVEN)
    assert abs(found.after.d) < 0.1
    assert found.longer_before > 0.6
    assert found.longer_after == pytest.approx(0.5)
    assert len(found.leave_out) > len(balance(_biased(500, 2)).leave_out)


def test_a_bias_for_short_answers_is_balanced_too() -> None:
    swapped = [(row, facts.swapped()) for row, facts in _biased(500, 3)]
    for way in Way:
        found = balance(swapped, way=way)
        assert found.before.d < -0.5
        assert abs(found.after.d) <= 0.1


def test_pairs_without_bias_are_left_alone() -> None:
    pairs = [(row, _pair(100 + row % 7, 100 + (row + 3) % 7)) for row in range(700)]
    assert balance(pairs).leave_out == ()
    assert balance([]).leave_out == ()


def test_a_target_below_zero() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        balance([], -0.1)


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=60),
    st.floats(0, 1),
    st.sampled_from(Way),
)
def test_it_never_makes_more_of_the_bias(sizes: list[tuple[int, int]], target: float, way: Way) -> None:
    pairs = [(row, _pair(*both)) for row, both in enumerate(sizes)]
    found = balance(pairs, target, way)
    assert set(found.leave_out) <= set(range(len(pairs)))
    assert found == balance(pairs, target, way)
    sign = 1 if found.before.d >= 0 else -1
    if way is Way.FEWEST:
        assert sign * found.after.d <= target
    else:
        assert found.longer_after in (0.0, 0.5)
