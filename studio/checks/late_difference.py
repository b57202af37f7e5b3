"""Flags pairs whose answers differ only where trainers have cut them off. It runs no tokenizer.

Trainers keep the first tokens of prompt and answer (TRL 1,024 by default, an export of the studio 2,048): of
such a pair they see the same text twice, and it teaches nothing. Lengths are estimates, a fifth off or more.
"""

from collections.abc import Iterable

from rapidfuzz.distance import Prefix

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.tokens import estimate_tokens

_TRAINERS_KEEP = 1_024
_EXPORTS_KEEP = 2_048
# Even where each character is a token, less text than this is kept whole.
_LEAST_CHARS = _TRAINERS_KEEP


class LateDifference:
    """Sides that are the same up to the cut."""

    name = "late-difference"
    title = "pairs whose answers are the same up to where trainers cut, or whose prompt fills all they keep"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, rejected in enumerate(batch.rejected):
            chosen, prompt = batch.chosen[row], batch.prompt[row]
            if not rejected or not chosen or len(prompt) + len(chosen) < _LEAST_CHARS or chosen == rejected:
                continue
            shared = int(Prefix.similarity(chosen, rejected))
            if len(prompt) + shared < _LEAST_CHARS:
                continue
            asked = estimate_tokens(prompt)
            same = asked + estimate_tokens(chosen[:shared])
            if same < _TRAINERS_KEEP:
                continue
            band = Band.LIKELY if same >= _EXPORTS_KEEP else Band.LOOK_CLOSELY
            limit = _EXPORTS_KEEP if same >= _EXPORTS_KEEP else _TRAINERS_KEEP
            if asked >= limit:
                why = f"the prompt has about {asked:,} tokens: cut at {limit:,}, no answer is left"
                yield Sight(row, "prompt-fills", band, why, "prompt")
            else:
                why = (
                    f"the answers differ only after about {same:,} tokens: cut at {limit:,} they are the same"
                )
                yield Sight(row, "same-when-cut", band, why)


CHECK = LateDifference()
