"""What the gauge's counts mean: a figure with its interval, a sentence, and what to do. It counts nothing.

Sources: shares by Wilson (1927); differences of paired shares by Agresti and Min (2005); first words by
log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008, Fightin' Words).
"""

from collections.abc import Mapping
from enum import StrEnum
from math import log, sqrt
from operator import itemgetter
from typing import NamedTuple

from studio.pairs.lengths import Lengths
from studio.vectors.share import Z, wilson

# Under this many pairs a figure is shown, and no word on whether it is a bias.
ENOUGH = 30
_OPENINGS_SHOWN = 5
# An opening of fewer answers is not looked at.
LEAST_OPENINGS = 10
# Many openings are tried at once: one in a thousand would pass 3.3 by chance.
_Z_OPENING = 3.3
_PRIOR = 500.0


class Level(StrEnum):
    """How bad it is: too few pairs to tell, no bias to see, one to watch, one to act on."""

    FEW = "few"
    FINE = "fine"
    WATCH = "watch"
    BIAS = "bias"


class Reading(NamedTuple):
    """One figure of the gauge.

    Attributes:
        name: `length`, `longer-is-better`, `lists`, `headings`, `bold`, `opening`, `model` or `left`.
        about: the opening or the model; empty for the others. A model's name is text from data.
        value, low, high: the figure and its 95 % interval: Cohen's d of `length`, a difference of shares
            -1..1 of marks, log-odds of `opening`, else a share 0..1.
        neutral: the value of no bias.
        n: pairs it rests on.
        level: see `Level`.
        words: what it means, in one sentence.
        advice: what to do; empty where nothing is.

    """

    name: str
    about: str
    value: float
    low: float
    high: float
    neutral: float
    n: int
    level: Level
    words: str
    advice: str


def read_length(lengths: Lengths) -> Reading:
    """Chosen against rejected in tokens."""
    effect, n = lengths.effect(), lengths.n
    chosen, rejected = lengths.chosen / n, lengths.rejected / n
    more = "longer" if chosen >= rejected else "shorter"
    words = (
        f"chosen answers are {abs(chosen - rejected):.0f} tokens {more} on average:"
        f" {chosen:.0f} against {rejected:.0f}"
    )
    level = _level(effect.d, effect.low, effect.high, 0.0, 0.1, 0.2, n)
    advice = {
        Level.WATCH: "judge next the pairs of equal length, and those whose shorter answer is well made",
        Level.BIAS: f"a model will learn that {more} is better: judge pairs of equal length next,"
        " or leave out the most one-sided of those that are decided",
    }
    return Reading("length", "", *effect, 0.0, n, level, words, advice.get(level, ""))


def read_longer(lengths: Lengths) -> Reading:
    """How often the longer answer is the chosen one."""
    n = lengths.longer + lengths.shorter
    share = wilson(lengths.longer, n)
    words = f"the longer answer was chosen in {share.value:.0%} of {n:,} pairs that differ in length"
    level = _level(share.value, share.low, share.high, 0.5, 0.03, 0.1, n)
    shorter = "shorter" if share.value > 0.5 else "longer"
    advice = f"look for pairs in which the {shorter} answer is the better one" if _acts(level) else ""
    return Reading("longer-is-better", "", share.value, share.low, share.high, 0.5, n, level, words, advice)


def read_marks(name: str, chosen: int, rejected: int, both: int, n: int) -> Reading:
    """Lists, headings or bold: pairs of which only the chosen answer has them, only the rejected, both."""
    one, other = (chosen + both) / n, (rejected + both) / n
    # Half a pair in each of the four cells.
    middle = (chosen - rejected) / (n + 2)
    half = Z * sqrt(max(0.0, (chosen + rejected + 1) - (chosen - rejected) ** 2 / (n + 2))) / (n + 2)
    value, low, high = one - other, max(-1.0, middle - half), min(1.0, middle + half)
    what = "words in bold" if name == "bold" else name
    words = f"{what} are in {one:.0%} of chosen answers and in {other:.0%} of rejected ones"
    level = _level(value, low, high, 0.0, 0.03, 0.1, n)
    side = "without" if value > 0 else "with"
    advice = f"look for pairs in which the answer {side} {what} is the better one" if _acts(level) else ""
    return Reading(name, "", value, min(value, low), max(value, high), 0.0, n, level, words, advice)


