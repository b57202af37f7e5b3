"""The journal: every act as an event with its changes, and the state that they fold to.

State columns are written in the same transaction as the change that explains them; nothing else
writes them. Undo is an event. Values that changed hands since are left alone and counted.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from studio.core.events import UNDO, Change, Event, Verdict
from studio.core.rows import Past

_ACT = "CREATE TEMP TABLE IF NOT EXISTS act (example INTEGER PRIMARY KEY)"
_VERDICT = (
    "CASE WHEN reviewer IS NULL AND status = 'pending' THEN NULL"
    " WHEN keeper IS NULL THEN json_array(status, reviewer, decided_at, coalesce(reason, ''))"
    " ELSE json_array(status, reviewer, decided_at, coalesce(reason, ''), keeper) END"
)
# The journal's value of each field of `example e`, from the state as it is stored now.
STATE_NOW = {
    "verdict": _VERDICT,
    "flagged": "CASE WHEN flagged THEN '1' END",
    "tags": "(SELECT json_group_array(tag) FROM (SELECT tag FROM tag WHERE example = e.id ORDER BY tag))",
    "content": "(SELECT body FROM edit WHERE example = e.id)",
    "stay": "(SELECT json_group_array(mark) FROM (SELECT mark FROM stay WHERE example = e.id ORDER BY mark))",
    "decided": (
        "(SELECT json_group_array(mark) FROM (SELECT mark FROM decided WHERE example = e.id ORDER BY mark))"
    ),
}
# Each vote on a row is a field of its own, `vote:SLOT`, so that nobody's undo meets another's vote.
VOTE_NOW = "(SELECT body FROM vote WHERE example = c.example AND slot = substr(c.field, 6))"
_VOTE_CHANGES = "FROM change WHERE event = ? AND field LIKE 'vote:%'"


class Act(NamedTuple):
    """What an event is made of before it has a number."""

    verb: str
    reviewer: str
    at: str
    message: str
    target: int | None = None


def record_one_value(
    db: sqlite3.Connection, act: Act, ids: Sequence[int], field: str, after: str | None
) -> tuple[int, int]:
    """Set one field of some rows to one value, as one event. Call it inside a transaction.

    Returns:
        The event's id (0 = every row had the value already, nothing was noted) and the rows changed.

    """
    fill_act(db, ids)
    return _record_act(db, act, field, after)


def record_verdict(db: sqlite3.Connection, act: Act, ids: Sequence[int], verdict: Verdict) -> tuple[int, int]:
    """Give some rows a verdict, as one event; rows that have the same status and reason keep theirs.

    Returns:
        As `record_one_value`.

    """
    fill_act(db, ids)
    db.execute(
        "DELETE FROM act WHERE EXISTS (SELECT 1 FROM example e WHERE e.id = act.example"
        " AND e.status = ? AND coalesce(e.reason, '') = ? AND coalesce(e.keeper, 0) = ?)",
        (verdict.status.value, verdict.reason, verdict.keeper),
    )
    return _record_act(db, act, "verdict", verdict.to_text())


def fill_act(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Put some row numbers into the connection's table `act`, for statements over all of them."""
    db.execute(_ACT)
    db.execute("DELETE FROM act")
    db.executemany("INSERT OR IGNORE INTO act VALUES (?)", ((i,) for i in ids))


def _record_act(db: sqlite3.Connection, act: Act, field: str, after: str | None) -> tuple[int, int]:
    event = _insert(db, act)
    before = STATE_NOW[field]
    # CROSS JOIN keeps the planner from going through all rows to find the few.
    changed = db.execute(
        "INSERT INTO change SELECT ?, id, ?, before, ? FROM"
        f" (SELECT e.id AS id, {before} AS before FROM act CROSS JOIN example e ON e.id = act.example)"
        " WHERE before IS NOT ?",
        (event, field, after, after),
    ).rowcount
    if not changed:
        db.execute("DELETE FROM event WHERE id = ?", (event,))
        return 0, 0
    _apply(db, event)
    return event, changed


def record_changes(db: sqlite3.Connection, act: Act, changes: Sequence[Change]) -> int:
    """Note changes that differ from row to row, as one event; its id, 0 when there are none."""
    real = [change for change in changes if change.before != change.after]
    if not real:
        return 0
    event = _insert(db, act)
    db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", ((event, *change) for change in real))
    _apply(db, event)
    return event


