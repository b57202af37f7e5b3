"""Cohen's d of paired lengths."""

from math import inf

import numpy as np
import pytest

from studio.pairs.lengths import Lengths, effect_of


def _lengths(pairs: list[tuple[int, int]]) -> Lengths:
    lengths = Lengths()
    for chosen, rejected in pairs:
        lengths.count(chosen, rejected)
    return lengths


def test_the_published_example() -> None:
    """Bonett's `ci.stdmean.ps` (statpsych): means 110.4, 102.1, sd 15.3, 14.6, r .75, n 25."""
    n, one, other, r = 25, 110.4, 102.1, 0.75
    variances = 15.3**2, 14.6**2
    both = r * 15.3 * 14.6
    scale = 1000  # sums are whole numbers: thousandths
    effect = effect_of(
        n,
        round(scale * n * one),
        round(scale * n * other),
        round(scale**2 * ((n - 1) * variances[0] + n * one**2)),
        round(scale**2 * ((n - 1) * variances[1] + n * other**2)),
        round(scale**2 * ((n - 1) * both + n * one * other)),
    )
    assert effect == pytest.approx((0.5550319, 0.2394905, 0.8705732), abs=2e-5)


def test_it_is_what_numpy_says() -> None:
    random = np.random.default_rng(3)
    chosen, rejected = random.integers(1, 900, (2, 400)).tolist()
    pairs = list(zip(chosen, rejected, strict=True))
    unit = np.sqrt((np.var(chosen, ddof=1) + np.var(rejected, ddof=1)) / 2)
    expected = (np.mean(chosen) - np.mean(rejected)) / unit
    assert _lengths(pairs).effect().d == pytest.approx(float(expected), rel=1e-12)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    random = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        shared = random.normal(500, 80, 120)
        chosen = (shared + random.normal(30, 60, 120)).astype(int).tolist()
        rejected = (shared + random.normal(0, 60, 120)).astype(int).tolist()
        effect = _lengths(list(zip(chosen, rejected, strict=True))).effect()
        held += effect.low <= 0.3 <= effect.high  # 30 against a spread of 100 on both sides
    assert 0.92 <= held / 400 <= 0.98


def test_taking_out_leaves_what_was_there() -> None:
    lengths = _lengths([(5, 3), (900, 2), (7, 7)])
    before = lengths.effect(), lengths.longer, lengths.shorter, lengths.n
    lengths.count(10**9, 1)
    lengths.count(10**9, 1, -1)
    assert (lengths.effect(), lengths.longer, lengths.shorter, lengths.n) == before


def test_where_nothing_varies() -> None:
    assert _lengths([]).effect() == (0.0, -inf, inf)
    assert _lengths([(5, 3)]).effect() == (0.0, -inf, inf)
    assert _lengths([(5, 5), (5, 5)]).effect() == (0.0, 0.0, 0.0)
    assert _lengths([(5, 3), (5, 3)]).effect().d == inf
    assert _lengths([(3, 5), (3, 5)]).effect().d == -inf