def read_openings(openings: Mapping[str, list[int]], every: int) -> list[Reading]:
    """The first words that stand out most on one side: at most five, and only beyond doubt.

    Args:
        openings: how many chosen and rejected answers begin so, of pairs whose answers begin unlike;
            those of `LEAST_OPENINGS` answers and more.
        every: how many such pairs there are.

    """
    found: list[tuple[float, Reading]] = []
    for words, (chosen, rejected) in openings.items():
        if not words:
            continue
        prior = _PRIOR * (chosen + rejected) / (2 * every)
        one, other = chosen + prior, rejected + prior
        rest = every + _PRIOR
        odds = log(one / (rest - one)) - log(other / (rest - other)) if max(one, other) < rest else 0.0
        error = sqrt(1 / one + 1 / other)
        if abs(odds) > _Z_OPENING * error:
            found.append((abs(odds) / error, _opening(odds, error, words, chosen, rejected, every)))
    found.sort(key=itemgetter(0), reverse=True)
    return [reading for _, reading in found[:_OPENINGS_SHOWN]]


def _opening(odds: float, error: float, opening: str, chosen: int, rejected: int, every: int) -> Reading:
    apart = abs(chosen - rejected) / every
    level = Level.FEW if every < ENOUGH else Level.BIAS if apart >= 0.05 else Level.WATCH
    words = f"'{opening}' begins {chosen:,} chosen answers and {rejected:,} rejected ones"
    side = "rejected" if chosen > rejected else "chosen"
    advice = f"see whether some that begin so should be {side}, or reword a few" if _acts(level) else ""
    ends = (odds, odds - Z * error, odds + Z * error)
    return Reading("opening", opening, *ends, 0.0, chosen + rejected, level, words, advice)


def read_models(models: Mapping[str, list[int]]) -> list[Reading]:
    """How often each model's answer was chosen over another model's, the most compared first."""
    found = []
    for model, (won, lost) in sorted(models.items(), key=lambda item: (-sum(item[1]), item[0])):
        n = won + lost
        share = wilson(won, n)
        level = _level(share.value, share.low, share.high, 0.5, 0.1, 0.25, n)
        words = f"its answer was chosen in {share.value:.0%} of {n:,} pairs with another model's"
        advice = "its style may be what is learnt: add pairs of answers by one model" if _acts(level) else ""
        found.append(
            Reading("model", model, share.value, share.low, share.high, 0.5, n, level, words, advice)
        )
    return found


def read_left(left: int, right: int) -> Reading:
    """How often the answer on the left was chosen; sides are shuffled, so it should be half."""
    n = left + right
    share = wilson(left, n)
    level = _level(share.value, share.low, share.high, 0.5, 0.02, 0.05, n)
    words = f"the left answer was chosen in {share.value:.0%} of {n:,} pairs; half would be expected"
    side = "left" if share.value > 0.5 else "right"
    advice = f"read the {side} answer last for a while, and judge some of these pairs again"
    return Reading(
        "left", "", share.value, share.low, share.high, 0.5, n, level, words, advice if _acts(level) else ""
    )


def _level(value: float, low: float, high: float, neutral: float, watch: float, bias: float, n: int) -> Level:
    """A bias is one that the interval bears out and that is large enough to matter."""
    if n < ENOUGH:
        return Level.FEW
    apart = abs(value - neutral)
    if low <= neutral <= high or apart < watch:
        return Level.FINE
    return Level.BIAS if apart >= bias else Level.WATCH


def _acts(level: Level) -> bool:
    return level in (Level.WATCH, Level.BIAS)
