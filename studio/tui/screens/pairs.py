"""Pairs: two answers side by side, one key each for left, right, tie, both bad. Blind until it is decided."""

from collections.abc import Callable
from functools import partial

from textual.content import Content
from textual.widgets import Static

from studio.core.example import Example
from studio.core.pairs import LEFT, RIGHT, Sight
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.core.vote import Choice, Strength, Vote
from studio.errors import StudioError
from studio.pairs.ranking import Policy
from studio.tui.lens import Lens
from studio.tui.pair_text import decided_words
from studio.tui.place_text import next_words, pair_words, place_line, ranking_words
from studio.tui.screens.siding import edit_sides
from studio.tui.screens.walking import WalkingScreen
from studio.tui.widgets.pair_view import PairView
from studio.tui.widgets.prompt_line import PromptLine

_NONE = {
    Lens.OPEN: "No pair is open.\n\nl shows other lenses · p on a row in Review makes a pair",
    Lens.NEXT: "No open pair would tell more of quality than of length.\n\nl shows other lenses",
    Lens.ANSWERS: "No prompt has several answers.\n\nl shows other lenses",
    Lens.DISAGREED: "Reviewers disagree on no pair.\n\nl shows other lenses",
    Lens.REWRITE: "No pair has two bad sides.\n\nl shows other lenses",
    Lens.EVERY: "There are no pairs.\n\np on a row in Review makes one, or import some",
}


