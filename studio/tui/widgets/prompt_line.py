"""The line where one types: a filter, a reason, tags, a row number. It appears when it is asked for."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from studio.tui.typing_keys import type_key


class PromptLine(Horizontal):
    """One question and one line of answer; enter gives it, escape leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: Callable[[str], None] | None = None
        self._check: Callable[[str], str] | None = None
        self._before: Widget | None = None

    def compose(self) -> ComposeResult:
        """Question, field, remark."""
        yield Static(id="question")
        yield Input(id="answer", compact=True, select_on_focus=False)
        yield Static(id="remark")

    def ask(
        self,
        question: str,
        answer: Callable[[str], None],
        *,
        value: str = "",
        check: Callable[[str], str] | None = None,
    ) -> None:
        """Ask something.

        Args:
            question: what stands before the field.
            answer: called with the line on enter.
            value: what the field holds at first.
            check: called at each change; what it says is shown beside the field.

        """
        self._answer, self._check = answer, check
        self._before = self.screen.focused
        self.query_one("#question", Static).update(Content(question + " "))
        self.query_one("#remark", Static).update(Content(""))
        field = self.query_one(Input)
        field.value = value
        field.cursor_position = len(value)
        self.add_class("open")
        field.focus()

    @property
    def is_open(self) -> bool:
        """True while a question waits."""
        return self.has_class("open")

    def close(self) -> None:
        """Leave the question unanswered."""
        self.remove_class("open")
        self._answer = None
        self.screen.set_focus(self._before)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Remark on what is typed."""
        event.stop()
        if self._check is not None and self.is_open:
            self.query_one("#remark", Static).update(Content(" " + self._check(event.value)))

    def press(self, key: str, character: str | None) -> None:
        """Take a key: enter gives the answer, escape leaves, others type."""
        if key == "enter":
            text, answer = self.query_one(Input).value, self._answer
            self.close()
            if answer is not None:
                answer(text)
        elif key == "escape":
            self.close()
        else:
            type_key(self.query_one(Input), key, character)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text goes into the field as one line."""
        event.stop()
        event.prevent_default()
        self.query_one(Input).insert_text_at_cursor(" ".join(event.text.split()))
