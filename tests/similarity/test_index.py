"""The live index finds what the scan finds, grows, and survives being stored."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.jobs import drain
from studio.similarity.index import Index, Segment, sign_row
from studio.similarity.scan import scan_rows
from studio.similarity.signatures import Signatures
from tests.similarity.planted import FIELDS, swap_letters

ROWS = list(FIELDS.values())


def numbered(row: tuple[str, str], number: int) -> Signatures:
    signed = sign_row(*row)
    return Signatures(np.full(len(signed.rows), number), signed.bands, signed.sketches)


def stored(index: Index) -> Index:
    """The index as it comes back from bytes."""
    return Index(Segment.from_bytes(segment.to_bytes()) for segment in index.segments)


def test_an_edited_row_finds_its_source_after_storing() -> None:
    index = Index()
    index.add(drain(scan_rows([row[0] for row in ROWS], [row[1] for row in ROWS])).signatures)
    for number, (prompt, answer) in enumerate(ROWS):
        edited = sign_row(prompt, swap_letters(answer, random.Random(1)))
        rows, estimates = stored(index).find(edited)
        assert rows.tolist() == [number]
        assert estimates[0] > 0.6


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_rows_added_in_any_portions_are_all_found(portions: list[int]) -> None:
    index, count = Index(), 0
    rng = random.Random(4)
    texts = ["".join(rng.choices("abcdefgh ", k=80)) for _ in range(sum(portions))]
    for portion in portions:
        for number in range(count, count + portion):
            index.add(numbered(("", texts[number]), number))
        count += portion
    for number, text in enumerate(texts):
        assert index.find(sign_row("", text))[0][0] == number
    assert len(index.segments) <= count.bit_length()


def test_empty_rows_and_empty_indexes_find_nothing() -> None:
    index = Index()
    assert index.find(sign_row("a", "b"))[0].tolist() == []
    index.add(sign_row("", " "))
    assert index.segments == ()
    index.add(numbered(ROWS[0], 5))
    assert index.find(sign_row("", ""))[0].tolist() == []


def test_many_equal_rows_are_not_all_reported() -> None:
    one = numbered(ROWS[0], 0)
    many = Signatures(
        np.arange(5000), np.repeat(one.bands[:, :1], 5000, axis=1), np.repeat(one.sketches[:1], 5000, 0)
    )
    index = Index()
    index.add(many)
    rows, estimates = index.find(one)
    assert 0 < len(rows) <= 100
    assert (estimates == 1.0).all()
