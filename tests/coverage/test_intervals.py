"""Intervals, against published figures and a drawn test."""

import numpy as np
import pytest

from studio.coverage.intervals import correct_share, uncovered_share, wilson_interval


# Newcombe (1998), table I, method 3.
@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(count: int, total: int, low: float, high: float) -> None:
    interval = wilson_interval(count, total)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)
    assert interval.share == count / total


def test_wilson_at_the_ends() -> None:
    assert wilson_interval(0, 7).low == 0
    assert wilson_interval(7, 7).high == 1
    assert wilson_interval(0, 0).to_json() == {"share": 0.0, "interval": [0.0, 1.0]}
    with pytest.raises(ValueError, match="8 of 7"):
        wilson_interval(8, 7)


def test_five_percent_beyond_the_95th_percentile_is_none_uncovered() -> None:
    assert correct_share(0.05) == 0
    assert correct_share(0.02) == 0
    assert correct_share(1.0) == 1
    assert correct_share(0.24) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="sensitivity"):
        correct_share(0.5, 0.5, 0.4)


def test_a_drawn_screening_test_is_corrected() -> None:
    random = np.random.default_rng(2)
    truth = random.random(20_000) < 0.3
    beyond = truth | (random.random(20_000) < 0.05)
    interval = uncovered_share(int(beyond.sum()), 20_000)
    assert interval.low <= 0.3 <= interval.high
    assert interval.share == pytest.approx(0.3, abs=0.015)
    assert uncovered_share(0, 0).high == 1
