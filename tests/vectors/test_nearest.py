"""Nearest rows are those that brute force finds, without a row's own copies."""

import numpy as np
import numpy.typing as npt
import pytest

from studio.jobs import Step, drain
from studio.vectors import nearest
from studio.vectors.encoder import Vectors, to_unit
from studio.vectors.nearest import NONE, find_nearest, number_texts
from studio.vectors.tfidf import TfIdf


def _texts(count: int, seed: int) -> list[str]:
    random = np.random.default_rng(seed)
    words = [f"w{i}" for i in range(60)]
    return [" ".join(random.choice(words, 5)) for _ in range(count)]


def _sides(dense: bool) -> tuple[Vectors, Vectors]:
    if dense:
        random = np.random.default_rng(0)
        left, right = (to_unit(random.normal(size=(n, 16))) for n in (70, 331))
        return left, right
    both = TfIdf.of([*_texts(70, 1), *_texts(331, 2)])[1]
    return both[:70], both[70:]


def _all(left: Vectors, right: Vectors) -> npt.NDArray[np.float32]:
    product = left @ right.T
    return np.asarray(product if isinstance(product, np.ndarray) else product.toarray(), np.float32)


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("k", [1, 4, 40])
def test_as_brute_force(dense: bool, k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "_MOST_BLOCK", 16)
    left, right = _sides(dense)
    similar = _all(left, right)
    distances, rows = drain(find_nearest(left, right, k))
    expected = -np.sort(-similar, axis=1)[:, :k]
    assert np.allclose(1 - distances, expected, atol=1e-5)
    assert np.allclose(np.take_along_axis(similar, rows, 1), expected, atol=1e-5)


@pytest.mark.parametrize("dense", [False, True])
def test_a_row_meets_neither_itself_nor_its_copies(dense: bool) -> None:
    texts = ["pay my bill", "Pay  my bill", "pay the bill", "water plants"]
    vectors = TfIdf.of(texts)[1]
    if dense:
        vectors = vectors[:, np.unique(vectors.indices)].toarray()
    (groups,) = number_texts(texts)
    _, rows = drain(find_nearest(vectors, vectors, 1, groups, groups))
    assert rows[:3, 0].tolist() == [2, 2, 0]


def test_identical_rows_have_no_neighbour_left() -> None:
    vectors = TfIdf.of(["same"] * 5)[1]
    groups = np.zeros(5, np.int64)
    distances, rows = drain(find_nearest(vectors, vectors, 2, groups, groups))
    assert (rows == NONE).all()
    assert (distances == 1).all()


def test_what_shares_nothing_is_at_distance_one() -> None:
    both = TfIdf.of(["hello there", "银行卡"])[1]
    distances, rows = drain(find_nearest(both[:1], both[1:], 1))
    assert (distances[0, 0], rows[0, 0]) == (1, NONE)


def test_nothing_against_nothing() -> None:
    both = TfIdf.of(["a b"])[1]
    assert drain(find_nearest(both[:0], both, 3))[0].shape == (0, 3)
    assert (drain(find_nearest(both, both[:0], 3))[1] == NONE).all()


def test_it_can_be_cancelled_between_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "_MOST_BLOCK", 4)
    left, right = _sides(dense=False)
    job = find_nearest(left, right, 2)
    step = next(job)
    assert isinstance(step, Step)
    assert 0 < step.done < step.total == 70
    job.close()
