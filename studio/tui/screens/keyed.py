"""Keys that become commands: a key is looked up in the keymap and calls `do_COMMAND`. It declares no key.

While a field has the focus, only escape, ctrl and function keys are commands.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from studio.errors import StudioError
from studio.tui.keymap import key_name
from studio.tui.typing_keys import type_key
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.prompt_line import PromptLine

if TYPE_CHECKING:
    from studio.tui.app import StudioApp


class Typed(Message):
    """A key on its way to the screen. All keys take this one way, so their order holds."""

    def __init__(self, event: events.Key) -> None:
        super().__init__()
        self.event = event


class KeyedScreen(Screen[None]):
    """A screen with commands. `NAME` is its name among them, `TITLE` what people read."""

    NAME = ""
    TITLE = ""

    def __init__(self) -> None:
        super().__init__()
        self._first_key = ""
        self.pressed = 0  # which of its keys called the command
        self._confirm: Callable[[], Coroutine[Any, Any, None]] | None = None

    @property
    def studio(self) -> "StudioApp":
        """The app, which holds the session."""
        return cast("StudioApp", self.app)

    def tell(self, message: str, *, wrong: bool = False) -> None:
        """Say something in the footer."""
        self.query_one(Footer).tell(message, wrong=wrong)

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
