"""Finds rows that are like rows of other files: by the whole row, and by the prompt alone.

An eval set often has other answers than ours, or none: then only the prompts can tell that a row
leaked. What is alike is decided as everywhere: candidates by signature, exact Jaccard, then words.
Template variants are no hits. It leaves nothing out itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from studio.core.fingerprint import normalise
from studio.similarity.index import Segment
from studio.similarity.kinds import Kind, judge_pair
from studio.similarity.normalise import normalise_block
from studio.similarity.scan import FLOOR
from studio.similarity.signatures import BANDS, VALUES, Signatures, join_signatures, sign_block
from studio.similarity.verification import measure_pairs

HITS = (Kind.DUPLICATE, Kind.CONFLICT, Kind.SAME_ANSWER)
# Sketches tell a similarity give or take 0.06.
_LEAST = int((FLOOR - 0.1) * VALUES)
_MOST_OF_ONE_KEY = 64
_MOST_OF_ONE_ROW = 8
_WORD = np.uint64(32)

Rows = npt.NDArray[np.int64]


class Texts(NamedTuple):
    """Some rows: what is asked and what is answered."""

    prompts: Sequence[str]
    answers: Sequence[str]


class Signed(NamedTuple):
    """Rows with the signatures of the whole rows and of their prompts alone."""

    texts: Texts
    whole: Signatures
    asked: Signatures


class Like(NamedTuple):
    """A row of ours and one of theirs that says or asks the same; `exact` where the prompts are equal."""

    ours: int
    theirs: int
    score: float
    kind: Kind
    exact: bool


def sign(texts: Texts) -> Signed:
    """Rows ready to be compared."""
    blank = [""] * len(texts.prompts)
    return Signed(texts, _sign(texts.prompts, texts.answers), _sign(texts.prompts, blank))


def _sign(prompts: Sequence[str], answers: Sequence[str]) -> Signatures:
    return join_signatures([sign_block(block) for block in normalise_block(prompts, answers)])


class Lookout:
    """Rows that others are held against.

    Args:
        theirs: the rows, in order.

    """

    def __init__(self, theirs: Texts) -> None:
        signed = sign(theirs)
        self._texts = theirs
        self._whole = Segment.of_signatures(signed.whole)
        self._asked = Segment.of_signatures(signed.asked)

    def find(self, ours: Signed) -> list[Like]:
        """Every pair that says or asks the same, by our row, the closest first."""
        pairs = np.unique(
            np.concatenate((_candidates(self._whole, ours.whole), _candidates(self._asked, ours.asked)))
        )
        if not len(pairs):
            return []
        left = (pairs >> _WORD).astype(np.int64)
        right = (pairs & np.uint64(0xFFFF_FFFF)).astype(np.int64)
        found = []
        for one, other, score in zip(
            left.tolist(), right.tolist(), self._scores(ours, left, right), strict=True
        ):
            if score >= FLOOR:
                like = self._judge(ours.texts, one, other, score)
                if like.kind in HITS:
                    found.append(like)
        return sorted(found, key=lambda like: (like.ours, -like.score, like.theirs))

    def _scores(self, ours: Signed, left: Rows, right: Rows) -> list[float]:
        """(p,) the greater of the similarities of the whole rows and of the prompts."""
        mine, my_places = np.unique(left, return_inverse=True)
        others, their_places = np.unique(right, return_inverse=True)
        prompts = [ours.texts.prompts[row] for row in mine.tolist()]
        prompts += [self._texts.prompts[row] for row in others.tolist()]
        answers = [ours.texts.answers[row] for row in mine.tolist()]
        answers += [self._texts.answers[row] for row in others.tolist()]
        their_places = their_places + len(mine)
        whole = measure_pairs(prompts, answers, my_places, their_places)
        asked = measure_pairs(prompts, [""] * len(prompts), my_places, their_places)
        scores: list[float] = np.maximum(whole, asked).tolist()
        return scores

    def _judge(self, ours: Texts, one: int, other: int, score: float) -> Like:
        prompts = ours.prompts[one], self._texts.prompts[other]
        answers = ours.answers[one], self._texts.answers[other]
        if not all(map(str.strip, answers)):
            answers = "", ""  # a set without answers: the prompts must tell
        exact = normalise(prompts[0]) == normalise(prompts[1])
        return Like(one, other, score, judge_pair(prompts, answers).kind, exact)


def _candidates(theirs: Segment, ours: Signatures) -> npt.NDArray[np.uint64]:
    """Pairs of rows (ours << 32 | theirs) that share a band key and look alike enough to be measured."""
    parts = [np.empty(0, np.uint64)]
    for band in range(BANDS):
        keys, asked = theirs.keys[band], ours.bands[band]
        start = np.searchsorted(keys, asked, "left")
        count = np.minimum(np.searchsorted(keys, asked, "right") - start, _MOST_OF_ONE_KEY)
        hit = np.flatnonzero(count)
        own = np.repeat(hit, count[hit])
        step = np.arange(len(own)) - np.repeat(np.cumsum(count[hit]) - count[hit], count[hit])
        entries = theirs.entries[band][start[own] + step]
        parts.append((own.astype(np.uint64) << _WORD) | entries.astype(np.uint64))
    packed = np.unique(np.concatenate(parts))
    own, entry = (packed >> _WORD).astype(np.int64), (packed & np.uint64(0xFFFF_FFFF)).astype(np.int64)
    agreement = np.count_nonzero(ours.sketches[own] == theirs.sketches[entry], axis=1)
    kept = np.flatnonzero(agreement >= _LEAST)
    order = kept[np.lexsort((-agreement[kept], own[kept]))]
    first = np.searchsorted(own[order], own[order], "left")
    order = order[np.arange(len(order)) - first < _MOST_OF_ONE_ROW]
    found: npt.NDArray[np.uint64] = (ours.rows[own[order]].astype(np.uint64) << _WORD) | theirs.rows[
        entry[order]
    ].astype(np.uint64)
    return found
