"""Finds batches that were handed in when a process was killed, before their name came back.

It hands in nothing, and takes nobody else's batch: where that cannot be told yet, the question stays open.
"""

from datetime import datetime, timedelta
from typing import Any

from studio.store import batches
from studio.store.batches import Batch
from studio.store.jobs import Job
from studio.store.project import Project
from studio.teacher.connection import Connection
from studio.teacher.replies import Fate
from studio.teacher.troubles import Refused

# The server's clock and ours may differ a little.
_APART = timedelta(minutes=10)


async def find_lost(connection: Connection, project: Project, job: Job) -> None:
    """Name the batches of a job that have no name yet, or take back those that never reached the server.

    Raises:
        Refused: the server does not list its batches.

    """
    lost = [batch for batch in batches.batches_of(project.reader, job.id) if batch.state == "submitting"]
    if not lost:
        return
    known = batches.all_names(project.reader)
    since = min(_time(batch.at) for batch in lost) - _APART
    there: list[dict[str, Any]] = []
    async for told in connection.batches():
        if _time(str(told.get("created_at"))) < since:
            break
        if told["id"] not in known:
            there.append(told)
    for batch in lost:
        found, open_question = await _ours(connection, job, batch, there)
        if open_question:
            continue
        with project.write() as db:
            if found is None:
                batches.forget_batch(db, batch.id)
            else:
                batches.name_batch(db, batch.id, str(found["id"]))
                there.remove(found)


async def _ours(
    connection: Connection, job: Job, batch: Batch, there: list[dict[str, Any]]
) -> tuple[dict[str, Any] | None, bool]:
    """The batch of the account that is ours, and whether that has to wait until others have ended.

    By the custom_ids once it has ended. One that is under way is taken for ours where it is the only
    one; should its results be another's, they are not taken.
    """
    alike = [told for told in there if _may_be(told, batch)]
    ended = [told for told in alike if told.get("processing_status") == "ended"]
    for told in ended:
        if await _has_results_of(connection, str(told["id"]), job.head.uid):
            return told, False
    going = [told for told in alike if told not in ended]
    return (going[0], False) if len(going) == 1 else (None, bool(going))


async def _has_results_of(connection: Connection, name: str, uid: str) -> bool:
    try:
        async for custom_id, _ in connection.results(name):
            return custom_id.startswith(f"{uid}-")
    except Refused as refused:
        if refused.trouble.fate is Fate.AGAIN:
            raise
    return False


def _may_be(told: dict[str, Any], batch: Batch) -> bool:
    """True when a batch of the account has our number of requests and was made after ours was noted."""
    counts = told.get("request_counts")
    total = sum(int(n) for n in counts.values()) if isinstance(counts, dict) else -1
    return total == batch.requests and _time(str(told.get("created_at"))) >= _time(batch.at) - _APART


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
