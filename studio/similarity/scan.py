"""Finds all pairs of like rows in two columns of text, and says what each pair is.

It only sequences: sign and fingerprint every row; collapse identical rows; find candidates; measure
them exactly; judge their kind, where very many rows are alike first against one of them; and measure
what is missing between keepers and members.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.jobs import Job, Pacer, Step
from studio.similarity.candidates import find_candidates
from studio.similarity.comparing import Comparison
from studio.similarity.crowds import Proposed
from studio.similarity.fingerprints import Fingerprints, pair_equal
from studio.similarity.groups import Groups, Rows, group_pairs, rank_by_length
from studio.similarity.kinds import Kind
from studio.similarity.pairs import Pairs, identical_pairs, join_pairs, pack, unpack
from studio.similarity.partner import Partner, map_shared
from studio.similarity.signatures import BANDS, VALUES, Signatures, join_signatures
from studio.similarity.tasks import Texts, sign_texts

FLOOR = 0.5

_BLOCK_CHARACTERS = 1 << 20
_BLOCK_ROWS = 1 << 14
# A second process takes a third of a second to start, which less text than this does not pay back.
_WORTH_A_PARTNER = 12_000_000
# An answer of fewer bytes than this is a label or a number that many prompts share by right.
_SHORTEST_SHARED_ANSWER = 32
# A prompt that more rows share is a field of a form, not one question answered many times.
_MOST_OF_ONE_KEY = 100


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
        chosen = self.pairs.of_kind(kind)
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
        proposed = yield from run.propose(signatures, is_first, prints)
        found = yield from Comparison(prompts, answers, lengths, floor, ranks, prints, partner, run.pacer).of(
            proposed
        )
    finally:
        if partner is not None:
            partner.close()
    return Scan(join_pairs([identical_pairs(*copies), *found]), lengths, signatures)


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
    ) -> Job[Proposed]:
        """Pairs worth measuring, each once, sorted: alike by signature, or with one part equal."""
        asked = np.flatnonzero(is_first & (prints.prompt_sizes > 0))
        answered = np.flatnonzero(is_first & (prints.answer_sizes >= _SHORTEST_SHARED_ANSWER))
        same_prompt = pair_equal(prints.prompts, asked, _MOST_OF_ONE_KEY)
        same_answer = pair_equal(prints.answers, answered, _MOST_OF_ONE_KEY)
        left, right = np.empty((2, 0), np.int64)
        likeness, crowded = np.empty(0), np.empty(0, np.int64)
        search = enumerate(find_candidates(signatures.of_rows(is_first), self.floor), 1)
        for band, found in search:
            left, right, likeness = found.left, found.right, found.agreement / VALUES
            crowded = found.crowded
            if self.pacer.due():
                yield Step(band, BANDS, "comparing rows")
        lefts = np.concatenate((left, same_prompt[0], same_answer[0]))
        rights = np.concatenate((right, same_prompt[1], same_answer[1]))
        estimates = np.concatenate((likeness, np.zeros(len(lefts) - len(left))))
        packed, first = np.unique(pack(lefts, rights), return_index=True)
        return Proposed(*unpack(packed), estimates[first], crowded)


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
