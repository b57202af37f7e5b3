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
from studio.similarity.signatures import BANDS, VALUES, Signatures, join_signatures
from studio.similarity.verification import measure_pairs

_MOST_CANDIDATES = 32
_MOST_OF_ONE_KEY = 64
_MOST_IN_TABLES = 2_000
# The estimate of a signature errs by some 0.06 either way.
_LEAST_ESTIMATE = FLOOR - 0.1


class Like(NamedTuple):
    """An example that another is like: its number, their similarity 0..1, and of what kind it is."""

    number: int
    score: float
    judged: Judgement


class Alike:
    """Some examples, numbered from 0, ready to be asked which of them another one is like.

    Each is asked about and added by itself: the newest stand in tables, which take one more at once, and
    go into the sorted segments of an `Index`, which are small and slow to renew, many at a time.
    """

    def __init__(self, examples: Iterable[Example] = ()) -> None:
        self._texts: list[tuple[str, str]] = []
        self._asking: dict[bytes, list[int]] = {}
        self._older = Index()
        self._newest: list[Signatures] = []
        self._tables: list[dict[int, list[int]]] = [{} for _ in range(BANDS)]  # key: places in `_newest`
        for example in examples:
            self.add(example)

    def add(self, example: Example) -> int:
        """Add an example; its number."""
        texts, number = compared_texts(example), len(self._texts)
        self._texts.append(texts)
        self._asking.setdefault(normalise(texts[0]), []).append(number)
        signed = sign_row(*texts)
        for keys in signed.bands.T.tolist():
            for table, key in zip(self._tables, keys, strict=True):
                table.setdefault(key, []).append(len(self._newest))
        rows = np.full(len(signed.rows), number, np.int64)
        self._newest.append(Signatures(rows, signed.bands, signed.sketches))
        if len(self._newest) >= _MOST_IN_TABLES:
            self._older.add(join_signatures(self._newest))
            self._newest, self._tables = [], [{} for _ in range(BANDS)]
        return number

    def find(self, example: Example) -> list[Like]:
        """Those that share half of their 5-character shingles with it, or ask the same; likest first."""
        prompt, answer = compared_texts(example)
        near = self._near(sign_row(prompt, answer))
        asked = self._asking.get(normalise(prompt), []) if prompt.strip() else []
        numbers = list(dict.fromkeys([*asked[:_MOST_CANDIDATES], *near[:_MOST_CANDIDATES]]))
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

    def _near(self, signed: Signatures) -> list[int]:
        """Those that may be like it by their signatures, the likeliest first."""
        older, how_like = self._older.find(signed, _LEAST_ESTIMATE)
        estimates = dict(zip(older.tolist(), how_like.tolist(), strict=True))
        for keys, sketch in zip(signed.bands.T.tolist(), signed.sketches, strict=True):
            tables = zip(self._tables, keys, strict=True)
            close = {place for table, key in tables for place in table.get(key, ())[:_MOST_OF_ONE_KEY]}
            for other in (self._newest[place] for place in close):
                estimate = float(np.count_nonzero(other.sketches == sketch, axis=1).max()) / VALUES
                number = int(other.rows[0])
                estimates[number] = max(estimate, estimates.get(number, 0.0))
        likely = [number for number, estimate in estimates.items() if estimate >= _LEAST_ESTIMATE]
        return sorted(likely, key=lambda number: (-estimates[number], number))
