"""The keys of a screen, and any other text that is read and left. It changes nothing."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.core.query import HELP
from studio.core.verdict import Status
from studio.tui.keymap import Keymap


class ReadScreen(ModalScreen[None]):
    """A page of text over the screen; j k and pages scroll, any of q, escape, ?, i closes."""

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._page = text
        self._page_title = title

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(classes="page") as page:
            page.border_title = Content(self._page_title)
            page.border_subtitle = Content("esc closes")
            yield Static(self._page)

    def show(self, text: Content) -> None:
        """Show another text, as far scrolled as this one."""
        self.query_one(Static).update(text)

    def on_key(self, event: events.Key) -> None:
        """Scroll or close."""
        page = self.query_one(VerticalScroll)
        moves = {
            "j": page.scroll_down,
            "down": page.scroll_down,
            "k": page.scroll_up,
            "up": page.scroll_up,
            "pagedown": page.scroll_page_down,
            "space": page.scroll_page_down,
            "ctrl+d": page.scroll_page_down,
            "pageup": page.scroll_page_up,
            "ctrl+u": page.scroll_page_up,
        }
        event.stop()
        if event.key in moves:
            moves[event.key](animate=False)
        elif event.key in ("escape", "q", "question_mark", "i", "f1", "enter"):
            self.dismiss(None)


class HelpScreen(ReadScreen):
    """Keys of a screen, the filter language, and what the signs mean."""

    def __init__(self, keymap: Keymap, name: str, title: str) -> None:
        lines = [
            Content.assemble((f"{keys:>14}", "bold"), f"  {does}\n") for _, keys, does in keymap.help(name)
        ]
        signs = "   ".join(f"{status.glyph} {status.value}" for status in Status)
        lines.append(Content.assemble(("\nFilter\n", "bold"), HELP.replace(" · ", "\n"), "\n"))
        lines.append(
            Content.assemble(
                ("\nSigns\n", "bold"),
                f"{signs}\n● marked   ⚑ flagged   ! a finding   ✎ edited   ⇄ a pair\n",
                '\nTo use other keys, write them to keys.toml in the settings folder: accept = "y"\n',
            )
        )
        super().__init__(f"Keys of {title}", Content("").join(lines))


class InfoScreen(ReadScreen):
    """Everything about a row that its card does not show."""
