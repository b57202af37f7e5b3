"""The three pieces of a scan that can be done anywhere, each on texts of its own. It joins nothing.

A task carries all that it needs, so that it can be handed to another process.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.similarity.fingerprints import Fingerprints, fingerprint_block
from studio.similarity.groups import Rows
from studio.similarity.kinds import Judgement, judge_pair
from studio.similarity.normalise import normalise_block
from studio.similarity.signatures import Signatures, join_signatures, sign_block
from studio.similarity.verification import measure_batch

# glibc gives large arrays back to the system as soon as they are freed, and fetching them again
# page by page costs more than the work. Once an array of this size was freed, it keeps smaller ones.
np.empty(31 << 20, np.uint8)


@dataclass(frozen=True, slots=True)
class Texts:
    """Some rows: their prompts and answers."""

    prompts: Sequence[str]
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class PairTexts:
    """Some rows, and pairs of them as places in `texts`."""

    texts: Texts
    left: Rows
    right: Rows


def sign_texts(texts: Texts) -> tuple[Signatures, Fingerprints]:
    """Signatures and fingerprints of rows that are numbered from 0."""
    prints = Fingerprints.of_nothing(len(texts.prompts))
    parts = []
    for block in normalise_block(texts.prompts, texts.answers):
        prints.put(block.rows, fingerprint_block(block))
        parts.append(sign_block(block))
    return join_signatures(parts), prints


def measure_texts(pairs: PairTexts) -> npt.NDArray[np.float64]:
    """(p,) the Jaccard similarities of pairs."""
    return measure_batch(pairs.texts.prompts, pairs.texts.answers, pairs.left, pairs.right)


def judge_texts(pairs: PairTexts) -> list[Judgement]:
    """The judgement of each pair."""
    prompts, answers = pairs.texts.prompts, pairs.texts.answers
    return [
        judge_pair((prompts[one], prompts[other]), (answers[one], answers[other]))
        for one, other in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    ]


def pick_pairs(
    prompts: Sequence[str],
    answers: Sequence[str],
    left: Rows,
    right: Rows,
    spans: Sequence[tuple[int, int]],
) -> Iterator[PairTexts]:
    """Yield the pairs of each (start, stop), with the texts of their rows, each row once."""
    for start, stop in spans:
        both = np.concatenate((left[start:stop], right[start:stop]))
        rows, places = np.unique(both, return_inverse=True)
        texts = Texts([prompts[row] for row in rows.tolist()], [answers[row] for row in rows.tolist()])
        yield PairTexts(texts, places[: stop - start], places[stop - start :])
