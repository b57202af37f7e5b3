"""What a running job needs whichever way it goes: its claim, its purse, its results. It asks nothing.

Results are stored as they arrive; those that arrive while the disk is busy go together in the next
transaction, so that a slow disk slows no request.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.store import jobs, spending
from studio.store.holders import name_holder
from studio.store.project import Project
from studio.store.spending import Settled
from studio.teacher.forms import Form
from studio.teacher.looping import Loop
from studio.teacher.prices import Price
from studio.teacher.replies import Reply

_BEAT_SECONDS = 5.0
_SLICE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """A job with what is derived from it, ready to run.

    `price` is None where the model's price is unknown; such a job has no cap.
    """

    job: jobs.Job
    form: Form
    price: Price | None

    @property
    def in_batches(self) -> bool:
        """True when it goes by Message Batches, at their price."""
        return self.job.head.way == "batch"

    def bound(self, text: str, max_tokens: int = 0) -> float:
        """US dollars that one request can cost at most; 0 where the price is unknown."""
        if self.price is None:
            return 0.0
        size = len(text.encode("utf-8", "surrogatepass")) + self.form.shared_bytes
        return self.price.bound(size, max_tokens or self.form.max_tokens, batch=self.in_batches)

    def too_dear(self, text: str, max_tokens: int = 0) -> str:
        """Why a request is not sent: with all that is held, it might pass a cap."""
        return (
            f"the cap leaves no room: the next request can cost up to ${self.bound(text, max_tokens):.4f};"
            " raise the job's cap (--cap) or the project's (--project-cap), then go on"
        )

    def settle(self, task: int, reply: Reply, state: str, reason: str = "", *, lost: bool = False) -> Settled:
        """What is kept of a reply; `lost` where more of it was made than arrived."""
        cost = None if self.price is None else self.price.cost(reply.usage, batch=self.in_batches)
        return Settled(
            task,
            state,
            reason,
            reply.request_id,
            reply.model,
            reply.stop_reason,
            *reply.usage_values,
            cost,
            reply.text if state == "answered" else "",
            lost,
        )


class Ledger:
    """Writes what is sent and what came back, in as few transactions as the disk allows.

    Args:
        project: the open project.
        job: number of the job.
        now: ISO 8601 time.
        clock: seconds since the epoch.

    Raises:
        StudioError: another process works on the job.

    """

    def __init__(
        self, project: Project, job: int, now: Callable[[], str], clock: Callable[[], float] = time.time
    ) -> None:
        self._project = project
        self._job = job
        self.now = now
        self._clock = clock
        self._holder = name_holder(id(self))
        self._wanted: list[tuple[int, float, asyncio.Future[bool]]] = []
        self._settled: list[Settled] = []
        self._work = asyncio.Event()
        self._next_beat = 0.0
        self.taken_away = False
        with project.write() as db:
            if not spending.claim(db, job, self._holder, self._clock()):
                raise StudioError(
                    f"another studio works on job {job}",
                    "watch it with studio jobs, or cancel it there; if it died on another machine it is"
                    f" let go after {spending.SILENT_SECONDS:.0f} seconds",
                )

    async def send(self, task: int, bound: float) -> bool:
        """Hold money for a request and mark it as sent; False when a cap leaves no room for it now."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._wanted.append((task, bound, done))
        self._work.set()
        return await done

    def keep(self, settled: Settled) -> None:
        """Store what became of a request, soon."""
        self._settled.append(settled)
        self._work.set()

    async def write(self) -> None:
        """Store what comes in, for ever; cancel it to end."""
        self._work = asyncio.Event()  # an event belongs to one loop, a ledger may see several
        self._work.set()
        while True:
            await self._work.wait()
            self.flush()
            await asyncio.sleep(0)

    def flush(self) -> None:
        """Store all that waits, in one transaction."""
        self._work.clear()
        # Who was cancelled meanwhile waits for no money any more.
        wanted = [one for one in self._wanted if not one[2].done()]
        settled, self._wanted, self._settled = self._settled, [], []
        if not wanted and not settled:
            return
        try:
            with self._project.write() as db:
                self.taken_away = not spending.holds(db, self._job, self._holder)
                if self.taken_away:  # whoever has the job now decides what waits
                    settled = [one for one in settled if one.state != "waiting"]
                spending.settle(db, self._job, settled, self.now())
                asked = [] if self.taken_away else [(task, bound) for task, bound, _ in wanted]
                granted = set(spending.reserve(db, self._job, asked))
        except BaseException:
            self._settled = settled + self._settled  # paid for: tried again when the job is left
            raise
        for task, _, done in wanted:
            if not done.done():
                done.set_result(task in granted)

    def beat(self) -> bool:
        """Say now and then that this process is at it; False once the job was taken from it."""
        now = self._clock()
        if now >= self._next_beat:
            self._next_beat = now + _BEAT_SECONDS
            with self._project.write() as db:
                self.taken_away = not spending.beat(db, self._job, self._holder, now)
        return not self.taken_away

    def close(self, state: str, note: str) -> None:
        """Store the rest and let go of the job."""
        self.flush()
        with self._project.write() as db:
            spending.release(db, self._job, self._holder, state, note)


class Worker(Protocol):
    """Somebody who works through a job in an event loop. `stopped` says why before the end, or nothing."""

    stopped: str

    async def work(self) -> None:
        """Work until nothing is left or something stops it."""

    def step(self) -> Step:
        """How far it is."""


def drive(ledger: Ledger, worker: Worker) -> Job[str]:
    """Run a worker to its end; why it stopped before, or nothing.

    The event loop runs in slices inside the caller's thread, so that the job yields steps, can be
    closed between them, and leaves no thread behind.
    """
    loop = Loop()
    try:
        work = loop.begin(worker.work())
        try:
            while not work.done():
                loop.turn(work, _SLICE_SECONDS)
                if not ledger.beat():
                    work.cancel()
                yield worker.step()
            if not work.cancelled():
                work.result()
        finally:
            loop.end(work)
    finally:
        loop.close()
    return worker.stopped
