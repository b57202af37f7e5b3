"""Equal texts, and only they, have equal fingerprints; pairs name the first of each."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.similarity.fingerprints import pair_equal
from studio.similarity.tasks import Texts, sign_texts
from tests.similarity.oracle import plain_part
from tests.similarity.test_normalise import ROWS


@settings(deadline=None)
@given(ROWS)
def test_rows_are_equal_when_their_normalised_texts_are(rows: list[tuple[str, str]]) -> None:
    _, prints = sign_texts(Texts([row[0] for row in rows], [row[1] for row in rows]))
    texts = [(plain_part(prompt), plain_part(answer)) for prompt, answer in rows]
    for one in range(len(rows)):
        for other in range(one):
            assert (prints.rows[one] == prints.rows[other]) == (texts[one] == texts[other])
    assert prints.with_text().tolist() == [row for row, text in enumerate(texts) if any(text)]


def test_parts_are_compared_without_spaces_and_punctuation() -> None:
    _, prints = sign_texts(
        Texts(["What is it?", "what - is it", "What was it?"], ["A 'cat'.", "a cat", "!?"])
    )
    assert prints.prompts[0] == prints.prompts[1] != prints.prompts[2]
    assert prints.answers[0] == prints.answers[1]
    assert prints.answer_sizes.tolist() == [4, 4, 0]


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 5))
def test_each_row_is_paired_with_the_first_of_its_key(keys: list[int], most: int) -> None:
    every = np.arange(len(keys))
    left, right = pair_equal(np.array(keys, np.uint64), every)
    expected = {(keys.index(key), row) for row, key in enumerate(keys) if keys.index(key) != row}
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == expected
    few_left, _ = pair_equal(np.array(keys, np.uint64), every, most)
    for first in set(left.tolist()):
        assert few_left.tolist().count(first) == min(most, left.tolist().count(first))
