"""The verbs about jobs for Claude: run, go on, cancel, try again. What comes of them waits for a person."""

import time
from dataclasses import replace
from typing import NamedTuple

from studio.checking.renewing import LiveIndex
from studio.core.glyphs import show_usd
from studio.core.rows import Done
from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.settings import Settings
from studio.store import drafts, jobs, spending
from studio.store.spending import check_cap
from studio.taking import Taking
from studio.teacher.batches import cancel_batches, has_open, run_batches
from studio.teacher.estimate import Estimate
from studio.teacher.harvest import Harvest
from studio.teacher.live import run_live
from studio.teacher.material import norms_of, shots_of
from studio.teacher.planning import estimate_of, form_of
from studio.teacher.prices import Price, Usage
from studio.teacher.running import Ledger, Order
from studio.teacher.streaming import run_streamed

_AT_ONCE = 25
_LEFT = ("waiting", "stopped", "cancelled", "done")


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
    def is_orphan(self) -> bool:
        """True when it stands as running and nobody works on it any more."""
        return self.job.state == "running" and spending.is_silent(self.job.holder, self.job.beat, time.time())

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
        ledger = Ledger(self._project, number, self._now)
        state, note = (job.state, job.note) if job.state in _LEFT else ("waiting", "")
        try:
            harvest = Harvest(self._project, job, LiveIndex(self._project), norms)
            yield from self._reap_all(number, harvest, ledger)
            # A cancelled job whose batches are out is run to fetch them, and sends nothing more.
            fetches = job.state == "cancelled" and has_open(self._project, number)
            limit = 0 if fetches else limit
            while self._waits(number):
                state, note = ("cancelled", "") if fetches else ("waiting", "")
                runs = self._runs(number, settings, ledger, limit, poll_seconds, streamed=streamed)
                note = yield from self._reap_between(runs, number, harvest, ledger)
                if note or limit is not None or ledger.taken_away:
                    break
            if fetches:
                note = note or job.note
            elif note:
                state = "stopped"
            elif not self._waits(number):
                state = "done"
        finally:
            ledger.close(state, note)
        self._recount()
        return self.job_line(number)

    def _runs(
        self,
        number: int,
        settings: Settings,
        ledger: Ledger,
        limit: int | None,
        poll_seconds: float,
        *,
        streamed: bool,
    ) -> Job[str]:
        order = self._order(number)
        if order.in_batches:
            return run_batches(self._project, order, settings, ledger, limit, poll_seconds)
        if streamed:
            return run_streamed(self._project, order, settings, ledger)
        return run_live(self._project, order, settings, ledger, limit)

    def _reap_between(self, runs: Job[str], number: int, harvest: Harvest, ledger: Ledger) -> Job[str]:
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
        yield from self._reap_all(number, harvest, ledger)
        return note

    def _reap_all(self, number: int, harvest: Harvest, ledger: Ledger) -> Job[None]:
        """Read the answers that are there, unless another process took the job."""
        while ledger.beat() and harvest.reap(_AT_ONCE, self._now()):
            yield Step(0, 0, f"job {number}: reading answers")

    def _waits(self, number: int) -> bool:
        states = jobs.sums_of(self._project.reader, number).states
        return states.get("waiting", 0) + states.get("sent", 0) > 0

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
        if job.state == "done":
            return Done(f"job {number} is done: there is nothing to cancel")
        with self._project.write() as db:
            if spending.is_silent(job.holder, job.beat, time.time()):
                spending.lose(db, number)  # nobody is left who could do it
            jobs.mark_job(db, number, "cancelled", f"cancelled by {self.reviewer}")
        note = ""
        if job.head.way == "batch":
            note = yield from cancel_batches(self._project, number, settings)
        return Done(f"job {number} is cancelled{note}; what arrived stays")

    def retry_job(self, number: int) -> Done:
        """Let the failed requests of a job wait again. Refused ones stay refused."""
        job = self._job(number)
        with self._project.write() as db:
            count = jobs.ask_again(db, number)
            # Who works on it comes to them by itself.
            if count and spending.is_silent(job.holder, job.beat, time.time()):
                jobs.mark_job(db, number, "waiting", "")
        return Done(
            f"{count:,} failed requests of job {number} wait again" if count else "nothing has failed"
        )

    def set_job_cap(self, number: int, cap_usd: float | None) -> Done:
        """Change the most that a job may cost, in US dollars."""
        if self._job(number).head.price is None and cap_usd is not None:
            raise StudioError("the price of its model is not known, so a cap cannot be kept")
        check_cap(cap_usd)
        with self._project.write() as db:
            db.execute("UPDATE job SET cap_usd = ? WHERE id = ?", (cap_usd, number))
        return Done(f"job {number} may cost {'any sum' if cap_usd is None else f'up to {show_usd(cap_usd)}'}")
