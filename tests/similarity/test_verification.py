"""Every reported score is the true Jaccard similarity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.similarity.normalise import normalise_row
from studio.similarity.shingles import shingle_set
from studio.similarity.verification import cut_batches, measure_pairs
from tests.similarity.oracle import jaccard, plain_shingles

# Few letters, so that random rows do share shingles; and some of every width.
TEXT = st.text(st.sampled_from("ab c.漢字é😀\u0628\n\0"), max_size=40)
ROWS = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8)


@settings(deadline=None)
@given(ROWS)
def test_scores_are_those_of_sets(rows: list[tuple[str, str]]) -> None:
    prompts, answers = [row[0] for row in rows], [row[1] for row in rows]
    left, right = (place.ravel() for place in np.indices((len(rows), len(rows))))
    scores = measure_pairs(prompts, answers, left.astype(np.int64), right.astype(np.int64))
    sets = [plain_shingles(*row) for row in rows]
    expected = [jaccard(sets[a], sets[b]) for a, b in zip(left, right, strict=True)]
    assert scores.tolist() == pytest.approx(expected, abs=1e-12)


@settings(deadline=None)
@given(TEXT, TEXT)
def test_the_reference_shingles_are_the_plain_ones(prompt: str, answer: str) -> None:
    assert shingle_set(normalise_row(prompt, answer)) == plain_shingles(prompt, answer)


def test_batches_cover_all_pairs_once_and_stay_small() -> None:
    lengths = np.full(3000, 2000)
    left = np.zeros(2999, np.int64)
    right = np.arange(1, 3000)
    batches = list(cut_batches(lengths, left, right))
    assert [place for start, stop in batches for place in range(start, stop)] == list(range(2999))
    assert max(stop - start for start, stop in batches) * 4000 <= 1 << 18


def test_long_rows_are_measured_exactly() -> None:
    text = " ".join(f"w{number}" for number in range(30_000))
    halves = [text, text[: len(text) // 2]]
    score = measure_pairs(["", ""], halves, np.array([0]), np.array([1]))
    assert score[0] == jaccard(plain_shingles("", halves[0]), plain_shingles("", halves[1]))
