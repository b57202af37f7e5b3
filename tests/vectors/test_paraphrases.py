"""Alike in meaning, told once, always 'look closely'."""

from studio.jobs import drain
from studio.vectors.nearest import number_texts
from studio.vectors.paraphrases import BAND, semantic_pairs
from studio.vectors.tfidf import TfIdf

TEXTS = ["how do i reset my pin code", "my pin code: how do i reset it", "water the plants", "buy bread"]


def test_a_paraphrase_is_found_once() -> None:
    pairs = drain(semantic_pairs(TfIdf.of(TEXTS)[1], 0.5))
    assert [(pair.left, pair.right, pair.band) for pair in pairs] == [(0, 1, BAND)]
    assert 0.5 <= pairs[0].score < 1


def test_known_near_duplicates_and_copies_are_left_out() -> None:
    vectors = TfIdf.of(TEXTS)[1]
    assert drain(semantic_pairs(vectors, 0.5, {(0, 1)})) == []
    copies = ["same text"] * 4
    assert drain(semantic_pairs(TfIdf.of(copies)[1], 0.5, groups=number_texts(copies)[0])) == []


def test_pairs_of_a_row_are_bounded() -> None:
    texts = [f"the very same question number{i}" for i in range(30)]
    pairs = drain(semantic_pairs(TfIdf.of(texts)[1], 0.05, most_per_row=2))
    assert 0 < len(pairs) <= 60


def test_nothing_and_one_row() -> None:
    assert drain(semantic_pairs(TfIdf.of([])[1], 0.5)) == []
    assert drain(semantic_pairs(TfIdf.of(["one"])[1], 0.5)) == []
