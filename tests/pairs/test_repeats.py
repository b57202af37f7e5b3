"""Hidden repeats."""

import pytest

from studio.pairs.repeats import pick_repeats, self_agreement

DECIDED = list(range(1, 5001))


def test_about_the_share_comes_back() -> None:
    assert 200 < len(pick_repeats(DECIDED, 0.05, 1)) < 300
    assert pick_repeats(DECIDED, 0, 1) == []
    assert pick_repeats(DECIDED, 1, 1) == DECIDED[:-20]


def test_the_pick_stays_as_more_is_decided() -> None:
    early, late = pick_repeats(DECIDED[:1000], 0.1, 3), pick_repeats(DECIDED, 0.1, 3)
    assert late[: len(early)] == early
    assert pick_repeats(DECIDED, 0.1, 4) != late


def test_neither_the_latest_nor_those_that_came_back() -> None:
    assert pick_repeats(DECIDED[:20], 1, 1) == []
    assert pick_repeats(DECIDED[:23], 1, 1) == [1, 2, 3]
    assert pick_repeats(DECIDED[:23], 1, 1, repeated=[2]) == [1, 3]
    assert pick_repeats([9, 8, 7, 9], 1, 1, apart=0) == [9, 8, 7]


def test_a_share_is_a_share() -> None:
    with pytest.raises(ValueError, match="a share lies within"):
        pick_repeats(DECIDED, 1.5, 1)


def test_self_agreement_is_over_rows_with_two_answers() -> None:
    first = dict.fromkeys(range(40), "chosen") | dict.fromkeys(range(40, 80), "rejected")
    second = {row: first[row] for row in range(0, 80, 2)} | {0: "tie", 200: "chosen"}
    share, kappa = self_agreement(first, second)
    assert (share.value, share.n) == (39 / 40, 40)
    assert 0.9 < kappa.value < 1
    assert not self_agreement({}, {})[0].is_known
