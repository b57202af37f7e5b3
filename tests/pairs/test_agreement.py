"""Agreement, held against published examples and other packages' figures."""

from collections.abc import Hashable
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pairs.agreement import (
    Figure,
    Weights,
    cohen_kappa,
    compare_votes,
    krippendorff_alpha,
    percent,
    say_figure,
)

ONE, OTHER = "aabbccabcaabbccbacab", "aabbcbabcbabbcaaacab"
# Krippendorff (2011), example C: four observers, twelve units.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
VERDICTS = (
    "chosen chosen tie rejected chosen . tie rejected rejected chosen",
    "chosen tie tie rejected rejected chosen . rejected rejected chosen",
    "chosen chosen rejected . chosen chosen tie rejected tie chosen",
)


def _items(rows: tuple[str, ...]) -> list[list[str]]:
    return [[label for label in item if label != "."] for item in zip(*map(str.split, rows), strict=True)]


def test_percent() -> None:
    assert percent("aab", "aaa") == pytest.approx((2 / 3, 0.20765, 0.93851, 3), abs=1e-5)
    assert isnan(percent("", "").value)
    with pytest.raises(ValueError, match="shorter"):
        percent("aa", "a")


def test_kappa_of_the_textbook_example() -> None:
    """50 grants, 20 twice yes, 15 twice no, 5 and 10 apart: kappa .4."""
    one = "y" * 25 + "n" * 25
    other = "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    assert cohen_kappa(one, other).value == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("weights", "value", "error"),
    # scikit-learn 1.9.1, cohen_kappa_score; the errors are statsmodels 0.15.0's, cohens_kappa.
    [
        ("none", 0.696969696969697, 0.1344259782932253),
        ("linear", 0.7058823529411764, 0.13927066987887976),
        ("quadratic", 0.7154471544715447, 0.1621553880824606),
    ],
)
def test_kappa_is_that_of_other_packages(weights: Weights, value: float, error: float) -> None:
    found = cohen_kappa(ONE, OTHER, weights, "abc")
    assert found.value == pytest.approx(value, abs=1e-12)
    assert found.low == pytest.approx(value - 1.96 * error, abs=1e-9)
    assert found.high == pytest.approx(min(1, value + 1.96 * error), abs=1e-9)
    assert found.n == 20


def test_alpha_of_the_published_example() -> None:
    """Krippendorff (2011): .743 nominal, .815 ordinal; to more digits by krippendorff 0.9.0."""
    assert krippendorff_alpha(_items(OBSERVERS)).value == pytest.approx(0.743421052631579, abs=1e-12)
    ordinal = krippendorff_alpha(_items(OBSERVERS), "ordinal", "12345")
    assert ordinal.value == pytest.approx(0.8153875037548814, abs=1e-12)
    assert ordinal.n == 11  # of unit 12 there is one label


def test_alpha_of_verdicts() -> None:
    """By krippendorff 0.9.0."""
    items, order = _items(VERDICTS), ("rejected", "tie", "chosen")
    assert krippendorff_alpha(items).value == pytest.approx(0.5555555555555556, abs=1e-12)
    assert krippendorff_alpha(items, "ordinal", order).value == pytest.approx(0.6835978835978836, abs=1e-12)


def test_the_interval_of_alpha_holds_the_truth() -> None:
    random = np.random.default_rng(7)
    # Two reviewers who each say the truth 9 times in 10: alpha is (2 * .9 - 1) ** 2 = .64.
    held = 0
    for seed in range(120):
        truth = random.random(150) < 0.5
        said = [np.where(random.random(150) < 0.9, truth, ~truth) for _ in range(2)]
        found = krippendorff_alpha([[bool(a), bool(b)] for a, b in zip(*said, strict=True)], seed=seed)
        held += found.low <= 0.64 <= found.high
    assert held >= 108


