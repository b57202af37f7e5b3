"""The lists of Drafts: Claude's jobs with their cost, and what came of each. It decides nothing."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer

from studio.core.example import Example, from_json, text_of
from studio.core.glyphs import visible
from studio.core.rows import News
from studio.store.drafts import Draft
from studio.tui.draft_text import draft_blocks
from studio.tui.screens.marking import MarkingScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.job_tables import DraftLine, DraftTable, JobTable, Listed
from studio.tui.widgets.line_table import LineTable
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 150
_LEAST_JOBS, _MOST_JOBS = 2, 10
_LENSES = {
    "to decide": ("proposed", "row"),
    "held back": ("held",),
    "decided": ("taken", "refused"),
    "all": ("proposed", "held", "row", "taken", "refused"),
}
_EMPTY = (
    "Claude was asked for nothing yet.\n\nF6 Coverage: c on a gap asks for rows · F3 Review: r rewrites"
    " a row, c asks for more\nOn the command line: studio draft, answer, rewrite, weaken, judge"
)


class DraftListingScreen(MarkingScreen):
    """Jobs above, the drafts of one below; tab goes from one to the other."""

    def __init__(self) -> None:
        super().__init__()
        self.lens = "to decide"
        self._load_at = 0.0
        self._seen: tuple[object, ...] = ()
        self._job: int | None = None
        self._later: Timer | None = None
        self._listed: dict[int, Listed] = {}
        self._came = False

    def compose(self) -> ComposeResult:
        """Header, jobs, drafts, card, footer."""
        yield Header()
        yield JobTable(self._jobs)
        with Container(id="split"):
            yield DraftTable(self._lines)
            yield CardView()
        yield PromptLine()
        yield Footer()

    @property
    def table(self) -> LineTable[Any]:
        """The list that has the keys."""
        return self.drafts if self.focused is self.drafts else self.jobs

    @property
    def jobs(self) -> JobTable:
        """The list of jobs."""
        return self.query_one(JobTable)

    @property
    def drafts(self) -> DraftTable:
        """The list of drafts."""
        return self.query_one(DraftTable)

    # What is shown

    def on_screen_resume(self) -> None:
        """Read what there is now."""
        super().on_screen_resume()
        self._came = True
        self.call_after_refresh(self.load)

    def on_resize(self) -> None:
        """List and card side by side where there is room."""
        super().on_resize()
        self.set_class(self.size.width >= _WIDE, "wide")

    def freshen(self) -> None:
        """Show jobs as they stand: while one runs, drafts come in."""
        super().freshen()
        if self.is_current and self.is_mounted:
            self._load_soon()

    def _load_soon(self) -> None:
        """Read again, so that reading takes a tenth of the time at most, however much there is."""
        wait = self._load_at - time.monotonic()
        if wait > 0:
            if self._later is None:
                self._later = self.set_timer(wait, self._load_now)
            return
        self._load_now()

    def _load_now(self) -> None:
        self._later = None
        began = time.monotonic()
        if self.is_current:
            self.load()
        self._load_at = time.monotonic() + 9 * (time.monotonic() - began)

    def news(self, news: News) -> None:
        """Others changed rows or jobs."""
        super().news(news)
        self.load()

    def load(self) -> None:
        """Read jobs and drafts again, where anything changed."""
        came, self._came = self._came, False
        lines = self.studio.session.job_lines()
        state = tuple((line.job, line.sums.states, line.drafts) for line in lines), self.lens
        if str(state) == str(self._seen):
            return
        self._seen = state
        ids = [line.job.id for line in lines]
        # Who comes here after ordering a job finds it under the cursor; who is here is not moved.
        ordered = came and bool(ids) and ids[0] not in self._listed
        here = ids[0] if ordered else self.jobs.current
        self._listed = {line.job.id: Listed(line.job.id, line) for line in lines}
        self.jobs.styles.height = max(_LEAST_JOBS, min(_MOST_JOBS, len(ids)))
        self.jobs.forget()
        self.jobs.show(ids, ids.index(here) if here in ids else 0)
        self.show_drafts()
        if self.focused is None:
            self.jobs.focus()

    def _jobs(self, ids: Sequence[int]) -> list[Listed]:
        return [self._listed[number] for number in ids]

    def _lines(self, ids: Sequence[int]) -> list[DraftLine]:
        found = self.studio.session.read_drafts(ids)
        return [DraftLine(draft.id, draft.state, draft.example, _begins(draft)) for draft in found]

    def on_line_table_moved(self, event: LineTable.Moved) -> None:
        """Show the drafts of the job, or the card of the draft."""
        if self.jobs.current != self._job:
            self.drafts.marks = set()
            self.show_drafts()
        else:
            self._show_card()

    def show_drafts(self) -> None:
        """Show the drafts of the job under the cursor."""
        job, table = self.jobs.current, self.drafts
        self._job = job
        ids: list[int] = []
        if job is not None:
            to_decide = self.lens == "to decide"
            ids = self.studio.session.draft_numbers(job, _LENSES[self.lens], open_only=to_decide)
        kept = table.current
        table.forget()
        table.show(ids, ids.index(kept) if kept in ids else min(table.cursor, max(0, len(ids) - 1)))
        self._show_card()

    def _show_card(self) -> None:
        view, draft = self.query_one(CardView), self.draft_here()
        if draft is None:
            job = self.jobs.current
            view.show(None, note=_EMPTY if job is None else self._instead(job))
            return
        session = self.studio.session
        line = session.job_line(draft.job)
        make = partial(draft_blocks, draft, line.job, session.task(draft.task), self._now(draft))
        view.show_blocks(draft.id, make)

    def _instead(self, job: int) -> str:
        """What is said of a job that shows no draft: what came of it elsewhere, and what failed."""
        session = self.studio.session
        line = session.job_line(job)
        said = {
            "judge": "The scores are on the rows: o in Review sorts by them, judged<50 finds the lowest.\n\n",
            "tag": "The tags are on the rows, as ?facet=value until somebody says them too.\n\n",
        }.get(line.job.head.verb, f"job {job}: no draft {self.lens} · l shows others\n")
        if line.job.head.verb == "judge":
            said += session.judge_agreement(job).words + "\n"
        return said + "".join(
            f"\n{count:,} {state}: {visible(reason)}" for state, reason, count in line.reasons[:8]
        )

    def draft_here(self) -> Draft | None:
        """The draft under the cursor."""
        number = self.drafts.current
        found = [] if number is None else self.studio.session.read_drafts([number])
        return found[0] if found else None

    def _now(self, draft: Draft) -> Example | None:
        return self.studio.session.card(draft.example).example if draft.example else None

    # Moving

    def do_other_side(self) -> None:
        """From the jobs to the drafts, and back."""
        (self.jobs if self.focused is self.drafts else self.drafts).focus()

    def do_lens(self) -> None:
        """The next drafts: to decide, held back, decided, all."""
        names = list(_LENSES)
        self.lens = names[(names.index(self.lens) + 1) % len(names)]
        self.show_drafts()
        self.tell(f"drafts: {self.lens}, {len(self.drafts.ids):,}")

    def do_open_draft(self) -> None:
        """From a job to its drafts; from a draft to its row in Review."""
        draft = self.draft_here()
        if self.focused is not self.drafts:
            self.drafts.focus()
        elif draft is not None and draft.example:
            self.studio.go_to_row(draft.example)

    def do_back(self) -> None:
        """Clear marks; with none, back to the jobs."""
        if self.table.marks:
            self.clear_marks()
        else:
            self.jobs.focus()


def _begins(draft: Draft) -> str:
    """How a draft begins, and why it is held back."""
    if draft.reason and draft.state == "held":
        return draft.reason
    if "example" not in draft.body:
        return str(draft.body.get("text", ""))[:200]
    example = from_json(draft.body["example"])
    return text_of(example.prompt[-1:] if not draft.example else example.chosen)[:200]
