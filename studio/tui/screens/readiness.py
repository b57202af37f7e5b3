"""Readiness: what stops, what to look at, what to know before a set is written. It changes nothing.

Enter on a point opens its rows in Review, or the screen where it is put right.
"""

from textual import work

from studio.core.glyphs import one_line
from studio.errors import StudioError
from studio.readiness.item import Item, Level, Readiness
from studio.tui.draining import drain_told
from studio.tui.recipe_form import read_form
from studio.tui.screens.paging import PagingScreen
from studio.tui.widgets.point_list import Line, Point

LEVELS: dict[Level, tuple[str, str]] = {
    Level.STOP: ("✗ stop", "bad"),
    Level.WARN: ("! warn", "warn"),
    Level.NOTE: ("· note", ""),
}
_SCREENS = ("duplicates", "coverage", "pairs", "export")


class ReadinessScreen(PagingScreen):
    """The readiness page."""

    NAME = "readiness"
    TITLE = "Readiness"
    CSS_PATH = "readiness.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.readiness: Readiness | None = None

    def find_out(self) -> None:
        """Ask for the page with the split of the recipe, in a thread."""
        self._ask()

    @work(thread=True, exclusive=True, group="readiness")
    def _ask(self) -> None:
        studio = self.studio
        try:
            recipe, _ = read_form(studio.recall("export-form", {}), studio.session.name)
            share, seed = recipe.validation_share, recipe.seed
            found = drain_told(self, studio.session.readiness(share, seed))
        except StudioError as error:
            studio.call_from_thread(self.tell, str(error), wrong=True)
            return
        if found is not None:
            studio.call_from_thread(self._show, found)

    def _show(self, found: Readiness) -> None:
        self.readiness = found
        self.page.show(readiness_points(found))
        self.on_point_list_moved()

    def on_point_list_moved(self) -> None:
        """Say what enter opens."""
        item = self._item()
        if item is None:
            return
        if item.screen in _SCREENS:
            self.tell(f"enter: {item.screen.capitalize()}, where it is put right · esc goes back")
        elif item.filter:
            self.tell(f"enter: {one_line(item.filter, 80)} in Review · esc goes back")
        else:
            self.tell("esc goes back")

    def _item(self) -> Item | None:
        place = self.page.cursor - 1  # the verdict stands above the items
        if self.readiness is None or not 0 <= place < len(self.readiness.items):
            return None
        return self.readiness.items[place]

    def do_open(self) -> None:
        """Open the rows of the point in Review, or its screen."""
        item = self._item()
        if item is None:
            return
        if item.screen in _SCREENS:
            self.studio.go(item.screen)
        elif item.filter:
            self.studio.open_filter(item.filter)
        else:
            self.tell(f"no rows to open: {item.remedy or 'there is nothing to do'}")

    def do_advise(self) -> None:
        """Whether to fine-tune at all."""
        self.studio.go("advice")


def readiness_points(found: Readiness) -> list[Point]:
    """The verdict, then the items as they come."""
    stops, warnings = found.counts[Level.STOP], found.counts[Level.WARN]
    style = "bad" if stops else "warn" if warnings else "good"
    head = Point((Line(found.verdict, style=style), Line("")), open=False)
    return [head, *(_point(item) for item in found.items)]


def _point(item: Item) -> Point:
    word, style = LEVELS[item.level]
    lead = f"{word}  {item.topic:10}  "
    lines = [Line(item.sentence, lead, style)]
    if item.remedy:
        lines.append(Line(item.remedy, " " * (len(lead) - 2) + "→ ", "quiet"))
    return Point((*lines, Line("")))
