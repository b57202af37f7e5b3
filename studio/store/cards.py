"""What screens and scripts read: list lines, cards, records, bad lines. It changes nothing."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from studio.core.example import Example, message_json, text_of, to_json
from studio.core.finding import BadLine, Finding
from studio.core.rows import Card, Overview, Row, Tally
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.formats.json_row import half_characters
from studio.jobs import Job, Step
from studio.store import queries, tallies
from studio.store.examples import Held, held_rows, record_of, walk
from studio.store.project import Project

_PREVIEW = 400
KNOWN_FIELDS = frozenset(
    {
        "instruction",
        "input",
        "output",
        "prompt",
        "completion",
        "response",
        "question",
        "answer",
        "query",
        "context",
        "chosen",
        "rejected",
        "label",
        "messages",
        "conversations",
        "conversation",
        "tools",
        "system",
        "history",
        "text",
        "turns",
    }
)


def list_rows(db: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """List lines of some rows, in the order of `ids`; unknown numbers are passed over."""
    part = list(ids)
    held = held_rows(db, part)
    narrow = queries.narrow_rows(db, part)
    tags = queries.by_row(db, queries.TAGS, part)
    flags = queries.by_row(db, queries.FLAGS, part)
    likes = queries.by_row(db, queries.LIKE_FLAGS, part)
    return [
        _row(narrow[id_], held[id_], tags.get(id_, []), flags.get(id_, []) + likes.get(id_, []))
        for id_ in part
        if id_ in held and id_ in narrow
    ]


def _row(
    narrow: tuple[Any, ...], held: Held, tags: list[tuple[Any, ...]], flags: list[tuple[Any, ...]]
) -> Row:
    id_, source, line, form, shape, status, reason, reviewer, flagged, edited, blocked, *chars = narrow
    names = tuple(name for (name,) in flags) + (("flagged",) if flagged else ())
    asked = [m for m in held.example.prompt if m.role == "user"] or held.example.prompt
    return Row(
        id=id_,
        source=source,
        line=line,
        format=form,
        shape=shape,
        status=Status(status),
        reason=reason,
        reviewer=reviewer,
        flagged=bool(flagged),
        edited=bool(edited),
        blocked=bool(blocked),
        tags=tuple(name for (name,) in tags),
        flags=names,
        prompt=asked[-1].content[:_PREVIEW] if asked else "",
        answer=text_of(held.example.chosen)[:_PREVIEW],
        prompt_chars=chars[0],
        chosen_chars=chars[1],
        rejected_chars=chars[2],
        keeper=chars[3],
    )


def read_card(db: sqlite3.Connection, row: int) -> Card:
    """Everything about one row.

    Raises:
        StudioError: there is no such row.

    """
    held = held_rows(db, [row]).get(row)
    if held is None:
        raise StudioError(f"there is no row #{row}")
    findings = tuple(
        Finding(check, (row,), message, score, bool(blocking), json.loads(evidence))
        for check, message, score, blocking, evidence in queries.by_row(db, queries.FINDINGS, [row]).get(
            row, []
        )
    )
    findings += tuple(
        Finding(kind, (row,), _like(row, kind, band, score, keeper, count), score)
        for kind, band, score, keeper, count in queries.by_row(db, queries.GROUPS, [row]).get(row, [])
    )
    copies = db.execute(
        "SELECT x.id FROM example e JOIN example x ON x.text_hash = e.text_hash AND x.id <> e.id"
        " WHERE e.id = ? ORDER BY x.id LIMIT 100",
        (row,),
    )
    return Card(
        row=list_rows(db, [row])[0],
        example=held.example,
        original=held.original,
        findings=findings,
        fields={k: v for k, v in record_of(held.raw).items() if k not in KNOWN_FIELDS},
        copies=tuple(copy[0] for copy in copies),
        raw_bytes=len(held.raw),
    )


def _like(row: int, kind: str, band: str, score: float, keeper: int, count: int) -> str:
    """A row's place in a group of like rows, in words."""
    words = {
        "duplicate": "says the same as",
        "conflict": "asks the same, and answers otherwise, as",
        "same-answer": "answers the same, asked otherwise, as",
        "variant": "is cut from one template with",
    }[kind]
    others = f"{count - 1} other row{'s' if count > 2 else ''}"
    if row == keeper:
        return f"{words} {others}: d shows the group"
    more = f" and {count - 2} more" if count > 2 else ""
    return f"{words} #{keeper}{more} ({band}, {score:.2f}): d shows the group"


def examples(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Example]:
    """Some rows as they are now, by id."""
    return {id_: held.example for id_, held in held_rows(db, ids).items()}


def content_text(db: sqlite3.Connection, row: int, value: dict[str, Any]) -> str | None:
    """The journal's form of an edited example; None when it is just what was imported."""
    original = held_rows(db, [row])[row].original
    if value == to_json(original):
        return None
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # SQLite's text holds no half of a character; JSON has an escape for it.
    return json.dumps(value, separators=(",", ":")) if half_characters(value) else text


def records(db: sqlite3.Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Rows as plain JSON values, memory flat."""
    step = 500
    for start in range(0, len(ids), step):
        part = list(ids[start : start + step])
        rows = {row.id: row for row in list_rows(db, part)}
        for held in walk(db, part):
            row = rows[held.id]
            yield {
                "id": row.id,
                "source": row.source,
                "line": row.line,
                "format": row.format,
                "shape": row.shape,
                "status": row.status.value,
                "reason": row.reason,
                "reviewer": row.reviewer,
                "flags": list(row.flags),
                "tags": list(row.tags),
                "edited": row.edited,
                "blocked": row.blocked,
                "prompt": [message_json(m) for m in held.example.prompt],
                "chosen": [message_json(m) for m in held.example.chosen] or None,
                "rejected": [message_json(m) for m in held.example.rejected] or None,
                "label": held.example.label,
            }


def bad_lines(db: sqlite3.Connection, limit: int, offset: int) -> list[tuple[str, BadLine]]:
    """Lines that are no rows, in order of source and line."""
    query = (
        "SELECT s.name, b.line, b.col, b.why, b.text FROM bad_line b JOIN source s ON s.id = b.source"
        " ORDER BY b.source, b.line LIMIT ? OFFSET ?"
    )
    return [(name, BadLine(*values)) for name, *values in db.execute(query, (limit, offset))]


def bad_lines_by_source(db: sqlite3.Connection) -> Iterator[tuple[int, BadLine]]:
    """Lines that are no rows, with the number of their source, in order of source and line."""
    query = "SELECT source, line, col, why, text FROM bad_line ORDER BY source, line"
    for source, *values in db.execute(query):
        yield source, BadLine(*values)


def sources(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Number, path and name of every source."""
    return list(db.execute("SELECT id, path, name FROM source ORDER BY id"))


def blocked_among(db: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """Which of some rows cannot be trained on as they are."""
    if len(ids) <= 900:
        found = queries.by_row(db, "SELECT id, 1 FROM example WHERE blocked AND id IN ({})", ids)
        return sorted(found)
    wanted = set(ids)
    return [row[0] for row in db.execute("SELECT id FROM example WHERE blocked") if row[0] in wanted]


def changed_since(db: sqlite3.Connection, event: int) -> list[int]:
    """Rows that events after one changed."""
    query = "SELECT DISTINCT example FROM change WHERE event > ?"
    return [row[0] for row in db.execute(query, (event,))]


def overview_job(project: Project, counts: Tally) -> Job[Overview]:
    """The set at a glance, as a job: it is several passes over the narrow table."""
    yield Step(0, 1, "counting")
    return tallies.overview(project.reader, counts)
