"""Flags pairs in which both answers refuse. Which refusal is the better one may still be worth teaching."""

import re
from collections.abc import Iterable

from studio.checks.refusal import refuses
from studio.core.batch import Batch
from studio.core.finding import Band, Sight

# Softer words than the check `refusal` goes by: beside another refusal they are one too.
_DECLINES = re.compile(
    r"[\s\"“*]{0,3}(?:no[,.] |well, )?"
    r"(?:(?:i(?:'m| am) |we(?:'re| are) )?(?:very |so |really )?(?:sorry|afraid)[,.]? (?:but )?(?:that )?"
    r"|unfortunately,? )?"
    r"(?:(?:that|this)(?:'s not| is not| isn't) (?:something|a topic|the (?:type|kind))[^.]{0,30}\bi"
    r"|i(?:'m| am) not (?:going|allowed|able|willing|comfortable|prepared|programmed|designed) "
    r"|i (?:can(?:'t|not)|won't|will not|don't want to|would rather not|refuse to) (?:tell you|answer|help"
    r"|do th|advise|share|give|recommend|talk about|assist|discuss|condone|encourage|provide)"
    r"|i'd rather not )",
    re.IGNORECASE,
)
# A long answer may refuse and then help: the pair may be about that.
_SHORT = 400
_LOOKED_AT = 160


class BothRefuse:
    """A refusal preferred to a refusal."""

    name = "both-refuse"
    title = "pairs in which chosen and rejected both refuse: what is learnt is how, not whether"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, rejected in enumerate(batch.rejected):
            if not rejected or not _declines(rejected) or not _declines(batch.chosen[row]):
                continue
            short = max(len(rejected), len(batch.chosen[row])) <= _SHORT
            why = "both answers refuse" + ("" if short else ", and one of them goes on")
            yield Sight(row, "refusals", Band.LIKELY if short else Band.LOOK_CLOSELY, why)


def _declines(answer: str) -> bool:
    return refuses(answer) or _DECLINES.match(answer[:_LOOKED_AT].replace("’", "'")) is not None


CHECK = BothRefuse()
