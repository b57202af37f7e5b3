"""The filter language as SQL, and the values that lists and counts need. It reads; it never writes."""

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from studio.core.query import Query, Term
from studio.core.rows import Order

# What the newest judge said of a row.
_JUDGED = "(SELECT score FROM judgement j WHERE j.example = example.id ORDER BY j.job DESC LIMIT 1)"
_NUMBERS = {
    "len": "(prompt_chars + chosen_chars + rejected_chars)",
    "prompt": "prompt_chars",
    "chosen": "chosen_chars",
    "rejected": "rejected_chars",
    "line": "line",
    "id": "id",
    "judged": f"round(100 * {_JUDGED})",
}
_ORDER = {
    "added": "id",
    "len": "prompt_chars + chosen_chars + rejected_chars",
    "prompt": "prompt_chars",
    "chosen": "chosen_chars",
    "rejected": "rejected_chars",
    "status": "status",
    "decided": "decided_at",
    "judged": _JUDGED,
}
_NULLS_LAST = ("decided", "judged")
_IN_FINDINGS = (
    "id IN (SELECT fe.example FROM finding f JOIN finding_example fe ON fe.finding = f.id"
    " WHERE f.check_name {})"
)


# What a group of like rows is called as a flag.
_LIKE_FLAG = "CASE kind WHEN 'duplicate' THEN 'near-duplicate' ELSE kind END"
_IN_GROUPS = f"id IN (SELECT example FROM member WHERE {_LIKE_FLAG} {{}})"


# A cell is where its two bytes stand in a row's vector, and what they are (see `store.facets`).
_IN_CELL = (
    "FROM facets f JOIN setting s ON s.key = 'project/cells' JOIN json_each(s.value) j ON j.key {}"
    " WHERE hex(substr(f.vector, json_extract(j.value, '$[0]'), 2)) = json_extract(j.value, '$[1]')"
)


_SWITCHES = {
    "disagreed": "(status = 'pending' AND reason IS 'disagreed')",
    "draft": "id IN (SELECT example FROM draft WHERE state = 'row')",
    "proposed": "id IN (SELECT d.example FROM draft d WHERE d.state = 'proposed' AND NOT EXISTS"
    " (SELECT 1 FROM decided m WHERE m.example = d.example AND m.mark IN (d.id || '+', d.id || '-')))",
}
# A tie and two bad sides are kept apart by the beginning of the reason (see `core.vote.Settled`).
_PAIRS = {
    "open": "(shape = 'pair' AND status IN ('pending', 'skipped'))",
    "better": "(shape = 'pair' AND status = 'accepted')",
    "tie": "(shape = 'pair' AND status = 'rejected' AND (reason = 'tie' OR reason LIKE 'tie: %'))",
    "both-bad": "(shape = 'pair' AND status = 'rejected'"
    " AND (reason = 'both bad' OR reason LIKE 'both bad: %'))",
}


class Where(NamedTuple):
    """A condition over the table `example`, and its values."""

    sql: str
    values: tuple[object, ...]


def where(query: Query) -> Where:
    """The terms of a query that the narrow table answers; text to look for is not among them."""
    parts, values = [], []
    for term in query.terms:
        if term.op == "has":
            continue
        sql, found = _term(term)
        parts.append(f"NOT ({sql})" if term.negated else f"({sql})")
        values.extend(found)
    return Where(" AND ".join(parts) or "1", tuple(values))


def _term(term: Term) -> tuple[str, list[object]]:
    if term.field == "id" and term.op == "=":
        return f"id IN ({','.join('?' * len(term.values))})", [int(value) for value in term.values]
    if term.field in _NUMBERS:
        return f"{_NUMBERS[term.field]} {term.op} ?", [int(term.values[0])]
    marks = "IN (" + ",".join("?" * len(term.values)) + ")"
    values: list[object] = list(term.values)
    if term.field in ("status", "shape", "format"):
        return f"{term.field} {marks}", values
    if term.field == "is":
        return " OR ".join(_SWITCHES.get(value, value) for value in term.values), []
    if term.field == "pair":
        return " OR ".join(_PAIRS[value] for value in term.values), []
    if term.field == "flag":
        if "any" in term.values:
            return f"flagged OR {_IN_FINDINGS.format('IS NOT NULL')} OR {_IN_GROUPS.format('<> ?')}", [
                "variant"
            ]
        flagged = "flagged OR " if "flagged" in term.values else ""
        return f"{flagged}{_IN_FINDINGS.format(marks)} OR {_IN_GROUPS.format(marks)}", values * 2
    if term.field == "cell":
        return f"id IN (SELECT f.example {_IN_CELL.format(marks)})", [
            value.casefold() for value in term.values
        ]
    if term.field == "tag":
        return f"id IN (SELECT example FROM tag WHERE tag {marks})", values
    if term.field == "source":
        like = " OR ".join("instr(lower(name), lower(?))" for _ in values)
        return f"source IN (SELECT id FROM source WHERE {like})", values
    column = {"reviewer": "reviewer", "reason": "reason"}[term.field]
    return " OR ".join(f"instr(lower(coalesce({column}, '')), lower(?))" for _ in values), values


