"""The verbs of several reviewers: verdicts as votes, and what each of them may see. It hands out no row."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace

from studio.acting import count_rows
from studio.core.events import Change, Verdict
from studio.core.example import Example
from studio.core.rows import Card, Done, Past, Row
from studio.core.verdict import Status
from studio.core.vote import DISAGREED, Choice, Round, Vote, sides_of
from studio.errors import StudioError
from studio.sharing import Sharing
from studio.store import cards, journal, leases, votes
from studio.store.queries import by_row

_PAIRS = "SELECT id, status FROM example WHERE id IN ({}) AND shape = 'pair'"
_UNNAMED = "two answers: p judges them"


class Reviewing(Sharing):
    """A session of one reviewer among several."""

    # Verdicts that are votes

    def _by_votes(self, ids: Sequence[int], status: Status, reason: str) -> Done | None:
        """Give a verdict as votes, where several review or somebody voted; None where a plain one will do."""
        queued, db = self.assignment.queued, self._project.reader
        if not ids or not (queued or self._again or db.execute("SELECT 1 FROM vote LIMIT 1").fetchone()):
            return None
        voted = votes.votes_of(db, ids)
        if status is Status.SKIPPED and (queued or self._again):
            return self._pass_over(ids, voted)
        if status is Status.PENDING and voted:
            return self._withdraw(ids, reason)
        choice = {Status.ACCEPTED: Choice.ACCEPT, Status.REJECTED: Choice.REJECT}.get(status)
        if choice is None or not (queued or voted):
            return None
        past = "accepted" if choice is Choice.ACCEPT else "rejected"
        return self._vote(
            choice.value,
            f"{past} {count_rows(ids)}",
            ids,
            lambda row, example, at: Vote(choice, self.reviewer, at, sides_of(example), reason=reason),
        )

    def _vote(
        self, verb: str, message: str, ids: Sequence[int], make: Callable[[int, Example, str], Vote]
    ) -> Done:
        """One event of this reviewer's votes, and what follows from them for the rows."""
        at = self._now()
        adjudicated: list[int] = []

        def changes(db: sqlite3.Connection) -> list[Change]:
            found: list[Change] = []
            for row, example in cards.examples(db, ids).items():
                vote = make(row, example, at)
                if row in self._again:
                    vote = vote._replace(round=Round.REPEAT)
                elif vote.round is Round.OWN and _is_disagreed(db, row):
                    vote = vote._replace(round=Round.FINAL)
                    adjudicated.append(row)
                found += votes.vote_changes(db, row, vote)
            leases.release(db, self._holder, ids)
            return found

        done = self._act(verb, message, changes, "nothing was changed")
        self._again.difference_update(ids)
        return replace(done, message=f"{done.message}: settled") if adjudicated else done

    def _pass_over(self, ids: Sequence[int], voted: dict[int, list[Vote]]) -> Done:
        """Skip: the row goes back, and does not come again in this session."""
        self._passed += ids
        rows = [row for row in ids if row not in voted and row not in self._again]
        message = f"skipped {count_rows(ids)}"
        self._again.difference_update(ids)
        act = journal.Act("skip", self.reviewer, self._now(), message)
        with self._project.write() as db:
            leases.release(db, self._holder, ids)
            verdict = Verdict(Status.SKIPPED, self.reviewer, act.at)
            event, _ = journal.record_verdict(db, act, rows, verdict) if rows else (0, 0)
        return self._done(event, rows, message, message)

    def _withdraw(self, ids: Sequence[int], reason: str) -> Done:
        """Open rows again: all votes on them are withdrawn."""
        verdict = Verdict(Status.PENDING, self.reviewer, self._now(), reason).to_text()

        def changes(db: sqlite3.Connection) -> list[Change]:
            before = journal.values_now(db, ids, "verdict")
            found = [change for row in ids for change in votes.withdrawn_changes(db, row)]
            return found + [Change(row, "verdict", before[row], verdict) for row in before]

        return self._act("reopen", f"reopened {count_rows(ids)}", changes, "nothing was changed")

    # What a reviewer sees

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """What a list shows of some rows; a verdict that this reviewer must not know is left out."""
        found = super().rows(ids)
        hidden = self._hidden(ids)
        seen = [_unjudged(row) if row.id in hidden else row for row in found]
        unnamed = self._unnamed_among(ids)
        return [_unnamed(row) if row.id in unnamed else row for row in seen]

    def card(self, row: int) -> Card:
        """Everything about one row but a verdict that this reviewer must not know.

        Raises:
            StudioError: there is no such row.

        """
        card = super().card(row)
        if self._hidden([row]):
            card = replace(card, row=_unjudged(card.row))
        return replace(card, row=_unnamed(card.row)) if self.hides_sides(row) else card

    def history(self, row: int) -> list[Past]:
        """All that happened to a row, oldest first, but verdicts that this reviewer must not know."""
        found = super().history(row)
        if not self._hidden([row]):
            return found
        return [past for past in found if not any(_is_judging(field) for field, _, _ in past.changes)]

    def hides_sides(self, row: int) -> bool:
        """True for a pair that this reviewer is to judge without knowing which side is called chosen."""
        return bool(self._unnamed_among([row]))

    def _unnamed_among(self, ids: Sequence[int]) -> set[int]:
        every = self.assignment.hides_sides
        if not (every or self._again):
            return set()
        unknown, open_ = self._hidden(ids), (Status.PENDING, Status.SKIPPED)
        pairs = by_row(self._project.reader, _PAIRS, ids)
        found = {row for row, [(status,)] in pairs.items() if row in unknown or status in open_}
        return found if every else found & self._again

    def without_unnamed(self, ids: Sequence[int]) -> tuple[Sequence[int], str]:
        """Rows to accept as they are shown: no pairs whose sides are not named; what to say of those.

        Raises:
            StudioError: no other row is among them.

        """
        unnamed = self._unnamed_among(ids)
        if not unnamed:
            return ids, ""
        named = [row for row in ids if row not in unnamed]
        if not named:
            raise StudioError("no side is named here: which is better is said on Pairs", "p goes there")
        return named, f"; {len(unnamed):,} are to be judged on Pairs"

    def _hidden(self, ids: Sequence[int]) -> set[int]:
        """Rows that come back unmarked, and rows that only others judged where two must."""
        hidden = {row for row in ids if row in self._again}
        if self.assignment.overlap:
            for row, said in votes.votes_of(self._project.reader, ids).items():
                judged = [vote.reviewer for vote in said if vote.round in (Round.OWN, Round.FINAL)]
                if judged and self.reviewer not in judged:
                    hidden.add(row)
        return hidden


def _is_disagreed(db: sqlite3.Connection, row: int) -> bool:
    verdict = Verdict.from_text(journal.current(db, row, "verdict"))
    return verdict.status is Status.PENDING and verdict.reason == DISAGREED


def _is_judging(field: str) -> bool:
    return field == "verdict" or field.startswith("vote:")


def _unnamed(row: Row) -> Row:
    """A row without what tells its sides apart; that somebody changed it would tell of a verdict."""
    return replace(row, answer=_UNNAMED, edited=False, chosen_chars=0, rejected_chars=0)


def _unjudged(row: Row) -> Row:
    if row.status is Status.DUPLICATE:
        return row
    return replace(row, status=Status.PENDING, reason="", reviewer="", keeper=0)
