"""Looks at drafts before a person sees them, and says which are held back and why. It throws none away.

A reason is one short sentence without row text. What is held back can still be read and taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from studio.core.batch import Batch
from studio.core.example import Example, text_of
from studio.core.finding import Band, Sight
from studio.coverage.contract import Contract
from studio.coverage.counting import NOTHING
from studio.coverage.rules import tag_rows
from studio.coverage.vocabulary import Unknown
from studio.extension import all_checks
from studio.similarity.kinds import Kind
from studio.teacher.alike import Alike
from studio.teacher.verbs.sides import last_request, last_words

Likeness = Callable[[Example], Sequence[tuple[int, float]]]

# How sure a check has to be to hold a draft back. A refusal does not: a cell may ask for one.
HELD_BACK = {
    "chat-token": Band.CERTAIN,
    "echo": Band.LIKELY,
    "empty": Band.CERTAIN,
    "encoding": Band.LIKELY,
    "identical-sides": Band.LIKELY,
    "language": Band.LIKELY,
    "personal": Band.CERTAIN,
    "placeholder": Band.LIKELY,
    "refusal": Band.LIKELY,
    "repetition": Band.CERTAIN,
    "secret": Band.CERTAIN,
    "truncated": Band.CERTAIN,
}
# A worse answer may well be cut, or in another language: that may be its flaw.
_OF_REJECTED = frozenset({"chat-token", "empty", "encoding", "identical-sides", "personal", "secret"})
_REFUSALS = frozenset({"refusal", "apology"})
_STRENGTH = {band: place for place, band in enumerate(Band)}
_SAME = {Kind.DUPLICATE: "a near-duplicate of", Kind.SAME_ANSWER: "the same answer as"}
_UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b")
_ABOUT_LANGUAGES = re.compile(
    r"translat|übersetz|tradu[ciz]|languages?\b|sprache|langue|idioma|翻译|перевед|ترجم"
    r"|\b(?:in|into|to|auf|ins|en|al) (?:english|german|french|spanish|italian|dutch|polish|turkish|chinese"
    r"|japanese|englisch|deutsch|franz|span|anglais|allemand|français|inglés|alemán|francés|español)",
    re.IGNORECASE,
)
_FEW_ROWS = 20
_SPREAD = 1.5


def screen(
    drafts: Sequence[Example],
    *,
    like: Likeness,
    language: str = "",
    lengths: tuple[int, int] | None = None,
    earlier: Sequence[Example] | Alike = (),
    shown: Sequence[Example] = (),
    new_prompts: bool = True,
) -> list[str]:
    """For each draft why it is held back, or an empty text.

    Args:
        drafts: new rows, in the order in which they came.
        like: rows of the set that say the same as an example, with their similarity, likest first; it
            leaves out the row that the draft is made from, if there is one.
        language: the ISO 639-1 code that prompts must be in; empty for any.
        lengths: characters an answer must have at least and at most (`usual_lengths`).
        earlier: drafts that were let through before. An `Alike` of them also takes in those let through
            now: a job that is screened bit by bit keeps one, and no draft is measured anew.
        shown: rows that were shown to Claude as examples.
        new_prompts: drafts bring prompts of their own, which must differ from those of other drafts; false
            for rewrites and alternatives.

    """
    reasons = [_shape(draft) or _language(draft, language) or _length(draft, lengths) for draft in drafts]
    seen = _seen(drafts)
    reasons = [reason or seen.get(place, "") for place, reason in enumerate(reasons)]
    examples = Alike(shown)
    others = earlier if isinstance(earlier, Alike) else Alike(earlier)
    places: dict[int, int] = {}
    for place, draft in enumerate(drafts):
        reasons[place] = (
            reasons[place]
            or _copied(draft, examples, new_prompts=new_prompts)
            or _known(draft, like)
            or _repeated(draft, others, places, new_prompts=new_prompts)
        )
        # What is held back takes no place: the next one like it is then looked at for itself.
        if not reasons[place]:
            places[others.add(draft)] = place
    return reasons


def usual_lengths(chars: Sequence[int]) -> tuple[int, int] | None:
    """The lengths that a draft may have, from those of a set's answers; None for fewer than 20.

    Two thirds of the 2nd percentile to one and a half times the 98th: what is unusual is let through,
    another kind of text is not.

    Args:
        chars: characters of each answer.

    """
    if len(chars) < _FEW_ROWS:
        return None
    low, high = np.quantile(np.asarray(chars, np.float64), (0.02, 0.98))
    return int(low / _SPREAD), int(high * _SPREAD)


def outside_cell(contract: Contract, cell: Mapping[str, str], drafts: Sequence[Example]) -> list[str]:
    """For each draft which facet of its cell a rule tells otherwise, as a reason; else an empty text.

    Facets that people tag, and those of imported fields, say nothing of a draft.
    """
    wanted: dict[int, int] = {}
    for name, value in cell.items():
        try:
            place, number = contract.words.place(name, value)
        except Unknown:
            continue
        wanted[place] = number
    vectors = tag_rows(contract, Batch(drafts), [{}] * len(drafts), [()] * len(drafts))
    reasons = []
    for row in vectors.tolist():
        other = [place for place, number in wanted.items() if row[place] not in (NOTHING, number)]
        named = [(contract.facets[place], row[place]) for place in other]
        reasons.append("; ".join(f"it falls in {facet.name}={facet.words[value]}" for facet, value in named))
    return reasons


def _shape(draft: Example) -> str:
    """What a row that can be trained on must have."""
    if not last_request(draft).strip():
        return "it has no prompt"
    if not any(turn.content.strip() or turn.tool_calls for turn in draft.chosen):
        return "it has no answer"
    roles = [turn.role for turn in draft.prompt]
    if "system" in roles[1:]:
        return "a system text stands after the first turn"
    if roles[-1] == "assistant" or any(turn.role not in ("assistant", "tool") for turn in draft.chosen):
        return "its turns are out of order"
    spoken = [role for role in roles if role != "system"]
    if spoken[0] != "user":
        return "it does not begin with the user"
    if any(one == other != "tool" for one, other in pairwise(spoken)):
        return "two turns of one role follow each other"
    if not all(turn.content.strip() or turn.tool_calls for turn in (*draft.prompt, *draft.chosen)):
        return "one of its turns is blank"
    if _UNFINISHED.search(text_of(draft.chosen)) and not _UNFINISHED.search(text_of(draft.prompt)):
        return "its answer holds a note of what is still to be written"
    return ""


def _language(draft: Example, wanted: str) -> str:
    """A prompt or an answer in another language, unless the prompt speaks of languages."""
    from studio.core.language import language_of  # its patterns are many, and only wanted here

    asked = last_request(draft)
    if not wanted or _ABOUT_LANGUAGES.search(asked):
        return ""
    for noun, text in (("prompt", asked), ("answer", last_words(draft.chosen))):
        found = language_of(text)
        if found and found != wanted.casefold():
            return f"its {noun} is in {found!r}, not in {wanted!r}"
    return ""


def _length(draft: Example, lengths: tuple[int, int] | None) -> str:
    if lengths is None:
        return ""
    chars = len(text_of(draft.chosen))
    if chars < lengths[0]:
        return f"its answer has {chars:,} characters; answers of the set have {lengths[0]:,} at least"
    if chars > lengths[1]:
        return f"its answer has {chars:,} characters; answers of the set have {lengths[1]:,} at most"
    return ""


def _seen(drafts: Sequence[Example]) -> dict[int, str]:
    """The surest thing that a serious check saw in each draft."""
    found: dict[int, tuple[int, str]] = {}
    batch = Batch(drafts)
    for check in all_checks():
        if check.name not in HELD_BACK:
            continue
        for sight in check.look(batch):
            if _is_serious(check.name, sight):
                told = (_STRENGTH[sight.band], f"{check.name}: {sight.why}")
                found[sight.row] = min(found.get(sight.row, told), told)
    return {row: why for row, (_, why) in found.items()}


def _is_serious(check: str, sight: Sight) -> bool:
    if sight.where == "rejected" and check not in _OF_REJECTED:
        return False
    return sight.kind not in _REFUSALS and _STRENGTH[sight.band] <= _STRENGTH[HELD_BACK[check]]


def _copied(draft: Example, examples: Alike, *, new_prompts: bool) -> str:
    if not new_prompts:
        return ""
    kinds = (*_SAME, Kind.CONFLICT)
    copied = any(found.judged.kind in kinds for found in examples.find(draft))
    return "it copies an example that it was shown" if copied else ""


def _known(draft: Example, like: Likeness) -> str:
    found = like(draft)
    if not found:
        return ""
    row, score = found[0]
    return f"it is a near-duplicate of row {row} ({score:.2f})"


def _repeated(draft: Example, others: Alike, places: Mapping[int, int], *, new_prompts: bool) -> str:
    """As another draft says it; `places` are the numbers of those that are of this list."""
    for found in others.find(draft):
        place = places.get(found.number)
        name = "an earlier draft" if place is None else f"draft {place + 1} of these"
        if new_prompts and found.judged.kind is Kind.CONFLICT:
            return f"it asks the same as {name}"
        if found.judged.kind in _SAME and (new_prompts or found.judged.kind is Kind.DUPLICATE):
            return f"it is {_SAME[found.judged.kind]} {name} ({found.score:.2f})"
    return ""
