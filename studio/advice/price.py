"""What calls cost with a long prompt, with caching, and with a model of one's own. It knows no price.

Formulas, per call, with a prefix of P tokens, a question of Q, an answer of A, prices a token:
    plain   P·input + Q·input + A·output
    cached  P·(h·cache_read + (1 - h)·cache_write) + Q·input + A·output
where h is the share of calls that find the prefix in the cache. It is kept five minutes since it was last
read, so for calls at random moments (Poisson), N a month, h = 1 - exp(-N / 8,640), a month having 8,640
times five minutes. Real calls come in bunches: h is then higher.
    own     (training / months + hosting · 730 h) a month, whatever the number of calls
The break-even is the number of calls a month at which the cheaper prompt costs what the own model costs.
"""

from collections.abc import Callable
from math import exp
from typing import NamedTuple, Protocol

FIVE_MINUTES_A_MONTH = 8_640
HOURS_A_MONTH = 730
_MOST_CALLS = 1e10


class Priced(Protocol):
    """Prices of a model in USD per million tokens."""

    @property
    def input(self) -> float:
        """Of what no cache had to do with."""

    @property
    def output(self) -> float:
        """Of an answer."""

    @property
    def cache_read(self) -> float:
        """Of what came from the cache."""

    @property
    def cache_write_5m(self) -> float:
        """Of what went into it."""

    @property
    def cache_floor(self) -> int | None:
        """A shorter prefix is not kept; None where nobody knows."""

    @property
    def above_tokens(self) -> int | None:
        """A longer prompt makes the whole request dearer."""

    @property
    def above_times(self) -> float:
        """So many times."""


class Call(NamedTuple):
    """One call in tokens: the prefix that is always the same, the question, the answer."""

    prefix: int
    question: int
    answer: int


class OwnModel(NamedTuple):
    """What a model of one's own costs, in USD: each as (least, most)."""

    training: tuple[float, float]
    hosting_hour: tuple[float, float]
    months: int = 12

    def monthly(self) -> tuple[float, float]:
        """USD a month, least and most."""
        low, high = (
            training / self.months + hour * HOURS_A_MONTH
            for training, hour in zip(self.training, self.hosting_hour, strict=True)
        )
        return low, high


def hit_share(calls_a_month: float) -> float:
    """The share of calls that find the prefix in a cache of five minutes, 0..1."""
    return 1 - exp(-calls_a_month / FIVE_MINUTES_A_MONTH)


def plain_usd(call: Call, price: Priced) -> float:
    """USD of a call without a cache."""
    micro = (call.prefix + call.question) * price.input + call.answer * price.output
    return micro * _times(call, price) / 1e6


def cached_usd(call: Call, price: Priced, calls_a_month: float) -> float:
    """USD of a call with the prefix in the cache, on average; as plain where the prefix is too short."""
    if price.cache_floor is not None and call.prefix < price.cache_floor:
        return plain_usd(call, price)
    hits = hit_share(calls_a_month)
    prefix = call.prefix * (hits * price.cache_read + (1 - hits) * price.cache_write_5m)
    micro = prefix + call.question * price.input + call.answer * price.output
    return micro * _times(call, price) / 1e6


def prompted_usd(call: Call, price: Priced, calls_a_month: float) -> float:
    """USD of a call the cheaper way: cached, or plain where calls are too rare for a cache."""
    return min(plain_usd(call, price), cached_usd(call, price, calls_a_month))


def break_even(call: Call, price: Priced, monthly_usd: float) -> float:
    """Calls a month at which the prompt costs what an own model costs; infinite where it never does."""

    def spent(calls: float) -> float:
        return calls * prompted_usd(call, price, calls)

    return _solve(spent, monthly_usd)


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    low, high = 0.0, 1.0
    while rising(high) < wanted:
        high *= 2
        if high > _MOST_CALLS:
            return float("inf")
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return high


def _times(call: Call, price: Priced) -> float:
    long = price.above_tokens is not None and call.prefix + call.question > price.above_tokens
    return price.above_times if long else 1.0
