"""Edit a row in place: a field for each turn. ctrl+s saves; escape keeps the draft, and says so."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from studio.core.example import Example, Message
from studio.core.rows import Card

_LONGEST = 40_000


class EditScreen(ModalScreen["Example | list[str] | None"]):
    """The fields of one row. It gives the new example, or the texts of a draft left unsaved.

    Args:
        card: the row.
        draft: texts that were left unsaved the last time, in the order of the fields.
        shown: the example to edit, where it is not the row's as it stands.
        names: what the two answers of a pair are called.

    """

    CSS_PATH = "edit.tcss"

    def __init__(
        self,
        card: Card,
        draft: list[str] | None = None,
        shown: Example | None = None,
        names: tuple[str, str] = ("chosen", "rejected"),
    ) -> None:
        super().__init__()
        self._card = card
        self._example_before = example = shown or card.example
        chosen = example.chosen or (Message("assistant", ""),)
        self._parts: list[tuple[str, Message]] = [
            *((f"prompt · {m.role}", m) for m in example.prompt or (Message("user", ""),)),
            *((names[0] if example.rejected else "answer", m) for m in chosen),
            *((names[1], m) for m in example.rejected),
        ]
        self._prompts = len(example.prompt or (1,))
        self._chosen = len(chosen)
        self._draft = draft

    def compose(self) -> ComposeResult:
        """A field for each turn."""
        with VerticalScroll(classes="page") as page:
            page.can_focus = False
            page.border_title = Content(f"Edit #{self._card.row.id}")
            page.border_subtitle = Content("ctrl+s saves · esc keeps the draft · tab next field")
            for index, (name, message) in enumerate(self._parts):
                yield Static(Content(name), classes="name")
                text = message.content
                if self._draft is not None and index < len(self._draft):
                    text = self._draft[index]
                area = TextArea(text, soft_wrap=True, tab_behavior="focus", id=f"part{index}")
                if len(text) > _LONGEST:
                    area.read_only = True
                    yield Static(Content("too long to edit here: esc, then E"), classes="name")
                yield area

    def on_mount(self) -> None:
        """Begin in the answer."""
        self.query_one(f"#part{self._prompts}", TextArea).focus()

    def on_key(self, event: events.Key) -> None:
        """Save, or leave."""
        if event.key == "ctrl+s":
            event.stop()
            texts = self._texts()
            self.dismiss(self._example(texts))
        elif event.key == "escape":
            event.stop()
            texts = self._texts()
            changed = texts != [message.content for _, message in self._parts]
            self.dismiss(texts if changed else None)

    def _texts(self) -> list[str]:
        return [self.query_one(f"#part{i}", TextArea).text for i in range(len(self._parts))]

    def _example(self, texts: list[str]) -> Example:
        turns = [
            message._replace(content=text) for (_, message), text in zip(self._parts, texts, strict=True)
        ]
        answers = turns[self._prompts : self._prompts + self._chosen]
        chosen = tuple(m for m in answers if m.content or self._example_before.chosen)
        return self._example_before._replace(
            prompt=tuple(turns[: self._prompts]),
            chosen=chosen,
            rejected=tuple(turns[self._prompts + self._chosen :]),
        )
