"""Pairs: two answers side by side, one key each for left, right, tie, both bad. Blind until it is decided."""

from collections.abc import Callable
from functools import partial

from textual.content import Content
from textual.widgets import Static

from studio.core.example import Example
from studio.core.glyphs import one_line
from studio.core.pairs import LEFT, RIGHT, Sight
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.core.vote import Choice, Strength
from studio.errors import StudioError
from studio.pairs.ranking import Policy
from studio.tui.lens import Lens
from studio.tui.pair_text import asked_blocks, decided_words, order_blocks, side_blocks, vote_words
from studio.tui.screens.edit import EditScreen
from studio.tui.screens.informing import ask_tokenizer, show_info
from studio.tui.screens.queueing import QueueingScreen
from studio.tui.widgets.card import CardView
from studio.tui.widgets.prompt_line import PromptLine

_NONE = {
    Lens.OPEN: "No pair is open.\n\nl shows other lenses · p on a row in Review makes a pair",
    Lens.NEXT: "No open pair would tell more of quality than of length.\n\nl shows other lenses",
    Lens.ANSWERS: "No prompt has several answers.\n\nl shows other lenses",
    Lens.DISAGREED: "Reviewers disagree on no pair.\n\nl shows other lenses",
    Lens.REWRITE: "No pair has two bad sides.\n\nl shows other lenses",
    Lens.EVERY: "There are no pairs.\n\np on a row in Review makes one, or import some",
}