class PairsScreen(WalkingScreen):
    """Judge pairs, or rank the answers to one prompt."""

    NAME = "pairs"
    TITLE = "Pairs"
    CSS_PATH = "pairs.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.sight: Sight | None = None
        self.strength = Strength.NONE
        self.tags: tuple[str, ...] = ()
        self.marked = True
        self.policy = Policy.BEST_WORST

    # What is shown

    def show(self) -> None:
        """Show the pair at the cursor; what was said before a decision was said of the pair before."""
        row, group, session = self.queue.row, self.queue.group, self.studio.session
        if self.sight is not None and self.sight.card.row.id != row:
            self.strength, self.tags = Strength.NONE, ()
        if group:
            two = session.ranking(group).next_comparison()
            self.sight = None if two is None else session.sight_of_two(*two)
        else:
            self.sight = None if row is None else session.sight(row)
        self._draw()

    def _draw(self) -> None:
        view, group = self.query_one(PairView), self.queue.group
        if self.sight is not None:
            view.show(self.sight, marked=self.marked)
        elif group:
            answers = {row: held.chosen for row, held in self.studio.session.examples(group).items()}
            view.show_order(self.studio.session.ranking(group).order(), answers)
        else:
            view.show_none(_NONE[self.queue.lens])
        self.query_one("#place", Static).update(Content(place_line(self.queue, self._told(view.is_deep))))

    def _told(self, is_deep: bool) -> list[str]:
        sight, group, session = self.sight, self.queue.group, self.studio.session
        if group:
            return ranking_words(group, session.ranking(group), self.policy)
        if sight is None:
            return []
        row = sight.card.row.id
        disputed: tuple[Vote, ...] = ()
        if self.queue.lens is Lens.DISAGREED:
            disputed = next((one.votes for one in session.disagreements() if one.row == row), ())
        told = pair_words(sight, self.queue.whys.get(row, ""), disputed, is_deep=is_deep)
        return told + next_words(self.strength, self.tags)

    # Decisions

    async def do_left_better(self) -> None:
        """The left side is better."""
        if self.sight is not None:
            await self._decide(self.sight.better(LEFT))

    async def do_right_better(self) -> None:
        """The right side is better."""
        if self.sight is not None:
            await self._decide(self.sight.better(RIGHT))

    async def do_tie(self) -> None:
        """Neither is better."""
        await self._decide(Choice.TIE)

    async def do_both_bad(self) -> None:
        """Neither is good."""
        await self._decide(Choice.BOTH_BAD)

    async def _decide(self, choice: Choice) -> None:
        sight, session = self.sight, self.studio.session
        if sight is None:
            return
        if sight.other_row:
            await self._act(lambda: session.compare(sight, choice), sight, advance=False)
            return
        strength, tags = self.strength, self.tags
        await self._act(lambda: session.judge(sight, choice, strength, tags=tags), sight, advance=True)

    async def do_skip(self) -> None:
        """Decide later."""
        row, session = self.queue.row, self.studio.session
        if row is not None:
            await self._act(lambda: session.decide([row], Status.SKIPPED), None, advance=True)
        else:
            self.move(self.queue.cursor + 1)

    async def _act(self, act: Callable[[], Done], sight: Sight | None, *, advance: bool) -> None:
        try:
            done = await self.store(act)
        except StudioError as error:
            self.tell(str(error), wrong=True)
            return
        if done is None:
            return
        said = done.message if sight is None else decided_words(sight, done.message)
        self.tell(f"{said} · {self.studio.keymap.keys['undo'][0]} undoes")
        self.strength, self.tags = Strength.NONE, ()
        self.count(done.rows)
        if advance and self.queue.cursor + 1 < len(self.queue):
            self.move(self.queue.cursor + 1)
        else:
            self.refill()
            self.show()

    # Before a decision

    def do_much(self) -> None:
        """The next decision is by much."""
        self._set_strength(Strength.MUCH)

    def do_slightly(self) -> None:
        """The next decision is by a little."""
        self._set_strength(Strength.SLIGHTLY)

    def _set_strength(self, strength: Strength) -> None:
        self.strength = Strength.NONE if self.strength is strength else strength
        self._draw()

    def do_reasons(self) -> None:
        """Ask why, in words that are kept with the decision."""
        if self.sight is not None:
            question = "why (words, commas between):"
            self.query_one(PromptLine).ask(question, self._reasons, value=", ".join(self.tags))

    def _reasons(self, text: str) -> None:
        self.tags = tuple(dict.fromkeys(filter(None, (part.strip() for part in text.split(",")))))
        self._draw()

    async def do_swap(self) -> None:
        """Put the sides on each other's place; of a decided pair, exchange chosen and rejected."""
        sight, session = self.sight, self.studio.session
        if sight is None:
            return
        if sight.own is not None and sight.own.better:
            await self._act(lambda: session.swap([sight.card.row.id]), None, advance=False)
            return
        self.sight = sight.turned()
        self._draw()
        self.tell("left and right changed places")

    def do_differences(self) -> None:
        """Mark the words that differ, or not."""
        self.marked = not self.marked
        self._draw()

    # Text

    def do_edit(self) -> None:
        """Edit either side, or what was asked."""
        sight = self.sight
        if sight is None or sight.other_row:
            return
        edit_sides(self, sight, partial(self._save, sight.card.row.id))

    def _save(self, row: int, example: Example) -> None:
        session = self.studio.session
        self.run_worker(self._act(lambda: session.edit(row, example), None, advance=False), exclusive=False)

    async def do_flag(self) -> None:
        """Flag the row for later, or take the flag off."""
        row, session = self.queue.row, self.studio.session
        if row is not None:
            await self._act(lambda: session.flag([row]), None, advance=False)

    # Ranking

    def do_policy(self) -> None:
        """The next policy for pairs of ranked answers."""
        policies = list(Policy)
        self.policy = policies[(policies.index(self.policy) + 1) % len(policies)]
        self.tell(f"{self.policy.value}: {self.policy.words}")
        self._draw()

    async def do_pair_ranked(self) -> None:
        """Make pairs of the ranked answers."""
        group, policy, session = self.queue.group, self.policy, self.studio.session
        if not group:
            self.tell("1 2 3 0 decide; pairs are made of ranked answers (l)")
            return
        await self._act(lambda: session.pair_ranked(group, policy), None, advance=False)
        self.load()
