"""The line at the top of every screen: project, rows, decided, left, pace, and where one is."""

from textual.content import Content
from textual.widgets import Static

from studio.core.glyphs import one_line
from studio.core.rows import Tally
from studio.core.verdict import Status


class Header(Static):
    """Counts that are always true: it is told of every change."""

    def tell(
        self,
        *,
        name: str,
        place: str,
        tally: Tally,
        pace: float | None,
        reviewer: str,
        way: str,
        busy: str,
        spent_usd: float,
    ) -> None:
        """Show these; `way` is how rows are shared out, empty where they are not."""
        share = f" {100 * tally.decided // tally.rows} %" if tally.rows else ""
        accepted = tally.status.get(Status.ACCEPTED, 0)
        rejected = tally.status.get(Status.REJECTED, 0)
        width = self.size.width or 80
        parts = [
            f"{one_line(name, 24)} · {place}",
            f"{tally.rows:,} rows",
            f"{tally.decided:,} decided{share}",
            f"✓{accepted:,} ✗{rejected:,}",
            f"{tally.left:,} left",
        ]
        if spent_usd:
            parts.append(f"${spent_usd:.2f}" if spent_usd >= 0.1 else f"${spent_usd:.4f}")
        if width >= 100:
            parts.append(f"{pace:.0f}/h" if pace is not None else "–/h")
            parts.append(one_line(reviewer, 20))
        if way:
            parts.append(way)
        if busy:
            parts.insert(1, one_line(busy, 40))
        self.update(Content("  ".join(parts)))