def extend(db: sqlite3.Connection, event: int, changes: Sequence[Change]) -> None:
    """Add changes to an event of the transaction under way: what follows from what it did."""
    db.executemany(
        "INSERT INTO change VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (event, example, field) DO UPDATE SET after = excluded.after",
        ((event, *change) for change in changes),
    )
    _apply(db, event)
    db.execute("DELETE FROM change WHERE event = ? AND before IS after", (event,))


def values_now(db: sqlite3.Connection, ids: Sequence[int], field: str) -> dict[int, str | None]:
    """The journal's value of one field of some rows, as stored now. Call it inside a transaction."""
    fill_act(db, ids)
    query = f"SELECT e.id, {STATE_NOW[field]} FROM act CROSS JOIN example e ON e.id = act.example"
    return {row: None if value == "[]" else value for row, value in db.execute(query)}


def current(db: sqlite3.Connection, row: int, field: str) -> str | None:
    """The journal's value of one field of one row, as stored now."""
    found = db.execute(
        f"SELECT {STATE_NOW[field]} FROM example e WHERE id = ?",
        (row,),
    ).fetchone()
    value = None if found is None else found[0]
    return None if value == "[]" else value


def last_done(db: sqlite3.Connection, reviewer: str) -> Event | None:
    """The reviewer's newest act that stands: what undo takes back."""
    return _event(
        db,
        "SELECT * FROM event e WHERE reviewer = ? AND verb NOT IN ('undo', 'redo') AND coalesce("
        "(SELECT verb FROM event WHERE target = e.id ORDER BY id DESC LIMIT 1), 'redo') = 'redo'"
        " ORDER BY id DESC LIMIT 1",
        (reviewer,),
    )


def last_undone(db: sqlite3.Connection, reviewer: str) -> Event | None:
    """The act that the reviewer took back last, unless they have acted since: what redo brings back."""
    return _event(
        db,
        "SELECT * FROM event WHERE id = (SELECT u.target FROM event u WHERE u.reviewer = ?1"
        " AND u.verb = 'undo' AND u.id = (SELECT max(id) FROM event WHERE target = u.target)"
        " AND NOT EXISTS (SELECT 1 FROM event a WHERE a.reviewer = ?1 AND a.id > u.id"
        " AND a.verb NOT IN ('undo', 'redo')) ORDER BY u.id DESC LIMIT 1)",
        (reviewer,),
    )


def turn(db: sqlite3.Connection, act: Act) -> tuple[int, int, int]:
    """Undo or redo the event `act.target`, as one more event. Call it inside a transaction.

    Returns:
        The event's id, the rows that changed, and the rows left alone because somebody changed
        them since.

    """
    now, then = ("after", "before") if act.verb == UNDO else ("before", "after")
    event = _insert(db, act)
    total = db.execute("SELECT count(*) FROM change WHERE event = ?", (act.target,)).fetchone()[0]
    changed = 0
    for field, expression in (*STATE_NOW.items(), ("vote:%", VOTE_NOW)):
        # The empty tag list and no tags at all are one and the same.
        held = f"nullif({expression}, '[]')"
        changed += db.execute(
            "INSERT INTO change SELECT ?, c.example, c.field,"
            f" c.{now}, c.{then} FROM change c JOIN example e ON e.id = c.example"
            f" WHERE c.event = ? AND c.field LIKE ? AND {held} IS c.{now}",
            (event, act.target, field),
        ).rowcount
    _apply(db, event)
    return event, changed, total - changed


def _insert(db: sqlite3.Connection, act: Act) -> int:
    cursor = db.execute("INSERT INTO event (verb, reviewer, at, message, target) VALUES (?, ?, ?, ?, ?)", act)
    return int(cursor.lastrowid or 0)


def _apply(db: sqlite3.Connection, event: int) -> None:
    """Bring the state to what the event's changes say."""
    fields = [row[0] for row in db.execute("SELECT DISTINCT field FROM change WHERE event = ?", (event,))]
    for field in {field.partition(":")[0] for field in fields}:
        for statement in _STATE[field]:
            db.execute(statement, (event,))


