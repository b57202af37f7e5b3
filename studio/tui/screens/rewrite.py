"""A rewrite while it comes: the row's text as a word diff, then a key to take it. It decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.worker import get_current_worker

from studio.core.example import Example, from_json, say
from studio.core.glyphs import one_line
from studio.core.rows import Card
from studio.errors import StudioError
from studio.jobs import Job
from studio.store.drafts import Draft
from studio.teacher.streaming import Piece
from studio.teaching import JobLine
from studio.tui.card_text import Block, Look
from studio.tui.draft_text import change_blocks
from studio.tui.widgets.card import CardView

Verb = Literal["take", "pair", "edit", "refuse", "again"]
_KEYS = "a take · p take as a pair: new above old · e edit · x refuse · r again · esc leaves it in Drafts"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person wants with the draft that came."""

    verb: Verb
    draft: Draft


class RewriteScreen(ModalScreen["Answered | None"]):
    """The answer to one request, shown while it comes.

    Args:
        card: the row.
        instruction: what was asked.
        run: makes the job that runs the request; its steps are pieces.
        drafts: the drafts of that job, once it has ended.

    """

    CSS_PATH = "rewrite.tcss"

    def __init__(
        self, card: Card, instruction: str, run: Job[JobLine], drafts: Callable[[], list[Draft]]
    ) -> None:
        super().__init__()
        self._card = card
        self._instruction = instruction
        self._run, self._drafts = run, drafts
        self._draft: Draft | None = None
        self._note = "asking Claude …"

    def compose(self) -> ComposeResult:
        """The page."""
        with Vertical(classes="page") as page:
            page.border_title = Content(f"Rewrite #{self._card.row.id}: {one_line(self._instruction, 80)}")
            page.border_subtitle = Content("asking … · esc stops it")
            yield CardView()

    def on_mount(self) -> None:
        """Ask."""
        self.call_after_refresh(self._show, self._card.example)
        self._ask()

    @work(thread=True, exit_on_error=False)
    def _ask(self) -> None:
        """Drain the job in a thread; what has come is handed to the screen."""
        worker = get_current_worker()
        try:
            while not worker.is_cancelled:
                step = next(self._run)
                if isinstance(step, Piece):
                    self.app.call_from_thread(self._came, step.said)
        except StopIteration as stop:
            self.app.call_from_thread(self._ended, stop.value)
        except StudioError as error:
            self.app.call_from_thread(self._failed, str(error))
        finally:
            self._run.close()

    def _came(self, said: Any) -> None:
        answer = said.get("answer")
        if isinstance(answer, str) and answer and self._draft is None:
            self._show(self._card.example._replace(chosen=say("assistant", answer)))

    def _ended(self, line: JobLine) -> None:
        drafts = self._drafts()
        if not drafts:
            reasons = [reason for _, reason, _ in line.reasons] or [line.job.note or "Claude changed nothing"]
            self._failed(reasons[0])
            return
        self._draft = drafts[0]
        self._note = f"held back: {self._draft.reason}" if self._draft.state == "held" else ""
        self.query_one(Vertical).border_subtitle = Content(_KEYS)
        self._show(from_json(self._draft.body["example"]))

    def _failed(self, words: str) -> None:
        self._note = words
        self.query_one(Vertical).border_subtitle = Content("esc closes")
        self._show(self._card.example)

    def _show(self, now: Example) -> None:
        blocks = partial(_blocks, self._card.example, now, self._note)
        self.query_one(CardView).show_blocks(self._card.row.id, blocks)

    def on_key(self, event: events.Key) -> None:
        """Take, change, refuse, ask again or leave."""
        event.stop()
        view = self.query_one(CardView)
        verbs: dict[str, Verb] = {"a": "take", "p": "pair", "e": "edit", "x": "refuse", "r": "again"}
        if event.key in ("escape", "q"):
            self.workers.cancel_node(self)
            self.dismiss(None)
        elif event.key in ("j", "down", "J"):
            view.scroll_by(3)
        elif event.key in ("k", "up", "K"):
            view.scroll_by(-3)
        elif event.key in verbs and self._draft is not None:
            self.dismiss(Answered(verbs[event.key], self._draft))


def _blocks(before: Example, now: Example, note: str, look: Look) -> list[Block]:
    head = [Block(Text(one_line(note, 300), look.warn), Text())] if note else []
    return head + change_blocks(before, now, look)
