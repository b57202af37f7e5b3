"""Agreement is what scipy and paper and pencil say it is, and few rows are said to be few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from studio.teacher.agreement import agree, best_threshold, cohen_kappa, spearman

SCORES = st.integers(0, 10).map(lambda tenth: tenth / 10)


@given(st.lists(st.tuples(SCORES, SCORES), min_size=2, max_size=30))
def test_spearman_is_scipys(pairs: list[tuple[float, float]]) -> None:
    first, second = zip(*pairs, strict=True)
    made = spearman(first, second)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert made == (None, -1, 1, len(pairs))
    else:
        assert made.value == pytest.approx(spearmanr(first, second).statistic)
        assert made.value is not None
        assert -1 <= made.low <= made.value <= made.high <= 1


def test_spearman_by_hand() -> None:
    """Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 x 4 / (5 x 24)."""
    made = spearman([0.1, 0.2, 0.3, 0.4, 0.5], [2, 1, 4, 3, 5])
    assert made.value == pytest.approx(0.8)
    # atanh(0.8) = 1.0986; 1.96 sqrt(1.32 / 2) = 1.5923
    assert (made.low, made.high) == pytest.approx((-0.4566, 0.9909), abs=1e-3)


def _series(both: int, judge: int, person: int, neither: int) -> tuple[list[bool], list[bool]]:
    judged = [True] * (both + judge) + [False] * (person + neither)
    accepted = [True] * both + [False] * judge + [True] * person + [False] * neither
    return judged, accepted


def test_kappa_by_hand() -> None:
    """35 of 50 the same, 25 by chance: 0.4. The variance is worked out after Fleiss and others."""
    made = cohen_kappa(*_series(20, 5, 10, 15))
    assert made.value == pytest.approx(0.4)
    # The judge says yes to half, the person to 0.6.
    # same: 0.4 (1 - (0.5 + 0.6) 0.6)^2 + 0.3 (1 - (0.5 + 0.4) 0.6)^2
    # other: (1 - 0.4)^2 (0.1 (0.6 + 0.5)^2 + 0.2 (0.4 + 0.5)^2), less (0.4 - 0.5 x 0.6)^2
    same, other = 0.4 * 0.34**2 + 0.3 * 0.46**2, 0.36 * (0.1 * 1.1**2 + 0.2 * 0.9**2)
    error = 1.96 * ((same + other - 0.01) / 50) ** 0.5 / 0.5
    assert (made.low, made.high) == pytest.approx((0.4 - error, 0.4 + error))
    assert cohen_kappa(*_series(5, 0, 0, 5)).value == pytest.approx(1)
    assert cohen_kappa(*_series(0, 5, 5, 0)).value == pytest.approx(-1)
    assert cohen_kappa(*_series(5, 0, 0, 0)) == (None, -1, 1, 5)


def test_kappas_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        accepted = rng.random(80) < 0.6
        judged = np.where(rng.random(80) < 0.8, accepted, ~accepted)  # right in 4 of 5
        made = cohen_kappa(judged.tolist(), accepted.tolist())
        truth = (0.8 - (0.56 * 0.6 + 0.44 * 0.4)) / (1 - (0.56 * 0.6 + 0.44 * 0.4))
        held += made.low <= truth <= made.high
    assert 0.90 <= held / 300 <= 0.99


def test_the_best_threshold() -> None:
    scores, accepted = [0.1, 0.6, 0.7, 0.8, 0.9, 0.9], [False, False, False, True, True, True]
    threshold, kappa = best_threshold(scores, accepted)
    assert threshold == 0.8
    assert kappa == pytest.approx(1)
    assert best_threshold([0.5, 0.5], [True, True]) == (0.5, None)
    made = agree(scores, accepted)
    assert made.kappa == pytest.approx(1 / 3)
    assert "At 0.80 kappa is 1.00, which flatters" in made.words


def test_few_rows_are_said_to_be_few() -> None:
    scores = [0.2, 0.9] * 10
    accepted = [False, True] * 10
    assert "too few" in agree(scores[:19], accepted[:19]).words
    enough = agree(scores, accepted)
    assert "too few" not in enough.words
    assert enough.n == 20
    assert enough.spearman == pytest.approx(1)
    assert enough.kappa == pytest.approx(1)
    assert "chance" not in enough.words
    assert "chance" in agree(scores, [True, True, False, False] * 5).words


def test_where_nothing_can_be_said() -> None:
    assert agree([], []).words.startswith("No row")
    same = agree([0.2, 0.9] * 15, [True] * 30)
    assert same.spearman is None
    assert same.kappa == pytest.approx(0)
    assert "all the same" in same.words
    flat = agree([0.7] * 30, [True, False] * 15)
    assert flat.spearman is None
    assert "tells no row" in flat.words
    with pytest.raises(ValueError, match="as many"):
        agree([0.1], [])
