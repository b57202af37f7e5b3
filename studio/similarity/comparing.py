"""Measures and judges the pairs that were proposed, in crowds as few as will do. It searches for none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.core.finding import Band
from studio.jobs import Job, Pacer, Step
from studio.similarity.crowds import NEAR, Proposed, can_wait, choose_leaders, lift, spread
from studio.similarity.fingerprints import Fingerprints
from studio.similarity.groups import Rows, group_pairs
from studio.similarity.kinds import CROSSED, Judgement, Kind, weaker
from studio.similarity.missing import best_of_components, pairs_with_keepers
from studio.similarity.pairs import KINDS, Pairs, join_pairs, pack, unpack
from studio.similarity.partner import Partner, map_shared
from studio.similarity.tasks import judge_texts, measure_texts, pick_pairs
from studio.similarity.verification import cut_batches

# Pairs judged at a time.
_PORTION = 250
# Fewer pairs than this are all judged: it takes less than a minute.
_MOST_JUDGED = 100_000
# Rows that their leader is no duplicate of are given another one so often.
_ROUNDS = 2
_BY_LEADER = "both are near copies of one row"
_AS_LEADER = "a near copy of a row of which holds: "
# Kinds that are told by an equal prompt or answer, however little else is alike.
_AT_ANY_SCORE = (Kind.CONFLICT, Kind.SAME_ANSWER)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing pairs of rows needs.

    Attributes:
        prompts, answers: of every row.
        lengths: (n,) characters of every row.
        floor: the least Jaccard similarity to keep, 0..1.
        ranks: (n,) the keeper rule, lower is better.
        prints: of every row.
        partner: the second process, if there is one.
        pacer: says when to report.

    """

    prompts: Sequence[str]
    answers: Sequence[str]
    lengths: Rows
    floor: float
    ranks: Rows
    prints: Fingerprints
    partner: Partner | None
    pacer: Pacer

    def of(self, proposed: Proposed) -> Job[list[Pairs]]:
        """Judge what was proposed, and the pairs with keepers that it lacks."""
        leaders = np.arange(len(self.prompts))
        bands: dict[int, Band] = {}
        parts: list[Pairs] = []
        spared, waiting = proposed.only(np.zeros(len(proposed.left), bool)), proposed
        for tries in range(_ROUNDS if len(waiting.left) > _MOST_JUDGED else 0, -1, -1):
            tried = choose_leaders(waiting, self.ranks) if tries else np.arange(len(leaders))
            waits = can_wait(waiting, tried)
            now, waiting = waiting.only(~waits), waiting.only(waits)
            found = yield from self._judge(now.left, now.right)
            parts.append(found)
            for row, band in _followers(found, tried):
                leaders[row], bands[row] = tried[row], band
            spare = can_wait(waiting, leaders)
            spared, waiting = spared.and_also(waiting.only(spare)), waiting.only(~spare)
            if not len(waiting.left):
                break
        known = pack(proposed.left, proposed.right)
        if len(spared.left):
            siblings = leaders[spared.left] == leaders[spared.right]
            parts.append((yield from self._derive(spared.only(siblings), bands)))
            far = spared.only(~siblings)
            known = np.setdiff1d(known, pack(far.left, far.right))
            parts.append((yield from self._judge_new(*lift(far.left, far.right, leaders), known)))
            known = np.union1d(known, pack(*lift(far.left, far.right, leaders)))
            opposed = self._opposed(join_pairs(parts))
            parts.append((yield from self._judge_new(*opposed, known)))
            known = np.union1d(known, pack(*opposed))
        missing = pairs_with_keepers(*_duplicates(parts, leaders), self.ranks, *unpack(known))
        parts.append((yield from self._judge(*missing)))
        if bands:
            parts += yield from self._join_keepers(join_pairs(parts), leaders, bands)
        return parts

    def _measure(self, left: Rows, right: Rows) -> Job[npt.NDArray[np.float64]]:
        """(p,) the similarities of pairs."""
        spans = list(cut_batches(self.lengths, left, right))
        batches = pick_pairs(self.prompts, self.answers, left, right, spans)
        scores = np.zeros(len(left))
        measured = map_shared(measure_texts, batches, self.partner)
        for (start, stop), values in zip(spans, measured, strict=True):
            scores[start:stop] = values
            if self.pacer.due():
                yield Step(stop, len(left), "measuring pairs")
        return scores

    def _judge(self, left: Rows, right: Rows) -> Job[Pairs]:
        """Measure pairs, judge those that matter, and drop the rest."""
        scores = yield from self._measure(left, right)
        # Below the floor only what shares a whole prompt or answer is of interest.
        same_prompt = self.prints.prompts[left] == self.prints.prompts[right]
        same_answer = self.prints.answers[left] == self.prints.answers[right]
        kept = np.flatnonzero((scores >= self.floor) | same_prompt | same_answer)
        left, right, scores = left[kept], right[kept], scores[kept]
        starts = range(0, len(left), _PORTION)
        spans = [(start, min(start + _PORTION, len(left))) for start in starts]
        batches = pick_pairs(self.prompts, self.answers, left, right, spans)
        judgements: list[Judgement] = []
        for portion in map_shared(judge_texts, batches, self.partner):
            judgements += portion
            if self.pacer.due():
                yield Step(len(judgements), len(left), "judging pairs")
        codes = [KINDS.index(judgement.kind) for judgement in judgements]
        none = np.zeros(len(left), bool)
        return Pairs(left, right, scores, none, np.array(codes, np.uint8), judgements)

    def _judge_new(self, left: Rows, right: Rows, known: npt.NDArray[np.uint64]) -> Job[Pairs]:
        """Judge those of some pairs that are not known yet."""
        return (yield from self._judge(*unpack(np.setdiff1d(pack(left, right), known))))

    def _derive(self, siblings: Proposed, bands: dict[int, Band]) -> Job[Pairs]:
        """Measure followers of one leader; that they are duplicates is known from what they are to it."""
        scores = yield from self._measure(siblings.left, siblings.right)
        kept = np.flatnonzero(scores >= self.floor)
        left, right = siblings.left[kept], siblings.right[kept]
        judgements = [
            Judgement(Kind.DUPLICATE, weaker(bands[one], bands[other]), _BY_LEADER)
            for one, other in zip(left.tolist(), right.tolist(), strict=True)
        ]
        return _of_one_kind(Kind.DUPLICATE, left, right, scores[kept], judgements)

    def _join_keepers(self, pairs: Pairs, leaders: Rows, bands: dict[int, Band]) -> Job[list[Pairs]]:
        """Measure followers and the keepers of their leaders: what the leader is to its keeper they are."""
        packed = pack(pairs.left, pairs.right)
        order = np.argsort(packed)
        followers = np.array(sorted(bands), np.int64)
        parts = []
        for kind in KINDS:
            keepers = self._keepers(pairs, kind)[leaders[followers]]
            apart = (keepers != leaders[followers]) & (keepers != followers)
            keeper, leader = keepers[apart], leaders[followers[apart]]
            its_own = pack(np.minimum(leader, keeper), np.maximum(leader, keeper))
            of_leader = order[np.searchsorted(packed, its_own, sorter=order)]
            wanted, first = np.unique(
                pack(np.minimum(followers[apart], keeper), np.maximum(followers[apart], keeper)),
                return_index=True,
            )
            fresh = ~np.isin(wanted, packed)
            left, right = unpack(wanted[fresh])
            scores = yield from self._measure(left, right)
            kept = np.flatnonzero((scores >= self.floor) | (kind in _AT_ANY_SCORE))
            judgements = []
            for place in first[fresh][kept].tolist():
                known = pairs.judgements[of_leader[place]]
                band = weaker(known.band, bands[int(followers[apart][place])])
                judgements.append(Judgement(kind, band, f"{_AS_LEADER}{known.why}"))
            parts.append(_of_one_kind(kind, left[kept], right[kept], scores[kept], judgements))
        return parts

    def _opposed(self, pairs: Pairs) -> tuple[Rows, Rows]:
        """Pairs of every near copy of a row with what that row says the opposite of, so that all are told."""
        near = pairs.of_kind(Kind.DUPLICATE) & (pairs.scores >= NEAR)
        best = best_of_components(pairs.left[near].tolist(), pairs.right[near].tolist(), self.ranks)
        keepers = np.arange(len(self.ranks))
        keepers[list(best)] = list(best.values())
        crossed = np.array([judgement.why == CROSSED for judgement in pairs.judgements], bool)
        left, right = lift(pairs.left[crossed], pairs.right[crossed], keepers)
        more = spread(left, right, keepers)
        return np.concatenate((left, more[0])), np.concatenate((right, more[1]))

    def _keepers(self, pairs: Pairs, kind: Kind) -> Rows:
        """(n,) the keeper of each row in the groups of one kind, itself in none."""
        chosen = pairs.of_kind(kind)
        left, right, scores = pairs.left[chosen], pairs.right[chosen], pairs.scores[chosen]
        groups = group_pairs(left, right, scores, 0.0, self.ranks, np.zeros(len(left), bool))
        keepers = np.arange(len(self.ranks))
        keepers[groups.rows] = groups.keepers
        return keepers


def _of_one_kind(
    kind: Kind, left: Rows, right: Rows, scores: npt.NDArray[np.float64], judgements: list[Judgement]
) -> Pairs:
    codes = np.full(len(left), KINDS.index(kind), np.uint8)
    return Pairs(left, right, scores, np.zeros(len(left), bool), codes, judgements)


def _followers(found: Pairs, leaders: Rows) -> list[tuple[int, Band]]:
    """The rows that are near duplicates of the leader chosen for them, and how surely."""
    sure = found.of_kind(Kind.DUPLICATE) & (found.scores >= NEAR)
    rows = []
    for ends, others in ((found.left, found.right), (found.right, found.left)):
        places = np.flatnonzero(sure & (leaders[ends] == others))
        rows += [(int(ends[place]), found.judgements[place].band) for place in places.tolist()]
    return rows


def _duplicates(parts: list[Pairs], leaders: Rows) -> tuple[Rows, Rows]:
    """The pairs of duplicates that follow no other row."""
    pairs = join_pairs(parts)
    leads = leaders == np.arange(len(leaders))
    chosen = pairs.of_kind(Kind.DUPLICATE) & leads[pairs.left] & leads[pairs.right]
    return pairs.left[chosen], pairs.right[chosen]
