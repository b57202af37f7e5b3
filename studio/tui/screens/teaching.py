"""What Review asks of Claude: a rewrite that is read while it comes, and jobs over marked rows."""

from collections.abc import Callable, Sequence
from functools import partial

from studio.commissioning import Wish
from studio.core.example import Example, from_json
from studio.core.rows import Done
from studio.errors import StudioError
from studio.tui.screens.edit import EditScreen
from studio.tui.screens.listing import ListingScreen
from studio.tui.screens.rewrite import Answered, RewriteScreen
from studio.tui.widgets.prompt_line import PromptLine

# What `c` offers, by the letter that is typed.
_OFFERS = {
    "a": ("answer", "an answer"),
    "w": ("reject", "the worse side"),
    "o": ("alternative", "another answer"),
    "j": ("judge", "a score"),
    "t": ("tag", "tags"),
}


class TeachingScreen(ListingScreen):
    """A list whose rows Claude can be asked about."""

    def __init__(self) -> None:
        super().__init__()
        self._instruction = ""

    async def acted(self, act: Callable[[], Done], *, advance: bool) -> None:
        """Store an act and show what became of it."""
        raise NotImplementedError

    # Rewriting

    def do_rewrite(self) -> None:
        """Ask how to rewrite the row, or the marked rows."""
        rows = self.targets()
        if rows:
            what = f"#{rows[0]}" if len(rows) == 1 else f"{len(rows):,} rows, three first"
            self.query_one(PromptLine).ask(
                f"rewrite {what}:", partial(self._rewrite, rows), value=self._instruction
            )

    def do_rewrite_again(self) -> None:
        """Rewrite with the same instruction."""
        rows = self.targets()
        if not self._instruction:
            self.do_rewrite()
        elif rows:
            self._rewrite(rows, self._instruction)

    def _rewrite(self, rows: Sequence[int], instruction: str) -> None:
        self._instruction = instruction.strip()
        if not self._instruction:
            self.tell("nothing was asked")
        elif len(rows) == 1:
            self.run_worker(self._rewrite_one(rows[0]), exclusive=False)
        else:
            self._ask_for("rewrite", rows)

    async def _rewrite_one(self, row: int) -> None:
        session, wish = self.studio.session, Wish(instruction=self._instruction)

        self.tell("asking Claude …")
        try:
            prepared = await self.studio.asking.prepare_one(
                lambda settings: session.plan_rows(settings, "rewrite", [row], wish)
            )
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        if prepared is None:
            self.tell("nothing was sent")
            return
        job, settings = prepared
        run = session.run_job(job, settings, streamed=True)
        screen = RewriteScreen(session.card(row), self._instruction, run, lambda: session.drafts(job))
        answered = await self.app.push_screen_wait(screen)
        cost = session.job_line(job).job.spent_usd
        self.tell(f"job {job}: ${cost:.5f}" + ("" if answered else " · what came waits in Drafts (F7)"))
        if answered is not None:
            await self._answered(row, answered)

    async def _answered(self, row: int, answered: Answered) -> None:
        session, draft = self.studio.session, answered.draft
        if answered.verb == "again":
            session.refuse_drafts([draft.id])
            self.do_rewrite()
            return
        if draft.state == "held" and answered.verb != "refuse":
            session.admit_drafts([draft.id])
        if answered.verb == "edit":
            shown = from_json(draft.body["example"])
            edit = EditScreen(session.card(row), None, shown)
            self.app.push_screen(edit, partial(self._changed, draft.id))
        elif answered.verb == "refuse":
            await self.acted(lambda: session.refuse_drafts([draft.id]), advance=False)
        else:
            as_pair = answered.verb == "pair"
            await self.acted(lambda: session.accept_drafts([draft.id], as_pair=as_pair), advance=True)

    def _changed(self, draft: int, result: "Example | list[str] | None") -> None:
        session = self.studio.session
        if isinstance(result, Example):
            act = partial(session.accept_drafts, [draft], edited=result)
            self.run_worker(self.acted(act, advance=True), exclusive=False)
        else:
            self.tell("the draft waits in Drafts (F7)")

    # Other verbs

    def do_ask_claude(self) -> None:
        """Ask which verb, over the row or the marked rows."""
        rows = self.targets()
        if rows:
            what = f"#{rows[0]}" if len(rows) == 1 else f"{len(rows):,} rows"
            offers = " · ".join(f"{letter} {words}" for letter, (_, words) in _OFFERS.items())
            self.query_one(PromptLine).ask(f"ask Claude for {what}: {offers}:", partial(self._asked, rows))

    def _asked(self, rows: Sequence[int], text: str) -> None:
        letter = text.strip()[:1].lower()
        if letter in _OFFERS:
            self._ask_for(_OFFERS[letter][0], rows)
        else:
            self.tell("one of " + ", ".join(_OFFERS), wrong=True)

    def _ask_for(self, verb: str, rows: Sequence[int]) -> None:
        session = self.studio.session
        wish = Wish(instruction=self._instruction if verb == "rewrite" else "")
        self.studio.asking.ask(lambda settings: session.plan_rows(settings, verb, rows, wish))
