"""Good rows against targets as a grid, and a list beside it, counted in threads. It asks for nothing."""

from textual import work
from textual.app import ComposeResult
from textual.containers import Container

from studio.core.rows import Done, News
from studio.coverage.asked import Uncovered
from studio.coverage.coverage import Coverage
from studio.coverage.gaps import Gap
from studio.coverage.patterns import Pattern, make_pattern
from studio.coverage.sampling import Looks
from studio.errors import StudioError
from studio.jobs import drain
from studio.tui.screens.coverage_text import closing_entries, gap_entries, shape_entries, traffic_entries
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.entry_list import Entry, EntryList
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.grid import Cell, Grid
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine
from studio.vectors.share import wilson

_WIDE = 140
_SUM = "all"
_MOST_GAPS = 200
PANES = ("gaps", "closing", "traffic", "shape")


class CountingScreen(StudioScreen):
    """A grid of two facets, and a list beside it; tab goes from one to the other."""

    def __init__(self) -> None:
        super().__init__()
        self.facets = (0, 1)
        self.accepted_only = True
        self.fixed: Pattern = ()  # values of other facets that every cell must have
        self.pane = PANES[0]
        self.coverage: Coverage | None = None
        self.gaps: tuple[Gap, ...] = ()
        self.uncovered: Uncovered | None = None
        self.looks: Looks | None = None
        self._checked: list[tuple[int, int]] = []
        self._contract_text: str | None = None
        self._counting = False

    def compose(self) -> ComposeResult:
        """Header, grid, list, footer."""
        yield Header()
        with Container(id="split"):
            yield Grid()
            yield EntryList()
        yield PromptLine()
        yield Footer()

    @property
    def grid(self) -> Grid:
        """The grid."""
        return self.query_one(Grid)

    @property
    def side(self) -> EntryList:
        """The list beside it."""
        return self.query_one(EntryList)

    def on_resize(self) -> None:
        """Grid and list side by side where there is room."""
        super().on_resize()
        self.set_class(self.size.width >= _WIDE, "wide")

    def on_screen_resume(self) -> None:
        """Count anew; the grid has the keys."""
        super().on_screen_resume()
        self.grid.focus()
        self.count()

    def news(self, news: News) -> None:
        """Others decided: count anew."""
        super().news(news)
        self.count()

    def checked(self) -> None:
        """Groups of duplicates count once: count anew."""
        super().checked()
        self.count()

    def came_back(self, done: Done) -> None:
        """Undo changed what is good."""
        self.count()

    # Counting

    def count(self) -> None:
        """Count anew, unless that is going on already."""
        if not self._counting:
            self._counting = True
            self._count()

    @work(thread=True, group="coverage")
    def _count(self) -> None:
        """Tag and count in a thread; what was counted before is only followed up."""
        session, old = self.studio.session, self.coverage
        try:
            text = session.contract_text()
            if old is not None and text == self._contract_text and session.is_tagged(old):
                session.follow(old)
                found = old
            else:
                found = drain(session.coverage(accepted_only=self.accepted_only))
            checked = session.tag_accuracy(found.contract)
        except StudioError as error:
            self.studio.call_from_thread(self._failed, error)
            return
        self.studio.call_from_thread(self._counted, found, text, checked)

    def _failed(self, error: StudioError) -> None:
        self._counting, self.coverage = False, None
        self.grid.show("", (), (), ())
        self.side.show(
            [Entry(error.message, style="title"), Entry(""), Entry(f"→ {error.hint}", style="next")]
        )

    def _counted(self, found: Coverage, text: str | None, checked: list[tuple[int, int]]) -> None:
        self._counting = False
        self.coverage, self._contract_text, self._checked = found, text, checked
        self.gaps = found.gaps(_MOST_GAPS).worst
        count = len(found.contract.facets)
        self.facets = (min(self.facets[0], count - 1), min(self.facets[1], count - 1))
        self.show()

    def show(self) -> None:
        """Show the grid of the two facets, and the list."""
        found = self.coverage
        if found is None:
            return
        names = [facet.name for facet in found.contract.facets]
        down, across = self.facets
        rows = [*found.contract.facets[down].words, _SUM]
        columns = [*found.contract.facets[across].words, _SUM]
        cells = [
            [self._cell(found, self.pattern_at(row, column)) for column in range(len(columns))]
            for row in range(len(rows))
        ]
        which = "accepted rows" if found.accepted_only else "rows not rejected"
        if self.fixed:
            which = f"{found.contract.describe(self.fixed)} · {which}"
        self.grid.show(
            f"{names[down]} ↓ × {names[across]} → · {which}, duplicates once{self._provisional(found)}",
            rows,
            columns,
            cells,
        )
        self.show_pane()

    def _provisional(self, found: Coverage) -> str:
        """Which of the two facets' tags nobody has checked by hand."""
        loose = []
        for place in dict.fromkeys(self.facets):
            facet = found.contract.facets[place]
            checked, agreed = self._checked[place]
            if facet.by == "tag":
                continue
            sure = wilson(agreed, checked)
            right = f"{facet.name} {agreed} of {checked} right, {sure.low:.0%} at least"
            loose.append(right if checked else f"{facet.name} unchecked")
        return f" · provisional: {', '.join(loose)}" if loose else ""

    def pattern_at(self, row: int, column: int) -> Pattern:
        """The cell's pattern; the last row and column stand for any value."""
        found = self.coverage
        if found is None:
            return ()
        cells = {}
        for facet, place in zip(self.facets, (row, column), strict=True):
            if place < found.contract.sizes[facet]:
                cells[facet] = place
        return make_pattern(({**dict(self.fixed), **cells}).items())

    @staticmethod
    def _cell(found: Coverage, pattern: Pattern) -> Cell:
        if not pattern:
            return Cell(found.counts.total, 0)
        return Cell(found.counts.count(pattern), found.target(pattern), found.is_impossible(pattern))

    def show_pane(self) -> None:
        """Show the list that was chosen."""
        found = self.coverage
        if found is None:
            return
        if self.pane == "gaps":
            entries = gap_entries(found, self.gaps)
        elif self.pane == "closing":
            entries = closing_entries(found)
        elif self.pane == "shape":
            entries = shape_entries(self.looks, found)
        else:
            entries = traffic_entries(self.uncovered, self.studio.session.traffic_count())
        self.side.show(entries)
