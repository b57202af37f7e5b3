"""Finds all pairs of like rows in two columns of text, and says what each pair is.

It only sequences: sign and fingerprint every row; collapse identical rows; find candidates; measure
them exactly; judge their kind; and measure what is missing between keepers and members.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.jobs import Job, Pacer, Step
from studio.similarity.candidates import find_candidates
from studio.similarity.fingerprints import Fingerprints, pair_equal
from studio.similarity.groups import Groups, Rows, group_pairs, rank_by_length
from studio.similarity.kinds import IDENTICAL, Judgement, Kind
from studio.similarity.missing import pairs_with_keepers
from studio.similarity.partner import Partner, map_shared
from studio.similarity.signatures import BANDS, Signatures, join_signatures
from studio.similarity.tasks import Texts, judge_texts, measure_texts, pick_pairs, sign_texts
from studio.similarity.verification import cut_batches

FLOOR = 0.5
KINDS = tuple(Kind)

_BLOCK_CHARACTERS = 1 << 20
_BLOCK_ROWS = 1 << 14
# A second process takes a third of a second to start, which less text than this does not pay back.
_WORTH_A_PARTNER = 12_000_000
# Pairs judged at a time.
_PORTION = 250
# An answer of fewer bytes than this is a label or a number that many prompts share by right.
_SHORTEST_SHARED_ANSWER = 32
# A prompt that more rows share is a field of a form, not one question answered many times.
_MOST_OF_ONE_KEY = 100


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a scan found. Arrays are (p,), one member a pair; left < right in every pair.

    Attributes:
        left, right: the rows.
        scores: Jaccard similarity of the 5-character shingles of the normalised rows, 0..1.
        identical: the rows have the same normalised text.
        kinds: position in `KINDS`.
        judgements: kind, band and reason.

    """

    left: Rows
    right: Rows
    scores: npt.NDArray[np.float64]
    identical: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.uint8]
    judgements: list[Judgement]


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of a scan.

    Attributes:
        pairs: all pairs found.
        lengths: (n,) characters of each row, prompt and answer.
        signatures: of all rows, to make an `Index` of.

    """

    pairs: Pairs
    lengths: Rows
    signatures: Signatures

    def group(
        self, kind: Kind = Kind.DUPLICATE, threshold: float = FLOOR, ranks: Rows | None = None
    ) -> Groups:
        """Groups of one kind at a threshold; by default the keeper is the longer, then earlier."""
        chosen = self.pairs.kinds == KINDS.index(kind)
        return group_pairs(
            self.pairs.left[chosen],
            self.pairs.right[chosen],
            self.pairs.scores[chosen],
            threshold,
            rank_by_length(self.lengths) if ranks is None else ranks,
            self.pairs.identical[chosen],
        )


def scan_rows(
    prompts: Sequence[str],
    answers: Sequence[str],
    floor: float = FLOOR,
    ranks: Rows | None = None,
    *,
    alone: bool = False,
) -> Job[Scan]:
    """Find and judge the pairs of like rows. A job: yields steps, returns a `Scan`.

    Pairs of Jaccard >= 0.8 are found all but surely (0.999 each), at 0.6 with a chance of 0.88, at
    the floor of 0.5 of about 0.6. Prompts and answers that are equal but for punctuation are found
    at any score. Empty rows are never paired.

    Args:
        prompts: the prompt of every row.
        answers: the answer of every row, as many.
        floor: the least Jaccard similarity to keep, 0..1.
        ranks: (n,) the keeper rule as ranks, lower keeps; by default longer, then earlier.
        alone: never start a second process, however much text there is.

    Raises:
        ValueError: the columns differ in length.

    """
    if len(prompts) != len(answers):
        raise ValueError(f"{len(prompts)} prompts, but {len(answers)} answers")
    lengths = np.fromiter(map(len, prompts), np.int64, len(prompts))
    lengths += np.fromiter(map(len, answers), np.int64, len(answers))
    ranks = rank_by_length(lengths) if ranks is None else ranks
    partner = None if alone or lengths.sum() < _WORTH_A_PARTNER else Partner()
    run = _Run(prompts, answers, lengths, floor, partner, Pacer())
    try:
        signatures, prints = yield from run.sign()
        copies = pair_equal(prints.rows, prints.with_text())
        is_first = np.zeros(len(prompts), bool)
        is_first[prints.with_text()] = True
        is_first[copies[1]] = False
        known = yield from run.propose(signatures, is_first, prints)
        found = yield from run.judge(*known, prints)
        missing = pairs_with_keepers(*_duplicates(found), ranks, *known)
        more = yield from run.judge(*missing, prints)
    finally:
        if partner is not None:
            partner.close()
    return Scan(_join([_identical(*copies), found, more]), lengths, signatures)


@dataclass(frozen=True, slots=True)
class _Run:
    """What every step of one scan needs."""

    prompts: Sequence[str]
    answers: Sequence[str]
    lengths: Rows
    floor: float
    partner: Partner | None
    pacer: Pacer

    def sign(self) -> Job[tuple[Signatures, Fingerprints]]:
        """Signatures and fingerprints of every row, block by block."""
        count = len(self.prompts)
        prints = Fingerprints.of_nothing(count)
        parts = []
        spans = list(_spans(self.lengths))
        blocks = (Texts(self.prompts[start:stop], self.answers[start:stop]) for start, stop in spans)
        shared = map_shared(sign_texts, blocks, self.partner)
        for (start, stop), (signed, own) in zip(spans, shared, strict=True):
            prints.put(np.arange(start, stop), own)
            parts.append(Signatures(signed.rows + start, signed.bands, signed.sketches))
            if self.pacer.due():
                yield Step(stop, count, "reading rows")
        return join_signatures(parts), prints

    def propose(
        self, signatures: Signatures, is_first: npt.NDArray[np.bool_], prints: Fingerprints
    ) -> Job[tuple[Rows, Rows]]:
        """Pairs worth measuring, each once, sorted: alike by signature, or with one part equal."""
        asked = np.flatnonzero(is_first & (prints.prompt_sizes > 0))
        answered = np.flatnonzero(is_first & (prints.answer_sizes >= _SHORTEST_SHARED_ANSWER))
        same_prompt = pair_equal(prints.prompts, asked, _MOST_OF_ONE_KEY)
        same_answer = pair_equal(prints.answers, answered, _MOST_OF_ONE_KEY)
        left, right = np.empty((2, 0), np.int64)
        search = enumerate(find_candidates(signatures.of_rows(is_first), self.floor), 1)
        for band, found in search:
            left, right = found.left, found.right
            if self.pacer.due():
                yield Step(band, BANDS, "comparing rows")
        left = np.concatenate((left, same_prompt[0], same_answer[0])).astype(np.uint64)
        right = np.concatenate((right, same_prompt[1], same_answer[1])).astype(np.uint64)
        count = np.uint64(max(1, len(is_first)))
        packed = np.unique(left * count + right)
        return (packed // count).astype(np.int64), (packed % count).astype(np.int64)

    def judge(self, left: Rows, right: Rows, prints: Fingerprints) -> Job[Pairs]:
        """Measure pairs, judge those that matter, and drop the rest."""
        spans = list(cut_batches(self.lengths, left, right))
        batches = pick_pairs(self.prompts, self.answers, left, right, spans)
        scores = np.zeros(len(left))
        measured = map_shared(measure_texts, batches, self.partner)
        for (start, stop), values in zip(spans, measured, strict=True):
            scores[start:stop] = values
            if self.pacer.due():
                yield Step(stop, len(left), "measuring pairs")
        # Below the floor only what shares a whole prompt or answer is of interest.
        same_prompt = prints.prompts[left] == prints.prompts[right]
        same_answer = prints.answers[left] == prints.answers[right]
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


def _spans(lengths: Rows) -> Iterator[tuple[int, int]]:
    """Cut the rows into (start, stop) of about equal work."""
    ends = np.cumsum(lengths)
    start = 0
    while start < len(lengths):
        before = ends[start - 1] if start else 0
        stop = int(np.searchsorted(ends, before + _BLOCK_CHARACTERS)) + 1
        stop = min(stop, start + _BLOCK_ROWS, len(lengths))
        yield start, stop
        start = stop


def _identical(left: Rows, right: Rows) -> Pairs:
    count = len(left)
    return Pairs(
        left,
        right,
        np.ones(count),
        np.ones(count, bool),
        np.full(count, KINDS.index(Kind.DUPLICATE), np.uint8),
        [IDENTICAL] * count,
    )


def _duplicates(pairs: Pairs) -> tuple[Rows, Rows]:
    chosen = pairs.kinds == KINDS.index(Kind.DUPLICATE)
    return pairs.left[chosen], pairs.right[chosen]


def _join(parts: list[Pairs]) -> Pairs:
    return Pairs(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.identical for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        [judgement for part in parts for judgement in part.judgements],
    )
