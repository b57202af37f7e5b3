"""Flags answers that repeat their prompt. Where a text was to be worked on, likeness is right."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight
from studio.core.fingerprint import normalise

_LEAST = 25
_WORKS_ON_A_TEXT = re.compile(
    r"\b(?:rewrite|rephrase|edit|correct|fix|grammar|spell|punctuat|capitali[sz]e|paraphrase|repeat|copy|echo"
    r"|translate|convert|change|replace|insert|add|remove|delete|improve|format|reformat|complete|continue|fill"
    r"|transform|quote|extract|sentence|sort|order|arrange|reword|simplify|proofread|combine|underline"
    r"|highlight|modify|alter|adjust|revise|reduce|shorten|classify|identify|reverse|uppercase|lowercase)",
    re.IGNORECASE,
)


class Echo:
    """The prompt, once more."""

    name = "echo"
    title = "answers that repeat the prompt, or begin with it"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in ("chosen", "rejected"):
            for row, answer in enumerate(batch.side(side)):
                prompt = batch.prompt[row]
                # The first letters tell nearly always; only then is the whole worth levelling.
                if len(prompt) < _LEAST or not _may_begin_with(answer, prompt):
                    continue
                asked, said = normalise(prompt), normalise(answer)
                if _WORKS_ON_A_TEXT.search(prompt) or not said.startswith(asked):
                    continue
                if len(said) <= len(asked) + 3:
                    yield Sight(row, "whole", Band.CERTAIN, f"{side} is the prompt, and nothing else", side)
                else:
                    why = f"{side} begins with the whole prompt"
                    yield Sight(row, "begins", Band.LIKELY, why, side)


def _may_begin_with(answer: str, prompt: str) -> bool:
    one, other = answer[:40].lstrip()[:8], prompt[:40].lstrip()[:8]
    return bool(one) and one.casefold() == other.casefold()


CHECK = Echo()
