"""Advice: whether to fine-tune at all. Six questions, what answers them, where it ends. It trains nothing.

A digit answers the question at the cursor; the ending below is found anew at once.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from textual import work
from textual.app import ComposeResult

from studio.advice.counsel import Advice, answered_anew
from studio.advice.questions import BY_KEY, QUESTIONS, Answer, Question
from studio.core.rows import Done
from studio.errors import StudioError
from studio.tui.draining import drain_told
from studio.tui.screens.paging import PagingScreen
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.point_list import Line, Point, PointList
from studio.tui.widgets.prompt_line import PromptLine

_KNOWN = {"said": "you said", "data": "from the rows", "unknown": ""}


class AdviceScreen(PagingScreen):
    """The questions on top, the ending below."""

    NAME = "advice"
    TITLE = "Fine-tune at all?"
    CSS_PATH = "advice.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.advice: Advice | None = None

    def compose(self) -> ComposeResult:
        """Header, questions, ending, footer."""
        yield Header()
        yield PointList(id="page")
        yield PointList(id="ending")
        yield PromptLine()
        yield Footer()

    def find_out(self) -> None:
        """Show the questions at once, the ending when it is known."""
        self._ask()
        self._advise()

    @work(thread=True, exclusive=True, group="advice")
    def _advise(self) -> None:
        try:
            found = drain_told(self, self.studio.session.advise())
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
            return
        if found is not None:
            self.studio.call_from_thread(self._show, found)

    def _show(self, found: Advice) -> None:
        self.advice = found
        self._ask()
        self._ending.show(counsel_points(found))
        self.tell(f"{found.ending} · answers are kept in the project")

    def _ask(self) -> None:
        given = {answer.key: answer for answer in self.advice.answers} if self.advice else {}
        self.page.show(question_points(given, self.page.cursor))

    def on_point_list_moved(self) -> None:
        """Show the answers of the question at the cursor, of no other one."""
        self._ask()

    @property
    def _ending(self) -> PointList:
        return self.query_one("#ending", PointList)

    def do_scroll_down(self) -> None:
        """Scroll in the reasons."""
        self._ending.scroll_lines(3)

    def do_scroll_up(self) -> None:
        """Scroll back in the reasons."""
        self._ending.scroll_lines(-3)

    # Answering

    async def do_answer(self) -> None:
        """Answer the question at the cursor with the answer of this number."""
        question = QUESTIONS[self.page.cursor]
        if not question.choices:
            self._ask_line(question, str(self.pressed + 1))
            return
        choices = list(question.choices)
        if self.pressed >= len(choices):
            self.tell(f"1 to {len(choices)} answer this question", wrong=True)
            return
        await self._answered(question.key, choices[self.pressed])

    def do_type_answer(self) -> None:
        """Answer in a line."""
        self._ask_line(QUESTIONS[self.page.cursor], "")

    def _ask_line(self, question: Question, value: str) -> None:
        what = ", ".join(question.choices) or "a whole number"
        self.query_one(PromptLine).ask(
            f"{question.text} ({what}):", partial(self._typed_answer, question), value=value
        )

    def _typed_answer(self, question: Question, text: str) -> None:
        answer = text.strip().replace(",", "").replace("_", "").lower()
        if answer:
            value = int(answer) if not question.choices and answer.isdecimal() else answer
            self.run_worker(self._answered(question.key, value), exclusive=False)

    async def _answered(self, key: str, value: str | int) -> None:
        session = self.studio.session

        def keep() -> Done:
            session.answer_advice({key: value})
            return Done(f"{key}: {value}")

        try:
            done = await self.store(keep)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        if done is None:
            return
        if self.advice is None:
            self.find_out()
        else:
            self._show(answered_anew(self.advice, session.advice_answers()))
        self.page.move(1)


def question_points(given: Mapping[str, Answer], cursor: int) -> list[Point]:
    """The six questions with their answers; the one at the cursor with all that can be answered."""
    points = []
    for place, question in enumerate(QUESTIONS):
        answer = given.get(question.key, Answer(question.key, None))
        told = ""
        if answer.value is not None:
            value = f"{answer.value:,}" if isinstance(answer.value, int) else answer.value
            told = f"  {value} ({_KNOWN[answer.known]})"
        lead, style = ("● ", "good") if told else ("○ ", "")
        lines = [Line(question.text + told, lead, style)]
        if place == cursor:
            lines += _offers(question, answer)
        points.append(Point(tuple(lines)))
    return points


def _offers(question: Question, answer: Answer) -> Iterator[Line]:
    for number, (word, means) in enumerate(question.choices.items(), 1):
        yield Line(f"{word}: {means}", f"    {number} ", "good" if word == answer.value else "")
    if not question.choices:
        yield Line("type a number and enter; roughly is enough", "      ", "quiet")


def counsel_points(found: Advice) -> list[Point]:
    """The ending with its reason, what to do next, what the rows show, what would change it."""
    lines = [Line(found.ending, "→ ", "title"), Line(found.reason, "  ")]
    lines += [Line(step, f"  {number}. ") for number, step in enumerate(found.steps, 1)]
    if found.figures:
        lines += [Line(""), Line("What the rows show", style="title")]
        lines += [Line(figure, "  · ") for figure in found.figures]
    if found.open:
        lines += [Line(""), Line("What would change it", style="title")]
        lines += [Line(f"{BY_KEY[key].text} {value} → {ending}", "  · ") for key, value, ending in found.open]
    return [Point(tuple(lines), open=False)]
