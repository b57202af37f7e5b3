"""What calls cost: each figure by hand, and a break-even that is one."""

from math import exp

import pytest

from studio.advice.price import (
    Call,
    OwnModel,
    break_even,
    cached_usd,
    hit_share,
    plain_usd,
    prompted_usd,
)
from studio.teacher.prices import Price

PRICE = Price(input=2, output=10, cache_write_5m=2.5, cache_write_1h=4, cache_read=0.2, cache_floor=1024)
CALL = Call(4000, 100, 200)


def test_a_call_by_hand() -> None:
    assert plain_usd(CALL, PRICE) == pytest.approx((4100 * 2 + 200 * 10) / 1e6)
    assert cached_usd(CALL, PRICE, 1e9) == pytest.approx((4000 * 0.2 + 100 * 2 + 2000) / 1e6)
    assert cached_usd(CALL, PRICE, 0) == pytest.approx((4000 * 2.5 + 100 * 2 + 2000) / 1e6)
    assert hit_share(8640) == pytest.approx(1 - exp(-1))


def test_calls_too_rare_for_a_cache_go_without() -> None:
    assert prompted_usd(CALL, PRICE, 0) == plain_usd(CALL, PRICE)
    assert prompted_usd(CALL, PRICE, 1e6) == cached_usd(CALL, PRICE, 1e6)


def test_a_prefix_too_short_is_not_kept_and_a_long_prompt_is_dearer() -> None:
    assert cached_usd(Call(1000, 1, 1), PRICE, 1e9) == plain_usd(Call(1000, 1, 1), PRICE)
    dear = PRICE.model_copy(update={"above_tokens": 4099, "above_times": 5.0})
    assert plain_usd(CALL, dear) == pytest.approx(5 * plain_usd(CALL, PRICE))
    assert plain_usd(Call(3999, 100, 200), dear) == plain_usd(Call(3999, 100, 200), PRICE)


def test_an_own_model_by_the_month() -> None:
    own = OwnModel(training=(12.0, 120.0), hosting_hour=(1.0, 2.0), months=12)
    assert own.monthly() == (731.0, 1470.0)


def test_at_the_break_even_both_cost_the_same() -> None:
    calls = break_even(CALL, PRICE, 731.0)
    assert calls * prompted_usd(CALL, PRICE, calls) == pytest.approx(731.0, rel=1e-6)
    assert break_even(CALL, PRICE, 2 * 731.0) > calls
    assert break_even(CALL, PRICE, 0.0) < 1e-6
    free = Price(input=0, output=0, cache_write_5m=0, cache_write_1h=0, cache_read=0)
    assert break_even(CALL, free, 1.0) == float("inf")
