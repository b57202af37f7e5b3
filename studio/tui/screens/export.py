"""Export: the recipe as a form, what it would write and take to train, and the writing, with progress."""

from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from studio.core.glyphs import visible
from studio.errors import StudioError
from studio.exporters.export import ExportReport
from studio.exporters.recipe import Recipe
from studio.tui.draining import drain_told
from studio.tui.export_text import choices_text, counts_text, verdict_text
from studio.tui.recipe_form import FIELDS, form_values, read_form
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 120


class ExportScreen(StudioScreen):
    """The form on top, counts below."""

    NAME = "export"
    TITLE = "Export"
    CSS_PATH = "export.tcss"
    AUTO_FOCUS = ""  # letters are keys until a field is entered

    def __init__(self) -> None:
        super().__init__()
        self._cancel = False
        self._busy = False

    def compose(self) -> ComposeResult:
        """Header, form, result, footer."""
        yield Header()
        with VerticalScroll(id="form", can_focus=False):
            for field in FIELDS:
                with Horizontal(classes="field"):
                    yield Static(Content(field.label), classes="label")
                    yield Input(id=field.name, placeholder=field.hint, compact=True, select_on_focus=False)
        with VerticalScroll(id="result", can_focus=False):
            yield Static(Content("… ready?"), id="verdict")
            yield Static(id="counts")
        yield PromptLine()
        yield Footer()

    def on_resize(self) -> None:
        """Two columns of fields where there is room."""
        super().on_resize()
        self.set_class(self.size.width >= _WIDE, "wide")

    def on_screen_resume(self) -> None:
        """Fill the form as it was the last time, and count what would be written."""
        super().on_screen_resume()
        studio = self.studio
        for name, value in form_values(studio.recall("export-form", {}), studio.session.name).items():
            self.query_one(f"#{name}", Input).value = value
        self.set_focus(None)
        self.call_after_refresh(self.do_preview)

    def on_screen_suspend(self) -> None:
        """Keep what was typed."""
        self._keep()

    def _keep(self) -> dict[str, str]:
        values = {field.name: self.query_one(f"#{field.name}", Input).value.strip() for field in FIELDS}
        self.studio.keep("export-form", values)
        return values

    def _recipe(self) -> tuple[Recipe, Path]:
        return read_form(self._keep(), self.studio.session.name)

    def do_preview(self) -> None:
        """Count what would be written."""
        if self._busy:
            return
        try:
            recipe, _ = self._recipe()
        except StudioError as error:
            self._show(Content(visible(f"{error.message}\n{error.hint}")))
            return
        self._busy, self._cancel = True, False
        self._preview(recipe)
        self._judge(recipe)

    @work(thread=True, group="export", exclusive=True)
    def _preview(self, recipe: Recipe) -> None:
        studio = self.studio
        try:
            preview = drain_told(self, studio.session.preview(recipe), self._is_off)
            if preview is None:
                return
            studio.call_from_thread(self._show, counts_text(preview), choices_text())
            studio.call_from_thread(self.tell, "counted; ctrl+s writes")
        except StudioError as error:
            studio.call_from_thread(self._show, Content(visible(str(error))))
        finally:
            self._busy = False

    @work(thread=True, group="verdict", exclusive=True)
    def _judge(self, recipe: Recipe) -> None:
        """Find out whether the set is ready; writing need not wait for it."""
        ready = self.studio.session.readiness(recipe.validation_share, recipe.seed)
        found = drain_told(self, ready, quiet=True)
        if found is not None:
            keys = self.studio.keymap.keys["readiness"]
            verdict = verdict_text(found, keys[0] if keys else ":readiness")
            self.studio.call_from_thread(self.query_one("#verdict", Static).update, verdict)

    def _is_off(self) -> bool:
        return self._cancel

    def do_write(self) -> None:
        """Write the export; replacing an earlier one is asked first."""
        if self._busy:
            self.tell("still counting; esc cancels")
            return
        recipe, to = self._recipe()
        if (to / "manifest.json").is_file():
            self.confirm(f"replace the export in {visible(str(to))}?", lambda: self._confirmed(recipe, to))
        else:
            self._begin(recipe, to, force=False)

    async def _confirmed(self, recipe: Recipe, to: Path) -> None:
        self._begin(recipe, to, force=True)

    def _begin(self, recipe: Recipe, to: Path, *, force: bool) -> None:
        self._busy, self._cancel = True, False
        self._write(recipe, to, force=force)

    @work(thread=True, group="export")
    def _write(self, recipe: Recipe, to: Path, *, force: bool) -> None:
        try:
            report = drain_told(self, self.studio.session.export(recipe, to, force=force), self._is_off)
            if report is None:
                self.studio.call_from_thread(self.tell, "cancelled: nothing was written")
            else:
                self.studio.call_from_thread(self._wrote, report)
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
        finally:
            self._busy = False

    def _wrote(self, report: ExportReport) -> None:
        how = Content(f"\nHow to train is in {visible(str(report.folder / 'LAUNCH.md'))}")
        self._show(counts_text(report), how)
        self.tell(f"wrote {report.folder}")

    def do_readiness(self) -> None:
        """Show what to know before the set is written."""
        self.studio.go("readiness")

    def do_advise(self) -> None:
        """Whether to fine-tune at all."""
        self.studio.go("advice")

    def do_back(self) -> None:
        """Cancel what runs; else leave the field."""
        if self._busy:
            self._cancel = True
        else:
            self.set_focus(None)

    def do_next(self) -> None:
        """Into the form."""
        self.focus_next()

    def do_previous(self) -> None:
        """Into the form, from below."""
        self.focus_previous()

    def do_scroll_down(self) -> None:
        """Scroll in the result."""
        self.query_one("#result", VerticalScroll).scroll_page_down(animate=False)

    def do_scroll_up(self) -> None:
        """Scroll back in the result."""
        self.query_one("#result", VerticalScroll).scroll_page_up(animate=False)

    def _show(self, *parts: Content) -> None:
        self.query_one("#counts", Static).update(Content("\n").join(parts))
