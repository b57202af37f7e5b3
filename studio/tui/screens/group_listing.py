"""A list of groups of like rows, and the card of one. It forms no group and decides nothing."""

from collections.abc import Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container

from studio.checking.grouping import Group, Grouping
from studio.checking.keepers import rule_in_words
from studio.similarity.scan import FLOOR
from studio.tui.group_text import SHOWN_MEMBERS, Held, group_blocks
from studio.tui.screens.moving import MovingScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.group_table import GroupLine, GroupTable
from studio.tui.widgets.header import Header
from studio.tui.widgets.line_table import LineTable
from studio.tui.widgets.prompt_line import PromptLine

_WIDE = 150
_NONE = (
    "No look-alikes at {threshold:.2f} or more.\n\n< lowers the threshold · c looks again · d on a row in"
    " Review comes back here"
)


class GroupListScreen(MovingScreen):
    """Groups, and the one under the cursor.

    Attributes:
        threshold: the similarity from which rows are alike, 0..1.
        rule: by which a group's keeper is chosen.
        grouping: the groups; None until they are formed.
        states: what was done to a group here, by its place.

    """

    def __init__(self) -> None:
        super().__init__()
        self.threshold, self.rule = FLOOR, "best"
        self.grouping: Grouping | None = None
        self.states: dict[int, str] = {}

    def compose(self) -> ComposeResult:
        """Header, list, card, footer."""
        yield Header()
        with Container(id="split"):
            yield GroupTable(self._lines)
            yield CardView()
        yield PromptLine()
        yield Footer()

    def on_resize(self) -> None:
        """List and card side by side where there is room."""
        super().on_resize()
        self.set_class(self.size.width >= _WIDE, "wide")

    def _lines(self, places: Sequence[int]) -> list[GroupLine]:
        if self.grouping is None:
            return []
        groups = [(place, self.grouping[place]) for place in places if place < len(self.grouping)]
        rows = {row.id: row for row in self.studio.session.rows([group.keeper for _, group in groups])}
        return [
            GroupLine(place, group, rows[group.keeper].prompt, self.states.get(place, ""))
            for place, group in groups
        ]

    def group_here(self) -> Group | None:
        """The group under the cursor."""
        place = self.table.current
        if place is None or self.grouping is None or place >= len(self.grouping):
            return None
        return self.grouping[place]

    def show_group(self) -> None:
        """Show the group under the cursor."""
        view = self.query_one(CardView)
        group = self.group_here()
        if group is None:
            busy = self.studio.background
            view.show(None, note=busy.words if busy else _NONE.format(threshold=self.threshold))
            return
        held = self._held(group)
        view.show_blocks(group.keeper, partial(group_blocks, group, held, rule_in_words(self.rule)))

    def _held(self, group: Group) -> list[Held]:
        members = group.members[:SHOWN_MEMBERS]
        ids = [member.row for member in members]
        rows = {row.id: row for row in self.studio.session.rows(ids)}
        examples = self.studio.session.examples(ids)
        return [
            Held(number, member, rows[member.row], examples[member.row])
            for number, member in enumerate(members, 1)
        ]

    def on_line_table_moved(self, event: LineTable.Moved) -> None:
        """Show the group."""
        self.show_group()
