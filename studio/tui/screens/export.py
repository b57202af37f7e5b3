"""Export: the recipe as a form, what it would write, and the writing itself, with progress."""

from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from studio.core.glyphs import visible
from studio.errors import StudioError
from studio.exporters.export import ExportPreview, ExportReport
from studio.exporters.recipe import Recipe, make_recipe
from studio.extension import all_exporters, all_launchers
from studio.jobs import Job, Result
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.prompt_line import PromptLine

_FIELDS = (
    ("to", "folder to write"),
    ("statuses", "verdicts, by commas"),
    ("filter", "filter, empty for all"),
    ("shapes", "row shapes, by commas"),
    ("validation_share", "validation share"),
    ("seed", "seed of the split"),
    ("trainers", "trainers, by commas"),
    ("base_model", "base model"),
    ("max_length", "tokens a row"),
)
_LISTS = ("statuses", "shapes", "trainers")


class ExportScreen(StudioScreen):
    """The form on top, counts below."""

    NAME = "export"
    TITLE = "Export"
    CSS_PATH = "export.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._cancel = False
        self._busy = False

    def compose(self) -> ComposeResult:
        """Header, form, result, footer."""
        yield Header()
        with VerticalScroll(id="form"):
            for name, label in _FIELDS:
                with Horizontal(classes="field"):
                    yield Static(Content(label), classes="label")
                    yield Input(id=name, compact=True, select_on_focus=False)
        with VerticalScroll(id="result", can_focus=False):
            yield Static(id="counts")
        yield PromptLine()
        yield Footer()

    def on_mount(self) -> None:
        """Fill the form with the recipe of the last time."""
        kept = self.studio.session.recall("export-form", {})
        recipe = Recipe()
        for name, _ in _FIELDS:
            if name == "to":
                value = kept.get(name) or f"{self.studio.session.name}-export"
            else:
                given = getattr(recipe, name)
                value = ",".join(given) if name in _LISTS else str(given)
                value = kept.get(name, value)
            self.query_one(f"#{name}", Input).value = value

    def on_screen_resume(self) -> None:
        """Count what would be written."""
        super().on_screen_resume()
        self.set_focus(None)
        self.call_after_refresh(self.do_preview)

    def _recipe(self) -> tuple[Recipe, Path]:
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name, _ in _FIELDS}
        self.studio.keep("export-form", values)
        to = Path(values.pop("to")).expanduser()
        changes: dict[str, object] = dict(values)
        for name in _LISTS:
            changes[name] = [word.strip() for word in values[name].split(",") if word.strip()]
        return make_recipe(Recipe(), changes), to

    def do_preview(self) -> None:
        """Count what would be written."""
        if self._busy:
            return
        try:
            recipe, _ = self._recipe()
        except StudioError as error:
            self._show(error.message + "\n" + error.hint)
            return
        self._preview(recipe)

    @work(thread=True, group="export", exclusive=True)
    def _preview(self, recipe: Recipe) -> None:
        self._busy, self._cancel = True, False
        try:
            preview = self._drain(self.studio.session.preview(recipe))
            if preview is not None:
                self.studio.call_from_thread(self._show, _counts(preview) + _choices())
                self.studio.call_from_thread(self.tell, "counted; ctrl+s writes")
        except StudioError as error:
            self.studio.call_from_thread(self._show, str(error))
        finally:
            self._busy = False

    def do_write(self) -> None:
        """Write the export; replacing an earlier one is asked first."""
        if self._busy:
            self.tell("still counting; esc cancels")
            return
        recipe, to = self._recipe()
        if (to / "manifest.json").is_file():
            self.confirm(f"replace the export in {visible(str(to))}?", lambda: self._confirmed(recipe, to))
        else:
            self._write(recipe, to, force=False)

    async def _confirmed(self, recipe: Recipe, to: Path) -> None:
        self._write(recipe, to, force=True)

    @work(thread=True, group="export")
    def _write(self, recipe: Recipe, to: Path, *, force: bool) -> None:
        self._busy, self._cancel = True, False
        try:
            report = self._drain(self.studio.session.export(recipe, to, force=force))
            if report is None:
                self.studio.call_from_thread(self.tell, "cancelled: nothing was written")
            else:
                self.studio.call_from_thread(self._wrote, report)
        except StudioError as error:
            self.studio.call_from_thread(self.tell, str(error), wrong=True)
        finally:
            self._busy = False

    def _drain(self, job: Job[Result]) -> Result | None:
        """Run a job to its end with progress in the footer; None when it was cancelled."""
        worker = get_current_worker()
        try:
            while True:
                if self._cancel or worker.is_cancelled:
                    return None
                try:
                    step = next(job)
                except StopIteration as stop:
                    result: Result = stop.value
                    return result
                share = f"{100 * step.done // step.total} % " if step.total else ""
                self.studio.call_from_thread(self.tell, f"{share}{step.note} · esc cancels")
        finally:
            job.close()

    def _wrote(self, report: ExportReport) -> None:
        self._show(_counts(report) + f"\nHow to train is in {visible(str(report.folder / 'LAUNCH.md'))}")
        self.tell(f"wrote {report.folder}")

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

    def _show(self, text: str) -> None:
        self.query_one("#counts", Static).update(Content(text))


def _counts(preview: ExportPreview) -> str:
    lines = [f"{preview.selected:,} rows are named by the recipe", ""]
    lines += [f"  {path:24} {count:>10,} rows" for path, count in preview.files.items()]
    if not preview.files:
        lines.append("  nothing would be written: accept rows in Review, or name other verdicts")
    if preview.left_out:
        lines += ["", "Left out"]
        lines += [f"  {count:>10,}  {visible(why)}" for why, count in preview.left_out.items()]
    if preview.warnings:
        lines += ["", "Before you train"]
        lines += [f"  ! {visible(warning)}" for warning in preview.warnings]
    return "\n".join(lines)


def _choices() -> str:
    shapes = "\n".join(f"  {e.name:18} {e.title}" for e in all_exporters())
    trainers = "\n".join(f"  {t.name:18} {t.title}" for t in all_launchers())
    return f"\n\nRow shapes\n{shapes}\n\nTrainers\n{trainers}\n\ntab goes through the form · ctrl+s writes"
