"""What prompts ask for: the verb that opens them and its object. English imperatives only; no grammar.

A rough heuristic, offline and fast: the first word that is a known verb after a polite beginning, and the
head of the noun phrase behind it (its last word before a preposition, a verb or a stop). For any other
prompt, its first word, and no object. In the manner of Self-Instruct's figure of verbs and nouns (Wang et
al., 2023), without its parser.
"""

import re
from typing import NamedTuple

_VERB_WORDS = """
add advise analyse analyze answer apply arrange ask assess book brainstorm break build calculate cancel
categorise categorize change check choose cite classify clean combine come compare complete compose
compute construct continue convert correct count create criticise critique debug decide define deliver
demonstrate derive describe design detect determine develop devise diagnose differentiate discuss divide
draft draw edit elaborate estimate evaluate examine expand explain explore extract fill find finish fix
format formulate generate get give group guess help highlight identify illustrate implement improve infer
install interpret invent judge justify keep label let list locate look make match mention merge modify
move name offer open order organise organize outline paraphrase parse perform pick plan play point
predict prepare present produce proofread propose prove provide put rank rate read recommend reduce
refactor refund remove rename reorder rephrase replace reply report request research reset respond
restate return reverse review revise rewrite schedule search select send set shorten show simplify sketch
solve sort specify split start state stop structure suggest summarise summarize tell test tidy train
transcribe transform translate turn understand update use validate verify visualise visualize walk write
"""
VERBS = frozenset(_VERB_WORDS.split())
_POLITE = re.compile(
    r"\W*(?:(?:hi|hello|hey|dear \w+)\b[\s,!.]*)?(?:please\b[\s,]*|kindly\s+)?"
    r"(?:(?:can|could|would|will) you (?:please |kindly )?|i (?:want|need|would like|'d like) you to |"
    r"help me (?:to )?|your task is to |you (?:are to|should|must) |let's |let us )?(?:please\s+)?",
    re.IGNORECASE,
)
_SKIPPED_WORDS = """
a an the this that these those my your his her its our their me us you him them it some any each every
all both two three four five six seven eight nine ten one first few several many more most other another
such as much briefly then also just please out up down what which who whose how why when where whether if
"""
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_ENDS_WORDS = """
about above after against along among and around as at because before behind between but by can could did
do does during for from had has have in into is are was were of off on onto or over per regarding should
so than that to through under until using via was will with within without would while which who whose
where when how why if be been being there then given based containing including explaining describing
starting called named
"""
_ENDS = frozenset(_ENDS_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[0-9]+|[.,:;!?()\[\]\"\n]")
_LOOKED_AT = 400


class Opening(NamedTuple):
    """The verb or first word of a prompt, and the object; both in lower case, empty when there is none."""

    verb: str
    object: str


def opening_of(prompt: str) -> Opening:
    """How a prompt opens."""
    head = prompt[:_LOOKED_AT]
    polite = _POLITE.match(head)
    words = [word.lower() for word in _WORD.findall(head, polite.end() if polite else 0)]
    if not words or words[0] not in VERBS:
        first = next((word.lower() for word in _WORD.findall(head) if word[0].isalnum()), "")
        return Opening(first, "")
    return Opening(words[0], _object(words[1:]))


def _object(words: list[str]) -> str:
    """The last word of the first noun phrase: `a short story about` gives story."""
    found = ""
    for word in words:
        if not word[0].isalpha() and not word[0].isdigit():
            if found or word in ".\n!?":
                break
        elif not found and (word in _SKIPPED or word in _ENDS or word.isdigit()):
            continue
        elif word in _ENDS or word in _SKIPPED:
            break
        else:
            found = word
    return found
