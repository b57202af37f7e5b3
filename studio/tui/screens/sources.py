"""Where the worse answer of a new pair comes from: a numbered list, or a typed text. It changes nothing."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from studio.core.example import say, text_of
from studio.core.glyphs import one_line
from studio.core.pairs import Source

_SHOWN = 9
_PREVIEW = 160


class SourcesScreen(ModalScreen["Source | None"]):
    """The other answers of a row. It gives the one to stand beside the row's own.

    Args:
        row: the row that shall be a pair.
        sources: what there is.

    """

    CSS_PATH = "sources.tcss"
    AUTO_FOCUS = ""  # a number must not be typed into the field

    def __init__(self, row: int, sources: Sequence[Source]) -> None:
        super().__init__()
        self._row = row
        self._sources = sources[:_SHOWN]

    def compose(self) -> ComposeResult:
        """The list and a field."""
        with VerticalScroll(classes="page") as page:
            page.can_focus = False
            page.border_title = Content(f"A worse answer for #{self._row}")
            page.border_subtitle = Content("a number takes it · tab: type one · ctrl+s takes that · esc")
            for number, source in enumerate(self._sources, 1):
                yield Static(Content(f"{number}  {one_line(source.words, 80)}"), classes="name")
                yield Static(Content(f"   {one_line(text_of(source.answer), _PREVIEW)}"), classes="preview")
            if not self._sources:
                yield Static(Content("no earlier version, draft or other row: type one"), classes="name")
            if not any(source.kind == "draft" for source in self._sources):
                yield Static(Content("c w in Review asks Claude for a weaker answer"), classes="preview")
            yield Static(Content("typed"), classes="name")
            yield TextArea(soft_wrap=True, tab_behavior="focus")

    def on_mount(self) -> None:
        """Numbers act at once where there is a list; else the field waits."""
        if not self._sources:
            self.query_one(TextArea).focus()

    def on_key(self, event: events.Key) -> None:
        """Take one, or leave."""
        field = self.query_one(TextArea)
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key == "ctrl+s" and field.text.strip():
            event.stop()
            self.dismiss(Source("typed", "typed", say("assistant", field.text)))
        elif self.focused is not field and event.key.isdigit():
            event.stop()
            place = int(event.key) - 1
            if 0 <= place < len(self._sources):
                self.dismiss(self._sources[place])
