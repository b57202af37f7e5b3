"""What Claude's answers hold, before and after a person judged it: drafts, judgements. It judges none.

A draft that became a row is decided as a row. One that proposes another text for a row is decided by a
mark of the journal (`7+`, `7-`), so that undo brings it back with the text.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

STATES = ("proposed", "held", "row", "taken", "refused")

_DRAFT = (
    "SELECT d.id, d.job, d.task, coalesce(d.example, 0), d.body, CASE"
    " WHEN (d.example, d.id || '+') IN (SELECT example, mark FROM decided) THEN 'taken'"
    " WHEN (d.example, d.id || '-') IN (SELECT example, mark FROM decided) THEN 'refused'"
    " ELSE d.state END AS state, d.reason, d.evidence FROM draft d"
)


class NewDraft(NamedTuple):
    """A draft before it is stored. `example` is the row it is about or became, 0 for none."""

    task: int
    example: int
    body: Mapping[str, Any]
    state: str
    reason: str
    evidence: Mapping[str, Any]


class Draft(NamedTuple):
    """One thing that Claude wrote.

    Attributes:
        body: `{"example": …}` (see `core.example.to_json`), `{"tags": …}` or `{"text": …}`.
        state: `proposed`, `held` (a check held it back, `reason` says why), `row` (it is the row
            `example`), `taken`, `refused`.
        evidence: what the card shows beside it: passages, the flaw asked for, the former text.

    """

    id: int
    job: int
    task: int
    example: int
    body: dict[str, Any]
    state: str
    reason: str
    evidence: dict[str, Any]


class Judged(NamedTuple):
    """What a judge said of a row; `score` is 0..1."""

    example: int
    job: int
    score: float
    reason: str


def add_drafts(db: sqlite3.Connection, job: int, drafts: Iterable[NewDraft]) -> None:
    """Keep drafts of a job. Call it inside a transaction."""
    db.executemany(
        "INSERT INTO draft (job, task, example, body, state, reason, evidence) VALUES (?,?,?,?,?,?,?)",
        (
            (
                job,
                draft.task,
                draft.example or None,
                json.dumps(draft.body),
                draft.state,
                draft.reason,
                json.dumps(draft.evidence),
            )
            for draft in drafts
        ),
    )


def drafts_of(db: sqlite3.Connection, job: int, states: Sequence[str] = STATES) -> list[Draft]:
    """The drafts of a job that stand in some states, oldest first."""
    marks = ",".join("?" * len(states))
    query = f"SELECT * FROM ({_DRAFT} WHERE d.job = ?) WHERE state IN ({marks}) ORDER BY id"
    return [_draft(row) for row in db.execute(query, (job, *states))]


def draft_numbers(db: sqlite3.Connection, job: int, states: Sequence[str], *, open_only: bool) -> list[int]:
    """The numbers of the drafts of a job that stand in some states, oldest first, read from indexes alone.

    With `open_only` those are left out that became a row which somebody judged.
    """
    now = {
        number: "taken" if sign == "+" else "refused"
        for number, sign in db.execute(
            "SELECT d.id, substr(m.mark, -1) FROM decided m CROSS JOIN draft d ON d.example = m.example"
            " WHERE d.job = ? AND (m.mark = d.id || '+' OR m.mark = d.id || '-')",
            (job,),
        )
    }
    judged: set[int] = set()
    if open_only:
        query = (
            "SELECT d.id FROM draft d JOIN example e ON e.id = d.example"
            " WHERE d.job = ? AND d.state = 'row' AND e.status <> 'pending'"
        )
        judged = {number for (number,) in db.execute(query, (job,))}
    found = db.execute("SELECT id, state FROM draft WHERE job = ?", (job,))
    return sorted(n for n, state in found if now.get(n, state) in states and n not in judged)


def draft_states(db: sqlite3.Connection) -> dict[int, dict[str, int]]:
    """How many drafts of each job stand in each state."""
    found: dict[int, dict[str, int]] = {}
    for job, state, count in db.execute("SELECT job, state, count(*) FROM draft GROUP BY job, state"):
        found.setdefault(job, {})[state] = count
    decided = (
        "SELECT d.job, d.state, substr(m.mark, -1), count(*) FROM decided m"
        " CROSS JOIN draft d ON d.example = m.example"  # by its index alone
        " WHERE m.mark = d.id || '+' OR m.mark = d.id || '-' GROUP BY 1, 2, 3"
    )
    for job, state, sign, count in db.execute(decided).fetchall():
        states = found[job]
        now = "taken" if sign == "+" else "refused"
        states[now] = states.get(now, 0) + count
        states[state] -= count
    return {job: {state: count for state, count in states.items() if count} for job, states in found.items()}


def read_drafts(db: sqlite3.Connection, numbers: Sequence[int]) -> list[Draft]:
    """Some drafts by number, in order; unknown numbers are passed over."""
    query = f"{_DRAFT} WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id"
    return [_draft(row) for row in db.execute(query, (json.dumps(list(numbers)),))]


def drafts_about(db: sqlite3.Connection, row: int) -> list[Draft]:
    """All that Claude wrote about a row, or that became it, newest first."""
    return [_draft(found) for found in db.execute(f"{_DRAFT} WHERE d.example = ? ORDER BY d.id DESC", (row,))]


def become_row(db: sqlite3.Connection, draft: int, row: int) -> None:
    """Note that a draft that was held back is a row now."""
    db.execute("UPDATE draft SET state = 'row', example = ? WHERE id = ?", (row, draft))


def let_through(db: sqlite3.Connection, drafts: Iterable[int]) -> None:
    """Note that drafts that were held back are proposals now."""
    db.executemany("UPDATE draft SET state = 'proposed' WHERE id = ?", ((draft,) for draft in drafts))


def _draft(row: tuple[Any, ...]) -> Draft:
    number, job, task, example, body, state, reason, evidence = row
    return Draft(number, job, task, example, json.loads(body), state, reason, json.loads(evidence))


def add_judgements(db: sqlite3.Connection, judged: Iterable[Judged]) -> None:
    """Keep what a judge said. Call it inside a transaction."""
    db.executemany("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?, ?)", judged)


def judgements_of(db: sqlite3.Connection, row: int) -> list[Judged]:
    """What judges said of a row, newest first."""
    query = "SELECT example, job, score, reason FROM judgement WHERE example = ? ORDER BY job DESC"
    return [Judged(*found) for found in db.execute(query, (row,))]


def judged_and_decided(db: sqlite3.Connection, job: int | None = None) -> list[tuple[float, bool]]:
    """Scores of rows that a person accepted or rejected, with True for accepted; of the newest judge a row.

    A row that was edited after it was judged counts as it was decided.
    """
    query = (
        "SELECT j.score, e.status = 'accepted' FROM judgement j JOIN example e ON e.id = j.example"
        " WHERE e.status IN ('accepted', 'rejected') AND (?1 IS NULL AND j.job ="
        " (SELECT max(job) FROM judgement x WHERE x.example = j.example) OR j.job = ?1) ORDER BY e.id"
    )
    return [(float(score), bool(accepted)) for score, accepted in db.execute(query, (job,))]
