"""Flags pairs told apart by length: one answer goes on from the other, or is many times as long.

It does not say that the longer answer is worse. How length and preference go together over the whole
set, the bias gauge says.
"""

from collections.abc import Iterable

from rapidfuzz.distance import Prefix

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.tokens import estimate_tokens

# Of the shorter answer so much must be the beginning of the longer one; its last signs may differ.
_SHARED = 0.95
_LEAST_CHARS = 40
_TIMES = 8
_MORE_TOKENS = 200
# A script may say in one character what another says in four.
_SCRIPTS = 4


class Verbosity:
    """Length where a difference should be."""

    name = "verbosity"
    title = "pairs in which one answer is the other with more behind it, or the chosen is eight times as long"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, rejected in enumerate(batch.rejected):
            chosen = batch.chosen[row]
            sizes = len(chosen), len(rejected)
            if min(sizes) == 0 or max(sizes) < 1.2 * min(sizes):
                continue
            longer = "chosen" if len(chosen) > len(rejected) else "rejected"
            if min(sizes) >= _LEAST_CHARS:
                shared = int(Prefix.similarity(chosen, rejected))
                if shared >= _SHARED * min(sizes):
                    if longer == "chosen":
                        why = (
                            "chosen is rejected with more behind it: only length, or a cut, tells them apart"
                        )
                        yield Sight(row, "goes-on", Band.LIKELY, why, longer)
                    else:
                        why = "rejected is chosen with more behind it: the pair teaches where to stop"
                        yield Sight(row, "goes-on", Band.LOOK_CLOSELY, why, longer)
                    continue
            if len(chosen) < _TIMES * len(rejected) / _SCRIPTS:
                continue
            short, long = estimate_tokens(rejected), estimate_tokens(chosen)
            if long >= _TIMES * short and long - short >= _MORE_TOKENS:
                why = f"chosen has about {long:,} tokens, rejected {short:,}: only length may be learnt"
                yield Sight(row, "much-longer", Band.LOOK_CLOSELY, why, "chosen")


CHECK = Verbosity()
