"""What a job would send, show and cost, and the question whether to send it. It sends nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.core.glyphs import one_line, show_usd
from studio.errors import StudioError
from studio.jobs import Job, drain
from studio.teacher.planning import Plan, Privacy, by_way

_SAMPLE = 3
_ROWS = 12
_PRIVACY_WORDS: dict[Privacy, str] = {
    "redact": "hidden behind placeholders, put back in the answers",
    "leave-out": "those rows are not asked about",
    "send": "sent as they are",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """What was chosen: the plan with its way, what becomes of secrets, the most to send first (None: all)."""

    plan: Plan
    privacy: Privacy
    limit: int | None


class PlanScreen(ModalScreen["Sending | None"]):
    """A plan with the keys to send it.

    Args:
        plan: what would be sent.
        privacy: what was chosen the last time; None for never.
        cap_usd: the most that the job may cost; None for no cap.
        left_usd: what the project's own cap leaves; None for no cap.
        count: makes the job that lets the server count a few requests.

    """

    CSS_PATH = "plan.tcss"

    def __init__(
        self,
        plan: Plan,
        privacy: Privacy | None,
        cap_usd: float | None,
        left_usd: float | None,
        count: Callable[[Plan, Privacy], Job[Plan]],
    ) -> None:
        super().__init__()
        self._count = count
        self._plan = plan
        self._privacy = privacy
        self._cap, self._left = cap_usd, left_usd

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(classes="page") as page:
            page.border_title = Content(f"Ask Claude: {self._plan.verb.title}")
            yield Static(id="plan")

    def on_mount(self) -> None:
        """Show the plan."""
        self._show()

    @property
    def _must_choose(self) -> bool:
        return bool(self._plan.exposure.counts) and self._privacy is None

    def _show(self) -> None:
        self.query_one("#plan", Static).update(Content("\n").join(self._lines()))
        keys = "r redact · l leave out · s send as they are · esc" if self._must_choose else self._keys()
        self.query_one(VerticalScroll).border_subtitle = Content(keys)

    def _keys(self) -> str:
        first = f"{_SAMPLE} try three first · " if len(self._plan.asks) > _SAMPLE else ""
        again = "r l s privacy · " if self._plan.exposure.counts else ""
        way = "live" if self._plan.way == "batch" else "batch"
        return f"y send · {first}b {way} · c count tokens · {again}esc"

    def _lines(self) -> list[Content]:
        plan, found = self._plan, self._plan.exposure
        how = "in a batch, within a day, at half the price" if plan.way == "batch" else "live"
        lines = [
            _line("asked", f"{len(plan.asks):,} request{'s' * (len(plan.asks) != 1)}, {how}"),
            _line("model", plan.form.model),
            _line("prompt", plan.prompt),
            _line("cost", self._cost()),
            _line("", plan.estimate.note),
            _line("leaves", f"{found.characters:,} characters of rows, examples and instructions"),
        ]
        for reason, count in plan.left_out.items():
            lines.append(_line("not asked", f"{count:,}: {reason}"))
        if found.counts:
            kinds = ", ".join(f"{kind} {count:,}" for kind, count in found.counts.items())
            lines.append(
                _line("found", f"{len(plan.exposed):,} requests hold what looks secret or personal: {kinds}")
            )
            rows = [
                f"#{plan.asks[place].target.row}" for place in plan.exposed if plan.asks[place].target.row
            ]
            if rows:
                more = f" and {len(rows) - _ROWS:,} more" if len(rows) > _ROWS else ""
                lines.append(_line("in rows", " ".join(rows[:_ROWS]) + more))
            chosen = (
                _PRIVACY_WORDS[self._privacy] if self._privacy else "choose: r hide · l leave out · s send"
            )
            lines.append(_line("they are", chosen, "warning" if self._privacy is None else ""))
        return lines

    def _cost(self) -> str:
        low, high = self._plan.estimate.low_usd, self._plan.estimate.high_usd
        cap = "no cap" if self._cap is None else f"at most {show_usd(self._cap)}, then it stops"
        left = "" if self._left is None else f"; the project's cap leaves ${self._left:.2f}"
        if low is None or high is None:
            return f"unknown: no price of this model is known; {cap}{left}"
        return f"${low:.4f} to ${high:.4f}; {cap}{left}"

    def on_key(self, event: events.Key) -> None:
        """Choose, send or leave."""
        event.stop()
        page = self.query_one(VerticalScroll)
        privacy: dict[str, Privacy] = {"r": "redact", "l": "leave-out", "s": "send"}
        if event.key in ("escape", "q", "n"):
            self.dismiss(None)
        elif event.key in ("j", "down"):
            page.scroll_down(animate=False)
        elif event.key in ("k", "up"):
            page.scroll_up(animate=False)
        elif event.key in privacy and self._plan.exposure.counts:
            self._privacy = privacy[event.key]
            self._show()
        elif event.key == "b":
            way: Literal["live", "batch"] = "live" if self._plan.way == "batch" else "batch"
            self._plan = by_way(self._plan, way)
            self._show()
        elif event.key == "c" and not self._must_choose:
            self._let_count(self._plan, self._privacy or "redact")
        elif event.key in ("y", "enter", str(_SAMPLE)) and not self._must_choose:
            limit = _SAMPLE if event.key == str(_SAMPLE) else None
            self.dismiss(Sending(self._plan, self._privacy or "redact", limit))

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _let_count(self, plan: Plan, privacy: Privacy) -> None:
        """Let the server count, beside the screen."""
        try:
            counted = drain(self._count(plan, privacy))
        except StudioError as error:
            counted = replace(plan, estimate=replace(plan.estimate, note=str(error)))
        self.app.call_from_thread(self._counted, counted)

    def _counted(self, plan: Plan) -> None:
        if self.is_mounted:
            self._plan = plan if plan.way == self._plan.way else by_way(plan, self._plan.way)
            self._show()


def _line(name: str, text: str, style: str = "") -> Content:
    return Content.assemble((f"{name:>10}  ", "bold"), (one_line(text, 300), f"${style}" if style else ""))
