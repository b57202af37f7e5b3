"""Runs a job live: several requests at a time, each answer stored as it arrives. It reads no answer."""

import asyncio
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from studio.jobs import Job, Step
from studio.settings import Settings
from studio.store import jobs
from studio.store.project import Project
from studio.store.spending import Settled
from studio.teacher.connection import Connection
from studio.teacher.replies import Fate, Reply, Trouble
from studio.teacher.running import Ledger, Order, drive
from studio.teacher.troubles import Refused

_MOST_TRIES = 6
_FIRST_WAIT_SECONDS = 0.5
_MOST_WAIT_SECONDS = 60.0
_PAGE = 500


class Crew:
    """The requests of a live job under way.

    Args:
        project: the open project.
        order: the job.
        settings: how many at once, and the connection.
        ledger: where results go.
        limit: the most requests to send now; None for all.

    """

    def __init__(
        self, project: Project, order: Order, settings: Settings, ledger: Ledger, limit: int | None
    ) -> None:
        self._project = project
        self._order = order
        self._settings = settings
        self._ledger = ledger
        self._left = limit
        self._last = 0
        self._ready: deque[jobs.Task] = deque()
        self._under_way = 0
        self._freed = asyncio.Event()
        self._pause_until = 0.0
        waiting = jobs.sums_of(project.reader, order.job.id).states.get("waiting", 0)
        self._total = waiting if limit is None else min(limit, waiting)
        self._ended = 0
        self.stopped = ""

    async def work(self) -> None:
        """Ask until nothing is left, the cap is reached, or the server says that nothing will fare better."""
        try:
            async with Connection(self._settings) as connection, asyncio.TaskGroup() as group:
                writer = group.create_task(self._ledger.write())
                # What the first request puts into the cache, the others can read once it was answered.
                await self._ask_next(connection)
                askers = [group.create_task(self._ask_on(connection)) for _ in range(self._settings.at_once)]
                await asyncio.wait(askers)
                writer.cancel()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            self._ledger.flush()

    def _next(self) -> jobs.Task | None:
        if self.stopped or self._ledger.taken_away or self._left == 0:
            return None
        if not self._ready:
            page = jobs.tasks_in(self._project.reader, self._order.job.id, "waiting", _PAGE, self._last)
            if not page:
                return None
            self._last = page[-1].id
            self._ready.extend(page)
        if self._left is not None:
            self._left -= 1
        return self._ready.popleft()

    def step(self) -> Step:
        """Requests that came to an end, of those of this run."""
        return Step(self._ended, self._total, f"{self._order.job.head.verb}: asking Claude")

    async def _ask_on(self, connection: Connection) -> None:
        while await self._ask_next(connection):
            pass

    async def _ask_next(self, connection: Connection) -> bool:
        """Ask for the next task; False when there is none, or something stops the job."""
        task = self._next()
        if task is None or not await self._ask(connection, task):
            return False
        self._ended += 1
        return True

    async def _ask(self, connection: Connection, task: jobs.Task) -> bool:
        """Ask for one task until it has an answer or is given up; False when the cap stops the job."""
        max_tokens = self._order.form.max_tokens
        for turn in range(1, _MOST_TRIES + 1):
            await self._wait_for_the_server()
            if self.stopped or not await self._hold(task, max_tokens):
                return False
            self._under_way += 1
            form = self._order.form
            try:
                reply = await self._send(connection, form.request(task.text, max_tokens))
            except Refused as refused:
                if refused.trouble.no_schema and form.answers == "schema":
                    self._ask_by_tool(task)
                elif not self._try_again(task, refused.trouble, turn):
                    return not self.stopped
                continue
            finally:
                self._under_way -= 1
                self._freed.set()
            if reply.stop_reason == "refusal":
                self._ledger.keep(self._order.settle(task.id, reply, "refused", reply.refusal()))
                return True
            cut = reply.stop_reason == "max_tokens"
            if cut and max_tokens == self._order.form.max_tokens:
                max_tokens *= 2
                self._ledger.keep(self._order.settle(task.id, reply, "waiting"))
                continue
            lost = not cut and reply.stop_reason not in ("end_turn", "tool_use")
            if lost and turn < _MOST_TRIES:
                self._ledger.keep(self._order.settle(task.id, reply, "waiting", lost=True))
                continue
            reason = f"the answer was cut at {max_tokens} tokens" if cut else "the answer ended early"
            state, why = ("failed", reason) if cut or lost else ("answered", "")
            self._ledger.keep(self._order.settle(task.id, reply, state, why, lost=lost))
            return True
        return True

    async def _send(self, connection: Connection, body: Mapping[str, Any]) -> Reply:
        return await connection.create(body)

    async def _hold(self, task: jobs.Task, max_tokens: int) -> bool:
        """Hold money for a request; while others are under way, theirs may come free."""
        while True:
            self._freed.clear()
            if await self._ledger.send(task.id, self._order.bound(task.text, max_tokens)):
                return True
            if self._freed.is_set():  # one came back while this one was told no
                continue
            if not self._under_way:
                self.stopped = self.stopped or self._order.too_dear(task.text, max_tokens)
                return False
            await self._freed.wait()

    def _try_again(self, task: jobs.Task, trouble: Trouble, turn: int) -> bool:
        """Note what went wrong; True when the request shall be sent once more."""
        again = trouble.fate is Fate.AGAIN and turn < _MOST_TRIES
        if trouble.fate is Fate.STOP:
            self.stopped = trouble.reason
        waits = again or trouble.fate is Fate.STOP
        state, why = ("waiting", "") if waits else ("failed", trouble.reason)
        self._ledger.keep(Settled(task.id, state, why, lost=trouble.unknown))
        if again:
            backoff = min(_FIRST_WAIT_SECONDS * 2 ** (turn - 1), _MOST_WAIT_SECONDS)
            wait = trouble.wait_seconds or backoff * random.uniform(0.75, 1.25)
            self._pause_until = max(self._pause_until, asyncio.get_running_loop().time() + wait)
        return again

    def _ask_by_tool(self, task: jobs.Task) -> None:
        """Ask by a forced tool from here on: the server takes no output schema."""
        self._ledger.keep(Settled(task.id, "waiting"))
        if self._order.form.answers == "schema":
            self._order = replace(self._order, form=replace(self._order.form, answers="tool"))
            with self._project.write() as db:
                jobs.set_answers(db, self._order.job.id, "tool")

    async def _wait_for_the_server(self) -> None:
        """Wait as long as the server asked any of us to."""
        while (wait := self._pause_until - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(wait)


def run_live(
    project: Project,
    order: Order,
    settings: Settings,
    ledger: Ledger,
    limit: int | None = None,
) -> Job[str]:
    """Send what waits; why it stopped before the end, or nothing.

    Args:
        project: the open project.
        order: the job.
        settings: the connection and how many at once.
        ledger: its claim.
        limit: the most requests to send in this run, for a sample.

    """
    return (yield from drive(ledger, Crew(project, order, settings, ledger, limit)))