def test_one_label_throughout_says_nothing() -> None:
    assert not cohen_kappa("aaa", "aaa").is_known
    assert not krippendorff_alpha(["aa", "aa"]).is_known
    assert not krippendorff_alpha([]).is_known
    assert not krippendorff_alpha(["a", "b"]).is_known


@pytest.mark.parametrize("count", [3, 30, 300])
def test_full_agreement_on_a_few_items_is_not_certain(count: int) -> None:
    labels = "aab" * (count // 3)
    kappa = cohen_kappa(labels, labels)
    alpha = krippendorff_alpha([a + b for a, b in zip(labels, labels, strict=True)])
    assert kappa.value == alpha.value == kappa.high == alpha.high == 1
    assert kappa.low < 1 - 1 / count
    assert alpha.low < 1 - 1 / count


def test_a_label_that_is_not_in_the_order() -> None:
    with pytest.raises(ValueError, match="order"):
        cohen_kappa("ab", "ab", "linear", "a")
    with pytest.raises(ValueError, match="order"):
        krippendorff_alpha(["ab"], "ordinal", "a")


LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


@given(LABELS)
def test_what_holds_for_any_two(pairs: list[tuple[str, str]]) -> None:
    one, other = zip(*pairs, strict=True)
    kappa, back = cohen_kappa(one, other), cohen_kappa(other, one)
    if kappa.is_known:
        assert -1 - 1e-9 <= kappa.low <= kappa.value + 1e-9 <= kappa.high + 2e-9
        assert tuple(kappa) == pytest.approx(tuple(back), abs=1e-6)
    alpha = krippendorff_alpha(pairs)
    assert alpha.low <= alpha.high or not alpha.is_known
    assert krippendorff_alpha(pairs, seed=0) == alpha or not alpha.is_known


def test_everyone_with_everyone() -> None:
    votes: dict[int, dict[str, Hashable]] = {
        row: {"ana": "chosen", "ben": "chosen" if row % 4 else "rejected"} for row in range(1, 41)
    }
    for row in range(1, 11):
        votes[row]["cem"] = "rejected"
        votes[row]["judge"] = "chosen"
    votes[99] = {"judge": "tie", "ana": "tie"}
    found = compare_votes(votes, "judge")
    assert found.reviewers == ("ana", "ben", "cem")
    assert [(one.one, one.other, one.percent.n) for one in found.between] == [
        ("ana", "ben", 40),
        ("ana", "cem", 10),
        ("ana", "judge", 11),
        ("ben", "cem", 10),
        ("ben", "judge", 10),
        ("cem", "judge", 10),
    ]
    assert found.between[0].percent.value == 0.75
    assert (found.unanimous.value, found.unanimous.n) == (22 / 40, 40)
    # Of rows 1 to 10 none is unanimous (2 to 1), of the others every fourth (1 to 1): most split first.
    assert found.disputed == (*range(12, 41, 4), *range(1, 11))
    assert found.alpha.n == 40
    assert found.words == say_figure(found.alpha)
    assert compare_votes({}).disputed == ()


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(float("nan"), -1, 1, 0), "nothing to go by"),
        (Figure(0.9, 0.5, 1, 10), "too few items"),
        (Figure(0.3, 0.1, 0.5, 90), "settle the guide"),
        (Figure(0.9, 0.85, 0.95, 90), "can be relied on"),
        (Figure(0.75, 0.6, 0.85, 90), "agree fairly"),
        (Figure(0.6, 0.5, 0.7, 90), "weak, or not yet known"),
    ],
)
def test_what_it_means(figure: Figure, words: str) -> None:
    assert words in say_figure(figure)


def test_kappa_of_one_label_throughout_is_not_certain() -> None:
    found = cohen_kappa(["left"] * 10, ["left"] * 5 + ["right"] * 5)
    assert found.value == pytest.approx(0.0)
    assert found.low < -0.4
    assert found.high > 0.4
    assert found.n == 10
