"""The words of a contract and their numbers, both ways. It holds no target."""

import re
from collections.abc import Sequence

from studio.coverage.facet import Facet, fold
from studio.coverage.patterns import Pattern, make_pattern

_AND = re.compile(r" & (?=[^=&]+=)")  # a value may have an ampersand of its own
_CLEAR = 4  # letters of a value that is understood without its facet's name


class Unknown(Exception):
    """A word that is no facet, or no value of its facet; `near` are the words that there are."""

    def __init__(self, kind: str, word: str, near: Sequence[str]) -> None:
        super().__init__(f"there is no {kind} {word!r}")
        self.word = word
        self.near = near


class Vocabulary:
    """Facets and values by word and by number; words are compared in any case."""

    def __init__(self, facets: Sequence[Facet]) -> None:
        self._facets = facets
        self._places = {fold(facet.name): place for place, facet in enumerate(facets)}
        self._values = [{fold(word): place for place, word in enumerate(facet.words)} for facet in facets]
        self._spread: dict[str, int] = {}
        for values in self._values:
            for word in values:
                self._spread[word] = self._spread.get(word, 0) + 1

    def facet(self, name: str) -> int:
        """The number of a facet.

        Raises:
            Unknown: there is none.

        """
        place = self._places.get(fold(name))
        if place is None:
            raise Unknown("facet", name.strip(), [facet.name for facet in self._facets])
        return place

    def place(self, name: str, value: str) -> tuple[int, int]:
        """The numbers of a facet and of one of its values.

        Raises:
            Unknown: there is no such facet or value.

        """
        facet = self.facet(name)
        place = self._values[facet].get(fold(value))
        if place is None:
            raise Unknown(f"value of {self._facets[facet].name}", value.strip(), self._facets[facet].words)
        return facet, place

    def cell(self, text: str) -> Pattern:
        """The pattern of `facet=value` or `a=x & b=y`.

        Raises:
            Unknown: a word is no facet or value.
            ValueError: it is not written so, or names a facet twice.

        """
        cells = []
        for part in _AND.split(text):
            facet, equals, value = part.partition("=")
            if not equals:
                raise ValueError(f"{part.strip()!r} is not written `facet=value`")
            cells.append(self.place(facet, value))
        return make_pattern(cells)

    def named(self, pattern: Pattern) -> dict[str, str]:
        """A pattern as facet: value, for JSON."""
        return {self._facets[facet].name: self._facets[facet].words[value] for facet, value in pattern}

    def describe(self, pattern: Pattern) -> str:
        """A pattern in words: `refusal × language=de`. A facet is named where its value alone is unclear."""
        return " × ".join(
            value if len(value) >= _CLEAR and self._spread[fold(value)] == 1 else f"{facet}={value}"
            for facet, value in self.named(pattern).items()
        )
