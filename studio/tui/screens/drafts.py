"""Drafts: what Claude wrote is taken, refused or let through, and jobs go on or end. A key each."""

import asyncio
from functools import partial
from typing import Any

from textual.content import Content

from studio.core.example import Example, from_json
from studio.core.glyphs import visible
from studio.core.rows import Done
from studio.errors import StudioError
from studio.settings import load_settings
from studio.tui.draft_text import request_text
from studio.tui.screens.draft_listing import DraftListingScreen
from studio.tui.screens.edit import EditScreen
from studio.tui.screens.help import InfoScreen
from studio.tui.screens.screen import Act
from studio.tui.widgets.prompt_line import PromptLine


class DraftsScreen(DraftListingScreen):
    """Decisions about drafts, and about the jobs they came of."""

    NAME = "drafts"
    TITLE = "Drafts"
    CSS_PATH = "drafts.tcss"

    # Drafts

    async def do_take(self) -> None:
        """Take the draft: its text, or its row."""
        session, numbers = self.studio.session, self._targets()
        await self._decide(lambda: session.accept_drafts(numbers), f"take {len(numbers):,} drafts?")

    async def do_take_pair(self) -> None:
        """Take the new text, the former answer as the worse one."""
        session, numbers = self.studio.session, self._targets()
        await self._decide(
            lambda: session.accept_drafts(numbers, as_pair=True), f"make {len(numbers):,} pairs?"
        )

    async def do_refuse(self) -> None:
        """Refuse the draft."""
        session, numbers = self.studio.session, self._targets()
        await self._decide(lambda: session.refuse_drafts(numbers), f"refuse {len(numbers):,} drafts?")

    async def do_let_through(self) -> None:
        """Let a draft through that was held back."""
        session, numbers = self.studio.session, self._targets()
        await self._decide(lambda: session.admit_drafts(numbers), f"let {len(numbers):,} drafts through?")

    def _targets(self) -> list[int]:
        table = self.drafts
        return sorted(table.marks) if table.marks else [] if table.current is None else [table.current]

    async def _decide(self, act: Act, question: str) -> None:
        if not self._targets():
            self.tell("no draft here")
            return
        if not self.drafts.marks:
            await self._acted(act)
            return

        async def confirmed() -> None:
            await self._acted(act)

        self.confirm(question, confirmed)

    async def _acted(self, act: Act) -> None:
        try:
            done = await self.store(act)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        if done is None:
            return
        self.drafts.marks = set()
        undo = f" · {self.studio.keymap.keys['undo'][0]} undoes" if done.event else ""
        self.tell(done.message + undo)
        self.show_drafts()

    def came_back(self, done: Done) -> None:
        """Undo brought drafts back."""
        self.show_drafts()

    def do_edit(self) -> None:
        """Change the draft, then take it."""
        draft = self.draft_here()
        if draft is None or "example" not in draft.body:
            return
        if draft.state == "row":
            self.studio.go_to_row(draft.example)
            self.tell("e edits it here")
        elif draft.example:
            card = self.studio.session.card(draft.example)
            shown = from_json(draft.body["example"])
            self.app.push_screen(EditScreen(card, None, shown), partial(self._edited, draft.id))

    def _edited(self, draft: int, result: "Example | list[str] | None") -> None:
        if isinstance(result, Example):
            session = self.studio.session
            self.run_worker(
                self._acted(lambda: session.accept_drafts([draft], edited=result)), exclusive=False
            )

    def do_info(self) -> None:
        """The exact request of the draft."""
        draft = self.draft_here()
        task = self.studio.session.task(draft.task) if draft is not None else None
        if draft is not None and task is not None:
            job = self.studio.session.job_line(draft.job).job
            self.app.push_screen(InfoScreen(f"draft {draft.id}", Content(visible(request_text(job, task)))))

    # Jobs

    async def do_go_on(self) -> None:
        """Send what waits of the job, or fetch its batch."""
        job = self.jobs.current
        if job is not None:
            left = await asyncio.to_thread(self.studio.session.rest_estimate, job)
            cost = "" if left.low_usd is None else f" for ${left.low_usd:.4f} to ${left.high_usd:.4f}"

            async def confirmed() -> None:
                self.studio.asking.run(job)

            self.confirm(f"send the {left.requests:,} requests of job {job} that wait{cost}?", confirmed)

    async def do_retry(self) -> None:
        """Let failed requests wait again."""
        job = self.jobs.current
        if job is not None:
            await self._acted(lambda: self.studio.session.retry_job(job))
            self.load()

    def do_cancel_claude(self) -> None:
        """Send nothing more of the job."""
        job = self.jobs.current
        if job is not None:

            async def confirmed() -> None:
                self.studio.start(
                    "cancelling", self.studio.session.cancel_job(job, load_settings()), self._told
                )

            self.confirm(f"cancel job {job}? what arrived stays", confirmed)

    def _told(self, result: Any) -> None:
        if isinstance(result, Done):
            self.tell(result.message)
        self.load()

    def do_cap(self) -> None:
        """Ask for the most that the job may cost."""
        job = self.jobs.current
        if job is not None:
            self.query_one(PromptLine).ask(
                f"job {job} may cost at most $ (empty: any sum):", partial(self._cap, job)
            )

    def _cap(self, job: int, text: str) -> None:
        try:
            cap = float(text) if text.strip() else None
        except ValueError:
            self.tell("a sum in dollars is wanted", wrong=True)
            return
        session = self.studio.session
        self.run_worker(self._acted(lambda: session.set_job_cap(job, cap)), exclusive=False)
