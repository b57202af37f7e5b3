"""Edits a pair whose sides are called left and right, so that the edit does not tell which is which."""

from collections.abc import Callable

from studio.core.example import Example
from studio.core.pairs import Sight
from studio.tui.screens.edit import EditScreen
from studio.tui.screens.screen import StudioScreen


def edit_sides(screen: StudioScreen, sight: Sight, save: Callable[[Example], None]) -> None:
    """Ask for other texts of a pair as it stands on the screen, then save it as the row has it."""
    drafts, row = screen.studio.drafts, sight.card.row.id
    shown = sight.example._replace(chosen=sight.texts[0], rejected=sight.texts[1])

    def edited(result: "Example | list[str] | None") -> None:
        if isinstance(result, list):
            drafts[row] = result
            screen.tell(f"the draft of #{row} is kept: e goes on with it")
        elif result is not None and sight.left != "chosen":
            save(result._replace(chosen=result.rejected, rejected=result.chosen))
        elif result is not None:
            save(result)

    screen.app.push_screen(EditScreen(sight.card, drafts.pop(row, None), shown, ("left", "right")), edited)
