"""Overview: the set at a glance, and what to do next. Enter on a line opens its rows in Review."""

from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult

from studio.core.finding import BadLine
from studio.core.glyphs import one_line
from studio.core.rows import News, Overview
from studio.core.verdict import Status
from studio.jobs import drain
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.entry_list import Entry, EntryList
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine

_BAD_SHOWN = 20
_EMPTY = (
    "No rows yet.",
    "",
    "Leave with q, then:  studio import PROJECT FILE…",
    "or open a file:      studio FILE.jsonl",
    "",
    "Read are JSON Lines, JSON, CSV and Parquet, packed or not; studio formats lists the shapes.",
)


class OverviewScreen(StudioScreen):
    """Counts by status, shape, source, length and flag."""

    NAME = "overview"
    TITLE = "Overview"
    CSS_PATH = "overview.tcss"

    def compose(self) -> ComposeResult:
        """Header, list, footer."""
        yield Header()
        yield EntryList()
        yield PromptLine()
        yield Footer()

    def on_screen_resume(self) -> None:
        """Count anew."""
        super().on_screen_resume()
        self.query_one(EntryList).focus()
        self.count()

    def news(self, news: News) -> None:
        """Count anew."""
        super().news(news)
        self.count()

    def checked(self) -> None:
        """Count anew."""
        super().checked()
        self.count()

    def do_check(self) -> None:
        """Look at every row again."""
        self.studio.check(every=True)

    @work(thread=True, exclusive=True, group="overview")
    def count(self) -> None:
        """Count in a thread."""
        session = self.studio.session
        overview = drain(session.overview())
        self.studio.call_from_thread(self._show, overview, session.bad_lines(_BAD_SHOWN))

    def _show(self, overview: Overview, bad: list[tuple[str, BadLine]]) -> None:
        self.query_one(EntryList).show(entries_of(overview, bad))

    def do_open(self) -> None:
        """Open the rows of the line in Review."""
        entries = self.query_one(EntryList)
        chosen = entries.entries[entries.cursor]
        if chosen.filter is not None:
            self.studio.open_filter(chosen.filter)

    def do_readiness(self) -> None:
        """Show what to know before the set is written."""
        self.studio.go("readiness")

    def do_advise(self) -> None:
        """Whether to fine-tune at all."""
        self.studio.go("advice")

    def do_next(self) -> None:
        """A line down."""
        self.query_one(EntryList).move(1)

    def do_previous(self) -> None:
        """A line up."""
        self.query_one(EntryList).move(-1)

    def do_page_down(self) -> None:
        """A page down."""
        self.query_one(EntryList).move(self.size.height - 4)

    def do_page_up(self) -> None:
        """A page up."""
        self.query_one(EntryList).move(4 - self.size.height)

    def do_top(self) -> None:
        """The first line."""
        self.query_one(EntryList).move(-10_000)

    def do_bottom(self) -> None:
        """The last line."""
        self.query_one(EntryList).move(10_000)

    do_half_down, do_half_up = do_page_down, do_page_up


def entries_of(overview: Overview, bad_lines: Sequence[tuple[str, BadLine]] = ()) -> list[Entry]:
    """The lines of an overview; the first bad lines are shown with their reasons."""
    tally = overview.tally
    if not tally.rows and not tally.bad_lines:
        return [Entry(line) for line in _EMPTY]
    lines = [Entry("What to do next", style="title")]
    lines += [Entry(f"→ {step}", filter=_step_filter(step), style="next") for step in overview.next_steps]
    lines += _section(
        "Status",
        [
            (f"{s.glyph} {s.value}", tally.status.get(s, 0), f"status:{s.value}")
            for s in Status
            if tally.status.get(s)
        ],
        tally.rows,
    )
    marks = [("✎ edited", tally.edited, "is:edited"), ("needs repair", tally.blocked, "is:blocked")]
    lines += _section("Marks", [mark for mark in marks if mark[1]], tally.rows)
    flags = [(f"! {one_line(name, 26)}", count, f"flag:{name}") for name, count in overview.flags.items()]
    lines += _section("Flags", flags, tally.rows)
    lines += _section(
        "Shape", [(name, n, f"shape:{name}") for name, n in overview.shapes.items()], tally.rows
    )
    lines += _section(
        "Format", [(name, n, f"format:{name}") for name, n in overview.formats.items()], tally.rows
    )
    sources = [
        (one_line(name, 30) + ("" if complete else " (cut off)"), rows, f'source:"{name}"')
        for name, rows, _, complete in overview.sources
    ]
    lines += _section("Source", sources, tally.rows)
    unread = [(one_line(name, 30), bad, None) for name, _, bad, _ in overview.sources if bad]
    lines += _section("Lines that are no rows (studio bad shows them all)", unread, tally.rows)
    lines += [Entry(f"  {one_line(f'{name}:{bad.line}', 40)}  {bad.why}") for name, bad in bad_lines]
    for title, field, counts in (
        ("Prompt length in characters", "prompt", overview.prompt_lengths),
        ("Answer length in characters", "chosen", overview.answer_lengths),
    ):
        lines += _section(title, _lengths(field, counts), max((n for _, n in counts), default=1))
    return lines


def _section(title: str, rows: Sequence[tuple[str, int, str | None]], most: int) -> list[Entry]:
    if not rows:
        return []
    entries = [Entry(""), Entry(title, style="title")]
    return entries + [Entry(text, count, count / max(1, most), target) for text, count, target in rows]


def _lengths(field: str, counts: tuple[tuple[int, int], ...]) -> list[tuple[str, int, str | None]]:
    rows: list[tuple[str, int, str | None]] = []
    before = -1
    for bound, count in counts:
        low = f"{field}>{before} " if before >= 0 else ""
        longest = bound >= 1_000_000_000
        label = f"over {before:,}" if longest else f"to {bound:,}"
        rows.append((label, count, low.strip() if longest else f"{low}{field}<={bound}"))
        before = bound
    return rows


def _step_filter(step: str) -> str | None:
    if "is:blocked" in step:
        return "is:blocked"
    if "wait for a verdict" in step:
        return "status:pending|skipped"
    return "status:accepted" if "are accepted" in step else None
