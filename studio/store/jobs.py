"""Jobs for Claude in the project file and their requests. It holds no money (see `store.spending`)."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class JobHead(NamedTuple):
    """What a job is, as it was ordered.

    `way` is `live` or `batch`; `prompt` names the prompt file with its version and digest; `options`
    and `price` are plain JSON values; `privacy` is `send`, `redact` or `leave-out`.
    """

    uid: str
    at: str
    reviewer: str
    verb: str
    way: str
    model: str
    prompt: str
    prefix: str
    schema: Mapping[str, Any]
    options: Mapping[str, Any]
    price: Mapping[str, Any] | None
    privacy: str
    cap_usd: float | None


class Job(NamedTuple):
    """A job with its money and where it stands: `waiting`, `running`, `done`, `stopped` or `cancelled`."""

    id: int
    head: JobHead
    state: str
    note: str
    spent_usd: float
    held_usd: float
    lost_usd: float
    holder: str
    beat: float

    @property
    def label(self) -> str:
        """The name of the source that its rows come from."""
        return f"claude job {self.id}"


class NewTask(NamedTuple):
    """One request before it is stored; `places` are placeholders with what they stand for."""

    target: Mapping[str, Any]
    text: str
    places: Mapping[str, str]
    evidence: Mapping[str, Any]


class Task(NamedTuple):
    """One request of a job."""

    id: int
    job: int
    target: dict[str, Any]
    text: str
    places: dict[str, str]
    evidence: dict[str, Any]
    state: str
    reason: str
    tries: int
    batch: str
    request_id: str
    model: str
    stop_reason: str
    input_tokens: int
    output_tokens: int
    cache_read: int
    cache_write: int
    cost_usd: float | None
    answer: str
    at: str


class Sums(NamedTuple):
    """The requests of a job by state, its tokens, and its known cost."""

    states: dict[str, int]
    input_tokens: int
    output_tokens: int
    cache_read: int
    cache_write: int


_JOB = (
    "id, uid, at, reviewer, verb, way, model, prompt, prefix, schema, options, price, privacy, cap_usd,"
    " state, note, spent_usd, held_usd, lost_usd, holder, beat"
)
_TASK = (
    "id, job, target, text, places, evidence, state, reason, tries, coalesce(batch, ''),"
    " coalesce(request_id, ''), coalesce(model, ''), coalesce(stop_reason, ''), input_tokens, output_tokens,"
    " cache_read, cache_write, cost_usd, coalesce(answer, ''), coalesce(at, '')"
)


def create_job(db: sqlite3.Connection, head: JobHead, tasks: Iterable[NewTask]) -> int:
    """Keep a job and all its requests; its number. Call it inside a transaction."""
    values = [json.dumps(v) if isinstance(v, Mapping) or v is None else v for v in head[:-1]]
    cursor = db.execute(
        "INSERT INTO job (uid, at, reviewer, verb, way, model, prompt, prefix, schema, options, price,"
        " privacy, cap_usd) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (*values, head.cap_usd),
    )
    job = int(cursor.lastrowid or 0)
    db.executemany(
        "INSERT INTO task (job, target, text, places, evidence) VALUES (?, ?, ?, ?, ?)",
        ((job, _text(task.target), task.text, _text(task.places), _text(task.evidence)) for task in tasks),
    )
    return job


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def all_jobs(db: sqlite3.Connection) -> list[Job]:
    """Every job, newest first."""
    return [_job(row) for row in db.execute(f"SELECT {_JOB} FROM job ORDER BY id DESC")]


def read_job(db: sqlite3.Connection, job: int) -> Job | None:
    """One job, if there is one of that number."""
    row = db.execute(f"SELECT {_JOB} FROM job WHERE id = ?", (job,)).fetchone()
    return None if row is None else _job(row)


def _job(row: tuple[Any, ...]) -> Job:
    id_, *head, state, note, spent, held, lost, holder, beat = row
    values = [*head[:8], *(json.loads(text) for text in head[8:11]), *head[11:]]
    return Job(id_, JobHead(*values), state, note, spent, held, lost, holder, beat)


def sums_of(db: sqlite3.Connection, job: int) -> Sums:
    """The requests of a job, added up."""
    states: dict[str, int] = {}
    tokens = [0, 0, 0, 0]
    query = (
        "SELECT state, count(*), sum(input_tokens), sum(output_tokens), sum(cache_read), sum(cache_write)"
        " FROM task WHERE job = ? GROUP BY state"
    )
    for state, count, *counts in db.execute(query, (job,)):
        states[state] = count
        tokens = [have + more for have, more in zip(tokens, counts, strict=True)]
    return Sums(states, *tokens)


def reasons_of(db: sqlite3.Connection, job: int) -> list[tuple[str, str, int]]:
    """Why requests of a job failed or were refused: state, reason, how many; the most frequent first."""
    query = (
        "SELECT state, reason, count(*) FROM task WHERE job = ? AND state IN ('failed', 'refused')"
        " GROUP BY state, reason ORDER BY 3 DESC, 2"
    )
    return [(str(state), str(reason), int(count)) for state, reason, count in db.execute(query, (job,))]


def tasks_in(db: sqlite3.Connection, job: int, state: str, limit: int = -1, after: int = 0) -> list[Task]:
    """Requests of a job that stand in a state, in order of number, those after one number only."""
    query = f"SELECT {_TASK} FROM task WHERE job = ? AND state = ? AND id > ? ORDER BY id LIMIT ?"
    return [_task(row) for row in db.execute(query, (job, state, after, limit))]


def read_task(db: sqlite3.Connection, task: int) -> Task | None:
    """One request, if there is one of that number."""
    row = db.execute(f"SELECT {_TASK} FROM task WHERE id = ?", (task,)).fetchone()
    return None if row is None else _task(row)


def _task(row: tuple[Any, ...]) -> Task:
    id_, job, target, text, places, evidence, *rest = row
    return Task(id_, job, json.loads(target), text, json.loads(places), json.loads(evidence), *rest)


def count_in(db: sqlite3.Connection, tasks: Sequence[int], state: str) -> int:
    """How many of some requests stand in a state."""
    marks = ",".join("?" * len(tasks))
    query = f"SELECT count(*) FROM task WHERE state = ? AND id IN ({marks})"
    return int(db.execute(query, (state, *tasks)).fetchone()[0])


def mark_job(db: sqlite3.Connection, job: int, state: str, note: str) -> None:
    """Put a job into a state, whoever works on it: they see it at their next beat."""
    db.execute("UPDATE job SET state = ?, note = ?, holder = '' WHERE id = ?", (state, note, job))


def set_answers(db: sqlite3.Connection, job: int, answers: str) -> None:
    """Change how the answers of a job are kept to their form: `schema` or `tool`."""
    db.execute("UPDATE job SET options = json_set(options, '$.answers', ?) WHERE id = ?", (answers, job))


def finish_tasks(db: sqlite3.Connection, ends: Iterable[tuple[str, str, int]]) -> None:
    """Put tasks into their last state, or back to waiting: (state, reason, number) each."""
    db.executemany("UPDATE task SET state = ?, reason = ? WHERE id = ?", ends)


def ask_again(db: sqlite3.Connection, job: int) -> int:
    """Put what failed back to waiting; how many. Refusals stay: asking again gives the same."""
    query = "UPDATE task SET state = 'waiting', reason = '', tries = 0 WHERE job = ? AND state = 'failed'"
    return db.execute(query, (job,)).rowcount
