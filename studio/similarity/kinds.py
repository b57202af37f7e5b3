"""Says what kind a pair of like rows is, how sure that is, and why. It never looks at a threshold.

No threshold tells a copy from a look-alike: 'convert 5 km' and 'convert 8 km' are more alike than
a row and its copy with typing slips. What differs decides, so prompts and answers are compared
apart, token by token, and read together:

* prompts that ask the same, answers that say the same: a duplicate;
* prompts that ask the same, answers that do not: a conflict;
* prompts that ask something else, one answer: same-answer;
* prompts cut from one template, with another number, unit, language, direction, negation or named
  thing in it: variants.

A word replaced in a prompt is read in the light of the answers. If the same replacement is made
there, or the answers have little in common, the word was what the row is about. If a long answer
stayed as it was, it was a rewording.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from studio.core.finding import Band
from studio.similarity.crossing import is_crossed
from studio.similarity.differences import Difference, compare_texts, differing_sentences
from studio.similarity.spelling import inflected
from studio.similarity.swaps import Reading, is_noise, is_telling, read_changes
from studio.similarity.wording import COURTESY, FUNCTION_WORDS


class Kind(StrEnum):
    """What two like rows are to each other."""

    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    SAME_ANSWER = "same-answer"
    VARIANT = "variant"
    PARAPHRASE = "paraphrase"  # told by meaning alone, never by this module


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind of a pair, how sure it is, and why in words for the screen."""

    kind: Kind
    band: Band
    why: str


# Two rows that say the opposite: the check `contradiction` goes by it.
CROSSED = "they say the opposite: chosen and rejected the other way round"
IDENTICAL = Judgement(Kind.DUPLICATE, Band.CERTAIN, "same text but for case and white space")

# A match this long is not chance, in characters; a wide script says as much in a third of them.
_TELLING = 40
_WIDE = 3
_WIDE_LETTERS = re.compile("[\u2e80-\ud7af]")
# Below this share of matching characters a prompt asks something else, an answer says it.
_REWORDED_PROMPT = 0.6
_REWORDED_ANSWER = 0.7
_BARELY_REWORDED = 0.85
# A text that makes up less than this share of another that holds it is not a cut copy of it.
_CUT_SHORT = 0.45
_CUT_TAIL = 0.7
_CUT_OF_SHORT = 0.8
_SHORT_EXTRA = 24
_LONG_PROMPT = 160
_LONGEST_REWORDING = 2
_FEW_SLIPS = 4
# Telling swaps among this many times as many other ones are taken for noise in an answer.
_DROWNED = 3
_STRENGTH = {Band.CERTAIN: 2, Band.LIKELY: 1, Band.LOOK_CLOSELY: 0}


class _Part:
    """What the difference between two prompts, or between two answers, amounts to."""

    def __init__(self, old: str, new: str) -> None:
        self.difference: Difference = compare_texts(old, new)
        self.reading: Reading = read_changes(self.difference)
        reading = self.reading
        extra = [] if reading.is_shuffled() else reading.added or reading.dropped
        noise = is_noise(reading)
        self.telling = [] if noise else reading.telling()
        self.says_the_same = not (reading.swaps or reading.added or reading.dropped)
        self.only_slips = not extra and (noise or not (self.telling or reading.words()))
        # One text holds the other: all that differs stands on one side.
        one_sided = bool(extra) and not (reading.added and reading.dropped)
        self.holds = one_sided and not self.telling and not reading.words()
        self.courteous = self.holds and reading.inner == 0 and COURTESY.search(" ".join(extra)) is not None
        # A request in polite words is still a request: 'in French, please', 'in 50 words, please'.
        self.says_no_more = self.courteous and not any(map(is_telling, extra))
        self.extra_size = sum(map(len, extra))
        common = self.difference.common
        self.covered = common / max(1, common + self.extra_size)
        self.said = _said(common, old)
        self.is_long = self.said >= _TELLING


def judge_pair(prompts: tuple[str, str], answers: tuple[str, str]) -> Judgement:
    """The kind of a pair of like rows, from their two prompts and their two answers."""
    judged = _judge(prompts, answers)
    if judged.kind in (Kind.DUPLICATE, Kind.CONFLICT) and is_crossed(answers):
        return Judgement(Kind.CONFLICT, judged.band, CROSSED)
    return judged


