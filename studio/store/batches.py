"""Batches of a job in the project file: which were handed in, under which name, how far. It sends nothing."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


class Batch(NamedTuple):
    """One batch. `name` is the server's; empty between handing it in and hearing its name.

    `state` is `submitting`, `open` or `ended`.
    """

    id: int
    job: int
    name: str
    state: str
    requests: int
    at: str


def begin_batch(db: sqlite3.Connection, job: int, tasks: Sequence[int], at: str) -> int:
    """Note that requests, held for already, are about to be handed in together; the batch's number."""
    cursor = db.execute(
        "INSERT INTO batch (job, state, requests, at) VALUES (?, 'submitting', ?, ?)", (job, len(tasks), at)
    )
    batch = int(cursor.lastrowid or 0)
    db.executemany("UPDATE task SET batch = ? WHERE id = ?", ((str(batch), task) for task in tasks))
    return batch


def name_batch(db: sqlite3.Connection, batch: int, name: str) -> None:
    """Keep the server's name of a batch."""
    db.execute("UPDATE batch SET name = ?, state = 'open' WHERE id = ?", (name, batch))


def end_batch(db: sqlite3.Connection, batch: int) -> None:
    """Note that all results of a batch were fetched."""
    db.execute("UPDATE batch SET state = 'ended' WHERE id = ?", (batch,))


def forget_batch(db: sqlite3.Connection, batch: int) -> None:
    """Take back a batch that never reached the server: its requests wait again, nothing is held."""
    of_batch = "batch = ?1 AND state = 'sent'"
    db.execute(
        "UPDATE job SET held_usd = max(0, round(held_usd - b, 9)) FROM"
        f" (SELECT coalesce(sum(bound_usd), 0) AS b, max(job) AS j FROM task WHERE {of_batch}) t"
        " WHERE id = t.j",
        (str(batch),),
    )
    db.execute(
        f"UPDATE task SET state = 'waiting', batch = NULL, bound_usd = 0 WHERE {of_batch}", (str(batch),)
    )
    db.execute("DELETE FROM batch WHERE id = ?", (batch,))


def batches_of(db: sqlite3.Connection, job: int) -> list[Batch]:
    """The batches of a job, oldest first."""
    query = "SELECT id, job, name, state, requests, at FROM batch WHERE job = ? ORDER BY id"
    return [Batch(*row) for row in db.execute(query, (job,))]


def tasks_of(db: sqlite3.Connection, batch: int) -> list[int]:
    """The requests of a batch that have no result yet."""
    query = "SELECT id FROM task WHERE batch = ? AND state = 'sent' ORDER BY id"
    return [task for (task,) in db.execute(query, (str(batch),))]


def all_names(db: sqlite3.Connection) -> set[str]:
    """The server's names of all batches that the project knows."""
    return {name for (name,) in db.execute("SELECT name FROM batch WHERE name <> ''")}
