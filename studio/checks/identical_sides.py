"""Flags pairs whose two answers are the same, or nearly: there is nothing to prefer."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.fingerprint import normalise

_NEARLY = 95.0
_LOOKED_AT = 20_000


class IdenticalSides:
    """Chosen equal to rejected."""

    name = "identical-sides"
    title = "pairs whose chosen and rejected answers are the same, or nearly"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, rejected in enumerate(batch.rejected):
            example = batch.examples[row]
            if not rejected.strip() or any(m.tool_calls for m in (*example.chosen, *example.rejected)):
                continue
            chosen = batch.chosen[row]
            if normalise(chosen) == normalise(rejected):
                why = "chosen and rejected are the same text"
                yield Sight(row, "same", Band.CERTAIN, why)
                continue
            likeness = fuzz.ratio(chosen[:_LOOKED_AT], rejected[:_LOOKED_AT], score_cutoff=_NEARLY)
            if likeness and len(chosen) > len(rejected) / 2:
                why = f"chosen and rejected are {likeness:.0f} % the same, letter by letter"
                yield Sight(row, "nearly-same", Band.LOOK_CLOSELY, why, "", likeness / 100)


CHECK = IdenticalSides()
