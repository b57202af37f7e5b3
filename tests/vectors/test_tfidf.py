"""Vectors of any script, of length 1, weighed by what the reference says."""

import numpy as np
import pytest

from studio.vectors import tfidf
from studio.vectors.tfidf import TfIdf


def _cosine(left: str, right: str, *others: str) -> float:
    vectors = TfIdf([left, right, *others]).encode([left, right])
    return float((vectors[[0]] @ vectors[[1]].T).toarray()[0, 0])


@pytest.mark.parametrize(
    "text", ["reset my card", "重置我的卡", "أعد ضبط بطاقتي", "รีเซ็ตบัตร", "कार्ड रीसेट करें", "🙂 🙂", "x"]
)
def test_every_script_gives_a_vector_of_length_one(text: str) -> None:
    vectors = TfIdf([text, "something else"]).encode([text])
    assert vectors.dtype == np.float32
    assert np.sqrt((vectors.data**2).sum()) == pytest.approx(1, abs=1e-5)


def test_a_text_without_tokens_is_zeros_and_shifts_no_row() -> None:
    vectors = TfIdf(["a b", "c"]).encode(["", "a b", " \n?!", "c", "\ud800", ""])
    assert np.diff(vectors.indptr).astype(bool).tolist() == [False, True, False, True, False, False]


def test_no_texts_give_no_rows() -> None:
    assert TfIdf([]).encode([]).shape[0] == 0
    assert TfIdf([]).encode(["a word"]).shape[0] == 1


def test_case_form_and_punctuation_make_no_difference() -> None:
    assert _cosine("Reset my card!", "reset  MY card") == pytest.approx(1, abs=1e-5)
    assert _cosine("ＲＥＳＥＴ", "reset") == pytest.approx(1, abs=1e-5)


def test_a_typo_is_nearer_than_another_word() -> None:
    assert _cosine("my account", "my acount") > _cosine("my account", "my garden")


def test_rare_words_weigh_more_than_common_ones() -> None:
    others = ["the thing", "the other", "the last", "the first"]
    assert _cosine("the zebra", "a zebra", *others) > _cosine("the zebra", "the fox", *others)


def test_word_order_matters_a_little() -> None:
    assert 0.5 < _cosine("dog bites man", "man bites dog") < 1


def test_portions_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"row {i} 行 {'word ' * (i % 7)}" for i in range(50)]
    whole = TfIdf.of(texts)[1]
    monkeypatch.setattr(tfidf, "_PORTION_CHARACTERS", 40)
    parts = TfIdf.of(texts)[1]
    assert abs(whole - parts).max() < 1e-6
    assert abs(whole - TfIdf(texts).encode(texts)).max() < 1e-6


def test_common_features_go_when_a_search_would_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"common w{i}" for i in range(30)]
    full = TfIdf.of(texts)[1]
    monkeypatch.setattr(tfidf, "_MOST_PRODUCTS", 200)
    assert TfIdf.of(texts)[1].nnz < full.nnz