def order_by(order: Order) -> str:
    """The ORDER BY clause of an order; ties go by row number."""
    turn = " DESC" if order.reverse else ""
    nulls = " NULLS LAST" if order.key in _NULLS_LAST else ""
    return f"{_ORDER[order.key]}{turn}{nulls}, id{turn}"


def select_ids(
    db: sqlite3.Connection, condition: Where, order: Order, limit: int = -1, offset: int = 0
) -> list[int]:
    """Row numbers that meet a condition, in order."""
    cursor = db.execute(
        f"SELECT id FROM example WHERE {condition.sql} ORDER BY {order_by(order)} LIMIT ? OFFSET ?",
        (*condition.values, limit, offset),
    )
    return [row[0] for row in cursor]


def in_order(db: sqlite3.Connection, ids: Sequence[int], order: Order) -> list[int]:
    """Some row numbers (fewer than the project has) in an order."""
    keys: dict[int, object] = {}
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        marks = ",".join("?" * len(part))
        query = f"SELECT id, {_ORDER[order.key]} FROM example WHERE id IN ({marks})"
        keys.update(db.execute(query, part))
    undecided = [i for i in ids if keys.get(i) is None]
    decided = [i for i in ids if keys.get(i) is not None]
    decided.sort(key=lambda i: (keys[i], i), reverse=order.reverse)
    return decided + undecided


NARROW_COLUMNS = (
    "e.id, s.name, e.line, e.format, e.shape, e.status, coalesce(e.reason, ''),"
    " coalesce(e.reviewer, ''), e.flagged, e.edited, e.blocked,"
    " e.prompt_chars, e.chosen_chars, e.rejected_chars, coalesce(e.keeper, 0)"
)


def narrow_rows(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[object, ...]]:
    """The narrow values of some rows by id, as `NARROW_COLUMNS` lists them."""
    found: dict[int, tuple[object, ...]] = {}
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        marks = ",".join("?" * len(part))
        query = (
            f"SELECT {NARROW_COLUMNS} FROM example e JOIN source s ON s.id = e.source WHERE e.id IN ({marks})"
        )
        found.update((row[0], row) for row in db.execute(query, part))
    return found


def by_row(db: sqlite3.Connection, query: str, ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Values of a query whose first column is a row number, for some rows; `{}` stands for them."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        for first, *rest in db.execute(query.replace("{}", ",".join("?" * len(part))), part):
            found.setdefault(first, []).append(tuple(rest))
    return found


TAGS = "SELECT example, tag FROM tag WHERE example IN ({}) ORDER BY tag"
EDITS = "SELECT example, body FROM edit WHERE example IN ({})"
FLAGS = (
    "SELECT DISTINCT fe.example, f.check_name FROM finding_example fe JOIN finding f"
    " ON f.id = fe.finding WHERE fe.example IN ({}) ORDER BY f.check_name"
)
# Variants are not trouble: a filter finds them, a row does not show them.
LIKE_FLAGS = (
    f"SELECT example, {_LIKE_FLAG} FROM member WHERE example IN ({{}}) AND kind <> 'variant' ORDER BY kind"
)
GROUPS = (
    "SELECT m.example, m.kind, m.band, m.score, m.keeper,"
    " (SELECT count(*) FROM member x WHERE x.kind = m.kind AND x.keeper = m.keeper)"
    " FROM member m WHERE m.example IN ({}) ORDER BY m.kind"
)
FINDINGS = (
    "SELECT fe.example, f.check_name, f.message, f.score, f.blocking, f.evidence"
    " FROM finding_example fe JOIN finding f ON f.id = fe.finding WHERE fe.example IN ({})"
    " ORDER BY f.blocking DESC, f.id"
)
