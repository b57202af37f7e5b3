"""How rows are shared out among reviewers: one person, a shared queue, an overlap, a blind second review.

It says who should judge what; it hands out nothing.
"""

from typing import NamedTuple

from studio.errors import StudioError

SINGLE, SHARED, OVERLAP, BLIND = "single", "shared", "overlap", "blind"
NAMED, HIDDEN = "named", "hidden"
_SIDES = "sides:"
_HINT = "single · shared · overlap:20 (percent of the rows are judged by two) · blind (all of them are)"


class Assignment(NamedTuple):
    """The project's way of reviewing.

    Attributes:
        mode: `single` (every row is open to everybody), `shared` (each row goes to one person),
            `overlap` (a share goes to two), `blind` (all go to two).
        share: 0..1, of the rows that two judge, in the mode `overlap`.
        repeats: 0..1, of one's own rows that come back unmarked.
        seed: of what goes left, what goes to two and what comes back.
        sides: whether Review names the sides of a pair that is to be judged: `named` or `hidden`.

    """

    mode: str = SINGLE
    share: float = 0.0
    repeats: float = 0.0
    seed: int = 0
    sides: str = NAMED

    @property
    def queued(self) -> bool:
        """True when rows are handed out, each with a lease."""
        return self.mode != SINGLE

    @property
    def overlap(self) -> float:
        """The share of rows that two people judge, neither of whom sees what the other said."""
        return {OVERLAP: self.share, BLIND: 1.0}.get(self.mode, 0.0)

    @property
    def hides_sides(self) -> bool:
        """True where no screen says which side of an open pair is called chosen.

        Where two judge, the sides stand as the first one left them: to name them would name a verdict.
        """
        return self.sides == HIDDEN or self.overlap > 0

    @property
    def short(self) -> str:
        """The mode, for a line with little room: `shared`, `overlap:20`."""
        return f"{self.mode}:{100 * self.share:g}" if self.mode == OVERLAP else self.mode

    @property
    def text(self) -> str:
        """The way of reviewing as `read_plan` reads it: `overlap:20 5%`."""
        sides = f" {_SIDES}{self.sides}" if self.sides != NAMED else ""
        return f"{self.short} {100 * self.repeats:g}%{sides}"

    @property
    def words(self) -> str:
        """The way of reviewing in words."""
        said = {
            SINGLE: "every row is open to everybody",
            SHARED: "a shared queue: no two people get the same row",
            OVERLAP: f"a shared queue, {100 * self.share:g} % of it judged by two",
            BLIND: "every row is judged by two, neither sees the other's verdict",
        }[self.mode]
        if self.repeats:
            said += f"; {100 * self.repeats:g} % come back unmarked"
        return f"{said}; Review names no side of an open pair" if self.sides == HIDDEN else said


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


def read_plan(text: str) -> tuple[str | None, float | None, str | None]:
    """Mode, share 0..1 of repeats and sides in words such as `overlap:20 5%`; None for what is not said.

    Raises:
        StudioError: a word is neither a mode, nor a share in percent, nor `sides:hidden` or `sides:named`.

    """
    mode: str | None = None
    repeats: float | None = None
    sides: str | None = None
    for word in text.split():
        percent = word.removesuffix("%")
        if word.endswith("%") and percent.isascii() and percent.isdigit() and int(percent) <= 100:
            repeats = int(percent) / 100
        elif word.startswith(_SIDES):
            sides = read_sides(word.removeprefix(_SIDES))
        else:
            read_mode(word)
            mode = word
    return mode, repeats, sides


def read_sides(text: str) -> str:
    """`named` or `hidden`.

    Raises:
        StudioError: it is neither.

    """
    if text in (NAMED, HIDDEN):
        return text
    raise StudioError(f"sides are {NAMED} or {HIDDEN}, not {text[:30]!r}", "sides:hidden")
