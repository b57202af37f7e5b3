"""What a group of like rows says, as blocks of styled text: the keeper whole, the others as a word diff.

It knows no widget and no width. All text of rows passes through `visible` and becomes plain `Text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rich.style import Style
from rich.text import Text

from studio.checking.grouping import Group, Linked
from studio.core.comparison import compared_texts
from studio.core.example import Example
from studio.core.glyphs import one_line, visible
from studio.core.rows import Row
from studio.similarity.kinds import Kind
from studio.tui.card_text import Block, Look

SHOWN_MEMBERS = 30
_SHOWN_CHARS = 4_000
_DIFF_WORDS = 2_000
# Equal words shown around a change.
_AROUND = 8
_CHARS_A_TOKEN = 4
_SAYS = {
    Kind.DUPLICATE: "same question, same answer: a sets the others aside",
    Kind.CONFLICT: "same question, another answer: p makes a pair, e rewrites, x keeps only the first",
    Kind.SAME_ANSWER: "another question, same answer: b lets all stay, x keeps only the first",
    Kind.PARAPHRASE: "not written alike, perhaps one meaning: look closely; x keeps one, b lets all stay",
    Kind.VARIANT: "one template, filled in otherwise: no duplicates; b lets all stay",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A member of the group: its place in it, its line and its text."""

    number: int
    member: Linked
    row: Row
    example: Example


def group_blocks(group: Group, held: Sequence[Held], rule: str, look: Look) -> list[Block]:
    """The blocks of a group from top to bottom.

    Args:
        group: the group.
        held: its members that are shown, the keeper first.
        rule: why the first is kept, in words.
        look: styles by meaning.

    """
    title = Text(f"{group.kind.value} · {group.band.value.replace('-', ' ')} · ", look.title)
    title.append(f"{len(group.members)} rows · {group.score:.2f}", look.title)
    head = Text()
    head.append(f"{_SAYS[group.kind]}\n", look.warn if group.kind is Kind.CONFLICT else Style())
    head.append(f"kept is the row that is {rule} (o changes the rule, a digit the keeper)", look.quiet)
    blocks = [Block(title, head)]
    if not held:
        return blocks
    keeper = compared_texts(held[0].example)
    blocks.append(Block(_member_title(held[0], look, kept=True), _whole(keeper, look)))
    for one in held[1:]:
        blocks.append(Block(_member_title(one, look, kept=False), _against(keeper, one, look)))
    left = len(group.members) - len(held)
    if left > 0:
        blocks.append(
            Block(Text(f"… and {left:,} more rows: enter opens them all in Review", look.quiet), Text())
        )
    return blocks


def _member_title(one: Held, look: Look, *, kept: bool) -> Text:
    row = one.row
    title = Text()
    title.append(f" {one.number} " if one.number < 10 else "   ", look.found if kept else look.title)
    title.append(" ")
    title.append(f"{'keep' if kept else f'{one.member.score:.2f}'} ", look.good if kept else look.title)
    if not kept:
        title.append(f"{one.member.band.value.replace('-', ' ')} · ", look.quiet)
    tokens = (row.prompt_chars + row.chosen_chars + row.rejected_chars) // _CHARS_A_TOKEN
    title.append(f"#{row.id} {row.status.glyph} {row.status.value}", look.title)
    title.append(f" · {one_line(row.source, 40)}:{row.line} · about {tokens:,} tokens", look.quiet)
    if row.edited:
        title.append(" · ✎ edited", look.warn)
    return title


def _whole(texts: tuple[str, str], look: Look) -> Text:
    body = Text()
    for name, text in zip(("asked  ", "answer "), texts, strict=True):
        if text:
            body.append(name, look.quiet)
            body.append(_cut(text) + "\n")
    body.rstrip()
    return body


def _against(keeper: tuple[str, str], one: Held, look: Look) -> Text:
    """How a member differs from the keeper, and why it is here."""
    body = Text()
    body.append(f"{one.member.why}\n", look.warn)
    for name, old, new in zip(("asked  ", "answer "), keeper, compared_texts(one.example), strict=True):
        if not old and not new:
            continue
        body.append(name, look.quiet)
        if old == new:
            body.append("the same, letter for letter\n", look.quiet)
        else:
            body.append_text(word_diff(_cut(old), _cut(new), look))
            body.append("\n")
    body.rstrip()
    return body


def word_diff(old: str, new: str, look: Look, *, whole: bool = False) -> Text:
    """What of `old` is gone as [-words-], what `new` has as {+words+}.

    Long equal stretches are cut, unless the `whole` text is wanted.
    """
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > _DIFF_WORDS:
        return Text(new)
    text = Text()
    codes = list(Levenshtein.opcodes(before, after))
    for place, code in enumerate(codes):
        if code.tag == "equal":
            words = after[code.dest_start : code.dest_end]
            if whole:
                text.append(" ".join(words) + " ")
                continue
            _equal(text, words, first=place == 0, last=place == len(codes) - 1, look=look)
            continue
        if code.src_end > code.src_start:
            gone = " ".join(before[code.src_start : code.src_end])
            text.append(f"[-{gone}-]", look.removed)
            text.append(" ")
        if code.dest_end > code.dest_start:
            come = " ".join(after[code.dest_start : code.dest_end])
            text.append(f"{{+{come}+}}", look.added)
            text.append(" ")
    text.rstrip()
    if not text.plain:
        text.append("differs in white space only", look.quiet)
    return text


def _equal(text: Text, words: list[str], *, first: bool, last: bool, look: Look) -> None:
    head = [] if first else words[:_AROUND]
    tail = [] if last else words[-_AROUND:]
    if len(words) <= len(head) + len(tail) + 3:
        text.append(" ".join(words) + " ")
        return
    if head:
        text.append(" ".join(head) + " ")
    text.append("… ", look.quiet)
    if tail:
        text.append(" ".join(tail) + " ")


def _cut(text: str) -> str:
    if len(text) <= _SHOWN_CHARS:
        return visible(text)
    return f"{visible(text[:_SHOWN_CHARS])} … {len(text) - _SHOWN_CHARS:,} more characters"
