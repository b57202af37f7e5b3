"""The bias gauge: two lines under a pair, or a column beside it. It counts nothing."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.strip import Strip
from textual.widget import Widget

from studio.pairs.readings import Reading
from studio.tui.card_text import Look
from studio.tui.cells import tint
from studio.tui.gauge_text import gauge_advice, gauge_column, gauge_line

_LINES = 2


class GaugeView(Widget):
    """The readings of the gauge; it takes the form that its place has room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "gauge--title",
        "gauge--quiet",
        "gauge--good",
        "gauge--bad",
        "gauge--warn",
    }

    def __init__(self) -> None:
        super().__init__()
        self._readings: Sequence[Reading] = ()
        self._pairs = 0
        self._counted = False

    def show(self, readings: Sequence[Reading], pairs: int) -> None:
        """Show these readings of so many pairs."""
        self._readings, self._pairs, self._counted = readings, pairs, True
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line on screen."""
        lines = self._lines()
        width, base = self.size.width, self.rich_style
        if y >= len(lines):
            return Strip.blank(width, base)
        segments = [
            segment._replace(style=base + (segment.style if segment.style else base))
            for segment in lines[y].render(self.app.console)
            if segment.text != "\n"
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def _lines(self) -> list[Text]:
        look = self._look()
        if not self._counted:
            return [Text(" counting …", look.quiet)]
        width = self.size.width - 2
        if self.size.height > _LINES:
            lines = [
                Text(" " * indent) + line
                for indent, text in gauge_column(self._readings, self._pairs, look)
                for line in text.wrap(self.app.console, max(1, width - indent), tab_size=4)
            ]
        else:
            lines = [
                gauge_line(self._readings, self._pairs, look),
                gauge_advice(self._readings, look),
            ]
        return [Text(" ") + line for line in lines]

    def _look(self) -> Look:
        names = ("title", "quiet", "good", "bad", "warn")
        styles = {name: tint(self, f"gauge--{name}") for name in names}
        quiet = styles["quiet"]
        return Look(**styles, found=quiet, added=quiet, removed=quiet, tag=quiet)
