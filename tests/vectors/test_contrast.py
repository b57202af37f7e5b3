"""Rows that only the traffic has score higher than those that both have."""

import numpy as np

from studio.jobs import drain
from studio.vectors.contrast import contrast_rows
from studio.vectors.nearest import number_texts
from studio.vectors.tfidf import TfIdf


def _score(rows: list[str], prompts: list[str]) -> tuple[list[float], list[float]]:
    vectors = TfIdf.of([*rows, *prompts])[1]
    groups = number_texts(rows, prompts)
    left, right = drain(contrast_rows(vectors[: len(rows)], vectors[len(rows) :], (groups[0], groups[1])))
    return left.tolist(), right.tolist()


def test_what_only_the_traffic_has_scores_higher() -> None:
    shared = [f"pay bill number {i}" for i in range(60)]
    _, scores = _score(shared[:30], [*shared[30:], *(f"book flight number {i}" for i in range(30))])
    assert min(scores[30:]) > max(scores[:30])


def test_dense_vectors_as_well() -> None:
    random = np.random.default_rng(0)
    rows, prompts = random.normal(size=(40, 4)).astype(np.float32), random.normal(size=(40, 4))
    prompts[20:, 0] += 6
    groups = np.arange(40), np.arange(40, 80)
    _, scores = drain(contrast_rows(rows, prompts.astype(np.float32), groups))
    assert scores[20:].mean() > scores[:20].mean() + 1


def test_too_few_rows_say_nothing() -> None:
    assert _score(["one"], ["two", "three"]) == ([0], [0, 0])
    assert _score(["same"] * 9, ["same"] * 9) == ([0] * 9, [0] * 9)