_STATE = {
    "verdict": (
        "UPDATE example SET status = coalesce(json_extract(c.after, '$[0]'), 'pending'),"
        " reviewer = json_extract(c.after, '$[1]'), decided_at = json_extract(c.after, '$[2]'),"
        " reason = nullif(json_extract(c.after, '$[3]'), ''),"
        " keeper = json_extract(c.after, '$[4]') FROM change c"
        " WHERE c.event = ? AND c.field = 'verdict' AND c.example = example.id",
    ),
    "flagged": (
        "UPDATE example SET flagged = c.after IS NOT NULL FROM change c"
        " WHERE c.event = ? AND c.field = 'flagged' AND c.example = example.id",
    ),
    "tags": (
        "DELETE FROM tag WHERE example IN (SELECT example FROM change WHERE event = ? AND field = 'tags')",
        "INSERT INTO tag SELECT c.example, j.value FROM change c, json_each(c.after) j"
        " WHERE c.event = ? AND c.field = 'tags' AND c.after IS NOT NULL",
        "DELETE FROM facets WHERE example IN (SELECT example FROM change WHERE event = ? AND field = 'tags')",
    ),
    "stay": (
        "DELETE FROM stay WHERE example IN (SELECT example FROM change WHERE event = ? AND field = 'stay')",
        "INSERT INTO stay SELECT c.example, j.value FROM change c, json_each(c.after) j"
        " WHERE c.event = ? AND c.field = 'stay' AND c.after IS NOT NULL",
    ),
    "decided": (
        "DELETE FROM decided WHERE example IN"
        " (SELECT example FROM change WHERE event = ? AND field = 'decided')",
        "INSERT INTO decided SELECT c.example, j.value FROM change c, json_each(c.after) j"
        " WHERE c.event = ? AND c.field = 'decided' AND c.after IS NOT NULL",
    ),
    "content": (
        "DELETE FROM edit WHERE example IN"
        " (SELECT example FROM change WHERE event = ? AND field = 'content')",
        "INSERT INTO edit SELECT example, after FROM change"
        " WHERE event = ? AND field = 'content' AND after IS NOT NULL",
        "UPDATE example SET edited = c.after IS NOT NULL FROM change c"
        " WHERE c.event = ? AND c.field = 'content' AND c.example = example.id",
    ),
    "vote": (
        f"DELETE FROM vote WHERE (example, slot) IN (SELECT example, substr(field, 6) {_VOTE_CHANGES})",
        "INSERT INTO vote SELECT example, substr(field, 6), json_extract(after, '$[1]'),"
        f" json_extract(after, '$[8]'), json_extract(after, '$[2]'), after {_VOTE_CHANGES}"
        " AND after IS NOT NULL",
    ),
}


def touched(db: sqlite3.Connection, event: int, field: str | None = None) -> list[int]:
    """The rows that an event changed, in order; only those whose `field` it changed, where named."""
    query = (
        "SELECT DISTINCT example FROM change WHERE event = ?1 AND (?2 IS NULL OR field = ?2) ORDER BY example"
    )
    return [row[0] for row in db.execute(query, (event, field))]


def last_event(db: sqlite3.Connection) -> int:
    """The number of the newest event, 0 when there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0])


def history(db: sqlite3.Connection, row: int) -> list[Past]:
    """All that happened to a row, oldest first."""
    found: dict[int, tuple[Event, list[tuple[str, str | None, str | None]]]] = {}
    for *head, field, before, after in db.execute(
        "SELECT e.*, c.field, c.before, c.after FROM change c JOIN event e ON e.id = c.event"
        " WHERE c.example = ? ORDER BY e.id",
        (row,),
    ):
        event = Event(*head)
        found.setdefault(event.id, (event, []))[1].append((field, before, after))
    return [
        Past(event.id, event.at, event.reviewer, event.verb, event.message, tuple(changes))
        for event, changes in found.values()
    ]


def recent(db: sqlite3.Connection, limit: int) -> list[Event]:
    """The newest events, newest first."""
    query = "SELECT * FROM event ORDER BY id DESC LIMIT ?"
    return [Event(*row) for row in db.execute(query, (limit,))]


def _event(db: sqlite3.Connection, query: str, values: tuple[object, ...]) -> Event | None:
    row = db.execute(query, values).fetchone()
    return None if row is None else Event(*row)


def tags_of(text: str | None) -> list[str]:
    """The tags or marks that `tags_text` wrote."""
    return [] if text is None else list(json.loads(text))


def tags_text(tags: Sequence[str]) -> str | None:
    """The journal's form of a set of tags: a sorted JSON list, None for none."""
    return json.dumps(sorted(set(tags)), ensure_ascii=False, separators=(",", ":")) if tags else None
