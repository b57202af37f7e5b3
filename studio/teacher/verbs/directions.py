"""Directions for drafts: what each new row of a cell shall be like, so that no two are. Nothing is random.

A model asked for the same thing a hundred times writes the same few rows, and there is no sampling
parameter to change that. So each row of a cell, by its number, gets other values of the facets that the
cell leaves open, another person who asks, another way to ask and another length; the lists have lengths
without a common factor, so that a combination comes back late.
"""

from collections.abc import Mapping
from typing import NamedTuple

from studio.coverage.contract import Contract
from studio.coverage.facet import Facet, fold

PERSONS = (
    "someone new to the subject who lacks the right words for it",
    "someone who knows the subject well and wants one precise point",
    "someone in a hurry, typing on a phone: short, lower case, a slip or two",
    "someone polite who takes a while to come to the point",
    "someone who has tried the obvious already and says what happened",
    "someone writing in a language that is not their first one",
    "someone asking on behalf of another person",
    "someone who is worried or annoyed, for a reason that shows",
    "someone who plans ahead and weighs two options",
    "someone who believes something wrong about the matter and builds on it",
    "someone who has to explain or pass on the answer to others",
)
WAYS = (
    "a plain question",
    "a statement of what is going on, the question left unsaid",
    "two related things at once",
    "with pasted material to work on: a message, a list, a log, some figures",
    "with a constraint on the answer, such as its form, its length or what to leave out",
    "with concrete numbers, dates or names that matter for the answer",
    "with details that do not matter among those that do",
)
LENGTHS = (
    "one short line",
    "two or three sentences",
    "a single sentence",
    "a paragraph with the background",
    "a few words",
)


class Direction(NamedTuple):
    """What one new row shall be like.

    `wanted` are facet values that the cell left open; `text` is the line that the request holds.
    """

    wanted: Mapping[str, str]
    text: str


def direction(contract: Contract | None, cell: Mapping[str, str], number: int) -> Direction:
    """The direction of a cell's row.

    Args:
        contract: whose open facets are gone through in turn; None for persons and ways only.
        cell: the facet values that all rows of the request have.
        number: the row's number in its cell, from 0.

    """
    wanted = _open_values(contract, cell, number) if contract is not None else {}
    parts = [f"{facet} = {value}" for facet, value in wanted.items()]
    person = PERSONS[number % len(PERSONS)]
    way = WAYS[number % len(WAYS)]
    length = LENGTHS[number % len(LENGTHS)]
    return Direction(wanted, "; ".join([*parts, f"from {person}; {way}; the prompt is {length}"]))


def _open_values(contract: Contract, cell: Mapping[str, str], number: int) -> dict[str, str]:
    """A value of each facet that the cell leaves open, none that is impossible with the others."""
    said = {fold(facet): fold(value) for facet, value in cell.items()}
    wanted: dict[str, str] = {}
    before = {True: 1, False: 1}
    for facet in contract.facets:
        by_hand = facet.by == "tag"
        if fold(facet.name) in said or (by_hand and number % 2 == 0):
            continue  # edge cases are rare: every other row is an ordinary one
        turn, round_ = number // 2 if by_hand else number, before[by_hand]
        # One step behind with each round of the facets before it: all combinations come up in the end,
        # and neighbours differ at once.
        chosen = _possible(contract, said, facet, turn % round_ + turn // round_)
        before[by_hand] *= len(facet.words)
        if chosen is not None:
            wanted[facet.name] = chosen
            said[fold(facet.name)] = fold(chosen)
    return wanted


def _possible(contract: Contract, said: Mapping[str, str], facet: Facet, turn: int) -> str | None:
    """The first value from `turn` on that can go together with what is said already."""
    for step in range(len(facet.words)):
        word = facet.words[(turn + step) % len(facet.words)]
        with_it = {**said, fold(facet.name): fold(word)}
        if not any(
            all(with_it.get(fold(name)) == fold(value) for name, value in cell.items())
            for cell in contract.targets.impossible
        ):
            return word
    return None
