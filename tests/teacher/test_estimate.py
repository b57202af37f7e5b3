"""A range holds what the formula says, holds the truth, and narrows as answers come."""

import random

import pytest

from studio.teacher.estimate import Count, Sizes, counted, estimate, guess_tokens
from studio.teacher.prices import Price, Usage, load_prices

PRICE = Price(
    input=2, output=10, cache_write_5m=2.5, cache_write_1h=4, cache_read=0.2, batch=0.5, cache_floor=1024
)
SIZES = [Sizes(Count(2_000, 2_000), Count(500, 500), Count(100, 300), 1_000, 10)]


def test_the_formula() -> None:
    made = estimate(SIZES, PRICE, batch=False)
    sent = (10 * 500 * 2 + 2_000 * 2.5 + 9 * 2_000 * 0.2) / 1e6
    assert made.low_usd == pytest.approx(sent + 10 * 100 * 10 / 1e6)
    assert made.high_usd == pytest.approx(sent + 10 * 1_000 * 10 / 1e6)
    assert (made.requests, made.input_tokens, made.output_low, made.output_high) == (
        10,
        25_000,
        1_000,
        10_000,
    )
    assert "counted" in made.note
    still = estimate(SIZES, PRICE, batch=False, thinking=False)
    assert still.high_usd == pytest.approx(sent + 10 * 300 * 10 / 1e6)
    assert estimate([*SIZES[:0]], PRICE, batch=False).high_usd == 0


def test_groups_are_as_single_requests() -> None:
    single = [Sizes(SIZES[0].prefix, SIZES[0].own, SIZES[0].answer, 1_000)] * 10
    for batch in (False, True):
        one, other = estimate(single, PRICE, batch=batch), estimate(SIZES, PRICE, batch=batch)
        assert one.low_usd == pytest.approx(other.low_usd)
        assert one.high_usd == pytest.approx(other.high_usd)


def test_a_batch_is_half_of_it_and_may_miss_the_cache() -> None:
    made, whole = estimate(SIZES, PRICE, batch=True), estimate(SIZES, PRICE, batch=False)
    assert whole.low_usd is not None
    assert made.low_usd == pytest.approx(whole.low_usd / 2)
    assert made.high_usd == pytest.approx(0.5 * 10 * (500 * 2 + 2_000 * 2.5 + 1_000 * 10) / 1e6)


def test_below_the_floor_nothing_is_cached() -> None:
    sizes = [Sizes(Count(1_000, 1_000), Count(500, 500), Count(0, 0), 0, 10)]
    made = estimate(sizes, PRICE, batch=False)
    assert made.low_usd == made.high_usd == pytest.approx(10 * 1_500 * 2 / 1e6)
    unknown = estimate(sizes, PRICE.model_copy(update={"cache_floor": None}), batch=False)
    assert unknown.low_usd is not None
    assert unknown.low_usd < 0.02
    assert unknown.high_usd == made.high_usd


def test_a_model_without_a_price_has_no_estimate() -> None:
    for measured in ([], [Usage(2_500, 100)] * 3):
        made = estimate(SIZES, None, batch=False, measured=measured)
        assert (made.low_usd, made.high_usd) == (None, None)
        assert "no price" in made.note


def test_answers_narrow_the_range() -> None:
    """Of a hundred jobs the range by three answers holds the truth about as often as it promises."""
    rng = random.Random(5)
    sizes = [Sizes(Count(2_000, 2_000), Count(500, 500), Count(50, 900), 2_000, 200)]
    before = estimate(sizes, PRICE, batch=False)
    held = {3: 0, 30: 0}
    for _ in range(100):
        job = [Usage(500, rng.randint(100, 500), 2_000) for _ in range(200)]
        truth = sum(PRICE.cost(usage, False) for usage in job) + 2_000 * 2.3 / 1e6
        for n in held:
            sample = [Usage(500, job[0].output_tokens, 0, 2_000), *job[1:n]]
            made = estimate(sizes, PRICE, batch=False, measured=sample)
            assert before.low_usd is not None is not before.high_usd
            assert made.low_usd is not None is not made.high_usd
            assert before.low_usd <= made.low_usd < made.high_usd <= before.high_usd
            held[n] += made.low_usd <= truth <= made.high_usd
    assert held[3] >= 90
    assert held[30] >= 90
    wide, narrow = (estimate(sizes, PRICE, batch=False, measured=job[:n]) for n in (3, 30))
    assert narrow.output_high - narrow.output_low < (wide.output_high - wide.output_low) / 2
    assert narrow.note == "from 30 answers"


def test_answers_are_believed_over_a_guess_that_was_wrong() -> None:
    made = estimate(SIZES, PRICE, batch=False, measured=[Usage(9_000, 900), Usage(9_100, 950)])
    assert made.low_usd is not None is not made.high_usd
    assert made.low_usd <= 10 * (9_050 * 2 + 925 * 10) / 1e6 <= made.high_usd
    assert made.input_tokens == 90_500
    one = estimate(SIZES, PRICE, batch=False, measured=[Usage(2_500, 400)])
    assert (one.output_low, one.output_high) == (2_000, 6_000)


def test_the_write_of_the_first_answer_is_counted_once() -> None:
    measured = [Usage(500, 400, 0, 2_000), Usage(500, 400, 2_000), Usage(500, 400, 2_000)]
    made = estimate(SIZES, PRICE, batch=False, measured=measured)
    exact = (10 * (500 * 2 + 2_000 * 0.2 + 400 * 10) + 2_000 * 2.3) / 1e6
    assert (made.low_usd, made.high_usd) == pytest.approx((exact, exact))
    uncached = estimate(SIZES, PRICE, batch=False, measured=[Usage(2_500, 400)] * 3)
    assert uncached.low_usd == pytest.approx(10 * (2_500 * 2 + 400 * 10) / 1e6)


def test_answers_shorter_than_was_thought_leave_a_range() -> None:
    made = estimate(SIZES, PRICE, batch=False, measured=[Usage(500, out, 2_000) for out in (20, 30, 40)])
    assert made.output_low < 10 * 30 < made.output_high
    assert made.low_usd is not None is not made.high_usd
    assert made.low_usd < 10 * (500 * 2 + 2_000 * 0.2 + 30 * 10) / 1e6 < made.high_usd


def test_guessed_tokens() -> None:
    english, chinese = guess_tokens("The cat sat on the mat. " * 40), guess_tokens("猫坐在垫子上。" * 40)
    assert english.low < 280 < english.high
    assert chinese.low < 280 < chinese.high
    assert guess_tokens("") == (0, 0)


def test_a_guess_is_set_right_by_a_sample() -> None:
    guess = Count(60, 140)
    assert counted(guess, []) == guess
    assert counted(guess, [(120, guess)]) == (108, 132)
    assert counted(guess, [(120, guess)] * 5) == (117, 123)
    low, high = counted(guess, [(110, guess), (130, guess), (120, guess), (125, guess)])
    assert 100 < low < 121 < high < 140


def test_every_shipped_model_can_be_estimated() -> None:
    for price in load_prices().models.values():
        made = estimate(SIZES, price, batch=True)
        assert made.low_usd is not None is not made.high_usd
        assert 0 < made.low_usd <= made.high_usd
