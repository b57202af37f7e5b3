"""The verbs of pairs: judge two sides, tell how far reviewers agree and what they lean to. It makes none."""

from collections.abc import Iterator, Sequence
from typing import Any

from studio.apart import apart
from studio.comparing import Comparing
from studio.core.example import Example
from studio.core.pairs import Sight
from studio.core.rows import Done
from studio.core.vote import Choice, Round, Strength, Vote, sides_of
from studio.errors import StudioError
from studio.jobs import Job
from studio.pairs.agreement import Agreements, Figure, compare_votes
from studio.pairs.balancing import Balance, Suggestion, Way
from studio.pairs.bias import Gauge
from studio.pairs.repeats import self_agreement
from studio.pairs.shuffle import texts_hash
from studio.store import votes
from studio.voting.gauge import LiveGauge, accepted_pairs, build_file
from studio.voting.standing import Disagreement, disagreements, labels, looks
from studio.voting.steering import balance_file, suggest, suggest_file

_SAID = {Choice.TIE: "a tie", Choice.BOTH_BAD: "both bad: it waits for a rewrite (pair:both-bad)"}
_PART = 500
# More pairs than this are read in a process of its own, so that keys stay quick meanwhile.
_MANY = 1_000


class Pairing(Comparing):
    """A session that judges pairs."""

    # One pair

    def sight(self, row: int) -> Sight:
        """A pair as this reviewer sees it, shuffled by the project's seed, the row and the reviewer.

        A pair that they judged stands as it stood then.

        Raises:
            StudioError: there is no such row.

        """
        card = self.card(row)
        sides = sides_of(card.example)
        own = next((v for v in self._own_votes(row) if v.round is not Round.REPEAT), None)
        if row in self._again:
            own = None
        left = "chosen" if self._left_is_chosen(row, texts_hash(card.example)) else "rejected"
        if own is not None and own.left_text in sides:
            left = "chosen" if own.left_text == sides[0] else "rejected"
        return Sight(card, card.example, left, sides, own)

    def judge(
        self,
        sight: Sight,
        choice: Choice,
        strength: Strength = Strength.NONE,
        reason: str = "",
        tags: Sequence[str] = (),
    ) -> Done:
        """Say which side of a pair is better, that it is a tie, or that both are bad.

        The better side becomes the chosen one. A tie and two bad sides are kept as such, and no pair
        of the export. Where others judged the row too, all votes together make the verdict.

        Raises:
            StudioError: the pair was changed since it was shown, or needs repair first.

        """
        row = sight.card.row.id
        if choice in (Choice.CHOSEN, Choice.REJECTED):
            self._without_blocked([row])
        plain = reason.replace("\x00", "")
        words = tuple(tag.replace("\x00", "") for tag in tags)

        def make(_: int, example: Example, at: str) -> Vote:
            if sorted(sides_of(example)) != sorted(sight.sides):
                raise StudioError(f"the texts of #{row} were changed since they were shown", "look again")
            return Vote(choice, self.reviewer, at, sight.sides, sight.left, strength, plain, words)

        place = "left" if choice.value == sight.left else "right"
        by = f"{strength.value} " if strength else ""
        said = _SAID.get(choice, f"the {place} side is {by}better")
        return self._vote("judge", f"#{row}: {said}", [row], make)

    def _own_votes(self, row: int) -> list[Vote]:
        said = votes.votes_of(self._project.reader, [row]).get(row, ())
        return [v for v in said if v.reviewer == self.reviewer and v.round is not Round.RANK]

    # What decisions come to

    def gauge(self) -> Job[LiveGauge]:
        """The bias gauge over the accepted pairs."""
        if len(accepted_pairs(self._project)) > _MANY:
            return apart(build_file, self.path.absolute())
        return LiveGauge().build(self._project)

    def follow_gauge(self, gauge: LiveGauge, rows: Sequence[int]) -> None:
        """Bring a gauge up to what some rows are now."""
        gauge.follow(self._project, rows)

    def next_pairs(self, gauge: Gauge, text: str = "", count: int = 20) -> Job[list[Suggestion]]:
        """The open pairs of a filter that tell most of quality and least of length, best first.

        Where rows are handed out, those named are handed out to this session.
        """
        rows, decided = sorted(self.ids(f"shape:pair pair:open {text}")), gauge.lengths
        if len(rows) > _MANY:
            found = yield from apart(suggest_file, self.path.absolute(), rows, decided, count)
        else:
            found = yield from suggest(self._project, rows, decided, count)
        if found and self.assignment.queued:
            held = set(self.take(f"id:{'|'.join(str(one.row) for one in found)}", count))
            found = [one for one in found if one.row in held]
        return found

    def pairs_again(self, gauge: Gauge, text: str = "") -> Job[list[Suggestion]]:
        """Pairs that are due to come back unmarked, with the reason that an open pair would have."""
        due = sorted(self.due_again(f"shape:pair {text}"))
        found = yield from suggest(self._project, due, gauge.lengths, len(due))
        self._again.difference_update(set(due) - {one.row for one in found})
        return found

    def balance(self, target: float = 0.1, way: Way = Way.FEWEST) -> Job[Balance]:
        """Which accepted pairs to leave out so that length says little; nothing is changed."""
        return apart(balance_file, self.path.absolute(), target, way)

    def agreement(self) -> Agreements:
        """How far reviewers agree, with each other and with the judge, on rows that several judged."""
        return compare_votes(*labels(self._project.reader), seed=self.assignment.seed)

    def self_agreement(self, reviewer: str = "") -> tuple[Figure, Figure]:
        """Percent and kappa of a reviewer's first and second looks (this session's by default)."""
        return self_agreement(*looks(self._project.reader, reviewer or self.reviewer))

    def pair_values(self, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Pairs as plain JSON values, with all votes on them and the strength of the final one."""
        for start in range(0, len(ids), _PART):
            part = list(ids[start : start + _PART])
            said = votes.votes_of(self._project.reader, part)
            strengths = votes.strengths(self._project.reader, part)
            sides = {row: sides_of(held) for row, held in self.examples(part).items()}
            for record in self.records(part):
                row = record["id"]
                yield {
                    "id": row,
                    "status": record["status"],
                    "reason": record["reason"],
                    "strength": strengths.get(row, Strength.NONE).value,
                    "prompt": record["prompt"][-1]["content"] if record["prompt"] else "",
                    "chosen": record["chosen"],
                    "rejected": record["rejected"],
                    "votes": [
                        vote.to_json() | {"says": vote.said_of(sides[row])} for vote in said.get(row, ())
                    ],
                }

    def said_of(self, row: int, cast: Sequence[Vote]) -> list[str]:
        """What some votes say of a row by the names that its sides have now."""
        sides = sides_of(self.examples([row])[row])
        return [vote.said_of(sides) for vote in cast]

    def disagreements(self) -> list[Disagreement]:
        """Rows on which reviewers disagree and nobody has settled it, with what each said and why."""
        return disagreements(self._project.reader)
