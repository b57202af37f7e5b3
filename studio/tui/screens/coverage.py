"""Coverage: moving in the grid and the list, what they show, and asking for rows."""

from functools import partial
from typing import Any

from studio.core.glyphs import one_line
from studio.coverage.asked import Options, Uncovered
from studio.coverage.patterns import Pattern
from studio.coverage.sampling import Looks
from studio.coverage.vocabulary import Unknown
from studio.errors import StudioError
from studio.settings import load_settings
from studio.teacher.connection import require_key
from studio.tui.screens.counting import PANES, CountingScreen
from studio.tui.widgets.prompt_line import PromptLine


class CoverageScreen(CountingScreen):
    """The keys of Coverage; tab goes from the grid to the list and back."""

    NAME = "coverage"
    TITLE = "Coverage"
    CSS_PATH = "coverage.tcss"

    # Moving

    def _move(self, rows: int, columns: int = 0) -> None:
        if self.focused is self.side:
            self.side.move(rows)
        else:
            self.grid.move(rows, columns)

    def do_next(self) -> None:
        """A line down."""
        self._move(1)

    def do_previous(self) -> None:
        """A line up."""
        self._move(-1)

    def do_other_side(self) -> None:
        """From the grid to the list, and back."""
        (self.grid if self.focused is self.side else self.side).focus()

    def do_column_left(self) -> None:
        """A column to the left."""
        self._move(0, -1)

    def do_column_right(self) -> None:
        """A column to the right."""
        self._move(0, 1)

    def do_top(self) -> None:
        """The first line."""
        self._move(-10_000)

    def do_bottom(self) -> None:
        """The last line."""
        self._move(10_000)

    def do_page_down(self) -> None:
        """A page down."""
        self._move(max(1, self.size.height // 2))

    def do_page_up(self) -> None:
        """A page up."""
        self._move(-max(1, self.size.height // 2))

    do_half_down, do_half_up = do_page_down, do_page_up

    # What is shown

    def do_facet_down(self) -> None:
        """The next facet for the rows."""
        self._turn_facet(0)

    def do_facet_across(self) -> None:
        """The next facet for the columns."""
        self._turn_facet(1)

    def _turn_facet(self, which: int) -> None:
        if self.coverage is None:
            return
        count = len(self.coverage.contract.facets)
        facets = list(self.facets)
        facets[which] = (facets[which] + 1) % count
        if count > 1 and facets[0] == facets[1]:
            facets[which] = (facets[which] + 1) % count
        self.facets = (facets[0], facets[1])
        self.show()

    def do_filter(self) -> None:
        """Ask which values of other facets every cell must have."""
        found = self.coverage
        if found is not None:
            now = " & ".join(
                f"{facet}={value}" for facet, value in found.contract.words.named(self.fixed).items()
            )
            self.query_one(PromptLine).ask("only rows with facet=value & …:", self._fix, value=now)

    def _fix(self, text: str) -> None:
        found = self.coverage
        if found is None:
            return
        try:
            self.fixed = found.contract.words.cell(text) if text.strip() else ()
        except (Unknown, ValueError) as error:
            self.tell(str(error), wrong=True)
            return
        self.show()

    def do_back(self) -> None:
        """Clear the filter."""
        self.fixed = ()
        self.show()

    def do_switch_good(self) -> None:
        """Count accepted rows only, or all that nobody rejected."""
        self.accepted_only = not self.accepted_only
        self.coverage = self.looks = self.uncovered = None
        self.pane = PANES[0]
        self.count()

    def do_pane(self) -> None:
        """The next list: gaps, the rows that would close them, uncovered traffic, the shape of the set."""
        self.pane = PANES[(PANES.index(self.pane) + 1) % len(PANES)]
        if self.pane == "traffic" and self.uncovered is None and self.studio.session.traffic_count():
            job = self.studio.session.uncovered_apart(Options(accepted_only=self.accepted_only))
            self.studio.start("traffic", job, self._measured)
        if self.pane == "shape" and self.looks is None:
            looks = self.studio.session.shape(accepted_only=self.accepted_only)
            self.studio.start("shape", looks, self._shaped)
        self.show_pane()

    def _shaped(self, result: Any) -> None:
        if isinstance(result, Looks):
            self.looks = result
            self.show_pane()

    def _measured(self, result: Any) -> None:
        if isinstance(result, Uncovered):
            self.uncovered = result
            self.show_pane()

    # Acts

    def _here(self) -> Pattern:
        """The pattern under the cursor: a cell of the grid, or a gap of the list."""
        if self.focused is self.side and self.pane == "gaps":
            place = self.side.entries[self.side.cursor].place
            return self.gaps[place].pattern if place is not None else ()
        return self.pattern_at(self.grid.row, self.grid.column)

    def do_open_cell(self) -> None:
        """Show the rows of the cell in Review."""
        found, pattern = self.coverage, self._here()
        if found is not None and pattern:
            named = found.contract.words.named(pattern)
            self.studio.open_filter(" ".join(f'cell:"{facet}={value}"' for facet, value in named.items()))

    def do_ask_drafts(self) -> None:
        """Ask for drafts for the cell."""
        found, pattern = self.coverage, self._here()
        if found is None or not pattern:
            return
        missing = max(1, found.target(pattern) - found.counts.count(pattern))
        words = found.contract.describe(pattern)
        self.query_one(PromptLine).ask(
            f"how many rows for {one_line(words, 40)}:", partial(self._asked, pattern), value=str(missing)
        )

    def _asked(self, pattern: Pattern, text: str) -> None:
        found = self.coverage
        if found is None or not text.strip().isdigit() or not int(text):
            self.tell("a number of rows is wanted", wrong=True)
            return
        cell, rows = found.contract.words.named(pattern), int(text)
        try:
            require_key(load_settings())
        except StudioError as error:
            self.run_worker(self._request(cell, rows, "", error.message), exclusive=False)
            return
        session = self.studio.session
        self.studio.asking.ask(lambda settings: session.plan_drafts(settings, [(cell, rows)]))

    async def do_ask_prompt(self) -> None:
        """Ask for an answer to an uncovered prompt of the traffic."""
        if self.focused is not self.side or self.pane != "traffic" or self.uncovered is None:
            self.tell("go to a prompt of the traffic first: w shows it, tab goes to the list")
            return
        place = self.side.entries[self.side.cursor].place
        if place is not None:
            prompt = self.uncovered.asked[place].prompt
            try:
                require_key(load_settings())
            except StudioError as error:
                await self._request({}, 1, prompt, error.message)
                return
            session = self.studio.session
            self.studio.asking.ask(lambda settings: session.plan_prompts(settings, [prompt]))

    async def _request(self, cell: dict[str, str], rows: int, prompt: str, why: str = "") -> None:
        session = self.studio.session
        done = await self.store(lambda: session.request(cell, rows, prompt))
        if done is not None:
            self.tell(
                f"{done.message} is noted{f' ({why})' if why else ''}: studio draft --requests sends it"
            )
