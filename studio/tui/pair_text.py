"""What the Pairs screen says of a pair, as styled text. No word tells an origin before the decision."""

from collections.abc import Sequence
from dataclasses import replace

from rich.style import Style
from rich.text import Text

from studio.core.example import Message, text_of
from studio.core.glyphs import one_line, visible
from studio.core.pairs import LEFT, RIGHT, Sight
from studio.core.vote import Choice, Vote, sides_of
from studio.tui.card_text import Block, Look, body_of, call_blocks, differing, head_block, mark_words, titled

_MOSTLY = 0.7
_NAMES = {Choice.TIE: "= a tie", Choice.BOTH_BAD: "∅ both bad"}


def asked_blocks(sight: Sight, look: Look) -> list[Block]:
    """What was asked: every turn before the answers."""
    return [
        Block(titled(m.role, m.content, look.title, look), body_of(m, look)) for m in sight.example.prompt
    ]


def side_blocks(sight: Sight, marked: bool, look: Look) -> list[Block]:
    """The two answers, to stand side by side; `marked` shows the words that differ."""
    block, right = _sides(sight, marked, look)
    block.beside = right
    return [block, *(call for side in sight.texts for call in call_blocks(side, look))]


def unnamed_blocks(sight: Sight, words: Sequence[str], look: Look) -> list[Block]:
    """A pair on the card of Review, whose sides are not named before it is judged."""
    blocks = [*asked_blocks(sight, look), *side_blocks(sight, True, look)]
    mark_words(blocks, words, look)
    return [
        head_block(sight.card, look, blind=True),
        Block(Text("p judges it: no side is named here", look.warn), Text()),
        *blocks,
    ]


def one_side_blocks(sight: Sight, place: str, marked: bool, look: Look) -> list[Block]:
    """The answer on the left or on the right, to stand alone."""
    on_right = place == RIGHT
    return [_sides(sight, marked, look)[on_right], *call_blocks(sight.texts[on_right], look)]


def _sides(sight: Sight, marked: bool, look: Look) -> tuple[Block, Block]:
    left, right = sight.texts
    one, other = text_of(left), text_of(right)
    # One style for both: red and green would say which is better.
    mark = look.warn + Style(underline=True)
    bodies = differing(one, other, replace(look, added=mark, removed=mark) if marked else None)
    if all(_marked_share(body) > _MOSTLY for body in bodies):
        bodies = differing(one, other, None)
    for body, side in zip(bodies, (left, right), strict=True):
        if not body.plain.strip() and not any(turn.tool_calls for turn in side):
            body.append("(blank)", look.quiet)
    return (
        Block(_side_title("1 left", one, LEFT, sight, look), bodies[0]),
        Block(_side_title("2 right", other, RIGHT, sight, look), bodies[1]),
    )


def _marked_share(body: Text) -> float:
    """0..1 of a text's characters that are marked; where nearly all are, marks tell nothing."""
    return sum(span.end - span.start for span in body.spans) / max(1, len(body.plain))


def _side_title(name: str, text: str, place: str, sight: Sight, look: Look) -> Text:
    title = titled(name, text, look.title, look)
    if sight.own is not None:
        better = sight.better(place)
        if sight.own.better and sight.own.better == _hash_of(sight, better):
            title.append("  ✓ better", look.good)
        origin = side_origin(sight, place)
        title.append(f"  {origin}" if origin else "", look.quiet)
    return title


def _hash_of(sight: Sight, choice: Choice) -> int:
    return sight.sides[0] if choice is Choice.CHOSEN else sight.sides[1]


def side_origin(sight: Sight, place: str) -> str:
    """Where a side comes from, for after the decision: its name in the import, and fields that tell of it."""
    if sight.other_row:
        row = sight.card.row.id if sight.better(place) is Choice.CHOSEN else sight.other_row
        return f"answer of #{row}"
    original = sides_of(sight.card.original)
    hashed = _hash_of(sight, sight.better(place))
    if hashed not in original:
        return "written here"
    name = "chosen" if hashed == original[0] else "rejected"
    told = [
        f"{one_line(key, 24)} {one_line(str(value), 30)}"
        for key, value in sight.card.fields.items()
        if key.lower().startswith(name) and not isinstance(value, list | dict)
    ]
    return " · ".join([f"imported as {name}", *told[:3]])


def decided_words(sight: Sight, message: str) -> str:
    """The line after a decision: what was said, and now where the sides come from."""
    return f"{message} · left: {side_origin(sight, LEFT)}"


def vote_words(vote: Vote, sight: Sight) -> str:
    """What one reviewer said of a pair, in the places that the sides have on the screen."""
    said = _NAMES.get(vote.choice)
    if said is None:
        left = sight.sides[0] if sight.left == "chosen" else sight.sides[1]
        said = "rejected the row" if not vote.better else "1 left" if vote.better == left else "2 right"
    by = f" {vote.strength.value}" if vote.strength else ""
    why = ", ".join(filter(None, (*vote.tags, vote.reason)))
    return visible(f"{vote.reviewer}: {said}{by}{f' “{one_line(why, 80)}”' if why else ''}")


def order_blocks(
    order: Sequence[Sequence[int]], answers: dict[int, tuple[Message, ...]], look: Look
) -> list[Block]:
    """A known order of rows' answers, best first."""
    blocks = []
    for place, tier in enumerate(order, 1):
        for row in tier:
            text = text_of(answers[row])
            tie = " (tie)" if len(tier) > 1 else ""
            title = titled(f"{place}. #{row}{tie}", text, look.good if place == 1 else look.title, look)
            blocks.append(Block(title, Text(one_line(text, 400))))
    return blocks
