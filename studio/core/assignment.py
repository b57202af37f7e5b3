"""How rows are shared out among reviewers: one person, a shared queue, an overlap, a blind second review.

It says who should judge what; it hands out nothing.
"""

from typing import NamedTuple

from studio.errors import StudioError

SINGLE, SHARED, OVERLAP, BLIND = "single", "shared", "overlap", "blind"
_HINT = "single · shared · overlap:20 (percent of the rows are judged by two) · blind (all of them are)"


class Assignment(NamedTuple):
    """The project's way of reviewing.

    Attributes:
        mode: `single` (every row is open to everybody), `shared` (each row goes to one person),
            `overlap` (a share goes to two), `blind` (all go to two).
        share: 0..1, of the rows that two judge, in the mode `overlap`.
        repeats: 0..1, of one's own rows that come back unmarked.
        seed: of what goes left, what goes to two and what comes back.

    """

    mode: str = SINGLE
    share: float = 0.0
    repeats: float = 0.0
    seed: int = 0

    @property
    def queued(self) -> bool:
        """True when rows are handed out, each with a lease."""
        return self.mode != SINGLE

    @property
    def overlap(self) -> float:
        """The share of rows that two people judge, neither of whom sees what the other said."""
        return {OVERLAP: self.share, BLIND: 1.0}.get(self.mode, 0.0)

    @property
    def short(self) -> str:
        """The mode, for a line with little room: `shared`, `overlap:20`."""
        return f"{self.mode}:{100 * self.share:g}" if self.mode == OVERLAP else self.mode

    @property
    def text(self) -> str:
        """The way of reviewing as `read_plan` reads it: `overlap:20 5%`."""
        return f"{self.short} {100 * self.repeats:g}%"

    @property
    def words(self) -> str:
        """The way of reviewing in words."""
        said = {
            SINGLE: "every row is open to everybody",
            SHARED: "a shared queue: no two people get the same row",
            OVERLAP: f"a shared queue, {100 * self.share:g} % of it judged by two",
            BLIND: "every row is judged by two, neither sees the other's verdict",
        }[self.mode]
        return f"{said}; {100 * self.repeats:g} % come back unmarked" if self.repeats else said


def read_mode(text: str) -> tuple[str, float]:
    """The mode and its share of a word such as `overlap:20`.

    Raises:
        StudioError: there is no such mode, or the share is not 1 to 100 percent.

    """
    mode, _, share = text.strip().partition(":")
    if mode in (SINGLE, SHARED, BLIND) and not share:
        return mode, 0.0
    percent = share.removesuffix("%")
    if mode == OVERLAP and percent.isascii() and percent.isdigit() and 1 <= int(percent) <= 100:
        return mode, int(percent) / 100
    raise StudioError(f"there is no way of reviewing {text[:30]!r}", _HINT)


def read_plan(text: str) -> tuple[str | None, float | None]:
    """The mode and the share 0..1 of repeats in words such as `overlap:20 5%`; None for what is not said.

    Raises:
        StudioError: a word is neither a mode nor a share in percent.

    """
    mode: str | None = None
    repeats: float | None = None
    for word in text.split():
        percent = word.removesuffix("%")
        if word.endswith("%") and percent.isascii() and percent.isdigit() and int(percent) <= 100:
            repeats = int(percent) / 100
        else:
            read_mode(word)
            mode = word
    return mode, repeats
