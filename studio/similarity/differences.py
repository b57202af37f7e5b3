"""Says what differs between two texts, token by token. It does not say what that means for a row.

Case, punctuation, white space, Unicode form, presentation tags, Markdown and list markers are not
differences. What is left are tokens: numbers, operators, words (in scripts without spaces: single
characters). Two texts are aligned by their tokens, and each stretch that does not match becomes
one `Change`.
"""

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Postfix, Prefix

from studio.similarity.normalise import fold
from studio.similarity.wording import PLACEHOLDER

_TAG = re.compile(
    r"</?(?:p|br|hr|div|span|b|i|u|em|strong|ul|ol|li|h[1-6]|pre|code|blockquote|html|body|a|font"
    r"|table|tr|td|th|tbody|thead|small|sub|sup|center)\b[^<>]*>",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\][]+)\]\((?:https?://|/|#|www\.)[^()\s]*\)")
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|lt|gt|#\d+);")
_LIST_MARKER = re.compile(r"\n[ \t]*(?:[-*+•·]|\(?\d{1,2}[.)]|#{1,6}|>)[ \t]+")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TOKEN = re.compile(
    rf"[^\W\d_{_CJK}]+(?:'[^\W\d_]+)*"
    rf"|(?<![\w.)])-?\d+(?:[.,:]\d+)*|\d+(?:[.,:]\d+)*"
    rf"|[{_CJK}\U0001f300-\U0001faff]"
    # Signs are operators by themselves; those that also join words, only between operands.
    rf"|[!=<>]=|[+^=<>×÷≤≥≠±√∫∑%]|(?<=[\d)\]])[-*/](?=\s?[\w(\[])|(?<=[\d)\]]\s)[-*/](?=\s?[\w(\[])"
    rf"|(?<=\b\w)[-*/](?=\s?\w\b)|(?<=\b\w\s)[-*/](?=\s?\w\b)"
)
# White space and plain punctuation start no token. Skipping them together spares each of them a try
# of every kind of token; no more than a few together, so that a line of dots is not read over and over.
_TOKENS = re.compile(rf"[\s.,;:?\"'()]{{0,6}}+({_TOKEN.pattern})")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# Text that no token is made of. Put where a text was cut inside a line, so that the cut does not
# look like the start or the end of that line.
_CUT = "\x01"
_SENTENCE_END = re.compile(r"\n|[.!?](?=\s)|[。！？؟]")
# Aligning takes a bit for each pair of tokens; past this, texts are compared as bags of tokens.
_LARGEST_ALIGNMENT = 200_000_000
_SAME_TOKENS = 0.9
_MOST_KEPT = 0.95
_MOVED_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch that differs: `old` tokens of the first text stand against `new` of the second.

    `at_edge` is True when no matching token comes before it, or none comes after.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    at_edge: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two texts.

    Attributes:
        changes: the stretches that differ, in order; none when the texts say the same.
        kept: share of the characters of both texts that match, 0..1; 1 when nothing differs.
        common: how many characters match.
        moved: True when most of both texts is the same phrases, in another order.

    """

    changes: tuple[Change, ...]
    kept: float
    common: int
    moved: bool

    @property
    def old_size(self) -> int:
        """Characters of the first text that do not match."""
        return sum(len("".join(change.old)) for change in self.changes)

    @property
    def new_size(self) -> int:
        """Characters of the second text that do not match."""
        return sum(len("".join(change.new)) for change in self.changes)


def compare_texts(old: str, new: str) -> Difference:
    """Align two texts by their tokens, and say where they differ."""
    if old == new:
        return Difference((), 1.0, len(old), moved=False)
    start, tail = _shared_ends(old, new)
    before = _tokens_between(old, start, tail)
    after = _tokens_between(new, start, tail)
    if not before and not after and not _says_anything(old) and not _says_anything(new):
        # Nothing but signs: here they are the text ("[]" against "{}").
        before, after = ["".join(fold(old).split())], ["".join(fold(new).split())]
    changes = _align(before, after, whole_start=start == 0, whole_end=tail == 0)
    own, others = len("".join(before)), len("".join(after))
    lost = sum(len("".join(change.old)) for change in changes)
    gained = sum(len("".join(change.new)) for change in changes)
    common = start + tail + own - lost
    size = 2 * (start + tail) + own + others
    kept = 1.0 if not changes else 1.0 - (lost + gained) / size
    moved = 0.0 < kept < _MOST_KEPT and _same_phrases(before, after)
    return Difference(changes, kept, common, moved)


def differing_sentences(old: str, new: str) -> tuple[str, str]:
    """Two texts without the whole sentences and lines that they share at the start and the end."""
    start = int(Prefix.similarity(old, new))
    ends = [match.end() for match in _SENTENCE_END.finditer(old, 0, start)]
    start = ends[-1] if ends else 0
    tail = int(Postfix.similarity(old[start:], new[start:]))
    shared = _SENTENCE_END.search(old, len(old) - tail)
    tail = len(old) - shared.end() if shared else 0
    return old[start : len(old) - tail], new[start : len(new) - tail]


def tokenise(text: str) -> list[str]:
    """The tokens of a text: numbers, operators, words, CJK characters, pictures; all folded.

    A line is known by the line feed before it, so a text that starts a line must start with one.
    """
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "&" in text:
        text = _ENTITY.sub(" ", text)
    if "\n" in text:
        text = PLACEHOLDER.sub("", _LIST_MARKER.sub("\n", text))
    folded = fold(text).replace("’", "'")
    if "," in folded:
        folded = _THOUSANDS.sub("", folded)
    return _TOKENS.findall(folded)


def _says_anything(text: str) -> bool:
    return any(map(str.isalnum, text))


def _shared_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters to leave out at the start and at the end, both at a break in both."""
    start = int(Prefix.similarity(old, new))
    shorter = min(len(old), len(new))
    while start > 0 and not (start < shorter and _breaks(old[start - 1])):
        start -= 1
    # The breaks themselves stay in: a list marker is one at the start of a line, before a space.
    start = max(0, start - 1)
    tail = int(Postfix.similarity(old[start:], new[start:]))
    while tail > 0 and not _breaks(old[len(old) - tail]):
        tail -= 1
    return start, max(0, tail - 1)


def _breaks(character: str) -> bool:
    """True when a text may be cut beside this character without cutting a token."""
    return character in " \n\t"


def _tokens_between(text: str, start: int, tail: int) -> list[str]:
    end = len(text) - tail
    piece = text[start:end]
    piece = ("\n" if start == 0 else "" if piece[:1] == "\n" else _CUT) + piece
    return tokenise(piece + _CUT if tail else piece)


def _align(old: list[str], new: list[str], *, whole_start: bool, whole_end: bool) -> tuple[Change, ...]:
    """The stretches that differ; `whole_*` says that nothing was left out at that end."""
    if old == new:
        return ()
    if len(old) * len(new) > _LARGEST_ALIGNMENT:
        bag_old, bag_new = set(old), set(new)
        bags = [t for t in old if t not in bag_new], [t for t in new if t not in bag_old]
        return (Change(tuple(bags[0]), tuple(bags[1]), at_edge=False),) if any(bags) else ()
    changes = []
    matched_old = matched_new = 0
    blocks = Indel.editops(old, new).as_matching_blocks()
    for block in blocks:
        if block.a > matched_old or block.b > matched_new:
            first = whole_start and matched_old == 0 and matched_new == 0
            last = whole_end and block.size == 0
            lost, gained = old[matched_old : block.a], new[matched_new : block.b]
            changes.append(Change(tuple(lost), tuple(gained), first or last))
        matched_old, matched_new = block.a + block.size, block.b + block.size
    return tuple(changes)


def _same_phrases(old: list[str], new: list[str]) -> bool:
    """True when the two hold the same tokens, and share enough of their runs of three."""
    if min(len(old), len(new)) < _SAME_TOKENS * max(len(old), len(new)):
        return False
    tokens_old, tokens_new = Counter(old), Counter(new)
    if (tokens_old & tokens_new).total() < _SAME_TOKENS * max(len(old), len(new)):
        return False
    phrases_old = set(zip(old, old[1:], old[2:], strict=False))
    phrases_new = set(zip(new, new[1:], new[2:], strict=False))
    union = len(phrases_old | phrases_new)
    return union > 0 and len(phrases_old & phrases_new) >= _MOVED_SHARE * union
