"""The lists of the Drafts screen: jobs, and the drafts of one. They decide nothing."""

from dataclasses import dataclass

from studio.core.glyphs import one_line
from studio.teaching import JobLine
from studio.tui.cells import fit
from studio.tui.draft_text import STATE_GLYPHS
from studio.tui.widgets.line_table import LineTable

_JOB_STYLE = {"running": "line--good", "stopped": "line--warn", "cancelled": "line--quiet"}
_DRAFT_STYLE = {"held": "line--warn", "taken": "line--good", "refused": "line--bad"}
JOB_GLYPHS = {"waiting": "…", "running": "⟳", "done": "✓", "stopped": "!", "cancelled": "✗"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One job as a line; `id` is its number."""

    id: int
    line: JobLine


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft as a line: its state, the row it is about or became, how it begins."""

    id: int
    state: str
    row: int
    text: str


class JobTable(LineTable[Listed]):
    """Jobs, newest first."""

    def parts(self, row: Listed, marked: bool, here: bool, width: int) -> list[tuple[str, str]]:
        """The pieces of a line and the names of their styles."""
        line, job = row.line, row.line.job
        failed = line.sums.states.get("failed", 0) + line.sums.states.get("refused", 0)
        cost = "price unknown" if job.head.price is None else f"${job.spent_usd:.4f}"
        sent = line.sums.cache_read + line.sums.cache_write + line.sums.input_tokens
        cached = f"cache {100 * line.sums.cache_read // sent:>2} %" if line.sums.cache_read else ""
        state = f"{JOB_GLYPHS.get(job.state, ' ')} {job.state}"
        parts = [
            (f"{'▶' if here else ' '} {row.id:>3} ", "line--quiet"),
            (fit(job.head.verb, 12), ""),
            (fit(state, 12), _JOB_STYLE.get(job.state, "")),
            (f"{line.ended:>6,}/{line.total:<6,} ", ""),
            (fit(cost, 14), ""),
            (fit(cached, 11), "line--quiet"),
            (fit(f"{failed:,} failed" if failed else "", 14), "line--bad"),
        ]
        drafts = " ".join(f"{STATE_GLYPHS[state]}{count:,}" for state, count in sorted(line.drafts.items()))
        room = max(6, width - sum(len(text) for text, _ in parts))
        note = "its process is gone: c goes on" if line.is_orphan else job.note
        said = f"{fit(drafts, 14)}{one_line(note or job.head.model, 120)}"
        parts.append((fit(said, room), "line--warn" if note else "line--quiet"))
        return parts


class DraftTable(LineTable[DraftLine]):
    """The drafts of a job."""

    def parts(self, row: DraftLine, marked: bool, here: bool, width: int) -> list[tuple[str, str]]:
        """The pieces of a line and the names of their styles."""
        style = _DRAFT_STYLE.get(row.state, "")
        parts = [
            (f"{'▶' if here else '●' if marked else ' '}", "line--quiet"),
            (f"{STATE_GLYPHS[row.state]} {fit(row.state, 9)}", style),
            (fit(f"#{row.row}" if row.row else "", 8), "line--quiet"),
        ]
        room = max(6, width - sum(len(text) for text, _ in parts))
        parts.append((fit(one_line(row.text, room + 20), room), ""))
        return parts
