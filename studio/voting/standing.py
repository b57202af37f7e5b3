"""What all votes of a project say of each other: labels by row, first and second looks, open disagreements.

It reads votes; the arithmetic on them is in `agreement`.
"""

import sqlite3
from collections.abc import Hashable
from typing import NamedTuple

from studio.core.vote import DISAGREED, Round, Vote
from studio.store.votes import all_votes, votes_of

JUDGE = "Claude (judge)"
_GOOD_SCORE = 0.5
Labels = dict[int, dict[str, Hashable]]


class Disagreement(NamedTuple):
    """A row on which reviewers disagree."""

    row: int
    votes: tuple[Vote, ...]


def labels(db: sqlite3.Connection) -> tuple[Labels, str]:
    """For each row the label of each reviewer, and the judge's name (empty where none judged).

    Votes on texts that were rewritten since a newer vote are left out.
    """
    found: Labels = {}
    texts: dict[int, list[int]] = {}
    for row, vote in reversed(all_votes(db)):
        if vote.round is not Round.OWN:
            continue
        if texts.setdefault(row, sorted(vote.sides)) == sorted(vote.sides):
            found.setdefault(row, {})[vote.reviewer] = vote.outcome
    judged = False
    for row, score in db.execute("SELECT example, score FROM judgement ORDER BY job"):
        # A score is a word on one answer, so it is held against accept and reject alone.
        if set(found.get(row, {}).values()) & {"accept", "reject"}:
            found[row][JUDGE] = "accept" if score >= _GOOD_SCORE else "reject"
            judged = True
    return dict(sorted(found.items())), JUDGE if judged else ""


def looks(db: sqlite3.Connection, reviewer: str) -> tuple[dict[int, Hashable], dict[int, Hashable]]:
    """A reviewer's first answers and their second ones, by row."""
    first: dict[int, Hashable] = {}
    second: dict[int, Hashable] = {}
    for row, vote in all_votes(db):
        if vote.reviewer == reviewer:
            if vote.round is Round.OWN:
                first[row] = vote.outcome
            elif vote.round is Round.REPEAT:
                second[row] = vote.outcome
    return first, second


def disagreements(db: sqlite3.Connection) -> list[Disagreement]:
    """Rows without a verdict because reviewers disagree, in order."""
    query = "SELECT id FROM example WHERE status = 'pending' AND reason = ? ORDER BY id"
    rows = [row for (row,) in db.execute(query, (DISAGREED,))]
    said = votes_of(db, rows)
    return [
        Disagreement(row, tuple(vote for vote in said.get(row, ()) if vote.round is Round.OWN))
        for row in rows
    ]
