"""The gauge: planted biases are found, fair pairs are left in peace, undo is exact."""

import random
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pairs.bias import Gauge, Vote
from studio.pairs.facts import BOLD, LIST, PairFacts, Side
from studio.pairs.readings import Level, Reading

SIDES = st.builds(
    Side,
    st.integers(0, 5000),
    st.integers(0, 7),
    st.sampled_from(["", "sure here", "i'm sorry"]),
    st.sampled_from("ab"),
)
VOTES = st.builds(
    Vote,
    st.builds(PairFacts, SIDES, SIDES),
    st.sampled_from([None, True, False]),
    st.sampled_from(["", "ana", "ben"]),
)


def _pair(chosen: int, rejected: int, marks: tuple[int, int] = (0, 0)) -> PairFacts:
    return PairFacts(Side(chosen, marks[0], "x"), Side(rejected, marks[1], "x"))


def _named(readings: list[Reading], name: str, about: str = "") -> Reading:
    return next(one for one in readings if one.name == name and one.about == about)


def test_longer_answers_are_told_with_what_to_do() -> None:
    chance = random.Random(1)
    gauge = Gauge(Vote(_pair(chance.randint(150, 400), chance.randint(100, 300))) for _ in range(300))
    length, longer = gauge.readings()[:2]
    assert (length.name, length.level, longer.name, longer.level) == (
        "length",
        Level.BIAS,
        "longer-is-better",
        Level.BIAS,
    )
    assert length.low < length.value < length.high
    assert "longer on average" in length.words
    assert "longer is better" in length.advice
    assert "shorter answer is the better one" in longer.advice


def test_shorter_answers_are_told_too() -> None:
    chance = random.Random(1)
    gauge = Gauge(Vote(_pair(chance.randint(100, 300), chance.randint(150, 400))) for _ in range(300))
    length, longer = gauge.readings()[:2]
    assert length.level is longer.level is Level.BIAS
    assert "shorter is better" in length.advice
    assert "longer answer is the better one" in longer.advice


def test_fair_pairs_raise_nothing() -> None:
    chance = random.Random(2)
    gauge = Gauge(
        Vote(
            PairFacts(
                *(Side(chance.randint(50, 500), chance.randint(0, 7), chance.choice("pqrs")) for _ in "ab")
            ),
            chance.random() < 0.5,
        )
        for _ in range(1000)
    )
    assert {one.level for one in gauge.readings()} <= {Level.FINE, Level.WATCH}
    assert sum(one.level is Level.WATCH for one in gauge.readings()) <= 1


def test_a_few_pairs_tell_nothing() -> None:
    gauge = Gauge(Vote(_pair(900, 9, (7, 0)), left_chosen=True) for _ in range(10))
    assert {one.level for one in gauge.readings()} == {Level.FEW}
    assert Gauge().readings() == []


def test_marks_by_hand() -> None:
    """40 pairs: a list in chosen alone 20 times, in rejected alone 4 times, in both 6 times."""
    pairs = [(LIST, 0)] * 20 + [(0, LIST)] * 4 + [(LIST, LIST | BOLD)] * 6 + [(0, 0)] * 10
    lists = _named(Gauge(Vote(_pair(9, 9, marks)) for marks in pairs).readings(), "lists")
    assert lists.value == pytest.approx(26 / 40 - 10 / 40)
    # Agresti and Min: half a pair in each cell, so 16 / 42 and sqrt(25 - 256 / 42) / 42.
    half = 1.96 * (25 - 16**2 / 42) ** 0.5 / 42
    assert (lists.low, lists.high) == pytest.approx((16 / 42 - half, 16 / 42 + half))
    assert lists.words == "lists are in 65% of chosen answers and in 25% of rejected ones"
    assert "without lists" in lists.advice


def test_first_words_that_stand_out() -> None:
    chance = random.Random(4)
    common = ["the pump", "it is", "you can", "first open"]
    gauge = Gauge()
    for turn in range(600):
        chosen = "sure here" if turn % 5 == 0 else chance.choice(common)
        rejected = "i'm sorry" if turn % 4 == 0 else chance.choice(common)
        gauge.add(PairFacts(Side(9, 0, chosen), Side(9, 0, rejected)))
    found = [one for one in gauge.readings() if one.name == "opening"]
    assert {one.about for one in found} == {"sure here", "i'm sorry"}
    assert _named(found, "opening", "sure here").low > 0 > _named(found, "opening", "i'm sorry").high
    assert "'i'm sorry' begins 0 chosen answers and 150 rejected ones" in [one.words for one in found]


def test_a_model_that_always_wins() -> None:
    gauge = Gauge(
        Vote(PairFacts(Side(9, 0, "", "big"), Side(9, 0, "", "small" if turn % 2 else "old")))
        for turn in range(100)
    )
    models = [one for one in gauge.readings() if one.name == "model"]
    assert [(one.about, one.value, one.n) for one in models] == [
        ("big", 1, 100),
        ("old", 0, 50),
        ("small", 0, 50),
    ]
    assert {one.level for one in models} == {Level.BIAS}


def test_the_left_hand_and_reviewer_by_reviewer() -> None:
    gauge = Gauge()
    for turn in range(200):
        gauge.add(_pair(9, 9), left_chosen=turn % 10 < 7, reviewer="ana")
        gauge.add(_pair(9, 9), left_chosen=turn % 10 < 3, reviewer="ben")
        gauge.add(_pair(9, 9))
    assert gauge.reviewers == ("ana", "ben")
    assert len(gauge) == 600
    assert _named(gauge.readings(), "left").level is Level.FINE
    ana, ben = (_named(gauge.readings(name), "left") for name in gauge.reviewers)
    assert (ana.value, ana.n, ana.level) == (0.7, 200, Level.BIAS)
    assert (ben.value, ben.n, ben.level) == (0.3, 200, Level.BIAS)
    assert "left answer last" in ana.advice
    assert "right answer last" in ben.advice
    assert gauge.readings("nobody") == []


@given(st.lists(VOTES, max_size=30), st.lists(VOTES, max_size=8))
def test_undo_leaves_exactly_what_was_there(votes: list[Vote], more: list[Vote]) -> None:
    gauge, plain = Gauge(votes), Gauge(votes)
    for vote in more:
        gauge.add(*vote)
    for vote in reversed(more):
        gauge.remove(*vote)
    for reviewer in ("", "ana", "ben"):
        assert gauge.readings(reviewer) == plain.readings(reviewer)
    assert gauge.reviewers == plain.reviewers


@given(st.lists(VOTES, max_size=60))
def test_every_reading_holds_its_value(votes: list[Vote]) -> None:
    for one in Gauge(votes).readings():
        assert one.low <= one.value <= one.high
        assert one.words
        assert bool(one.advice) == (one.level in (Level.WATCH, Level.BIAS))
        if one.name != "length":
            assert isfinite(one.low)
            assert isfinite(one.high)
