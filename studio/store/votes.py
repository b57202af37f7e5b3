"""Votes in the project file, and the verdicts that follow from them. Only the journal writes votes."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from studio.core.events import Change, Verdict
from studio.core.example import to_json
from studio.core.vote import DISAGREED, Choice, Round, Settled, Strength, Vote, settle, sides_of
from studio.store.cards import content_text
from studio.store.examples import Held, held_rows
from studio.store.journal import current, extend
from studio.store.queries import by_row

_FIELD = "vote:"
_VOTES = "SELECT example, body FROM vote WHERE example IN ({}) ORDER BY example, slot"
_DECIDING = (Round.OWN, Round.FINAL)


class Said(NamedTuple):
    """A vote and the row that it is about."""

    row: int
    vote: Vote


def votes_of(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, list[Vote]]:
    """All votes on some rows."""
    return {
        row: [Vote.from_text(body) for (body,) in found] for row, found in by_row(db, _VOTES, rows).items()
    }


def all_votes(db: sqlite3.Connection) -> list[Said]:
    """Every vote, oldest first."""
    return [
        Said(row, Vote.from_text(body))
        for row, body in db.execute("SELECT example, body FROM vote ORDER BY at, example")
    ]


def voted_rows(db: sqlite3.Connection, reviewer: str, round_: Round) -> list[int]:
    """The rows that a reviewer voted on in a round, oldest vote first."""
    query = "SELECT example FROM vote WHERE reviewer = ? AND round = ? ORDER BY at, example"
    return [row for (row,) in db.execute(query, (reviewer, round_))]


def strengths(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Strength]:
    """By how much the chosen side of pairs is better, as their final vote says; only where it says so."""
    votes = votes_of(db, rows)
    held = held_rows(db, list(votes))
    found = {}
    for row, said in votes.items():
        settled = settle(said, sides_of(held[row].example))
        if settled is not None and settled.vote.better and settled.vote.strength:
            found[row] = settled.vote.strength
    return found


def vote_changes(db: sqlite3.Connection, row: int, vote: Vote) -> list[Change]:
    """What a vote changes: itself, and what follows from it for the row. Call it in a transaction."""
    held = votes_of(db, [row]).get(row, [])
    old = next((one.to_text() for one in held if one.slot == vote.slot), None)
    changes = [Change(row, _FIELD + vote.slot, old, vote.to_text())]
    if vote.round not in _DECIDING:
        return changes
    others = [one for one in held if one.slot != vote.slot]
    return changes + _settled_changes(db, row, [*others, vote])


def turned_vote(db: sqlite3.Connection, row: int, reviewer: str, at: str) -> Vote | None:
    """A reviewer's vote on a pair as one for the other side; None where they called no side better."""
    own = [vote for vote in votes_of(db, [row]).get(row, ()) if vote.reviewer == reviewer]
    own = [vote for vote in own if vote.round in _DECIDING and vote.better and vote.sides[1]]
    if not own:
        return None
    last = max(own, key=lambda vote: vote.at)
    choice = Choice.CHOSEN if last.choice is Choice.REJECTED else Choice.REJECTED
    return last._replace(choice=choice, at=at)


def withdrawn_changes(db: sqlite3.Connection, row: int) -> list[Change]:
    """What it changes to withdraw every vote on a row, but not its verdict. Call it in a transaction."""
    return [
        Change(row, _FIELD + vote.slot, vote.to_text(), None)
        for vote in votes_of(db, [row]).get(row, ())
        if vote.round in _DECIDING
    ]


def _settled_changes(db: sqlite3.Connection, row: int, votes: Sequence[Vote]) -> list[Change]:
    """Verdict and sides of a row as its votes want them."""
    held = held_rows(db, [row])[row]
    settled = settle(votes, sides_of(held.example))
    before = current(db, row, "verdict")
    if settled is None:
        return [Change(row, "verdict", before, None)] if _is_of_vote(db, row, before) else []
    if Verdict.from_text(before).keeper:
        return []  # set aside in favour of another row: that stands
    vote = settled.vote
    verdict = Verdict(settled.status, vote.reviewer, vote.at, settled.reason)
    changes = [Change(row, "verdict", before, verdict.to_text())]
    return changes if settled.how == DISAGREED else changes + _turned(db, held, settled)


def _is_of_vote(db: sqlite3.Connection, row: int, verdict: str | None) -> bool:
    """True when a verdict came from a vote on the row, by the hand and time that both carry."""
    if verdict is None:
        return False
    bodies = db.execute(
        "SELECT coalesce(after, before) FROM change WHERE example = ? AND field LIKE 'vote:%'", (row,)
    )
    said = Verdict.from_text(verdict)
    return any((vote.reviewer, vote.at) == (said.reviewer, said.at) for vote in _read(bodies))


def _read(bodies: Iterable[tuple[str]]) -> Iterable[Vote]:
    return (Vote.from_text(body) for (body,) in bodies)


def _turned(db: sqlite3.Connection, held: Held, settled: Settled) -> list[Change]:
    """The sides exchanged, where the better one is not the one called chosen."""
    example = held.example
    if not example.rejected or settled.vote.better != sides_of(example)[1]:
        return []
    turned = example._replace(chosen=example.rejected, rejected=example.chosen)
    text = content_text(db, held.id, to_json(turned))
    return [Change(held.id, "content", current(db, held.id, "content"), text)]


def resettle(db: sqlite3.Connection, event: int) -> int:
    """Let verdicts follow the votes that an undo or redo left; how many changes that took.

    A verdict that a vote made goes with it. Call it in the event's transaction.
    """
    rows = [
        row
        for (row,) in db.execute(
            "SELECT DISTINCT example FROM change WHERE event = ?"
            " AND (field LIKE 'vote:own:%' OR field LIKE 'vote:final:%')",
            (event,),
        )
    ]
    votes = votes_of(db, rows)
    changes = [
        change
        for row in rows
        for change in _settled_changes(db, row, votes.get(row, ()))
        if change.before != change.after
    ]
    if changes:
        extend(db, event, changes)
    return len(changes)
