"""What every screen has: header, footer, a line to type in, acts that are stored. It lists nothing."""

import asyncio
from collections.abc import Callable

from studio.core.rows import Done, News
from studio.errors import StudioError
from studio.tui.screens.keyed import KeyedScreen
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine

_PATIENCE_SECONDS = 0.4
Act = Callable[[], Done]


class StudioScreen(KeyedScreen):
    """A screen of the studio."""

    def __init__(self) -> None:
        super().__init__()
        self._storing: asyncio.Future[Done] | None = None

    def on_screen_resume(self) -> None:
        """Show counts and keys as they are now."""
        self.call_after_refresh(self.freshen)

    def on_resize(self) -> None:
        """Fit the foot and the head to the width."""
        self.call_after_refresh(self.freshen)

    def freshen(self) -> None:
        """Show counts and keys as they are now."""
        if not self.is_current:
            return
        session = self.studio.session
        self.query_one(Header).tell(
            name=session.name,
            place=self.TITLE,
            tally=session.tally(),
            pace=self.studio.pace,
            busy=self.studio.background.words if self.studio.background else "",
            reviewer=session.reviewer,
            way=session.assignment.short if session.assignment.queued else "",
            spent_usd=session.spending()[0],
        )
        self.query_one(Footer).keys(self.studio.keymap.footer(self.NAME))

    def checked(self) -> None:
        """Checks have ended: flags and groups may be others now."""
        self.freshen()

    def news(self, news: News) -> None:
        """Others changed rows."""
        self.freshen()

    # Acts

    async def store(self, act: Act) -> Done | None:
        """Run a verb of the session on the writing thread and wait until it is on disk.

        The loop stays free meanwhile. Where another program holds the file for long, keys are
        taken again and the act is told when it is done; None then.
        """
        if self._storing is not None and not self._storing.done():
            self.tell("the last act is still being stored: another program holds the file", wrong=True)
            return None
        loop = asyncio.get_running_loop()
        self._storing = loop.run_in_executor(self.studio.writer, act)
        try:
            done = await asyncio.wait_for(asyncio.shield(self._storing), _PATIENCE_SECONDS)
        except TimeoutError:
            self.tell("storing …")
            self._storing.add_done_callback(self._stored_late)
            return None
        self.studio.touched(done)
        return done

    def _stored_late(self, future: "asyncio.Future[Done]") -> None:
        error = future.exception()
        if isinstance(error, StudioError):
            self.tell(str(error), wrong=True)
        elif error is not None:
            raise error
        else:
            self.studio.touched(future.result())
            self.tell(future.result().message)

    # Commands that every screen has

    def do_screen_overview(self) -> None:
        """Go to Overview."""
        self.studio.go("overview")

    def do_screen_review(self) -> None:
        """Go to Review."""
        self.studio.go("review")

    def do_screen_pairs(self) -> None:
        """Go to Pairs."""
        self.studio.go("pairs")

    def do_screen_duplicates(self) -> None:
        """Go to Duplicates."""
        self.studio.go("duplicates")

    def do_screen_coverage(self) -> None:
        """Go to Coverage."""
        self.studio.go("coverage")

    def do_screen_drafts(self) -> None:
        """Go to Drafts."""
        self.studio.go("drafts")

    def do_cancel_job(self) -> None:
        """Stop the work in the background."""
        self.studio.cancel_background()

    def do_screen_export(self) -> None:
        """Go to Export."""
        self.studio.go("export")

    def do_next_screen(self) -> None:
        """Go to the next screen."""
        self.studio.go_by(1)

    def do_previous_screen(self) -> None:
        """Go to the previous screen."""
        self.studio.go_by(-1)

    def do_help(self) -> None:
        """Show the keys."""
        self.studio.show_help(self.NAME)

    def do_quit(self) -> None:
        """Leave."""
        self.studio.leave()

    def do_command(self) -> None:
        """Ask for a row number or a command's name."""
        self.query_one(PromptLine).ask(":", self._commanded)

    def _commanded(self, text: str) -> None:
        text = text.strip()
        if text.isdigit():
            self.studio.go_to_row(int(text))
            return
        names = [name for name, _, _ in self.studio.keymap.help(self.NAME)]
        found = [name for name in names if name.startswith(text)] if text else []
        if text in names or len(found) == 1:
            self.run_worker(self.command(text if text in names else found[0]))
        elif text:
            self.tell(f"no command {text!r}: " + ", ".join(found or names)[:120], wrong=True)

    async def do_undo(self) -> None:
        """Undo."""
        await self._turned(await self.store(self.studio.session.undo))

    async def do_redo(self) -> None:
        """Redo."""
        await self._turned(await self.store(self.studio.session.redo))

    async def _turned(self, done: Done | None) -> None:
        if done is not None:
            self.tell(done.message)
            if done.rows:
                self.came_back(done)

    def came_back(self, done: Done) -> None:
        """Rows that undo or redo changed; Review goes to the first of them."""