def _judge(prompts: tuple[str, str], answers: tuple[str, str]) -> Judgement:
    prompt, answer = _Part(*prompts), _Part(*answers)
    if prompt.says_the_same or prompt.says_no_more:
        return _same_question(prompt, answer)
    if prompt.telling:
        return _other_slot(prompt, answer)
    mirrored = _mirrored(prompt.reading, answer.reading)
    if mirrored is not None:
        why = f"one template: '{mirrored[0]}' against '{mirrored[1]}' in prompt and answer"
        return Judgement(Kind.VARIANT, Band.LIKELY, why)
    if prompt.only_slips:
        return _same_question(prompt, answer)
    if prompt.holds:
        return _longer_question(prompts, prompt, answer)
    return _reworded_question(prompts, prompt, answer)


def _agreement(part: _Part, noun: str) -> tuple[Band, str] | None:
    """How sure it is that two texts say the same, and how they differ; None if they do not."""
    if part.says_the_same:
        return Band.CERTAIN, f"same {noun}"
    if part.only_slips:
        return Band.LIKELY, f"{noun}s differ in spelling"
    if part.courteous:
        return Band.LIKELY, f"set phrases around one {noun}"
    if part.holds and part.covered >= (_CUT_TAIL if part.is_long else _CUT_OF_SHORT):
        return Band.LIKELY, f"one {noun} has a little more than the other"
    if part.holds and part.is_long and part.covered >= _CUT_SHORT:
        return Band.LOOK_CLOSELY, f"one {noun} is a part of the other"
    if part.difference.moved:
        return Band.LIKELY, f"{noun}s in another order"
    if part.telling and not _drowned(part):
        return None
    if part.difference.kept >= _BARELY_REWORDED:
        return Band.LIKELY, f"a few words of the {noun}s differ"
    if part.difference.kept >= _REWORDED_ANSWER:
        return Band.LOOK_CLOSELY, f"some words of the {noun}s differ"
    return None


def _drowned(part: _Part) -> bool:
    """True when telling swaps are few among swaps of all sorts, as random noise leaves them."""
    telling = sum(len(part.reading.swaps[swap]) for swap in part.telling)
    every = sum(map(len, part.reading.swaps.values()))
    return part.is_long and every > _DROWNED * telling


def _same_question(prompt: _Part, answer: _Part) -> Judgement:
    agreed = _agreement(answer, "answer")
    asked = _agreement(prompt, "prompt") or (Band.LIKELY, "prompts differ in set phrases")
    if agreed is not None:
        return Judgement(Kind.DUPLICATE, weaker(asked[0], agreed[0]), f"{asked[1]}, {agreed[1]}")
    if answer.telling and answer.difference.kept >= _REWORDED_ANSWER:
        names = " and ".join(swap.value for swap in answer.telling)
        return Judgement(Kind.CONFLICT, asked[0], f"{asked[1]}, answers differ in {names}")
    band = weaker(asked[0], Band.LIKELY)
    return Judgement(Kind.CONFLICT, band, f"{asked[1]}, another answer")


def _other_slot(prompt: _Part, answer: _Part) -> Judgement:
    """Prompts that differ in a number, a unit, a direction or a negation."""
    names = " and ".join(swap.value for swap in prompt.telling)
    one, other = prompt.reading.swaps[prompt.telling[0]][0]
    shown = f"'{one}' against '{other}'" if one and other else f"'{one or other}'"
    if answer.is_long and (answer.says_the_same or answer.only_slips):
        why = f"same answer, prompts differ in {names}: {shown}"
        return Judgement(Kind.SAME_ANSWER, Band.LIKELY, why)
    band = Band.CERTAIN if prompt.difference.kept >= _REWORDED_PROMPT else Band.LIKELY
    return Judgement(Kind.VARIANT, band, f"one template, prompts differ in {names}: {shown}")


def _longer_question(prompts: tuple[str, str], prompt: _Part, answer: _Part) -> Judgement:
    """One prompt holds the other and says more: a clause, a field, an example."""
    own = _own_sentences(prompts)
    prompt = prompt if own == prompts else _Part(*own)
    agreed = _agreement(answer, "answer")
    more = "one prompt says more"
    if agreed is None:
        return Judgement(Kind.VARIANT, Band.LOOK_CLOSELY, f"{more}, another answer")
    small = prompt.extra_size <= _SHORT_EXTRA or prompt.covered >= _CUT_TAIL
    if not small and not answer.is_long:
        return Judgement(Kind.VARIANT, Band.LOOK_CLOSELY, f"{more}, same short answer")
    if prompt.covered < _CUT_SHORT:
        return Judgement(Kind.SAME_ANSWER, Band.LIKELY, f"{more}, {agreed[1]}")
    return Judgement(Kind.DUPLICATE, weaker(Band.LIKELY, agreed[0]), f"{more}, {agreed[1]}")


