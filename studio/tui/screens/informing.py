"""The info page of a row over a screen, and the tokenizer that it counts with. It changes no row."""

from functools import partial

from textual.content import Content

from studio.core.glyphs import visible
from studio.core.pairs import Sight
from studio.core.rows import Card
from studio.errors import StudioError
from studio.exporters.recipe import Recipe
from studio.tokens.tokenizer import Tokenizer
from studio.tui.loss_text import length_text, see_row, sides_text
from studio.tui.recipe_form import read_form
from studio.tui.screens.help import InfoScreen
from studio.tui.screens.info import info_page, unnamed_page
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.prompt_line import PromptLine


def show_info(screen: StudioScreen, row: int, unnamed: Sight | None = None) -> None:
    """Show all there is about a row; tokens are counted meanwhile.

    Args:
        screen: where it was asked for.
        row: the row.
        unnamed: a pair that is not judged yet: only how long its sides are may be told.

    """
    session = screen.studio.session
    card, history = session.card(row), session.history(row)

    def told(length: Content | None = None, sides: Content | None = None) -> Content:
        return info_page(card, history, length, sides) if unnamed is None else unnamed_page(length)

    page = InfoScreen(f"#{row}", told())
    screen.app.push_screen(page)

    def see() -> None:
        length, sides = _see(screen, card, unnamed)
        if page.is_attached:
            screen.studio.call_from_thread(page.show, told(length, sides))

    screen.run_worker(see, thread=True, exclusive=True, group="info")


def _see(screen: StudioScreen, card: Card, unnamed: Sight | None) -> tuple[Content, Content]:
    studio, said = screen.studio, ""
    recipe, tokenizer = Recipe(), None
    try:
        recipe, _ = read_form(studio.recall("export-form", {}), studio.session.name)
        tokenizer = _tokenizer(screen, str(recipe.tokenizer)) if recipe.tokenizer else None
    except StudioError as error:
        said = f"! {visible(str(error))}\n"
    try:
        sight = see_row(studio.session, card, tokenizer, recipe)
    except StudioError as error:
        return Content(visible(str(error)) + "\n"), Content("")
    length = length_text(sight, "" if unnamed is None else unnamed.left)
    return Content.assemble((said, "$text-warning"), length), sides_text(sight)


def _tokenizer(screen: StudioScreen, name: str) -> Tokenizer:
    """The tokenizer of that name, opened once: its file may hold ten megabytes."""
    studio = screen.studio
    if studio.tokenizer is None or studio.tokenizer.name != name:
        studio.tokenizer = studio.session.open_tokenizer(name)
    return studio.tokenizer


def ask_tokenizer(screen: StudioScreen) -> None:
    """Ask for the tokenizer of the project's recipe."""
    now = screen.studio.recall("export-form", {}).get("tokenizer", "")
    screen.query_one(PromptLine).ask(
        "tokenizer (a folder or tokenizer.json; empty: estimates):", partial(_chosen, screen), value=now
    )


def _chosen(screen: StudioScreen, text: str) -> None:
    name = text.strip()

    def check() -> None:
        studio = screen.studio
        try:
            path = read_form({"tokenizer": name}, studio.session.name)[0].tokenizer
            if path is not None:
                _tokenizer(screen, str(path))
        except StudioError as error:
            studio.call_from_thread(screen.tell, str(error), wrong=True)
        else:
            studio.call_from_thread(_keep, screen, name)

    screen.run_worker(check, thread=True, exclusive=True, group="tokenizer")


def _keep(screen: StudioScreen, name: str) -> None:
    studio = screen.studio
    studio.keep("export-form", studio.recall("export-form", {}) | {"tokenizer": name})
    screen.tell(f"tokens are counted with {name}" if name else "tokens are estimated")
