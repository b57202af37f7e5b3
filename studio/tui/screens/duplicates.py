"""Duplicates: decisions about groups of like rows, a key each. Nothing is ever deleted."""

from collections.abc import Callable

from studio.checking.grouping import Group
from studio.core.rows import Done
from studio.errors import StudioError
from studio.similarity.kinds import Kind
from studio.tui.screens.grouping import GroupingScreen


class DuplicatesScreen(GroupingScreen):
    """Set aside, let stay, make a pair; one group or all that are certain."""

    NAME = "duplicates"
    TITLE = "Duplicates"
    CSS_PATH = "duplicates.tcss"

    # Decisions

    async def do_apply(self) -> None:
        """Do what the group's kind suggests."""
        group = self.group_here()
        if group is None:
            return
        if group.kind is Kind.CONFLICT:
            self.tell(
                "a conflict has no safe suggestion: p makes a pair, e rewrites, x keeps only the first, b all"
            )
        elif group.kind is Kind.PARAPHRASE:
            self.tell("only a person can tell: x keeps only the first, b lets all stay")
        elif group.kind is Kind.DUPLICATE:
            await self._set_aside(group)
        else:
            await self.do_keep_both()

    async def do_keep_one(self) -> None:
        """Keep only the first row of the group, whatever its kind."""
        group = self.group_here()
        if group is not None:
            await self._set_aside(group)

    async def _set_aside(self, group: Group) -> None:
        keeper_of = {member.row: group.keeper for member in group.others}
        await self._settle(lambda: self.studio.session.set_aside(keeper_of), "settled")

    async def do_keep_both(self) -> None:
        """Let all rows of the group stay, and remember it."""
        group = self.group_here()
        if group is not None:
            rows = [member.row for member in group.members]
            await self._settle(lambda: self.studio.session.keep_both([rows]), "stays")

    async def do_make_pair(self) -> None:
        """Make a pair of the first two rows of a conflict."""
        group = self.group_here()
        if group is None:
            return
        if group.kind is not Kind.CONFLICT:
            self.tell("a pair is made of two answers to one question: this group is no conflict")
            return
        other = group.others[0].row
        await self._settle(lambda: self.studio.session.pair_up(group.keeper, other), "pair")

    def do_apply_all(self) -> None:
        """Set aside every row that is certainly a duplicate, after a question."""
        if self.grouping is None:
            return
        keeper_of = self.grouping.to_set_aside()
        if not keeper_of:
            self.tell("no row is certainly a duplicate at this threshold")
            return

        async def confirmed() -> None:
            done = await self.store(lambda: self.studio.session.set_aside(keeper_of))
            if done is not None:
                self.wanted_row = None
                self.tell(done.message)
                self.reload()

        self.confirm(f"set {len(keeper_of):,} rows aside as certain duplicates?", confirmed)

    async def _settle(self, act: Callable[[], Done], state: str) -> None:
        place = self.table.current
        if place is None or self.states.get(place):
            self.tell("this group is settled: u undoes")
            return
        try:
            done = await self.store(act)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        if done is None:
            return
        self.own_rows.update(done.rows)
        if done.event:
            self.states[place] = state
        self.table.changed([place])
        self.tell(f"{done.message} · {self.studio.keymap.keys['undo'][0]} undoes")
        if self.table.cursor + 1 < len(self.table.ids):
            self.table.move(self.table.cursor + 1)
        else:
            self.show_group()

    def do_keeper(self) -> None:
        """Make the member with the pressed number the keeper of its group."""
        group = self.group_here()
        number = self.pressed + 1
        if group is None or not 1 < number <= len(group.members):
            return
        row = group.members[number - 1].row
        rows = {member.row for member in group.members}
        self.favourites = [*(one for one in self.favourites if one not in rows), row]
        self.wanted_row = row
        self.group(f"#{row} is the keeper: a sets the others aside")

    # Elsewhere

    def do_open_group(self) -> None:
        """Show the rows of the group in Review."""
        group = self.group_here()
        if group is not None:
            self.studio.open_filter("id:" + "|".join(str(member.row) for member in group.members[:200]))

    def do_edit_group(self) -> None:
        """Go to the keeper in Review, to rewrite it."""
        group = self.group_here()
        if group is not None:
            self.studio.go_to_row(group.keeper)

    def do_check(self) -> None:
        """Look at every row again."""
        self.studio.check(every=True)
