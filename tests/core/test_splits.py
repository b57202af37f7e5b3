"""A group's side depends on the group alone, so rows stay where they are as the set grows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.core.splits import TEST, TRAIN, VALIDATION, positions, sides

GROUPS = st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=20)


@given(st.integers(), GROUPS, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 0.4))
def test_a_larger_share_only_takes_from_train(
    seed: int, groups: list[int], one: float, two: float, test: float
) -> None:
    small, large = sorted((one, two))
    places = positions(seed, np.array(groups, np.int64))
    before, after = sides(places, small, test), sides(places, large, test)
    assert (after[before == VALIDATION] == VALIDATION).all()
    assert ((before == TEST) == (after == TEST)).all()


@given(st.integers(), GROUPS, GROUPS)
def test_a_position_is_a_share_and_does_not_depend_on_the_others(
    seed: int, groups: list[int], more: list[int]
) -> None:
    places = positions(seed, np.array(groups, np.int64))
    assert ((places >= 0) & (places < 1)).all()
    assert (positions(seed, np.array(more + groups, np.int64))[len(more) :] == places).all()


def test_the_shares_are_met_by_groups_in_a_row() -> None:
    split = sides(positions(42, np.arange(10_000)), 0.2, 0.1)
    counts = np.bincount(split, minlength=3)
    assert 6_850 < counts[TRAIN] < 7_150
    assert 1_850 < counts[VALIDATION] < 2_150
    assert 850 < counts[TEST] < 1_150


def test_seeds_split_apart() -> None:
    one, two = (positions(seed, np.arange(10_000)) < 0.5 for seed in (1, 2))
    assert 4_800 < np.count_nonzero(one == two) < 5_200


def test_positions_are_for_good() -> None:
    """A set exported today must be split the same way tomorrow."""
    found = positions(42, np.array([0, 1, 2**62 + 12345], np.int64))
    assert found.round(6).tolist() == [0.702799, 0.490508, 0.123434]
