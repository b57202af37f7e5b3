"""From a key to a job for Claude: plan in a thread, ask the person, store, run beside the screens.

It knows no verb: whoever calls says how the plan is made.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError
from studio.jobs import Job, drain
from studio.settings import Settings, load_settings
from studio.teacher.connection import require_key
from studio.teacher.counting import count_plan
from studio.teacher.planning import Plan
from studio.teaching import JobLine
from studio.tui.screens.plan import PlanScreen, Sending

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

Planner = Callable[[Settings], Job[Plan]]


class Asking:
    """The way to Claude of one app."""

    def __init__(self, app: "StudioApp") -> None:
        self._app = app
        self._may_send_one = False

    def ask(self, planner: Planner) -> None:
        """Plan a job, show what it would send and cost, and run it if the person says so."""
        self._app.run_worker(self._ask(planner), exclusive=False)

    def run(self, job: int, limit: int | None = None) -> None:
        """Run a job beside the screens, or go on with it."""
        try:
            settings = load_settings()
            require_key(settings)
        except StudioError as error:
            self._tell(str(error), wrong=True)
            return
        running = self._app.session.run_job(job, settings, limit)
        self._app.start(f"claude job {job}", running, self._ended, waits=True)

    async def _ask(self, planner: Planner) -> None:
        try:
            settings = load_settings()
            require_key(settings)
            self._tell("putting requests together …")
            plan = await asyncio.to_thread(drain, planner(settings))
            sending = await self._show(plan, settings)
            if sending is None:
                self._tell("nothing was sent")
                return
            job = await self._store(sending, settings)
        except StudioError as error:
            self._tell(str(error), wrong=True)
            return
        self._tell(f"job {job} is on its way: F7 shows it")
        self.run(job, sending.limit)

    async def prepare_one(self, planner: Planner) -> tuple[int, Settings] | None:
        """Plan and store one small request that is run by the caller; None when the person said no.

        The person is asked the first time, and whenever there are secrets nobody spoke of yet.

        Raises:
            StudioError: no key, or nothing to ask.

        """
        settings = load_settings()
        require_key(settings)
        plan = await asyncio.to_thread(drain, planner(settings))
        privacy = self._app.session.privacy()
        settled = privacy is not None or not plan.exposure.counts
        if self._may_send_one and settled:
            sending: Sending | None = Sending(plan, privacy or "redact", None)
        else:
            sending = await self._show(plan, settings)
        if sending is None:
            return None
        self._may_send_one = True
        return await self._store(sending, settings), settings

    async def _show(self, plan: Plan, settings: Settings) -> Sending | None:
        session = self._app.session
        most = session.project_cap()
        left = None if most is None else most - session.spending()[1]
        cap = settings.cap_usd if plan.price is not None else None
        count = partial(count_plan, settings=settings)
        return await self._app.push_screen_wait(PlanScreen(plan, session.privacy(), cap, left, count))

    async def _store(self, sending: Sending, settings: Settings) -> int:
        cap = settings.cap_usd if sending.plan.price is not None else None
        loop = asyncio.get_running_loop()
        session = self._app.session
        return await loop.run_in_executor(
            self._app.writer, session.commit_plan, sending.plan, sending.privacy, cap
        )

    def _ended(self, result: Any) -> None:
        if isinstance(result, JobLine):
            failed = sum(count for _, _, count in result.reasons)
            words = f"job {result.job.id}: {result.ended:,} of {result.total:,} requests ended"
            words += f", {failed:,} failed" if failed else ""
            words += f" · {result.job.note}" if result.job.note else " · F7 shows what came"
            self._tell(words, wrong=bool(result.job.note))
            self._app.check()

    def _tell(self, words: str, *, wrong: bool = False) -> None:
        front = self._app.front()
        if front is not None:
            front.tell(words, wrong=wrong)
