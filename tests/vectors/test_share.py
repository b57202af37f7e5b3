"""Shares and their intervals, against known figures and drawn samples."""

import numpy as np
import pytest

from studio.vectors.share import correct_share, find_threshold, wilson


def test_wilson_as_published() -> None:
    share = wilson(10, 20)
    assert (share.low, share.high) == pytest.approx((0.299, 0.701), abs=1e-3)
    assert wilson(0, 10).low == 0
    assert wilson(10, 10).high == 1
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def test_five_percent_beyond_delta_by_construction_is_nothing() -> None:
    scores = np.linspace(0, 1, 2001)
    share = correct_share(scores, scores, 0.95)
    assert share.value == pytest.approx(0, abs=1e-9)
    assert share.low == 0 < share.high


@pytest.mark.parametrize("truth", [0.0, 0.1, 0.4, 1.0])
def test_a_drawn_mixture_is_found(truth: float) -> None:
    random = np.random.default_rng(3)
    inside, covered = random.normal(size=4000), random.normal(size=2000)
    covered[: int(2000 * truth)] += 3
    share = correct_share(inside, covered, find_threshold(inside, covered))
    assert share.low <= truth <= share.high
    assert share.value == pytest.approx(truth, abs=0.04)


def test_an_empty_side() -> None:
    none = np.zeros(0)
    assert correct_share(none, np.zeros(5), find_threshold(none, np.zeros(5))).value == 1
    assert correct_share(np.zeros(5), none, 0.0).high == 1
