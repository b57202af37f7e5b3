"""Signatures agree as often as rows are alike, whatever their lengths; they depend on one row alone."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.similarity.index import sign_row
from studio.similarity.normalise import normalise_block
from studio.similarity.signatures import BANDS, VALUES, Signatures, join_signatures, sign_block
from tests.similarity.oracle import jaccard, plain_shingles

TEXT = st.text(max_size=60)


def sign(texts: list[str]) -> Signatures:
    signed = join_signatures([sign_block(block) for block in normalise_block([""] * len(texts), texts)])
    order = np.argsort(signed.rows)
    return Signatures(signed.rows[order], signed.bands[:, order], signed.sketches[order])


@settings(deadline=None)
@given(st.lists(TEXT, max_size=12))
def test_a_row_is_signed_alike_in_any_company(texts: list[str]) -> None:
    together = sign(texts)
    assert together.bands.shape == (BANDS, len(together.rows))
    assert together.rows.tolist() == [row for row, text in enumerate(texts) if plain_shingles("", text)]
    for entry, row in enumerate(together.rows.tolist()):
        alone = sign_row("", texts[row])
        assert alone.sketches[0].tolist() == together.sketches[entry].tolist()
        assert alone.bands[:, 0].tolist() == together.bands[:, entry].tolist()


@pytest.mark.parametrize("length", [8, 30, 70, 130, 260, 600, 3000, 40_000])
@pytest.mark.parametrize("kept", [0.97, 0.85, 0.6])
def test_agreement_estimates_the_jaccard_similarity(length: int, kept: float) -> None:
    rng = random.Random(length)
    errors = []
    for _ in range(40 if length < 1000 else 6):
        one = "".join(rng.choices("abcdefghij ", k=length))
        other = one[: int(length * kept)]
        truth = jaccard(plain_shingles("", one), plain_shingles("", other))
        sketches = sign([one, other]).sketches
        errors.append(np.count_nonzero(sketches[0] == sketches[1]) / VALUES - truth)
    assert abs(float(np.mean(errors))) < (0.03 if length < 1000 else 0.1)
    assert max(map(abs, errors)) < 0.3


def test_repeats_do_not_count() -> None:
    tune = "la la la, sang the whole choir. "
    short, long = sign([tune * 3, tune * 3000]).sketches
    assert np.count_nonzero(short == long) > 0.9 * VALUES


def test_rows_can_be_picked() -> None:
    signed = sign(["one row of text", "", "another row of text"])
    assert signed.rows.tolist() == [0, 2]
    picked = signed.of_rows(np.array([False, False, True]))
    assert picked.rows.tolist() == [2]
    assert picked.bands[:, 0].tolist() == signed.bands[:, 1].tolist()
