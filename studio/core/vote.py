"""What each reviewer said of a row, and the one verdict that follows from all of it. It stores nothing.

A vote names the two texts that it is about by their hashes, so it stays true when the sides are
exchanged, and is known to be old when a text was rewritten since.
"""

import json
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from studio.core.example import Example, text_of
from studio.core.fingerprint import hash_bytes
from studio.core.verdict import Status


class Choice(StrEnum):
    """What can be said: of a pair which side is better, a tie, both bad; of any row accept or reject."""

    CHOSEN = "chosen"
    REJECTED = "rejected"
    TIE = "tie"
    BOTH_BAD = "both-bad"
    ACCEPT = "accept"
    REJECT = "reject"


class Round(StrEnum):
    """Why somebody looked: for a verdict, as a hidden repeat, to rank two rows, or to settle a dispute."""

    OWN = "own"
    REPEAT = "repeat"
    RANK = "rank"
    FINAL = "final"


class Strength(StrEnum):
    """By how much one side is better; `NONE` where nobody said."""

    NONE = ""
    SLIGHTLY = "slightly"
    MUCH = "much"


DISAGREED = "disagreed"
REASONS = {Choice.TIE: "tie", Choice.BOTH_BAD: "both bad"}
Sides = tuple[int, int]


class Vote(NamedTuple):
    """One reviewer's word on one row.

    Attributes:
        choice: what was said.
        reviewer, at: who said it and when.
        sides: hashes of the texts that were chosen and rejected at that time; 0 for no text.
        left: which of the two stood on the left: `chosen`, `rejected`, or nothing if they were not shuffled.
        strength: by how much.
        reason: why, in words.
        tags: why, in words of one's own vocabulary.
        round: why they looked.
        other: in a ranking, the row whose answer this row's was held against; `sides` are the two answers.

    """

    choice: Choice
    reviewer: str
    at: str
    sides: Sides
    left: str = ""
    strength: Strength = Strength.NONE
    reason: str = ""
    tags: tuple[str, ...] = ()
    round: Round = Round.OWN
    other: int = 0

    @property
    def slot(self) -> str:
        """The place that this vote takes on its row: a later one of the same slot replaces it."""
        return f"{self.round}{self.other or ''}:{self.reviewer}"

    @property
    def better(self) -> int:
        """The hash of the text that was found to be the better one; 0 where none was."""
        if self.choice in (Choice.CHOSEN, Choice.ACCEPT):
            return self.sides[0]
        return self.sides[1] if self.choice is Choice.REJECTED else 0

    @property
    def outcome(self) -> str:
        """What two votes must share to agree; it does not depend on which side is called chosen."""
        if not self.better:
            return self.choice.value
        if not self.sides[1]:
            return "accept"
        return "first" if self.better == min(self.sides) else "second"

    def said_of(self, sides: Sides) -> str:
        """What was said, by the names that the sides have now: a vote may have turned them since."""
        if not self.better or not self.sides[1]:
            return self.choice.value
        if self.better not in sides:
            return f"{self.choice.value}, of other texts"
        return (Choice.CHOSEN if self.better == sides[0] else Choice.REJECTED).value

    @property
    def left_text(self) -> int:
        """The hash of the text that stood on the left; 0 where that is not known."""
        return {"chosen": self.sides[0], "rejected": self.sides[1]}.get(self.left, 0)

    def to_text(self) -> str:
        """The journal's form: a JSON list."""
        values = [*self[:3], list(self.sides), *self[4:7], list(self.tags), self.round, self.other]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    def to_json(self) -> dict[str, Any]:
        """The vote as plain JSON values by name."""
        shown = ("choice", "reviewer", "at", "left", "strength", "reason", "round")
        values: dict[str, Any] = {name: str(getattr(self, name)) for name in shown}
        return values | {"outcome": self.outcome, "tags": list(self.tags), "other": self.other or None}

    @classmethod
    def from_text(cls, text: str) -> "Vote":
        """The vote that `to_text` wrote."""
        choice, reviewer, at, sides, left, strength, reason, tags, round_, other = json.loads(text)
        return cls(
            Choice(choice),
            reviewer,
            at,
            (sides[0], sides[1]),
            left,
            Strength(strength),
            reason,
            tuple(tags),
            Round(round_),
            other,
        )


class Settled(NamedTuple):
    """The verdict that follows from all votes on a row.

    Attributes:
        how: `adjudicated`, `majority`, `single` or `disagreed`.
        vote: the newest vote that says so.

    """

    how: str
    vote: Vote

    @property
    def status(self) -> Status:
        """The row's status: a pair without a better side is not accepted."""
        if self.how == DISAGREED:
            return Status.PENDING
        return Status.ACCEPTED if self.vote.better else Status.REJECTED

    @property
    def reason(self) -> str:
        """The row's reason: tie and both bad are told from each other by it."""
        if self.how == DISAGREED:
            return DISAGREED
        said = REASONS.get(self.vote.choice, "")
        return ": ".join(filter(None, (said, self.vote.reason)))


def sides_of(example: Example) -> Sides:
    """What identifies the two answers of an example."""
    chosen, rejected = (
        hash_bytes(f"{text_of(side)}\x00{[m.extra for m in side]}".encode("utf-8", "surrogatepass"))
        if side
        else 0
        for side in (example.chosen, example.rejected)
    )
    return chosen, rejected


def settle(votes: Sequence[Vote], sides: Sides) -> Settled | None:
    """The verdict of some votes on a row whose answers are `sides`; None where nobody voted.

    An adjudication counts before all others, then what more than half of the reviewers said. Votes on
    texts that were rewritten since count only where there are no others.
    """
    of_these = [vote for vote in votes if sorted(vote.sides) == sorted(sides)] or list(votes)
    of_these.sort(key=lambda vote: vote.at)
    final = [vote for vote in of_these if vote.round is Round.FINAL]
    if final:
        return Settled("adjudicated", final[-1])
    own = [vote for vote in of_these if vote.round is Round.OWN]
    if not own:
        return None
    if len(own) == 1:
        return Settled("single", own[0])
    [(outcome, count)] = Counter(vote.outcome for vote in own).most_common(1)
    if 2 * count <= len(own):
        return Settled(DISAGREED, own[-1])
    return Settled("majority", [vote for vote in own if vote.outcome == outcome][-1])
