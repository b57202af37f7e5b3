"""Who works on a job, and its money: caps, what is held, spent and lost. It sends nothing.

What a request may cost at most is held before it is sent, in the transaction that marks it as sent, so
that no two of them, in this process or another, pass a cap together.
"""

import json
import sqlite3
from collections.abc import Sequence
from math import ceil, inf
from typing import NamedTuple

from studio.errors import StudioError
from studio.store.holders import has_ended

_PROJECT_CAP = "project/cap_usd"
# A holder that has not been heard of for so long is gone.
SILENT_SECONDS = 30.0


class Settled(NamedTuple):
    """What became of one sent request. `state` is `answered`, `failed`, `refused` or `waiting` (again).

    `lost` is True where nobody knows whether the server did it: what it can have cost counts as lost.
    """

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
    lost: bool = False


def claim(db: sqlite3.Connection, job: int, holder: str, now: float) -> bool:
    """Take a job to work on it; False while another process does. Call it inside a transaction.

    What a holder that died had sent alone, and not had an answer to, may have been paid for: it is
    counted as lost, at the most it can have cost, and is asked again.
    """
    before = db.execute("SELECT holder, beat FROM job WHERE id = ?", (job,)).fetchone()
    if before is None or (before[0] != holder and not is_silent(str(before[0]), float(before[1]), now)):
        return False
    db.execute(
        "UPDATE job SET holder = ?, beat = ?, state = 'running', note = '' WHERE id = ?", (holder, now, job)
    )
    lose(db, job)
    return True


def lose(db: sqlite3.Connection, job: int) -> None:
    """Let what was sent live, and brought no answer, wait again; what it can have cost counts as lost."""
    of_job = "job = ?1 AND state = 'sent' AND batch IS NULL"
    db.execute(
        f"UPDATE job SET lost_usd = lost_usd + b, held_usd = max(0, round(held_usd - b, 9)) FROM"
        f" (SELECT coalesce(sum(bound_usd), 0) AS b FROM task WHERE {of_job}) WHERE id = ?1",
        (job,),
    )
    db.execute(f"UPDATE task SET state = 'waiting', bound_usd = 0 WHERE {of_job}", (job,))


def is_silent(holder: str, beat: float, now: float) -> bool:
    """True when nobody works on a job, or who did was killed, or has not been heard of for too long."""
    return not holder or beat < now - SILENT_SECONDS or has_ended(holder)


def holds(db: sqlite3.Connection, job: int, holder: str) -> bool:
    """True while the job is still this holder's."""
    query = "SELECT 1 FROM job WHERE id = ? AND holder = ? AND state = 'running'"
    return db.execute(query, (job, holder)).fetchone() is not None


def beat(db: sqlite3.Connection, job: int, holder: str, now: float) -> bool:
    """Say that one is still at it; False when the job was taken away or cancelled from elsewhere."""
    query = "UPDATE job SET beat = ? WHERE id = ? AND holder = ? AND state = 'running'"
    return db.execute(query, (now, job, holder)).rowcount > 0


def release(db: sqlite3.Connection, job: int, holder: str, state: str, note: str) -> None:
    """Leave a job in a state, with a word on why; nothing if another holds it. Requests cut here are lost."""
    ours = "id = ? AND (holder = ? OR holder = '' AND state = 'cancelled')"
    if db.execute(f"SELECT 1 FROM job WHERE {ours}", (job, holder)).fetchone() is None:
        return
    lose(db, job)
    db.execute(
        "UPDATE job SET holder = '', state = ?, note = ? WHERE id = ? AND holder = ? AND state = 'running'",
        (state, note, job, holder),
    )


def check_cap(cap_usd: float | None) -> None:
    """Refuse a cap that is no number: nothing would ever be over it.

    Raises:
        StudioError: so it is, or it is below 0.

    """
    if cap_usd is not None and not 0 <= cap_usd < inf:
        raise StudioError("a cap is a sum of dollars, 0 or more")


def project_cap(db: sqlite3.Connection) -> float | None:
    """The most that all jobs of the project together may cost, in US dollars; None for no cap."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", (_PROJECT_CAP,)).fetchone()
    return None if row is None else json.loads(row[0])


def set_project_cap(db: sqlite3.Connection, cap_usd: float | None) -> None:
    """Set or lift the project's cap."""
    check_cap(cap_usd)
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
        # Rounded up to billionths, so that sums of them leave nothing behind when they are freed.
        held_for_it = ceil(bound * 1e9) / 1e9
        if left is not None and held + held_for_it > left + 2e-9:
            break
        held += held_for_it
        granted.append((held_for_it, task))
    db.executemany("UPDATE task SET state = 'sent', tries = tries + 1, bound_usd = ? WHERE id = ?", granted)
    db.execute("UPDATE job SET held_usd = round(held_usd + ?, 9) WHERE id = ?", (held, job))
    return [task for _, task in granted]


def settle(db: sqlite3.Connection, job: int, results: Sequence[Settled], at: str) -> None:
    """Keep what became of sent requests, and free what was held for them. Call it inside a transaction.

    A second answer to a request that has one already costs, and is not kept.
    """
    for one in results:
        state, bound = db.execute("SELECT state, bound_usd FROM task WHERE id = ?", (one.task,)).fetchone()
        cost = one.cost_usd or 0.0
        db.execute(
            "UPDATE job SET held_usd = max(0, round(held_usd - ?, 9)), spent_usd = spent_usd + ?,"
            " lost_usd = lost_usd + ? WHERE id = ?",
            (bound, cost, max(0.0, bound - cost) if one.lost else 0.0, job),
        )
        db.execute(
            "UPDATE task SET input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,"
            " cache_read = cache_read + ?, cache_write = cache_write + ?, bound_usd = 0,"
            " cost_usd = CASE WHEN ?5 IS NULL THEN cost_usd ELSE coalesce(cost_usd, 0) + ?5 END"
            " WHERE id = ?6",
            (one.input_tokens, one.output_tokens, one.cache_read, one.cache_write, one.cost_usd, one.task),
        )
        if state in ("sent", "waiting"):
            db.execute(
                "UPDATE task SET state = ?, reason = ?, request_id = ?, model = ?, stop_reason = ?,"
                " answer = ?, at = ?, batch = NULL WHERE id = ?",
                (one.state, one.reason, one.request_id, one.model, one.stop_reason, one.answer, at, one.task),
            )
