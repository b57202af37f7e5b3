"""Flags pairs whose two answers are the same, or nearly: there is nothing to prefer."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.fingerprint import normalise

_NEARLY = 95.0
# In a few words one changed letter is the whole difference.
_LEAST = 40
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
                why = "chosen and rejected are the same text: there is nothing to prefer"
                yield Sight(row, "same", Band.CERTAIN, why)
                continue
            shorter, longer = sorted((len(chosen), len(rejected)))
            if longer > shorter * 1.2:
                continue
            likeness = fuzz.ratio(chosen[:_LOOKED_AT], rejected[:_LOOKED_AT], score_cutoff=_NEARLY)
            if likeness:
                why = f"chosen and rejected are {int(likeness)} % the same, letter by letter"
                band = Band.LIKELY if shorter >= _LEAST else Band.LOOK_CLOSELY
                yield Sight(row, "nearly-same", band, why, "", likeness / 100)


CHECK = IdenticalSides()