def _own_sentences(prompts: tuple[str, str]) -> tuple[str, str]:
    """The sentences that two prompts do not share; the prompts, if one has none of its own."""
    sentences = differing_sentences(*prompts)
    return sentences if all(map(str.strip, sentences)) else prompts


def _reworded_question(prompts: tuple[str, str], prompt: _Part, answer: _Part) -> Judgement:
    """Prompts in which words stand for other words that are no spelling of them."""
    agreed = _agreement(answer, "answer")
    own, difference = prompts, prompt.difference
    kept = difference.kept
    if kept >= _REWORDED_PROMPT:
        # A text that every row begins with, or works on, must not pass for likeness of the questions.
        own = _own_sentences(prompts)
        difference = difference if own == prompts else compare_texts(*own)
        kept = min(kept, difference.kept, _kept_of_first_lines(prompts))
    one, other = (prompt.reading.words() or [("", "")])[0]
    shown = f": '{one}' against '{other}'" if one else ""
    if agreed is None:
        why = f"alike, but another prompt{shown}, and another answer"
        band = Band.LIKELY if kept < _REWORDED_PROMPT else Band.LOOK_CLOSELY
        return Judgement(Kind.VARIANT, band, why)
    if not answer.is_long:
        long_prompt = _said(difference.common, own[0]) >= _LONG_PROMPT and prompt.reading.longest <= 1
        if long_prompt and kept >= _BARELY_REWORDED:
            return Judgement(Kind.DUPLICATE, Band.LOOK_CLOSELY, f"a word of a long prompt differs{shown}")
        return Judgement(Kind.VARIANT, Band.LOOK_CLOSELY, f"another prompt{shown}, same short answer")
    if kept < _REWORDED_PROMPT:
        return Judgement(Kind.SAME_ANSWER, agreed[0], f"another prompt{shown}, {agreed[1]}")
    unchanged = answer.says_the_same or answer.only_slips or answer.holds
    if not unchanged and prompt.reading.longest > _LONGEST_REWORDING:
        return Judgement(Kind.VARIANT, Band.LOOK_CLOSELY, f"another prompt{shown}, and answers differ")
    band = weaker(Band.LIKELY if kept >= _BARELY_REWORDED else Band.LOOK_CLOSELY, agreed[0])
    return Judgement(Kind.DUPLICATE, band, f"prompt reworded{shown}, {agreed[1]}")


def _mirrored(prompt: Reading, answer: Reading) -> tuple[str, str] | None:
    """A word swapped in the prompt and swapped for the same one in the answer, if there is one."""
    lost, gained = answer.lost(), answer.gained()
    # Among many slips, one that strikes the same word in both is an accident.
    slips = prompt.slips() if len(prompt.slips() + answer.slips()) <= _FEW_SLIPS else []
    for one, other in prompt.words() + slips:
        if one in FUNCTION_WORDS or other in FUNCTION_WORDS:
            continue
        if one in lost and other in gained and not inflected(one, other):
            return one, other
    return None


def _kept_of_first_lines(prompts: tuple[str, str]) -> float:
    """How much of the first lines matches; 1 when a prompt has one line only.

    The task usually stands there, and below it the text to work on: two tasks on one long text
    must not pass for one prompt.
    """
    (one, _, rest), (other, _, other_rest) = (text.strip().partition("\n") for text in prompts)
    if not rest or not other_rest:
        return 1.0
    return compare_texts(one, other).kept


def weaker(one: Band, other: Band) -> Band:
    """The less sure of two bands."""
    return min(one, other, key=_STRENGTH.__getitem__)


def _said(characters: int, text: str) -> int:
    """So many characters of a text as what they say in a script with an alphabet."""
    return characters * (_WIDE if _is_wide(text) else 1)


def _is_wide(text: str) -> bool:
    """True for text mostly in a script that says a word in a character or two."""
    start = text[:80]
    return not start.isascii() and 2 * len(_WIDE_LETTERS.findall(start)) > len(start)
