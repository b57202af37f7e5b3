"""The verbs that make pairs: another answer beside a row's own, or several in order. It judges none."""

import sqlite3
from collections.abc import Mapping, Sequence

from studio.acting import count_rows
from studio.core.events import Change, Verdict
from studio.core.example import Example, Message, to_json
from studio.core.fingerprint import hash_bytes
from studio.core.pairs import Candidates, Sight, Source
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.core.vote import Choice, Round, Vote, sides_of
from studio.errors import StudioError
from studio.intake.own_rows import add_own_rows
from studio.pairs.ranking import Comparison, Outcome, Policy, Ranking, make_pairs
from studio.pairs.shuffle import left_is_chosen, texts_hash
from studio.reviewing import Reviewing
from studio.store import cards, journal, votes
from studio.store.candidates import PAIRS_SOURCE, candidate_groups, other_answers, pair_line, spare_rows

_OUTCOMES = {Choice.CHOSEN: Outcome.FIRST, Choice.REJECTED: Outcome.SECOND, Choice.TIE: Outcome.TIE}
_GROUPS = 2_000
# Whose events nobody's undo meets.
NOBODY = "studio"


class Comparing(Reviewing):
    """A session that makes pairs."""

    # Making pairs

    def other_answers(self, row: int) -> list[Source]:
        """Answers that could be the worse side of a row: earlier versions, drafts, rows that ask the same."""
        return other_answers(self._project.reader, row)

    def make_pair(self, row: int, answer: Sequence[Message], of_row: int = 0) -> Done:
        """Make a row a pair: its answer is the better one, another the worse.

        Args:
            row: a row with one answer.
            answer: the worse answer.
            of_row: the row that it comes from, which is set aside as a duplicate; 0 for none.

        Raises:
            StudioError: the row has two answers already, or none, or both are the same.

        """
        example = cards.examples(self._project.reader, [row])[row]
        if example.rejected:
            raise StudioError(f"#{row} is a pair already", "judge it on the Pairs screen (F4)")
        if not example.chosen:
            raise StudioError(f"#{row} has no answer yet", "write one with e")
        pair = example._replace(rejected=tuple(answer))
        sides = sides_of(pair)
        if not answer or sides[0] == sides[1]:
            raise StudioError("a pair needs two different answers")
        aside = Verdict(Status.DUPLICATE, self.reviewer, self._now(), "", row).to_text()

        def changes(db: sqlite3.Connection) -> list[Change]:
            text = cards.content_text(db, row, to_json(pair))
            found = [Change(row, "content", journal.current(db, row, "content"), text)]
            if of_row:
                found.append(Change(of_row, "verdict", journal.current(db, of_row, "verdict"), aside))
            return found

        other = f" with #{of_row}" if of_row else ""
        return self._act("pair", f"made #{row} a pair{other}", changes, "nothing was changed")

    def swap(self, ids: Sequence[int]) -> Done:
        """Exchange chosen and rejected of the rows that have both; one's own vote on them turns too."""
        held = cards.examples(self._project.reader, ids)
        rows = [row for row, example in held.items() if example.rejected]
        if not rows:
            return Done("no rejected side to swap with")
        at = self._now()

        def changes(db: sqlite3.Connection) -> list[Change]:
            found = []
            for row in rows:
                vote = votes.turned_vote(db, row, self.reviewer, at)
                if vote is not None:
                    found += votes.vote_changes(db, row, vote)
                    continue
                example = held[row]._replace(chosen=held[row].rejected, rejected=held[row].chosen)
                text = cards.content_text(db, row, to_json(example))
                found.append(Change(row, "content", journal.current(db, row, "content"), text))
            return found

        return self._act("swap", f"swapped {count_rows(rows)}", changes, "nothing was changed")

    # Ranking several answers

    def candidates(self) -> list[Candidates]:
        """Groups of rows that ask the same and answer otherwise, with how far each is ranked."""
        groups = candidate_groups(self._project.reader, _GROUPS)
        rankings = [self.ranking(rows) for rows in groups]
        return [
            Candidates(rows, len(ranking.comparisons), ranking.asked_at_most())
            for rows, ranking in zip(groups, rankings, strict=True)
        ]

    def ranking(self, rows: Sequence[int]) -> "Ranking[int]":
        """The order of some rows' answers as far as this reviewer compared them."""
        members = set(rows)
        said = votes.votes_of(self._project.reader, rows)
        known = sorted(
            (vote.at, row, vote)
            for row, cast in said.items()
            for vote in cast
            if vote.round is Round.RANK and vote.reviewer == self.reviewer and vote.other in members
        )
        return Ranking(rows, [Comparison(row, vote.other, _OUTCOMES[vote.choice]) for _, row, vote in known])

    def sight_of_two(self, row: int, other: int) -> Sight:
        """Two rows' answers to one prompt, side by side: the first row's is called chosen."""
        held = cards.examples(self._project.reader, [row, other])
        example = held[row]._replace(rejected=held[other].chosen)
        left = "chosen" if self._left_is_chosen(row, texts_hash(example)) else "rejected"
        return Sight(self.card(row), example, left, sides_of(example), None, other)

    def compare(self, sight: Sight, choice: Choice) -> Done:
        """Say which of two rows' answers is better; it orders them and gives no verdict.

        Raises:
            StudioError: both bad is no order.

        """
        row, other = sight.card.row.id, sight.other_row
        if choice not in _OUTCOMES:
            raise StudioError("a ranking needs an order: 1, 2 or 3", "x in Review rejects a bad answer")
        place = "a tie" if choice is Choice.TIE else "left" if choice.value == sight.left else "right"

        def make(_: int, example: Example, at: str) -> Vote:
            return Vote(choice, self.reviewer, at, sight.sides, sight.left, round=Round.RANK, other=other)

        return self._vote("compare", f"#{row} and #{other}: {place}", [row], make)

    def pair_ranked(self, rows: Sequence[int], policy: Policy) -> Done:
        """Make pairs of ranked rows, as one act.

        A row holds one pair. Rows that hold none are set aside; pairs that no row is left for get rows of
        their own, which undo sets aside.

        Raises:
            StudioError: the order is not known yet, or all tie.

        """
        ranking = self.ranking(rows)
        if ranking.next_comparison() is not None:
            raise StudioError("the order is not known yet", "compare on with 1, 2 and 3")
        wanted = make_pairs(ranking.order(), policy)
        if not wanted:
            raise StudioError("all answers tie: there is no pair among them")
        holders = _holders(rows, wanted)
        further = wanted[len(holders) :]
        at = self._now()
        held = cards.examples(self._project.reader, rows)

        def changes(db: sqlite3.Connection) -> list[Change]:
            found = []
            places = holders | dict(zip(self._set_up(db, held, further, at), further, strict=True))
            before = journal.values_now(db, [*rows, *places], "verdict")
            for row in rows:
                if row not in holders:
                    keeper = next((one for one, pair in holders.items() if row in pair), next(iter(holders)))
                    verdict = Verdict(Status.DUPLICATE, self.reviewer, at, "", keeper)
                    found.append(Change(row, "verdict", before[row], verdict.to_text()))
            accepted = Verdict(Status.ACCEPTED, self.reviewer, at, f"ranked: {policy.value}").to_text()
            for row, (better, worse) in places.items():
                found.append(Change(row, "verdict", before[row], accepted))
                if row in holders:
                    pair = held[row]._replace(chosen=held[better].chosen, rejected=held[worse].chosen)
                    text = cards.content_text(db, row, to_json(pair))
                    found.append(Change(row, "content", journal.current(db, row, "content"), text))
            return found

        own = f"; {len(further)} in new rows" if further else ""
        plural = "s" if len(wanted) > 1 else ""
        message = f"made {len(wanted)} pair{plural} of {len(rows)} answers ({policy.value}){own}"
        return self._act("pair", message, changes, "nothing was changed")

    def _set_up(
        self,
        db: sqlite3.Connection,
        held: Mapping[int, Example],
        pairs: Sequence[tuple[int, int]],
        at: str,
    ) -> list[int]:
        """A row for each of some pairs, set aside until it is accepted; one that was taken back serves again.

        That they are set aside is nobody's act, so that nobody's undo leaves them open.
        """
        lines = {pair: pair_line(held[pair[0]], held[pair[1]], *pair) for pair in pairs}
        places = spare_rows(db, lines.values())
        fresh = {pair: line for pair, line in lines.items() if line not in places}
        rows = add_own_rows(db, PAIRS_SOURCE, "made of ranked answers", "preference", [*fresh.values()], at)
        places |= dict(zip(fresh.values(), rows, strict=True))
        changes = []
        for row, (better, _) in zip(rows, fresh, strict=True):
            aside = Verdict(Status.DUPLICATE, NOBODY, at, "", better)
            changes.append(Change(row, "verdict", None, aside.to_text()))
            changes.append(Change(row, "tags", None, journal.current(db, better, "tags")))
        message = f"rows for {len(rows)} more pairs of {count_rows(list(held))}"
        journal.record_changes(db, journal.Act("make-room", NOBODY, at, message), changes)
        return [places[lines[pair]] for pair in pairs]

    def _left_is_chosen(self, row: int, texts: int) -> bool:
        # Each reviewer has an order of their own, and a second look another one.
        seed = self.assignment.seed ^ hash_bytes(self.reviewer.encode("utf-8", "surrogatepass"))
        return left_is_chosen(seed + (row in self._again), row, texts)


def _holders(rows: Sequence[int], pairs: Sequence[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """A row for each of the first pairs: the better one's, else the worse one's, else any that is free."""
    free = list(rows)
    found: dict[int, tuple[int, int]] = {}
    for pair in pairs:
        if not free:
            break
        row = next((row for row in pair if row in free), free[0])
        free.remove(row)
        found[row] = pair
    return found
