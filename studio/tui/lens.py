"""Which pairs the Pairs screen goes through. It finds none; a filter does."""

from enum import Enum


class Lens(Enum):
    """A filter of rows, or groups of answers to rank."""

    OPEN = ("open pairs", "shape:pair pair:open")
    ANSWERS = ("several answers to one prompt", "")
    DISAGREED = ("disagreements, to settle", "shape:pair is:disagreed")
    REWRITE = ("both bad, to rewrite", "shape:pair pair:both-bad")
    EVERY = ("all pairs", "shape:pair")
    NEXT = ("to judge next", "")

    @property
    def words(self) -> str:
        """What it shows, in words."""
        return str(self.value[0])

    @property
    def filter(self) -> str:
        """The filter that finds its rows."""
        return str(self.value[1])
