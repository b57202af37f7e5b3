"""The verbs about jobs for Claude: run, go on, cancel, try again. What comes of them waits for a person."""

from dataclasses import replace
from typing import NamedTuple

from studio.checking.renewing import LiveIndex
from studio.core.rows import Done
from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.settings import Settings
from studio.store import drafts, jobs
from studio.taking import Taking
from studio.teacher.batches import cancel_batches, run_batches
from studio.teacher.estimate import Estimate
from studio.teacher.harvest import Harvest
from studio.teacher.live import run_live
from studio.teacher.material import norms_of, shots_of
from studio.teacher.planning import estimate_of, form_of
from studio.teacher.prices import Price, Usage
from studio.teacher.running import Order
from studio.teacher.streaming import run_streamed

_AT_ONCE = 25


class JobLine(NamedTuple):
    """One job as a list shows it: its money, its requests by state, its drafts by state, why some failed."""

    job: jobs.Job
    sums: jobs.Sums
    drafts: dict[str, int]
    reasons: list[tuple[str, str, int]]

    @property
    def total(self) -> int:
        """How many requests it has."""
        return sum(self.sums.states.values())

    @property
    def ended(self) -> int:
        """How many requests came to an end."""
        return sum(self.sums.states.get(state, 0) for state in ("done", "failed", "refused"))


class Teaching(Taking):
    """A session that runs jobs for Claude."""

    def job_line(self, number: int) -> JobLine:
        """One job.

        Raises:
            StudioError: there is none of that number.

        """
        db = self._project.reader
        states = drafts.draft_states(db).get(number, {})
        return JobLine(self._job(number), jobs.sums_of(db, number), states, jobs.reasons_of(db, number))

    def job_lines(self) -> list[JobLine]:
        """Every job, newest first."""
        db = self._project.reader
        states = drafts.draft_states(db)
        return [
            JobLine(job, jobs.sums_of(db, job.id), states.get(job.id, {}), jobs.reasons_of(db, job.id))
            for job in jobs.all_jobs(db)
        ]

    def _job(self, number: int) -> jobs.Job:
        job = jobs.read_job(self._project.reader, number)
        if job is None:
            raise StudioError(f"there is no job {number}", f"studio jobs {self.path.name} lists them")
        return job

    def run_job(
        self,
        number: int,
        settings: Settings,
        limit: int | None = None,
        poll_seconds: float = 30.0,
        *,
        streamed: bool = False,
    ) -> Job[JobLine]:
        """Send what waits, and read what arrives. Closed, it goes on the next time without paying twice.

        Args:
            number: the job.
            settings: the connection.
            limit: the most requests to send now, for a sample.
            poll_seconds: time between two looks at a batch.
            streamed: live answers come in pieces, as steps of the kind `streaming.Piece`.

        Raises:
            StudioError: no key, or another process works on the job.

        """
        job = self._job(number)
        shots = shots_of(self._project)
        norms = replace(norms_of(self._project, shots), contract=self.contract())
        harvest = Harvest(self._project, job, LiveIndex(self._project), norms)
        while harvest.reap(_AT_ONCE, self._now()):
            yield Step(0, 0, f"job {number}: reading answers")
        note = ""
        while not note and self._waits(number):
            order = self._order(number)
            if order.in_batches:
                runs = run_batches(self._project, order, settings, self._now, limit, poll_seconds)
            elif streamed:
                runs = run_streamed(self._project, order, settings, self._now)
            else:
                runs = run_live(self._project, order, settings, self._now, limit)
            note = yield from self._reap_between(runs, harvest)
            if limit is not None:
                break
        self._end(number)
        self._recount()
        return self.job_line(number)

    def _reap_between(self, runs: Job[str], harvest: Harvest) -> Job[str]:
        """Drain a run, reading what arrived between its steps and after it."""
        try:
            while True:
                try:
                    yield next(runs)
                except StopIteration as stop:
                    note = str(stop.value or "")
                    break
                harvest.reap(_AT_ONCE, self._now())
        finally:
            runs.close()
        while harvest.reap(_AT_ONCE, self._now()):
            yield Step(0, 0, "reading answers")
        return note

    def _waits(self, number: int) -> bool:
        states = jobs.sums_of(self._project.reader, number).states
        return states.get("waiting", 0) + states.get("sent", 0) > 0

    def _end(self, number: int) -> None:
        job = self._job(number)
        if job.state in ("waiting", "stopped") and not self._waits(number):
            with self._project.write() as db:
                jobs.mark_job(db, number, "done", "")

    def _order(self, number: int) -> Order:
        job = self._job(number)
        price = None if job.head.price is None else Price.model_validate(job.head.price)
        return Order(job, form_of(job.head), price)

    def rest_estimate(self, number: int) -> Estimate:
        """What the requests that still wait may cost, by what those that arrived did."""
        order = self._order(number)
        db = self._project.reader
        measured = [
            Usage(task.input_tokens, task.output_tokens, task.cache_read, task.cache_write)
            for state in ("answered", "done")
            for task in jobs.tasks_in(db, number, state, 500)
        ]
        texts = [task.text for task in jobs.tasks_in(db, number, "waiting")]
        return estimate_of(
            order.form,
            texts,
            order.job.head.verb,
            order.price,
            batch=order.in_batches,
            measured=measured,
        )

    def cancel_job(self, number: int, settings: Settings) -> Job[Done]:
        """Send nothing more of a job. What arrived stays; batches are cancelled with the server."""
        job = self._job(number)
        with self._project.write() as db:
            jobs.mark_job(db, number, "cancelled", f"cancelled by {self.reviewer}")
        note = ""
        if job.head.way == "batch":
            note = yield from cancel_batches(self._project, number, settings)
        return Done(f"job {number} is cancelled{note}; what arrived stays")

    def retry_job(self, number: int) -> Done:
        """Let the failed requests of a job wait again. Refused ones stay refused."""
        self._job(number)
        with self._project.write() as db:
            count = jobs.ask_again(db, number)
            if count:
                jobs.mark_job(db, number, "waiting", "")
        return Done(
            f"{count:,} failed requests of job {number} wait again" if count else "nothing has failed"
        )

    def set_job_cap(self, number: int, cap_usd: float | None) -> Done:
        """Change the most that a job may cost, in US dollars."""
        if cap_usd is not None and self._job(number).head.price is None:
            raise StudioError("the price of its model is not known, so a cap cannot be kept")
        with self._project.write() as db:
            db.execute("UPDATE job SET cap_usd = ? WHERE id = ?", (cap_usd, number))
        return Done(f"job {number} may cost {'any sum' if cap_usd is None else f'up to ${cap_usd:.2f}'}")
