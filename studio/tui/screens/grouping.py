"""Forms the groups of like rows at a threshold, whenever it moves or rows change. It decides nothing."""

from collections.abc import Sequence

from textual import work

from studio.checking.grouping import LETTERS, MEANING, Grouping, Likenesses
from studio.checking.keepers import RULES, rule_in_words
from studio.core.finding import Band
from studio.core.rows import Done, News
from studio.jobs import drain
from studio.similarity.kinds import Kind
from studio.similarity.scan import FLOOR
from studio.store.likeness import PARAPHRASE
from studio.tui.screens.group_listing import GroupListScreen
from studio.tui.widgets.prompt_line import PromptLine

_STEP = 0.02
_SETTLE_SECONDS = 0.6


class GroupingScreen(GroupListScreen):
    """The list of groups at a threshold."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Sequence[Kind] = LETTERS
        self._pairs: Likenesses | None = None
        self._shown: Sequence[int] = ()
        self._words = ""
        self.favourites: list[int] = []
        self.wanted_row: int | None = None
        self.own_rows: set[int] = set()
        self._load_number = 0
        self._said = ""
        self._kept = (0.0, "")

    def on_mount(self) -> None:
        """Take threshold and rule from the project."""
        session = self.studio.session
        self.threshold, self.rule = session.threshold, session.keeper_rule
        self._kept = (self.threshold, self.rule)
        self.set_interval(_SETTLE_SECONDS, self._keep_groups)

    def on_screen_resume(self) -> None:
        """Read what there is now."""
        super().on_screen_resume()
        self.table.focus()
        self.reload()

    def checked(self) -> None:
        """A check has ended."""
        super().checked()
        self.reload()

    def news(self, news: News) -> None:
        """Others decided: groups may be settled by now. One's own acts leave the list as it is."""
        super().news(news)
        if news.added or not news.changed <= self.own_rows:
            self.reload()
        self.own_rows -= news.changed

    # Groups

    def reload(self) -> None:
        """Read the pairs anew."""
        self._load_number += 1
        self._load(self._load_number)

    @work(thread=True, group="pairs")
    def _load(self, number: int) -> None:
        """Read the pairs in a thread."""
        pairs = drain(self.studio.session.likenesses())
        self.studio.call_from_thread(self._loaded, pairs, number)

    def _loaded(self, pairs: Likenesses, number: int) -> None:
        if number != self._load_number:
            return
        self._pairs = pairs
        self.states.clear()
        said, self._said = self._said, ""
        self.group(said)

    @work(thread=True, exclusive=True, group="grouping")
    def group(self, said: str = "") -> None:
        """Form the groups at the threshold, in a thread."""
        if self._pairs is not None:
            grouping = Grouping(self._pairs, self.threshold, self.rule, self.favourites, kinds=self.kinds)
            self.studio.call_from_thread(self._grouped, grouping, said)

    def _grouped(self, grouping: Grouping, said: str) -> None:
        here = self.group_here()
        wanted = self.wanted_row if self.wanted_row is not None else here.keeper if here else None
        self.grouping = grouping
        self._filter()
        places = grouping.of_row(wanted) if wanted is not None else []
        shown = [self._shown.index(place) for place in places if place in self._shown]
        self.table.forget()
        stay = min(self.table.cursor, max(0, len(self._shown) - 1))
        self.table.show(self._shown, shown[0] if shown else stay)
        if self.wanted_row is not None and not shown:
            said = f"#{self.wanted_row} is in no open group at {self.threshold:.2f}"
        self.wanted_row = None
        self.tell(said or self._count_words())
        self.show_group()

    def _filter(self) -> None:
        """The groups that the filter's words name: kinds, bands."""
        grouping = self.grouping
        if grouping is None:
            self._shown = ()
        elif self._words:
            words = self._words.split()
            self._shown = [place for place in range(len(grouping)) if _meant(grouping.label(place), words)]
        else:
            self._shown = range(len(grouping))

    def _count_words(self) -> str:
        if self.grouping is None:
            return ""
        counts = self.grouping.counts()
        kinds = [
            f"{sum(counts.get((kind, band), 0) for band in Band):,} {kind.value}"
            for kind in Kind
            if any((kind, band) in counts for band in Band)
        ]
        sure = len(self.grouping.to_set_aside())
        said = ", ".join(kinds) or "no groups"
        return f"threshold {self.threshold:.2f}: {said} · A sets {sure:,} certain rows aside"

    def came_back(self, done: Done) -> None:
        """Undo opened a group again."""
        self.wanted_row = done.rows[0]
        self._said = done.message
        self.reload()

    def show_row(self, row: int) -> None:
        """Show the group of a row."""
        self.wanted_row = row
        self._words = ""
        self.reload()

    # Threshold, rule, filter

    def do_lower(self) -> None:
        """Lower the threshold."""
        self._move_threshold(-_STEP)

    def do_raise(self) -> None:
        """Raise the threshold."""
        self._move_threshold(_STEP)

    def _move_threshold(self, by: float) -> None:
        self.threshold = round(min(1.0, max(FLOOR, self.threshold + by)), 2)
        self.states.clear()
        self.group()

    def do_rule(self) -> None:
        """The next keeper rule."""
        names = list(RULES)
        self.rule = names[(names.index(self.rule) + 1) % len(names)]
        self.group(f"kept is: {rule_in_words(self.rule)}")

    def _keep_groups(self) -> None:
        """Keep the groups of a new threshold or rule, once it has stood a moment."""
        here = (self.threshold, self.rule)
        if here != self._kept and self._pairs is not None:
            self._kept = here
            self._keep(*here)

    @work(thread=True, exclusive=True, group="keep")
    def _keep(self, threshold: float, rule: str) -> None:
        drain(self.studio.session.regroup(threshold, rule))

    def do_lens(self) -> None:
        """Show rows that are written alike, or rows that mean alike."""
        self.kinds = MEANING if self.kinds == LETTERS else LETTERS
        self.states.clear()
        if self.kinds == MEANING and not self.studio.session.was_checked(PARAPHRASE):
            self.studio.check(every=True, names=(PARAPHRASE,))
        self.group("" if self.kinds == LETTERS else "rows that mean alike, by their words; l goes back")

    def do_filter(self) -> None:
        """Ask for kinds and bands to show."""
        words = "kinds and bands (duplicate conflict same-answer variant certain likely look-closely):"
        self.query_one(PromptLine).ask(words, self._set_filter, value=self._words)

    def _set_filter(self, text: str) -> None:
        self._words = text.strip()
        self._filter()
        self.table.show(self._shown)
        self.tell(f"{len(self._shown):,} groups" + (f" that are {self._words}" if self._words else ""))
        self.show_group()

    def do_back(self) -> None:
        """Clear the filter."""
        if self._words:
            self._set_filter("")


def _meant(label: tuple[str, str], words: Sequence[str]) -> bool:
    """True when a group's kind and band are among what the words name; nothing named is all of them."""
    kinds = {word for word in words if word in {kind.value for kind in Kind}}
    bands = {word for word in words if word in {band.value for band in Band}}
    return (not kinds or label[0] in kinds) and (not bands or label[1] in bands) and bool(kinds | bands)
