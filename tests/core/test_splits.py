"""A group's side depends on the group alone, so rows stay where they are as the set grows."""

from hypothesis import given
from hypothesis import strategies as st

from studio.core.splits import position, side

GROUPS = st.integers(0, 2**63 - 1)


@given(st.integers(), GROUPS, st.floats(0, 0.99), st.floats(0, 0.99))
def test_a_larger_share_only_adds_to_validation(seed: int, group: int, one: float, two: float) -> None:
    small, large = sorted((one, two))
    if side(seed, group, small) == "validation":
        assert side(seed, group, large) == "validation"


@given(st.integers(), GROUPS)
def test_position_is_a_share(seed: int, group: int) -> None:
    assert 0 <= position(seed, group) < 1


def test_the_share_is_met() -> None:
    held_out = sum(side(42, group, 0.2) == "validation" for group in range(10_000))
    assert 1_850 < held_out < 2_150
