"""Asks how rows are shared out among reviewers, in the prompt line. It hands out none."""

from collections.abc import Callable

from studio.core.assignment import read_plan
from studio.errors import StudioError
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.prompt_line import PromptLine

_QUESTION = "reviewing (single shared overlap:20 blind · 5% repeats · sides:hidden):"


def ask_reviewing(screen: StudioScreen, then: Callable[[], None]) -> None:
    """Ask for the project's way of reviewing, set it, then do what follows."""
    session = screen.studio.session

    def answered(text: str) -> None:
        if not text.strip():
            screen.tell("nothing was changed")
            return
        try:
            mode, repeats, sides = read_plan(text)
            done = session.assign(mode, repeats, sides=sides)
        except StudioError as error:
            screen.tell(str(error), wrong=True)
            return
        then()
        screen.freshen()
        screen.tell(done.message)

    screen.query_one(PromptLine).ask(_QUESTION, answered, value=session.assignment.text)
