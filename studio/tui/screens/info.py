"""The text of the info page of a row: where it came from, its fields, all that happened to it."""

import json
from collections.abc import Sequence

from textual.content import Content

from studio.core.example import Example, from_json, text_of
from studio.core.glyphs import one_line, visible
from studio.core.rows import Card, Past

_FIELD_CHARS = 400


def info_page(
    card: Card, history: Sequence[Past], length: Content | None = None, sides: Content | None = None
) -> Content:
    """Everything about a row that its card does not show. No markup of the data is read.

    Args:
        card: the row.
        history: all that happened to it.
        length: its length in tokens; None while it is counted.
        sides: the row as a trainer sees it.

    """
    row = card.row
    parts: list[Content | str | tuple[str, str]] = [
        ("Origin\n", "bold"),
        f"{one_line(row.source, 100)}, line {row.line}, read as {row.format}, {card.raw_bytes:,} bytes\n",
        ("\nLength\n", "bold"),
        "counting …\n" if length is None else length,
    ]
    if card.fields:
        parts.append(("\nFields\n", "bold"))
        for key, value in list(card.fields.items())[:60]:
            said = one_line(json.dumps(value, ensure_ascii=False), _FIELD_CHARS)
            parts.append(f"{one_line(key, 40)}: {said}\n")
    parts.append(("\nHistory\n", "bold"))
    if not history:
        parts.append("nothing yet\n")
    for past in history:
        parts.append(f"{past.at[:19]}  {one_line(past.reviewer, 30)}  {visible(past.message)}\n")
        for field, before, after in past.changes:
            if field == "content":
                parts.append(
                    f"    was: {_said(before, card.original)}\n    now: {_said(after, card.original)}\n"
                )
            elif field != "verdict":
                parts.append(f"    {field}: {one_line(before or '–', 80)} → {one_line(after or '–', 80)}\n")
    if sides is not None:
        parts.append(sides)
    return Content.assemble(*parts)


def unnamed_page(length: Content | None = None) -> Content:
    """What may be told of a pair before it is judged: how long left and right are."""
    return Content.assemble(
        ("Length\n", "bold"),
        "counting …\n" if length is None else length,
        ("\nOrigin, fields, history and what a trainer sees are told once it is judged.\n", "dim"),
    )


def _said(body: str | None, original: Example) -> str:
    example = original if body is None else from_json(json.loads(body))
    return one_line(text_of(example.chosen) or text_of(example.prompt), 200)
