"""One gap is one line, worst first."""

import numpy as np

from studio.jobs import drain
from studio.vectors.gaps import group_prompts
from studio.vectors.nearest import find_nearest, number_texts
from studio.vectors.tfidf import TfIdf


def test_two_topics_are_two_lines_the_larger_first() -> None:
    texts = [f"book a flight to city{i}" for i in range(4)] + [f"water plant kind{i}" for i in range(8)]
    vectors = TfIdf.of(texts)[1]
    (groups,) = number_texts(texts)
    near, rows = drain(find_nearest(vectors, vectors, 11, groups, groups))
    gaps = group_prompts(np.arange(12), near, rows, np.ones(12), 0.95)
    assert [sorted(gap.prompts) for gap in gaps] == [list(range(4, 12)), list(range(4))]
    assert gaps[0].size == 8


def test_only_the_chosen_are_grouped() -> None:
    near, rows = np.full((3, 1), 0.1, np.float32), np.array([[1], [2], [1]])
    gaps = group_prompts(np.array([0, 2]), near, rows, np.array([0.5, 0.1, 0.9]), 0.5)
    assert [gap.prompts for gap in gaps] == [[2], [0]]
    assert group_prompts(np.zeros(0, np.int64), near, rows, np.ones(3), 0.5) == []


def test_equal_rows_do_not_point_in_a_circle() -> None:
    near, rows = np.zeros((3, 2), np.float32), np.array([[1, 2], [0, 2], [0, 1]])
    assert [gap.size for gap in group_prompts(np.arange(3), near, rows, np.ones(3), 0.5)] == [3]
