"""What a card says, as blocks of styled text. It knows no widget and no width.

All text of a row passes through `visible` first, and only ever becomes plain `Text`: nothing of it
is read as markup.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rich.style import Style
from rich.text import Text

from studio.core.example import Message, text_of
from studio.core.glyphs import one_line, visible
from studio.core.rows import Card

SHOWN_CHARS = 20_000
_DIFF_WORDS = 1_200


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of a card."""

    title: Style
    quiet: Style
    good: Style
    bad: Style
    warn: Style
    found: Style
    added: Style
    removed: Style
    tag: Style


@dataclass(slots=True)
class Block:
    """A titled piece of a card; `beside` goes to its right where there is room."""

    title: Text
    body: Text
    beside: "Block | None" = None


def card_blocks(card: Card, words: Sequence[str], look: Look) -> list[Block]:
    """The blocks of a card from top to bottom.

    Args:
        card: the row.
        words: texts to mark wherever they stand.
        look: styles by meaning.

    """
    blocks = [head_block(card, look)]
    blocks += [_turn(message, look) for message in card.example.prompt]
    chosen, rejected = card.example.chosen, card.example.rejected
    if rejected:
        left, right = differing(text_of(chosen), text_of(rejected), look)
        block = Block(titled("chosen", text_of(chosen), look.good, look), left)
        block.beside = Block(titled("rejected", text_of(rejected), look.bad, look), right)
        blocks.append(block)
        blocks += call_blocks(chosen, look) + call_blocks(rejected, look)
    elif chosen:
        name = "answer" if card.example.label is None else f"answer, {_thumb(card.example.label)}"
        blocks += [Block(titled(name, m.content, look.good, look), body_of(m, look)) for m in chosen]
    else:
        blocks.append(Block(Text("no answer yet: e writes one", look.warn), Text()))
    if card.example.tools:
        tools = card.example.tools
        text = tools if isinstance(tools, str) else json.dumps(tools, ensure_ascii=False)
        blocks.append(Block(Text(f"tools · {one_line(text, 160)}", look.quiet), Text()))
    mark_words(blocks[1:], words, look)
    return blocks


def mark_words(blocks: Sequence[Block], words: Sequence[str], look: Look) -> None:
    """Mark some texts wherever they stand."""
    for block in blocks:
        for part in (block, block.beside):
            if part is not None:
                _mark(part.body, words, look.found)


def _thumb(label: bool) -> str:
    return "labelled good" if label else "labelled bad"


def head_block(card: Card, look: Look, *, blind: bool = False) -> Block:
    """Status, origin and findings of a row; a blind one leaves out what tells its sides apart."""
    row = card.row
    title = Text(f"#{row.id} ", look.title)
    status = {"accepted": look.good, "rejected": look.bad}.get(row.status.value, look.quiet)
    title.append(f"{row.status.glyph} {row.status.value} ", status)
    if row.reviewer:
        title.append(f"by {one_line(row.reviewer, 30)} ", look.quiet)
    if row.keeper:
        title.append(f"of #{row.keeper} ", look.quiet)
    if row.reason:
        title.append(f"“{one_line(row.reason, 80)}” ", look.quiet)
    title.append(f"· {one_line(row.source, 40)}:{row.line} · {row.format} · {row.shape}", look.quiet)
    if row.edited:
        title.append(" · ✎ edited", look.warn)
    if row.flagged:
        title.append(" · ⚑ flagged", look.warn)
    for tag in row.tags:
        title.append(f" {one_line(tag, 30)} ", look.tag)
    body = Text()
    for finding in card.findings:
        stop = " (blocks export)" if finding.blocking else ""
        message = "" if blind else f": {visible(finding.message)}"
        body.append(f"! {finding.check}{message}{stop}\n", look.warn)
    if card.copies:
        others = ", ".join(f"#{row}" for row in card.copies[:6])
        more = f" and {len(card.copies) - 6} more" if len(card.copies) > 6 else ""
        body.append(f"= the same text as {others}{more}\n", look.warn)
    body.rstrip()
    return Block(title, body)


def titled(name: str, text: str, style: Style, look: Look) -> Text:
    """A block's title with the length of its text."""
    title = Text(name, style + Style(bold=True))
    title.append(f" · {len(text):,} characters", look.quiet)
    return title


def _turn(message: Message, look: Look) -> Block:
    return Block(titled(message.role, message.content, look.title, look), body_of(message, look))


def body_of(message: Message, look: Look) -> Text:
    """What a turn says, tool calls folded to a line each."""
    body = Text(_cut(message.content))
    for call in _call_lines((message,)):
        body.append(("\n" if body.plain else "") + call, look.quiet)
    return body


def call_blocks(messages: Sequence[Message], look: Look) -> list[Block]:
    """The tool calls of some turns, a block each."""
    return [Block(Text(line, look.quiet), Text()) for line in _call_lines(messages)]


def _call_lines(messages: Sequence[Message]) -> list[str]:
    """Tool calls folded to a line each."""
    lines = []
    for message in messages:
        for call in message.tool_calls:
            function = call.get("function", call) if isinstance(call, dict) else {}
            name = function.get("name", "?") if isinstance(function, dict) else "?"
            said = function.get("arguments", "") if isinstance(function, dict) else ""
            arguments = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
            lines.append(f"⚙ {one_line(str(name), 40)}({one_line(arguments, 120)})")
    return lines


def _cut(text: str) -> str:
    if len(text) <= SHOWN_CHARS:
        return visible(text)
    left = len(text) - SHOWN_CHARS
    return f"{visible(text[:SHOWN_CHARS])}\n… {left:,} more characters: E opens all of it"


def differing(one: str, two: str, look: Look | None) -> tuple[Text, Text]:
    """Two texts with the words that only one of them has marked; unmarked without a look."""
    left, right = Text(_cut(one)), Text(_cut(two))
    if look is None:
        return left, right
    first, second = _words(left.plain), _words(right.plain)
    if not (0 < len(first) <= _DIFF_WORDS and 0 < len(second) <= _DIFF_WORDS):
        return left, right
    codes = Levenshtein.opcodes([w for w, _, _ in first], [w for w, _, _ in second])
    for code in codes:
        if code.tag == "equal":
            continue
        if code.src_end > code.src_start:
            left.stylize(look.added, first[code.src_start][1], first[code.src_end - 1][2])
        if code.dest_end > code.dest_start:
            right.stylize(look.removed, second[code.dest_start][1], second[code.dest_end - 1][2])
    return left, right


def _words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text with where they begin and end."""
    words, place = [], 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        words.append((word, start, place))
    return words


def _mark(text: Text, words: Sequence[str], style: Style) -> None:
    plain = text.plain.casefold()
    for word in words:
        needle = word.casefold()
        place = plain.find(needle) if needle else -1
        while place >= 0:
            text.stylize(style, place, place + len(needle))
            place = plain.find(needle, place + len(needle))
