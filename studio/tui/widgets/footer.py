"""The two lines at the foot of every screen: what was just done, and the keys that work now."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from studio.core.glyphs import one_line


class Footer(Widget):
    """The last decision stays visible until the next one."""

    def compose(self) -> ComposeResult:
        """The two lines."""
        yield Static(id="told")
        yield Static(id="keys")

    def tell(self, message: str, *, wrong: bool = False) -> None:
        """Say what was done, or what went wrong."""
        line = self.query_one("#told", Static)
        line.set_class(wrong, "wrong")
        line.update(Content(("✗ " if wrong else "") + one_line(message.replace("\n", ": "), 400)))

    def keys(self, keys: list[tuple[str, str]]) -> None:
        """Show as many of these keys as there is room for."""
        room = (self.size.width or 80) - 2
        parts: list[Content] = []
        for key, word in keys:
            need = cell_len(key) + cell_len(word) + 3
            if need > room:
                break
            room -= need
            parts.append(Content.assemble((key, "bold"), " ", (word, "dim"), "  "))
        self.query_one("#keys", Static).update(Content("").join(parts))
