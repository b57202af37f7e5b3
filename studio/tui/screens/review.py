"""Review: a list, a card, and a verdict a key. Decisions are the session's; this only asks for them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container

from studio.core.example import Example
from studio.core.pairs import Source
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.tui.screens.edit import EditScreen
from studio.tui.screens.editor import edit_outside
from studio.tui.screens.informing import ask_tokenizer, show_info
from studio.tui.screens.sharing_out import ask_reviewing
from studio.tui.screens.siding import edit_sides
from studio.tui.screens.sources import SourcesScreen
from studio.tui.screens.teaching import TeachingScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine
from studio.tui.widgets.row_table import RowTable

_WORDS = {
    Status.ACCEPTED: "accept",
    Status.REJECTED: "reject",
    Status.SKIPPED: "skip",
}


class ReviewScreen(TeachingScreen):
    """Verdicts, flags, tags, edits and swaps over one row or all marked ones."""

    NAME = "review"
    TITLE = "Review"
    CSS_PATH = "review.tcss"

    def compose(self) -> ComposeResult:
        """Header, list, card, footer."""
        yield Header()
        with Container(id="split"):
            yield RowTable(self.studio.session.rows)
            yield CardView()
        yield PromptLine()
        yield Footer()

    # Verdicts

    async def do_accept(self) -> None:
        """Accept."""
        await self._decide(Status.ACCEPTED)

    async def do_reject(self) -> None:
        """Reject."""
        await self._decide(Status.REJECTED)

    async def do_skip(self) -> None:
        """Skip."""
        await self._decide(Status.SKIPPED)

    def do_reject_why(self) -> None:
        """Ask for a reason, then reject."""
        if self.targets():
            self.query_one(PromptLine).ask("reject because:", self._reject_because)

    def _reject_because(self, reason: str) -> None:
        self.run_worker(self._decide(Status.REJECTED, reason.strip()), exclusive=False)

    async def _decide(self, status: Status, reason: str = "") -> None:
        ids, less, session = self.targets(), "", self.studio.session
        if status is Status.ACCEPTED:
            fit, less = session.without_unnamed(ids)
            ids = list(fit)

        def decide() -> Done:
            done = session.decide(ids, status, reason)
            return replace(done, message=done.message + less)

        await self._act(_WORDS[status], ids, decide, advance=True)

    async def do_flag(self) -> None:
        """Flag or unflag."""
        ids = self.targets()
        await self._act("flag", ids, lambda: self.studio.session.flag(ids))

    async def do_swap(self) -> None:
        """Swap chosen and rejected."""
        ids = self.targets()
        await self._act("swap", ids, lambda: self.studio.session.swap(ids))

    def do_tag(self) -> None:
        """Ask for tags."""
        if self.targets():
            self.query_one(PromptLine).ask(
                "tags (word adds, -word takes off, ? says all that Claude proposed):", self._tagged
            )

    def _tagged(self, text: str) -> None:
        words = text.replace(",", " ").split()
        add = [word.lstrip("+") for word in words if not word.startswith("-")]
        less = [word[1:] for word in words if word.startswith("-")]
        ids = self.targets()
        if words:
            session = self.studio.session
            self.run_worker(self._act("tag", ids, lambda: session.tag(ids, add, less)), exclusive=False)

    async def _act(
        self, verb: str, ids: Sequence[int], act: Callable[[], Done], *, advance: bool = False
    ) -> None:
        """Do an act on the row, or on the marked rows after a line that counts them."""
        if not ids:
            self.tell("no row here")
            return
        if len(ids) == 1 and not self.table.marks:
            await self.acted(act, advance=advance)
            return

        async def confirmed() -> None:
            await self.acted(act, advance=False)

        self.confirm(f"{verb} {len(ids):,} marked rows?", confirmed)

    async def acted(self, act: Callable[[], Done], *, advance: bool) -> None:
        """Store an act and show what became of it."""
        try:
            done = await self.store(act)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        if done is None:
            return
        self.table.changed(done.rows)
        undo = f" · {self.studio.keymap.keys['undo'][0]} undoes" if done.event else ""
        self.tell(done.message + undo)
        if self.table.marks:
            self.clear_marks()
        if advance and self.table.cursor + 1 < len(self.table.ids):
            self.table.move(self.table.cursor + 1)
        else:
            self.show_card()

    def came_back(self, done: Done) -> None:
        """Go to the first row that undo or redo changed."""
        self.table.changed(done.rows)
        place = self.place_of(done.rows[0])
        if place is not None:
            self.table.move(place)
        self.show_card()

    # Text

    def do_edit(self) -> None:
        """Edit here."""
        row = self.table.current
        if row is None:
            return
        session, drafts = self.studio.session, self.studio.drafts
        if session.hides_sides(row):
            edit_sides(self, session.sight(row), partial(self._save, row))
            return
        card = session.card(row)
        self.app.push_screen(EditScreen(card, drafts.pop(row, None)), lambda done: self._edited(row, done))

    def _edited(self, row: int, result: "Example | list[str] | None") -> None:
        if isinstance(result, list):
            self.studio.drafts[row] = result
            self.tell(f"the draft of #{row} is kept: e goes on with it")
        elif result is not None:
            self._save(row, result)

    def _save(self, row: int, example: Example) -> None:
        session = self.studio.session
        self.run_worker(self.acted(lambda: session.edit(row, example), advance=False), exclusive=False)

    def do_edit_outside(self) -> None:
        """Edit in $EDITOR."""
        row = self.table.current
        if row is not None and self.studio.session.hides_sides(row):
            self.tell("no side is named before it is judged: e edits left and right", wrong=True)
        elif row is not None:
            example = edit_outside(self.app, self.studio.session.card(row))
            if example is not None:
                self._save(row, example)
            else:
                self.tell("nothing was changed")

    def do_pair_with(self) -> None:
        """Make the row a pair: its answer against an earlier one, a draft, another row's, or a typed one."""
        row = self.table.current
        if row is None:
            return
        if self.studio.session.rows([row])[0].shape == "pair":
            self.studio.go_to_pair(row)
            return
        sources = self.studio.session.other_answers(row)
        self.app.push_screen(SourcesScreen(row, sources), lambda source: self._pair(row, source))

    def _pair(self, row: int, source: Source | None) -> None:
        if source is not None:
            session = self.studio.session
            act = partial(session.make_pair, row, source.answer, source.row)
            self.run_worker(self.acted(act, advance=False), exclusive=False)

    def do_reviewing(self) -> None:
        """Ask how rows are shared out among reviewers."""
        ask_reviewing(self, self._shared_out)

    def _shared_out(self) -> None:
        self.table.forget()
        self.find()

    def do_duplicates(self) -> None:
        """Show the group of like rows that the row is in."""
        row = self.table.current
        if row is not None:
            self.studio.duplicates_of(row)

    def do_info(self) -> None:
        """History, source and fields of the row."""
        row, session = self.table.current, self.studio.session
        if row is not None:
            show_info(self, row, session.sight(row) if session.hides_sides(row) else None)

    def do_tokenizer(self) -> None:
        """Ask for the tokenizer to count with."""
        ask_tokenizer(self)
