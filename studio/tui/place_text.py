"""The line over a pair: which queue, the place in it, what may be told of it. It reads nothing."""

from collections.abc import Iterable, Sequence

from studio.core.glyphs import one_line
from studio.core.pairs import Sight
from studio.core.verdict import Status
from studio.core.vote import Strength, Vote
from studio.pairs.ranking import Policy, Ranking
from studio.tui.pair_queue import PairQueue
from studio.tui.pair_text import vote_words

_CHARS = 400


def place_line(queue: PairQueue, told: Iterable[str]) -> str:
    """The queue and the place, then what is told of it."""
    if not queue:
        return f"{queue.lens.words} · none"
    here = f"{queue.lens.words} · {queue.cursor + 1:,} of {len(queue):,}"
    return one_line(" · ".join([here, *told]), _CHARS)


def ranking_words(group: Sequence[int], ranking: Ranking[int], policy: Policy) -> list[str]:
    """How far some answers are in order, and what the policy would make of them."""
    count = f"{len(group)} answers"
    if ranking.next_comparison() is None:
        return [count, f"in order; a makes pairs: {policy.value} ({policy.words}); o others"]
    return [count, f"compared {len(ranking.comparisons)} of at most {ranking.asked_at_most()}"]


def pair_words(sight: Sight, why: str, disputed: Sequence[Vote], *, is_deep: bool) -> list[str]:
    """What may be known of a pair: why it is here, and what was said of it.

    Args:
        sight: the pair.
        why: why it comes now; empty for no reason.
        disputed: what each reviewer said, where it waits to be settled.
        is_deep: what was asked is longer than its place.

    """
    row = sight.card.row
    parts = [f"#{row.id}", *filter(None, [why])]
    if row.blocked:
        parts.append("! needs repair: e")
    if is_deep:
        parts.append("P scrolls the question")
    if disputed:
        parts += [vote_words(vote, sight) for vote in disputed]
    elif sight.own is not None:
        parts.append(f"{row.source}:{row.line}")
        parts.append(f"{row.status.glyph} {vote_words(sight.own, sight)}")
    elif row.status is not Status.PENDING:
        parts.append(f"{row.status.glyph} {row.status.value}")
    return parts


def next_words(strength: Strength, tags: Sequence[str]) -> list[str]:
    """What was said before the next decision."""
    return [
        *([f"strength: {strength.value}"] if strength else []),
        *(["why: " + ", ".join(tags)] if tags else []),
    ]
