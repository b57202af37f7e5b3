"""The list of Review: status, number, source, prompt, answer, flags. It decides nothing."""

from studio.core.glyphs import one_line
from studio.core.rows import Row
from studio.core.verdict import Status
from studio.tui.cells import fit
from studio.tui.widgets.line_table import LineTable

_STATUS_STYLE = {
    Status.PENDING: "line--quiet",
    Status.ACCEPTED: "line--good",
    Status.REJECTED: "line--bad",
    Status.SKIPPED: "line--quiet",
    Status.DUPLICATE: "line--quiet",
}


class RowTable(LineTable[Row]):
    """A line a row."""

    def parts(self, row: Row, marked: bool, here: bool, width: int) -> list[tuple[str, str]]:
        """The pieces of a line and the names of their styles."""
        sign = ("▶" if here else " ") + ("●" if marked else " ")
        wide = width >= 110
        status = f"{row.status.glyph} {row.status.value:9}" if wide else f"{row.status.glyph} "
        parts = [(sign, ""), (status, _STATUS_STYLE[row.status]), (f"{row.id:>7} ", "line--quiet")]
        if wide:
            parts.append((fit(one_line(f"{row.source}:{row.line}", 60), 22) + " ", "line--quiet"))
        names = " ".join(name for name in row.flags if name != "flagged")
        warn = ("⚑" if row.flagged else " ") + ("!" if names else " ")
        warn += "✎" if row.edited else " "
        parts.append((f"{warn} ", "line--warn"))
        used = sum(len(text) for text, _ in parts)
        room = max(10, width - used)
        asked = room if room < 50 else room * 11 // 20
        parts.append((fit(one_line(row.prompt, asked + 20), asked - 1) + " ", ""))
        if room >= 50:
            arrow = "⇄ " if row.shape == "pair" else "→ "
            tail = room - asked
            note = f" {one_line(names, 24)}" if names and wide else ""
            parts.append((fit(arrow + one_line(row.answer, tail + 20), tail - len(note)), "line--quiet"))
            parts.append((note, "line--warn"))
        return parts
