"""Flags answers that repeat their prompt. Where a text was to be worked on, likeness is right."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.example import Example
from studio.core.finding import Band, Sight
from studio.core.fingerprint import normalise

_LEAST = 15
# Punctuation and a stray word may differ.
_SPARE = 3
_WORKS_ON_A_TEXT = re.compile(
    r"\b(?:rewrit|rephras|edit|correct|fix|grammar|spell|punctuat|capitali[sz]|paraphras|repeat|copy|echo"
    r"|translat|convert|chang|replac|insert|add|remov|delet|improv|format|reformat|complet|continu|fill"
    r"|transform|quot|extract|sentence|sort|order|arrang|reword|simplif|proofread|combin|underlin"
    r"|highlight|modif|alter|adjust|revis|reduc|shorten|classif|identif|revers|uppercase|lowercase)"
    r"|重复|改写|翻译|修改|纠正|更正|重写|润色|wiederhol|korrigier|übersetz|répét|corrig|tradu|repit|reescrib",
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
                if not answer:
                    continue
                prompt = _asked(batch.examples[row], batch.prompt[row])
                # The first letters tell nearly always; only then is the whole worth levelling.
                if len(prompt) < _LEAST or not _may_begin_with(answer, prompt):
                    continue
                asked, said = normalise(prompt), normalise(answer)
                if len(asked) < _LEAST or _WORKS_ON_A_TEXT.search(batch.prompt[row]):
                    continue
                if not said.startswith(asked.rstrip(b".!?:")):
                    continue
                if len(said) <= len(asked) + _SPARE:
                    yield Sight(row, "whole", Band.CERTAIN, f"{side} is the prompt, and nothing else", side)
                else:
                    why = f"{side} begins with the whole prompt: cut it off"
                    yield Sight(row, "begins", Band.LIKELY, why, side)


def _asked(example: Example, prompt: str) -> str:
    """What was said last before the answer; that of one turn is the whole prompt."""
    return prompt if len(example.prompt) < 2 else example.prompt[-1].content


def _may_begin_with(answer: str, prompt: str) -> bool:
    one, other = answer[:40].lstrip()[:4], prompt[:40].lstrip()[:4]
    return bool(one) and one.casefold() == other.casefold()


CHECK = Echo()
