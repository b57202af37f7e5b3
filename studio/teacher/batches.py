"""Runs a job by Message Batches, at half the price: hand in, poll, fetch. It reads no answer.

A batch is noted before it is handed in and named when the server has named it. Killed in between, it is
found again (see `lost_batches`), so nothing is paid for twice.
Source: the Message Batches API's reference (100,000 requests, 256 MB, results in any order).
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from studio.jobs import Job, Step
from studio.settings import Settings
from studio.store import batches, jobs, spending
from studio.store.batches import Batch
from studio.store.project import Project
from studio.store.spending import Settled
from studio.teacher.connection import Connection
from studio.teacher.looping import complete
from studio.teacher.lost_batches import find_lost
from studio.teacher.replies import Fate, Reply, Trouble
from studio.teacher.running import Ledger, Order, drive
from studio.teacher.troubles import Refused

MOST_REQUESTS = 100_000
_MOST_BYTES = 240 << 20
_PAGE = 1_000
_MOST_TRIES = 6
# Polling goes on for a day: that many looks may fail one after the other.
_MOST_MISSES = 20


class Courier:
    """The batches of a job under way.

    Args:
        project: the open project.
        order: the job.
        settings: the connection.
        ledger: its claim.
        limit: the most requests to hand in; 0 fetches only.
        poll_seconds: time between two looks at a batch.

    """

    def __init__(
        self,
        project: Project,
        order: Order,
        settings: Settings,
        ledger: Ledger,
        limit: int | None,
        poll_seconds: float,
    ) -> None:
        self._project = project
        self._order = order
        self._settings = settings
        self._ledger = ledger
        self._limit = limit
        self._poll_seconds = poll_seconds
        self._note = "looking for batches"
        self._misses = 0
        self.stopped = ""

    async def work(self) -> None:
        """Find what was handed in, hand in what waits, then fetch until every batch has ended."""
        try:
            async with Connection(self._settings) as connection:
                if self._batches("submitting"):
                    await find_lost(connection, self._project, self._order.job)
                await self._hand_in(connection, self._limit)
                while self._batches("open") or self._batches("submitting"):
                    await self._look(connection)
                    if self._batches("open") or self._batches("submitting"):
                        await asyncio.sleep(self._poll_seconds)
        except Refused as refused:
            self.stopped = refused.trouble.reason

    async def _look(self, connection: Connection) -> None:
        """Look once at every batch; a network that is away for a while is waited for."""
        try:
            for batch in self._batches("open"):
                await self._look_at(connection, batch)
            if self._batches("submitting"):
                self._note = "another batch of the account may be ours: known when it has ended"
                await find_lost(connection, self._project, self._order.job)
            self._misses = 0
        except Refused as refused:
            self._misses += 1
            if refused.trouble.fate is not Fate.AGAIN or self._misses >= _MOST_MISSES:
                raise
            self._note = f"{refused.trouble.reason}; looking again"
            await asyncio.sleep(refused.trouble.wait_seconds)

    def step(self) -> Step:
        """Requests that have a result, of all."""
        states = jobs.sums_of(self._project.reader, self._order.job.id).states
        total = sum(states.values())
        return Step(total - states.get("waiting", 0) - states.get("sent", 0), total, self._note)

    def _batches(self, state: str) -> list[Batch]:
        return [b for b in batches.batches_of(self._project.reader, self._order.job.id) if b.state == state]

    def _custom_id(self, task: int) -> str:
        return f"{self._order.job.head.uid}-{task}"

    async def _hand_in(self, connection: Connection, limit: int | None) -> None:
        for tasks in self._parts(limit):
            with self._project.write() as db:
                wanted = [(task.id, self._order.bound(task.text)) for task in tasks]
                granted = set(spending.reserve(db, self._order.job.id, wanted))
                if not granted:
                    self.stopped = self._order.too_dear(tasks[0].text)
                    return
                batch = batches.begin_batch(db, self._order.job.id, sorted(granted), self._ledger.now())
            self._note = f"handing in {len(granted):,} requests"
            left = [task for task in tasks if task.id not in granted]
            requests = [
                {"custom_id": self._custom_id(task.id), "params": self._order.form.request(task.text)}
                for task in tasks
                if task.id in granted
            ]
            try:
                name = await self._submit(connection, requests)
            except Refused as refused:
                if refused.trouble.told:
                    # The server said no: there is no batch. After a cut nobody knows; the next run looks.
                    with self._project.write() as db:
                        batches.forget_batch(db, batch)
                if refused.trouble.status in (404, 405, 501):
                    self.stopped = "the server takes no batches: order it live"
                    return
                raise
            with self._project.write() as db:
                batches.name_batch(db, batch, name)
            if left:
                self.stopped = self._order.too_dear(left[0].text)
                return

    async def _submit(self, connection: Connection, requests: Sequence[Mapping[str, Any]]) -> str:
        """Hand in a batch, waiting where the server asks for it; the name that it gives."""
        for turn in range(_MOST_TRIES):
            try:
                return str((await connection.submit(requests))["id"])
            except Refused as refused:
                trouble = refused.trouble
                if not trouble.told or trouble.fate is not Fate.AGAIN or turn == _MOST_TRIES - 1:
                    raise
                await asyncio.sleep(trouble.wait_seconds or 2.0**turn)
        raise AssertionError("the last turn returns or raises")

    def _parts(self, limit: int | None) -> Iterator[list[jobs.Task]]:
        """What waits, in parts that one batch may hold."""
        part: list[jobs.Task] = []
        size, last = 0, 0
        left = MOST_REQUESTS if limit is None else limit
        while left and (page := self._waiting(last, min(_PAGE, left))):
            last = page[-1].id
            left = left - len(page) if limit is not None else left
            for task in page:
                weight = len(to_json(task.text)) + self._order.form.shared_bytes
                if part and (len(part) >= MOST_REQUESTS or size + weight > _MOST_BYTES):
                    yield part
                    part, size = [], 0
                part.append(task)
                size += weight
        if part:
            yield part

    def _waiting(self, last: int, count: int) -> list[jobs.Task]:
        return jobs.tasks_in(self._project.reader, self._order.job.id, "waiting", count, last)

    async def _look_at(self, connection: Connection, batch: Batch) -> None:
        told = await connection.batch(batch.name)
        counts = told.get("request_counts") or {}
        left = int(counts.get("processing") or 0)
        self._note = f"batch {batch.name}: {left:,} of {batch.requests:,} still to come"
        if told.get("processing_status") == "ended":
            await self._fetch(connection, batch)

    async def _fetch(self, connection: Connection, batch: Batch) -> None:
        missing = set(batches.tasks_of(self._project.reader, batch.id))
        by_id = {self._custom_id(task): task for task in missing}
        ours, others = batch.requests > len(missing), False
        async for custom_id, result in connection.results(batch.name):
            others = True
            ours = ours or custom_id in by_id
            task = by_id.get(custom_id)
            if task is not None and task in missing:
                missing.discard(task)
                self._ledger.keep(self._settled(task, result))
                if len(missing) % 200 == 0:
                    self._ledger.flush()
        if others and not ours:  # taken for ours after a kill: ours never reached the server
            with self._project.write() as db:
                batches.forget_batch(db, batch.id)
            return
        for task in missing:
            self._ledger.keep(Settled(task, "failed", "the batch ended without a result for it"))
        self._ledger.flush()
        with self._project.write() as db:
            batches.end_batch(db, batch.id)

    def _settled(self, task: int, result: Reply | Trouble) -> Settled:
        if isinstance(result, Trouble):
            if not result.no_schema:
                return Settled(task, "failed", result.reason)
            with self._project.write() as db:
                jobs.set_answers(db, self._order.job.id, "tool")
            return Settled(task, "failed", f"{result.reason} (retry: it is asked by a forced tool then)")
        if result.stop_reason == "refusal":
            return self._order.settle(task, result, "refused", result.refusal())
        if result.stop_reason == "max_tokens":
            return self._order.settle(task, result, "failed", "the answer was cut at its token limit")
        return self._order.settle(task, result, "answered")


def run_batches(
    project: Project,
    order: Order,
    settings: Settings,
    ledger: Ledger,
    limit: int | None = None,
    poll_seconds: float = 30.0,
) -> Job[str]:
    """Hand in what waits, and wait for its results; why it stopped before the end, or nothing.

    Closing the job leaves the batches with the server: run again, it goes on polling them.

    Args:
        project: the open project.
        order: the job.
        settings: the connection.
        ledger: its claim.
        limit: the most requests to hand in; 0 fetches only.
        poll_seconds: time between two looks at a batch.

    """
    return (yield from drive(ledger, Courier(project, order, settings, ledger, limit, poll_seconds)))


def has_open(project: Project, job: int) -> bool:
    """True while batches of a job may be with the server."""
    return any(batch.state != "ended" for batch in batches.batches_of(project.reader, job))


def cancel_batches(project: Project, job: int, settings: Settings) -> Job[str]:
    """Ask the server to cancel the open batches of a job; what to say of it.

    Their results, with what was done before, are fetched the next time that the job is run.
    """
    open_ones = [batch for batch in batches.batches_of(project.reader, job) if batch.state == "open"]
    if not open_ones:
        return ""
    yield Step(0, len(open_ones), "cancelling batches")

    async def cancel() -> None:
        async with Connection(settings) as connection:
            for batch in open_ones:
                await connection.cancel(batch.name)

    try:
        complete(cancel())
    except Refused as refused:
        return f" here, but the server did not hear of it ({refused.trouble.reason})"
    return "; run it once more to fetch what the server had done by then"
