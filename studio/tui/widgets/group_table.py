"""The list of groups of like rows: band, kind, rows, score, and how the keeper begins. It decides nothing."""

from dataclasses import dataclass

from studio.checking.grouping import Group
from studio.core.finding import Band
from studio.core.glyphs import one_line
from studio.similarity.kinds import Kind
from studio.tui.cells import fit
from studio.tui.widgets.line_table import LineTable

BAND_GLYPHS = {Band.CERTAIN: "●", Band.LIKELY: "◐", Band.LOOK_CLOSELY: "○"}
_BAND_STYLE = {Band.CERTAIN: "line--good", Band.LIKELY: "", Band.LOOK_CLOSELY: "line--warn"}
KIND_WORDS = {
    Kind.DUPLICATE: "same",
    Kind.CONFLICT: "conflict",
    Kind.SAME_ANSWER: "same answer",
    Kind.PARAPHRASE: "paraphrase",
    Kind.VARIANT: "variant",
}
_STATE_GLYPHS = {"": " ", "settled": "≡", "stays": "∥", "pair": "⇄"}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One line: a group, how the keeper begins, and what was done with it since the list was made."""

    id: int
    group: Group
    prompt: str
    state: str


class GroupTable(LineTable[GroupLine]):
    """The list of the Duplicates screen."""

    def parts(self, row: GroupLine, marked: bool, here: bool, width: int) -> list[tuple[str, str]]:
        """The pieces of a line and the names of their styles."""
        group = row.group
        band = group.band.value.replace("-", " ") if width >= 70 else ""
        head = f"{'▶' if here else ' '}{_STATE_GLYPHS[row.state]} "
        parts = [
            (head, "line--quiet"),
            (f"{BAND_GLYPHS[group.band]} {fit(band, 13) if band else ''}", _BAND_STYLE[group.band]),
            (fit(KIND_WORDS[group.kind], 12), "line--bad" if group.kind is Kind.CONFLICT else ""),
            (f"{len(group.members):>4} {group.score:.2f} ", "line--quiet"),
        ]
        room = max(6, width - sum(len(text) for text, _ in parts))
        parts.append((fit(one_line(row.prompt, room + 20), room), "line--quiet" if row.state else ""))
        return parts
