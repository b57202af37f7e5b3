"""The app: one session, its screens, and the work beside them. It never waits on its own thread."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import platformdirs
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import SystemCommand
from textual.color import Color
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from studio import crash
from studio.core.glyphs import visible
from studio.core.rows import Done, News
from studio.errors import StudioError
from studio.session import Session
from studio.tokens.tokenizer import Tokenizer
from studio.tui.asking import Asking
from studio.tui.background import BackgroundApp
from studio.tui.commands import PAGES
from studio.tui.keymap import Keymap, load_keys
from studio.tui.screens.advice import AdviceScreen
from studio.tui.screens.coverage import CoverageScreen
from studio.tui.screens.drafts import DraftsScreen
from studio.tui.screens.duplicates import DuplicatesScreen
from studio.tui.screens.export import ExportScreen
from studio.tui.screens.help import HelpScreen
from studio.tui.screens.keyed import Typed
from studio.tui.screens.overview import OverviewScreen
from studio.tui.screens.pairs import PairsScreen
from studio.tui.screens.readiness import ReadinessScreen
from studio.tui.screens.review import ReviewScreen
from studio.tui.screens.screen import StudioScreen

_POLL_SECONDS = 1.0
_OWN_KEYS = ("ctrl+q", "ctrl+p", "ctrl+c", "tab", "shift+tab")
SCREENS: dict[str, type[StudioScreen]] = {
    "overview": OverviewScreen,
    "review": ReviewScreen,
    "pairs": PairsScreen,
    "duplicates": DuplicatesScreen,
    "coverage": CoverageScreen,
    "drafts": DraftsScreen,
    "export": ExportScreen,
    "readiness": ReadinessScreen,
    "advice": AdviceScreen,
}


class _Plain(LineFilter):
    """The last gate before the terminal: what could act on it is made visible, whoever drew it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """See `LineFilter.apply`."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else segment._replace(text=visible(segment.text))
            for segment in segments
        ]


class StudioApp(BackgroundApp):
    """The studio on a terminal."""

    CSS_PATH = "studio.tcss"
    TITLE = "studio"
    ENABLE_COMMAND_PALETTE = True
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = dict(SCREENS)

    def __init__(self, session: Session, keymap: Keymap | None = None, *, checks: bool = True) -> None:
        super().__init__(checks=checks)
        self.session = session
        self.keymap = keymap or Keymap()
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self.pace: float | None = None
        self.asking = Asking(self)
        self.drafts: dict[int, list[str]] = {}  # texts of edits that were left unsaved, by row
        self.tokenizer: Tokenizer | None = None  # the one that was opened last
        self._kept: dict[str, Any] = {}  # what was remembered, before and after it is on disk
        self._came_from = "overview"
        self._gate = _Plain()
        self._polling = False

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters of the library, and ours last."""
        return [*super().get_line_filters(), self._gate]

    async def on_event(self, event: events.Event) -> None:
        """Keys go to the screen, which knows whether they type or act; the library's own go on."""
        front = self.front()
        if front is not None and isinstance(event, events.Key) and not event.is_forwarded:
            own = event.key in _OWN_KEYS and self.keymap.command(front.NAME, event.key) is None
            if not own:
                front.post_message(Typed(event))
                return
        await super().on_event(event)

    def on_mount(self) -> None:
        """Open the screen where one was."""
        at = self.session.recall("screen", "review" if self.session.tally().rows else "overview")
        self.switch_mode(at if at in SCREENS and at not in PAGES else "review")
        self.set_interval(_POLL_SECONDS, self._poll)
        self.check()

    def on_unmount(self) -> None:
        """Let the last act finish; nothing goes on in the background."""
        self.cancel_background()
        self.writer.shutdown(wait=True)

    # Screens

    def go(self, name: str) -> None:
        """Show a screen."""
        if name != self.current_mode:
            if self.current_mode not in PAGES:
                self._came_from = self.current_mode
            self.switch_mode(name)
            if name not in PAGES:
                self.keep("screen", name)

    def go_back(self) -> None:
        """Leave a page for the screen that it was opened from."""
        self.go(self._came_from)

    def go_by(self, step: int) -> None:
        """Show the next or the previous screen."""
        names = [name for name in SCREENS if name not in PAGES]
        at = self._came_from if self.current_mode in PAGES else self.current_mode
        self.go(names[(names.index(at) + step) % len(names)])

    def review(self) -> ReviewScreen:
        """The Review screen, brought to the front."""
        self.go("review")
        screen = self.screen
        if not isinstance(screen, ReviewScreen):
            raise TypeError("the mode review shows another screen")
        return screen

    def go_to_row(self, row: int) -> None:
        """Show a row in Review."""
        self.go("review")
        self.call_after_refresh(lambda: self.review().go_to(row))

    def open_filter(self, text: str) -> None:
        """Show what a filter finds in Review."""
        self.go("review")
        self.call_after_refresh(lambda: self.review().set_filter(text))

    def duplicates_of(self, row: int) -> None:
        """Show the group of like rows that a row is in."""
        self.go("duplicates")

        def show() -> None:
            if isinstance(self.screen, DuplicatesScreen):
                self.screen.show_row(row)

        self.call_after_refresh(show)

    def go_to_pair(self, row: int) -> None:
        """Show a row on the Pairs screen."""
        self.go("pairs")

        def show() -> None:
            if isinstance(self.screen, PairsScreen):
                self.screen.go_to(row)

        self.call_after_refresh(show)

    def show_help(self, name: str) -> None:
        """Show the keys of a screen."""
        self.push_screen(HelpScreen(self.keymap, name, SCREENS[name].TITLE))

    def leave(self) -> None:
        """Quit; where one is, is remembered."""
        self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the commands of this screen, and the themes."""
        if isinstance(screen, StudioScreen):
            for name, keys, does in self.keymap.help(screen.NAME):
                yield SystemCommand(f"{name} ({keys})", does, partial(self._palette, screen, name))
        yield SystemCommand("theme", "change the colours", self.action_change_theme)

    def _palette(self, screen: StudioScreen, name: str) -> None:
        screen.run_worker(screen.command(name))

    # Beside the screens

    def keep(self, key: str, value: object) -> None:
        """Remember where one is, without waiting."""
        self._kept[key] = value
        self.writer.submit(self._remember, key, value)

    def recall(self, key: str, default: Any = None) -> Any:
        """What was remembered last, be it on disk yet or not."""
        return self._kept[key] if key in self._kept else self.session.recall(key, default)

    def _remember(self, key: str, value: object) -> None:
        try:
            self.session.remember(key, value)
        except StudioError:
            return  # where one was is a convenience; the act that matters has its own message

    def touched(self, done: Done) -> None:
        """An act was stored: show counts as they are now."""
        if done.event:
            self.writer.submit(self._find_pace)
            self.check()
        front = self.front()
        if front is not None:
            front.freshen()

    def _find_pace(self) -> None:
        self.pace = self.session.pace()

    def _poll(self) -> None:
        if not self._polling:
            self._polling = True
            self.run_worker(self.session.poll, thread=True, exit_on_error=False, group="poll")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what a poll found, and what ended in the background."""
        if event.worker.group == "background" and event.worker.is_finished:
            self.background_ended()
            return
        if event.worker.group != "poll" or not event.worker.is_finished:
            return
        self._polling = False
        front = self.front()
        if front is None:
            return
        news, error = event.worker.result, event.worker.error
        if event.state is WorkerState.SUCCESS and isinstance(news, News):
            if news.changed or news.added:
                front.news(news)
                if news.added:
                    self.check()
        elif isinstance(error, StudioError):
            front.tell(str(error), wrong=True)
        elif error is not None:
            raise error

    # Errors

    def _fatal_error(self) -> None:
        """Leave after an error that nobody expected, without a local variable or a row on the screen."""
        error = sys.exc_info()[1] or self._exception
        self.bell()
        said = crash.record(error) if error is not None else "studio met an unexpected error"
        self._exit_renderables.append(Text(visible(said)))
        self._close_messages_no_wait()


def keys_path() -> Path:
    """The key file: `keys.toml` in the settings folder, or where STUDIO_KEYS says."""
    named = os.environ.get("STUDIO_KEYS")
    return (
        Path(named) if named else Path(platformdirs.user_config_dir("studio", appauthor=False)) / "keys.toml"
    )


def run_app(session: Session, keys: Path | None = None) -> int:
    """Show a session until the user leaves; the exit code.

    Raises:
        StudioError: the key file cannot be read or says something that cannot be.

    """
    app = StudioApp(session, load_keys(keys or keys_path()))
    result = app.run()
    return result if result is not None else app.return_code or 0
