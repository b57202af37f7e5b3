"""Flags texts far too long or too short for what they are. What is usual for the set, it does not know."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

# Some 8,000 tokens: past what most fine-tuning runs keep of a row.
_LONG_PROMPT, _LONG_ANSWER = 30_000, 20_000
_WANTS_MUCH = re.compile(
    r"\b(?:write|compose|draft|produce)\b[^.\n]{0,40}\b(?:essay|article|blog post|story|paragraphs?|letter)\b"
    r"|\bin detail\b|\bdetailed (?:explanation|description|answer)|\bstep[- ]by[- ]step\b"
    r"|\bat least \d{2,} (?:words|sentences)|\bcomprehensive (?:guide|explanation)",
    re.IGNORECASE,
)
# What cannot be done in one word.
_WANTS_WORDS = re.compile(
    r"\s{0,3}(?:please )?(?:explain|elaborate|describe (?:how|why|the)|discuss|compare|list (?:\d"
    r"|two|three|four|five"
    r"|six|seven|eight|nine|ten)|(?:give|name|provide|suggest|generate) (?:me )?(?:[2-9]|two"
    r"|three|four|five|six)\b"
    r"|summari[sz]e|outline)",
    re.IGNORECASE,
)
_WANTS_LITTLE = re.compile(
    r"\b(?:one word|single word|in a word|yes or no|true or false|classify|category|label|which"
    r"|true/false|title"
    r"|what type|identify|select|choose|rate|score|detect|predict|rewrite|edit|correct|convert|count|letters?"
    r"|digits?|numbers?|characters?|strings?|true|false|whether|equal|emojis?|hashtags?|adjective|word|term|name|slogan|number)\b",
    re.IGNORECASE,
)
_FEW_CHARACTERS = 25
# Chinese and its neighbours put no spaces between words: there this many characters may be a sentence.
_ONE_WORD_WIDE = 3


class Length:
    """Texts that no trainer keeps whole, and answers that cannot be what was asked for."""

    name = "length"
    title = "texts too long to be trained on whole, and a few letters where an essay was asked for"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side, most in (("prompt", _LONG_PROMPT), ("chosen", _LONG_ANSWER), ("rejected", _LONG_ANSWER)):
            for row, text in enumerate(batch.side(side)):
                if len(text) > most:
                    why = f"{side} has {len(text):,} characters: most trainers would cut it"
                    yield Sight(row, "long", Band.LIKELY, why, side)
        for row, answer in enumerate(batch.chosen):
            if not 0 < len(answer) < _FEW_CHARACTERS or "http" in answer:
                continue
            prompt = batch.prompt[row][:_LONG_PROMPT]
            if _WANTS_LITTLE.search(prompt):
                continue
            if _WANTS_MUCH.search(prompt):
                why = f"the answer has {len(answer)} characters, and the prompt asks for much more"
                yield Sight(row, "short", Band.LIKELY, why, "chosen")
            elif _is_one_word(answer) and _WANTS_WORDS.match(prompt):
                why = "the answer is one word, and the prompt asks for more than one"
                yield Sight(row, "one-word", Band.LOOK_CLOSELY, why, "chosen")


def _is_one_word(text: str) -> bool:
    words = text.split()
    return len(words) == 1 and "," not in text and (text.isascii() or len(words[0]) <= _ONE_WORD_WIDE)


CHECK = Length()
