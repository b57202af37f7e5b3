"""What some requests will cost, as a range, before and while they are sent. It sends and counts nothing.

Without answers, for every request (prices per token, all times the tier and the batch share):

    cost = output x price.output + own x price.input
           + prefix x (price.cache_write_5m for the first request, price.cache_read for the others)

where a prefix below the cache's floor costs price.input each time. `low` takes the fewest tokens, the
shortest answers and a cache that always hits; `high` the most tokens, the longest answers and, in a
batch (whose requests run side by side) or where the floor is not known and may not be reached, no cache.

With answers (those of a sample, or of the job so far) the cost of a request is their mean, with the
prefix counted as read, give or take t standard errors of it: t is 2, and Student's for few answers,
where 2 would promise too much. One write of the prefix is added. An end of the range that was known
before is kept where it is nearer to the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import NamedTuple

from studio.core.tokens import estimate_range
from studio.teacher.prices import Price, Usage

# A newer tokenizer makes about 30 % more tokens of a text than common ones do.
_DENSER = 1.3
# The floors that are known lie between these.
_FLOORS = (512, 4096)
# Student's t of 95 % for 1, 2, 3 … degrees of freedom; 2 after these.
_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)


class Count(NamedTuple):
    """The fewest and the most tokens that a text may have; the same where they were counted."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """One request, or `count` requests of this size on average.

    Attributes:
        prefix: what all requests begin with, which the server may keep.
        own: what only this one says.
        answer: tokens of a short and of a long answer.
        max_tokens: the limit of the answer, thinking included.
        count: how many requests.

    """

    prefix: Count
    own: Count
    answer: Count
    max_tokens: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """What some requests will cost.

    Attributes:
        low_usd, high_usd: the range; None where the model has no known price.
        input_tokens: about how many are sent, cached ones included.
        output_low, output_high: how many come back, thinking included.
        requests: how many requests.
        note: one sentence on where the figures come from.

    """

    low_usd: float | None
    high_usd: float | None
    input_tokens: int
    output_low: int
    output_high: int
    requests: int
    note: str


def guess_tokens(text: str) -> Count:
    """The range of tokens of a text by its characters: an estimate, as no tokenizer of Claude is public."""
    low, high = estimate_range(text)
    return Count(low, ceil(high * _DENSER))


def counted(guess: Count, sample: Sequence[tuple[int, Count]]) -> Count:
    """A guess set right by texts of a sample: what the endpoint counted of each, and what was guessed.

    The share of counted in guessed tokens is taken from the sample, give or take 2 standard errors (at
    least 2 %, and a tenth where the sample is of one).
    """
    if not sample:
        return guess
    shares = [count / max(1.0, (low + high) / 2) for count, (low, high) in sample]
    mean, error = _mean(shares)
    margin = max(0.02 * mean, error) if len(shares) > 1 else 0.1 * mean
    middle = (guess.low + guess.high) / 2
    return Count(int(middle * max(0.0, mean - margin)), ceil(middle * (mean + margin)))


def estimate(
    requests: Sequence[Sizes],
    price: Price | None,
    *,
    batch: bool,
    measured: Sequence[Usage] = (),
    thinking: bool = True,
    counts: int = 0,
) -> Estimate:
    """What the requests will cost together; the formula stands in this module's docstring.

    Args:
        requests: their sizes, one each or by groups.
        price: of the model, None where it is not known.
        batch: they go as a batch.
        measured: what requests of the same job used, one each; best three and more.
        thinking: the model thinks before it answers. Thinking counts as output, so that only
            `max_tokens` limits it until answers were measured.
        counts: how many of the requests the server counted, so that the sizes are by those.

    """
    exact = all(part.low == part.high for size in requests for part in (size.prefix, size.own))
    outputs = [_output(size, thinking) for size in requests]
    note = "input counted by the server" if exact else "input guessed from characters"
    if counts:
        note = f"input by the server's count of {counts} request{'s' * (counts > 1)}"
    note += ", output between short answers and max_tokens" if thinking else ", output from usual lengths"
    low_usd = high_usd = None
    if price is None:
        note += "; no price is known for this model"
    else:
        low_usd = _cost(requests, price, batch, outputs, high=False)
        high_usd = _cost(requests, price, batch, outputs, high=True)
    before = Estimate(
        low_usd,
        high_usd,
        _input(requests),
        sum(low * size.count for (low, _), size in zip(outputs, requests, strict=True)),
        sum(high * size.count for (_, high), size in zip(outputs, requests, strict=True)),
        sum(size.count for size in requests),
        note,
    )
    return _narrow(before, price, batch, measured) if measured else before


def _output(size: Sizes, thinking: bool) -> Count:
    high = size.max_tokens if thinking else min(size.answer.high, size.max_tokens)
    return Count(min(size.answer.low, high), high)


def _input(requests: Sequence[Sizes]) -> int:
    return sum((sum(size.prefix) + sum(size.own)) * size.count for size in requests) // 2


def _cost(
    requests: Sequence[Sizes], price: Price, batch: bool, outputs: Sequence[Count], *, high: bool
) -> float:
    """The lower or the upper end without answers."""
    total, written = 0.0, False
    for size, output in zip(requests, outputs, strict=True):
        if not size.count:
            continue
        prefix, own = size.prefix[high], size.own[high]
        floor = _FLOORS[high] if price.cache_floor is None else price.cache_floor
        plain = Usage(prefix + own, output[high])
        if not prefix or prefix < floor:
            total += size.count * price.cost(plain, batch)
            continue
        first, later = Usage(own, output[high], 0, prefix), Usage(own, output[high], prefix)
        if high and batch:  # each may have to write it for itself
            later = max(first, plain, key=lambda usage: price.cost(usage, batch))
        total += (size.count - (not written)) * price.cost(later, batch)
        total += 0.0 if written else price.cost(first, batch)
        written = True
    return total


def _narrow(before: Estimate, price: Price | None, batch: bool, measured: Sequence[Usage]) -> Estimate:
    """The range by what requests of the job used."""
    count = before.requests
    prompts, _ = _mean([usage.prompt_tokens for usage in measured])
    outputs = [usage.output_tokens for usage in measured]
    output_low, output_high = _ends(outputs, count, before.output_low, before.output_high)
    note = f"from {len(measured)} answer{'s' if len(measured) > 1 else ''}"
    low_usd, high_usd = before.low_usd, before.high_usd
    if price is None or low_usd is None or high_usd is None:
        note += "; no price is known for this model"
    else:
        steady = [_steady(usage, measured) for usage in measured]
        costs = [price.cost(usage, batch) for usage in steady]
        writes = [price.cost(usage, batch) - cost for usage, cost in zip(measured, costs, strict=True)]
        first = max(0.0, *writes) if count else 0.0
        low_usd, high_usd = _ends(costs, count, low_usd - first, high_usd - first)
        low_usd, high_usd = low_usd + first, high_usd + first
    sent = round(prompts * count)
    return Estimate(low_usd, high_usd, sent, int(output_low), ceil(output_high), count, note)


def _ends(values: Sequence[float], count: int, low: float, high: float) -> tuple[float, float]:
    """The range of a sum of `count` values like these, narrowed by what was known of it."""
    mean, error = (count * figure for figure in _mean(values))
    least = max(mean - error, low) if low <= mean else max(0.0, mean - error)
    return least, min(mean + error, high) if high >= mean else mean + error


def _steady(usage: Usage, others: Sequence[Usage]) -> Usage:
    """A request as it would be after the first: where any could read the prefix, this one can."""
    if not any(other.cache_read for other in others):
        return usage
    written = usage.cache_write + usage.cache_write_1h
    return replace(usage, cache_read=usage.cache_read + written, cache_write=0, cache_write_1h=0)


def _mean(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and t of its standard errors; half of the mean where there is one value only."""
    n = len(values)
    mean = sum(values) / n
    if n == 1:
        return mean, mean / 2
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    return mean, (_T[n - 2] if n - 2 < len(_T) else 2.0) * sqrt(variance / n)