class PairsScreen(QueueingScreen):
    """Judge pairs, or rank the answers to one prompt."""

    NAME = "pairs"
    TITLE = "Pairs"
    CSS_PATH = "pairs.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.strength = Strength.NONE
        self.tags: tuple[str, ...] = ()
        self.marked = True
        self.policy = Policy.BEST_WORST
        self._asked_row: int | None = None
        self._is_deep = False

    def on_screen_resume(self) -> None:
        """Read what there is now."""
        super().on_screen_resume()
        self.call_after_refresh(lambda: self.load(self.row))

    # What is shown

    def show(self) -> None:
        """Show the pair at the cursor; what was said before a decision was said of the pair before."""
        row, group = self.row, self.group
        if self.sight is not None and self.sight.card.row.id != row:
            self.strength, self.tags = Strength.NONE, ()
        if group:
            two = self.studio.session.ranking(group).next_comparison()
            self.sight = None if two is None else self.studio.session.sight_of_two(*two)
        else:
            self.sight = None if row is None else self.studio.session.sight(row)
        self._draw()

    def _draw(self) -> None:
        asked, sides = self.query_one("#asked", CardView), self.query_one("#sides", CardView)
        if self.sight is not None:
            row = self.sight.card.row.id
            asked.show_blocks(row, partial(asked_blocks, self.sight))
            key = row + (self.sight.other_row << 32)
            sides.show_blocks(key, partial(side_blocks, self.sight, self.marked))
        elif self.group:
            order = self.studio.session.ranking(self.group).order()
            answers = {
                row: example.chosen for row, example in self.studio.session.examples(self.group).items()
            }
            asked.show(None)
            sides.show_blocks(self.group[0], partial(order_blocks, order, answers))
        else:
            asked.show(None)
            sides.show(None, note=_NONE[self.lens])
        room = self.query_one("#pair").size.height
        height = max(1, min(asked.depth, max(3, room * 2 // 5)))
        asked.styles.height = height
        self._is_deep = asked.depth > height
        if self.sight is not None and self.sight.card.row.id != self._asked_row:
            self._asked_row = self.sight.card.row.id
            if len(self.sight.example.prompt) > 1:
                # The answers are to the last turn, so that is what is on screen.
                self.call_after_refresh(lambda: asked.scroll_by(asked.depth))
        self.query_one("#place", Static).update(Content(self._place_words()))

    def _place_words(self) -> str:
        if not self.ids:
            return f"{self.lens.words} · none"
        parts = [f"{self.lens.words} · {self.cursor + 1:,} of {len(self.ids):,}"]
        if self.group:
            ranking = self.studio.session.ranking(self.group)
            parts.append(f"{len(self.group)} answers")
            if self.sight is None:
                parts.append(f"in order; a makes pairs: {self.policy.value} ({self.policy.words}); o others")
            else:
                parts.append(f"compared {len(ranking.comparisons)} of at most {ranking.asked_at_most()}")
        elif self.sight is not None:
            parts += self._state_words(self.sight)
        return one_line(" · ".join(parts), 400)

    def _state_words(self, sight: Sight) -> list[str]:
        row = sight.card.row
        parts = [f"#{row.id}", *filter(None, [self.whys.get(row.id)])]
        if row.blocked:
            parts.append("! needs repair: e")
        if self._is_deep:
            parts.append("P scrolls the question")
        if self.lens is Lens.DISAGREED:
            votes = [one.votes for one in self.studio.session.disagreements() if one.row == row.id]
            parts += [vote_words(vote, sight) for said in votes for vote in said]
        elif sight.own is not None:
            parts.append(f"{row.source}:{row.line}")
            parts.append(f"{row.status.glyph} {vote_words(sight.own, sight)}")
        elif row.status is not Status.PENDING:
            parts.append(f"{row.status.glyph} {row.status.value}")
        if self.strength:
            parts.append(f"strength: {self.strength.value}")
        if self.tags:
            parts.append("why: " + ", ".join(self.tags))
        return parts

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
        row, session = self.row, self.studio.session
        if row is not None:
            await self._act(lambda: session.decide([row], Status.SKIPPED), None, advance=True)
        else:
            self.move(self.cursor + 1)

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
        if advance and self.cursor + 1 < len(self.ids):
            self.move(self.cursor + 1)
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
        shown = sight.example._replace(chosen=sight.texts[0], rejected=sight.texts[1])
        self.app.push_screen(
            EditScreen(sight.card, self.studio.drafts.pop(sight.card.row.id, None), shown, ("left", "right")),
            lambda result: self._edited(sight, result),
        )

    def _edited(self, sight: Sight, result: "Example | list[str] | None") -> None:
        row = sight.card.row.id
        if isinstance(result, list):
            self.studio.drafts[row] = result
            self.tell(f"the draft of #{row} is kept: e goes on with it")
        elif result is not None:
            example = result
            if sight.left != "chosen":
                example = result._replace(chosen=result.rejected, rejected=result.chosen)
            session = self.studio.session
            self.run_worker(
                self._act(lambda: session.edit(row, example), None, advance=False), exclusive=False
            )

    async def do_flag(self) -> None:
        """Flag the row for later, or take the flag off."""
        row, session = self.row, self.studio.session
        if row is not None:
            await self._act(lambda: session.flag([row]), None, advance=False)

    def do_duplicates(self) -> None:
        """Show the group of rows that the row is in."""
        if self.row is not None:
            self.studio.duplicates_of(self.row)

    def do_info(self) -> None:
        """History, source and fields of the row; it tells where the sides come from."""
        if self.row is not None:
            show_info(self, self.row)

    def do_tokenizer(self) -> None:
        """Ask for the tokenizer to count with."""
        ask_tokenizer(self)

    # Ranking

    def do_policy(self) -> None:
        """The next policy for pairs of ranked answers."""
        policies = list(Policy)
        self.policy = policies[(policies.index(self.policy) + 1) % len(policies)]
        self.tell(f"{self.policy.value}: {self.policy.words}")
        self._draw()

    async def do_pair_ranked(self) -> None:
        """Make pairs of the ranked answers."""
        group, policy, session = self.group, self.policy, self.studio.session
        if not group:
            self.tell("1 2 3 0 decide; pairs are made of ranked answers (l)")
            return
        await self._act(lambda: session.pair_ranked(group, policy), None, advance=False)
        self.load()
