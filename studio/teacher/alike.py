"""Whether a new example says the same as some others: drafts among themselves, or the rows they were shown.

It measures as the scan of the set does, and keeps everything in memory: thousands, not millions.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from studio.core.comparison import compared_texts
from studio.core.example import Example
from studio.core.fingerprint import normalise
from studio.similarity.index import Index, sign_row
from studio.similarity.kinds import Judgement, judge_pair
from studio.similarity.scan import FLOOR
from studio.similarity.signatures import Signatures
from studio.similarity.verification import measure_pairs

_MOST_CANDIDATES = 32
# The estimate of a signature errs by some 0.06 either way.
_LEAST_ESTIMATE = FLOOR - 0.1


class Like(NamedTuple):
    """An example that another is like: its number, their similarity 0..1, and of what kind it is."""

    number: int
    score: float
    judged: Judgement


class Alike:
    """Some examples, numbered from 0, ready to be asked which of them another one is like."""

    def __init__(self, examples: Iterable[Example] = ()) -> None:
        self._index = Index()
        self._texts: list[tuple[str, str]] = []
        self._asking: dict[bytes, list[int]] = {}
        for example in examples:
            self.add(example)

    def add(self, example: Example) -> int:
        """Add an example; its number."""
        texts, number = compared_texts(example), len(self._texts)
        self._texts.append(texts)
        self._asking.setdefault(normalise(texts[0]), []).append(number)
        signed = sign_row(*texts)
        rows = np.full(len(signed.rows), number, np.int64)
        self._index.add(Signatures(rows, signed.bands, signed.sketches))
        return number

    def find(self, example: Example) -> list[Like]:
        """Those that share half of their 5-character shingles with it, or ask the same; likest first."""
        prompt, answer = compared_texts(example)
        near, _ = self._index.find(sign_row(prompt, answer), _LEAST_ESTIMATE)
        asked = self._asking.get(normalise(prompt), []) if prompt.strip() else []
        numbers = list(dict.fromkeys([*asked[:_MOST_CANDIDATES], *near[:_MOST_CANDIDATES].tolist()]))
        others = [self._texts[number] for number in numbers]
        prompts, answers = [prompt, *(one for one, _ in others)], [answer, *(one for _, one in others)]
        right = np.arange(1, len(prompts))
        scores = measure_pairs(prompts, answers, np.zeros(len(right), np.int64), right).tolist()
        found = [
            Like(number, score, judge_pair((its[0], prompt), (its[1], answer)))
            for number, its, score in zip(numbers, others, scores, strict=True)
            if score >= FLOOR or number in asked
        ]
        return sorted(found, key=lambda like: (-like.score, like.number))
