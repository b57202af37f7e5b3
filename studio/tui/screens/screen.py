"""What every screen has: header, footer, a line to type in, and keys that become commands.

A key is looked up in the keymap and calls `do_COMMAND` of the screen; nothing else declares keys.
While a field has the focus, only escape, ctrl and function keys are commands.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from studio.core.rows import Done, News
from studio.errors import StudioError
from studio.tui.commands import key_name
from studio.tui.typing_keys import type_key
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

_PATIENCE_SECONDS = 0.4
Act = Callable[[], Done]


class Typed(Message):
    """A key on its way to the screen. All keys take this one way, so their order holds."""

    def __init__(self, event: events.Key) -> None:
        super().__init__()
        self.event = event


class StudioScreen(Screen[None]):
    """A screen of the studio. `NAME` is its name among the commands, `TITLE` what people read."""

    NAME = ""
    TITLE = ""

    def __init__(self) -> None:
        super().__init__()
        self._first_key = ""
        self.pressed = 0  # which of its keys called the command
        self._storing: asyncio.Future[Done] | None = None
        self._confirm: Callable[[], Coroutine[Any, Any, None]] | None = None

    @property
    def studio(self) -> "StudioApp":
        """The app, which holds the session."""
        return cast("StudioApp", self.app)

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

    def tell(self, message: str, *, wrong: bool = False) -> None:
        """Say something in the footer."""
        self.query_one(Footer).tell(message, wrong=wrong)

    def checked(self) -> None:
        """Checks have ended: flags and groups may be others now."""
        self.freshen()

    def news(self, news: News) -> None:
        """Others changed rows."""
        self.freshen()

    # Keys

    async def on_typed(self, typed: "Typed") -> None:
        """Take a key: into the open line or field, or as a command. One after another, in order."""
        event = typed.event
        if not self.is_current:
            return  # a page was opened by a key before this one: it must not act on rows behind it
        key = key_name(event.key, event.character)
        prompt = self.query_one(PromptLine)
        if prompt.is_open:
            prompt.press(event.key, event.character)
        elif isinstance(self.focused, Input) and self.focused.parent is not prompt:
            await self.press_in_field(self.focused, event)
        else:
            await self.press(key)

    async def press_in_field(self, field: Input, event: events.Key) -> None:
        """A key while a field of the screen has the focus: only keys that type nothing are commands."""
        if not type_key(field, event.key, event.character):
            await self.press(event.key)

    async def press(self, key: str) -> None:
        """Do what a key says."""
        if self._confirm is not None:
            confirmed, self._confirm = self._confirm, None
            if key in ("y", "enter"):
                await confirmed()
            else:
                self.tell("nothing was done")
            return
        keymap = self.studio.keymap
        if self._first_key:
            key, self._first_key = f"{self._first_key} {key}", ""
        elif keymap.begins(self.NAME, key) and keymap.command(self.NAME, key) is None:
            self._first_key = key
            return
        name = keymap.command(self.NAME, key)
        if name is not None:
            self.pressed = keymap.keys[name].index(key)
            await self.command(name)

    async def command(self, name: str) -> None:
        """Do a command by its name; what a user can put right is told in the footer."""
        act = getattr(self, "do_" + name.replace("-", "_"), None)
        if act is None:
            return
        try:
            result = act()
            if asyncio.iscoroutine(result):
                await result
        except StudioError as error:
            self.tell(str(error), wrong=True)

    def confirm(self, question: str, then: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Ask before an act; `y` or enter does it, any other key does not."""
        self._confirm = then
        self.tell(f"{question}   y yes · any other key no")

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
