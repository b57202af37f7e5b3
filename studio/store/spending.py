"""Who works on a job, and its money: caps, what is held, spent and lost. It sends nothing.

What a request may cost at most is held before it is sent, in the transaction that marks it as sent, so
that no two of them, in this process or another, pass a cap together.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_PROJECT_CAP = "project/cap_usd"
# A holder that has not been heard of for so long is gone.
SILENT_SECONDS = 30.0


class Settled(NamedTuple):
    """What became of one sent request. `state` is `answered`, `failed`, `refused` or `waiting` (again)."""

    task: int
    state: str
    reason: str = ""
    request_id: str = ""
    model: str = ""
    stop_reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cost_usd: float | None = None
    answer: str = ""


def claim(db: sqlite3.Connection, job: int, holder: str, now: float) -> bool:
    """Take a job to work on it; False while another process does. Call it inside a transaction.

    What a holder that died had sent alone, and not had an answer to, may have been paid for: it is
    counted as lost, at the most it can have cost, and is asked again.
    """
    taken = db.execute(
        "UPDATE job SET holder = ?2, beat = ?3, state = 'running', note = '' WHERE id = ?1"
        " AND (holder IN ('', ?2) OR beat < ?3 - ?4)",
        (job, holder, now, SILENT_SECONDS),
    ).rowcount
    if not taken:
        return False
    of_job = "job = ?1 AND state = 'sent' AND batch IS NULL"
    db.execute(
        f"UPDATE job SET lost_usd = lost_usd + b, held_usd = max(0, round(held_usd - b, 9)) FROM"
        f" (SELECT coalesce(sum(bound_usd), 0) AS b FROM task WHERE {of_job}) WHERE id = ?1",
        (job,),
    )
    db.execute(f"UPDATE task SET state = 'waiting', bound_usd = 0 WHERE {of_job}", (job,))
    return True


def beat(db: sqlite3.Connection, job: int, holder: str, now: float) -> bool:
    """Say that one is still at it; False when the job was taken away or cancelled from elsewhere."""
    query = "UPDATE job SET beat = ? WHERE id = ? AND holder = ? AND state = 'running'"
    return db.execute(query, (now, job, holder)).rowcount > 0


def release(db: sqlite3.Connection, job: int, holder: str, state: str, note: str) -> None:
    """Leave a job in a state, with a word on why."""
    db.execute(
        "UPDATE job SET holder = '', state = ?, note = ? WHERE id = ? AND holder = ? AND state = 'running'",
        (state, note, job, holder),
    )


def project_cap(db: sqlite3.Connection) -> float | None:
    """The most that all jobs of the project together may cost, in US dollars; None for no cap."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", (_PROJECT_CAP,)).fetchone()
    return None if row is None else json.loads(row[0])


def set_project_cap(db: sqlite3.Connection, cap_usd: float | None) -> None:
    """Set or lift the project's cap."""
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_PROJECT_CAP, json.dumps(cap_usd)))


def project_spending(db: sqlite3.Connection) -> tuple[float, float]:
    """US dollars that all jobs together spent for certain, and at the most (held and lost included)."""
    spent, more = db.execute(
        "SELECT coalesce(sum(spent_usd), 0), coalesce(sum(held_usd + lost_usd), 0) FROM job"
    ).fetchone()
    return float(spent), float(spent + more)


def room(db: sqlite3.Connection, job: int) -> float | None:
    """US dollars that the job may still hold under its own cap and the project's; None for no cap."""
    cap, used = db.execute(
        "SELECT cap_usd, spent_usd + held_usd + lost_usd FROM job WHERE id = ?", (job,)
    ).fetchone()
    rooms = [] if cap is None else [cap - used]
    project = project_cap(db)
    if project is not None:
        rooms.append(project - project_spending(db)[1])
    return min(rooms) if rooms else None


def reserve(db: sqlite3.Connection, job: int, wanted: Sequence[tuple[int, float]]) -> list[int]:
    """Hold money for requests and mark them as sent, as far as the caps allow; which ones were.

    Call it inside an immediate transaction. `wanted` are task numbers with the most each can cost.
    """
    left = room(db, job)
    granted, held = [], 0.0
    for task, bound in wanted:
        if left is not None and held + bound > left + 1e-9:
            break
        held += bound
        granted.append((bound, task))
    db.executemany("UPDATE task SET state = 'sent', tries = tries + 1, bound_usd = ? WHERE id = ?", granted)
    db.execute("UPDATE job SET held_usd = held_usd + ? WHERE id = ?", (held, job))
    return [task for _, task in granted]


def settle(db: sqlite3.Connection, job: int, results: Sequence[Settled], at: str) -> None:
    """Keep what became of sent requests, and free what was held for them. Call it inside a transaction."""
    for one in results:
        db.execute(
            "UPDATE job SET held_usd = max(0, round(held_usd - t.bound_usd, 9)),"
            " spent_usd = spent_usd + ?3 FROM (SELECT bound_usd FROM task WHERE id = ?2) t WHERE job.id = ?1",
            (job, one.task, one.cost_usd or 0.0),
        )
        db.execute(
            "UPDATE task SET state = ?, reason = ?, request_id = ?, model = ?, stop_reason = ?,"
            " input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,"
            " cache_read = cache_read + ?, cache_write = cache_write + ?,"
            " cost_usd = CASE WHEN ?10 IS NULL THEN cost_usd ELSE coalesce(cost_usd, 0) + ?10 END,"
            " answer = ?, at = ?, bound_usd = 0, batch = NULL WHERE id = ?",
            (*one[1:], at, one.task),
        )
