"""The block-wise normaliser says what the plain one says, whatever the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.similarity.normalise import normalise_block, normalise_row
from tests.similarity.oracle import plain_part

# Any code point, with more than its share of what trips normalising up.
AWKWARD = st.sampled_from(" \t\n\0\x01\x02\x1f\x7f\u00a0\u200b\ufeff\u3000İßﬁ½é\u0301\u0345한가Ａа\ud800😀")
TEXT = st.lists(st.one_of(AWKWARD, st.characters(), st.sampled_from("abc ABC")), max_size=30).map("".join)
ROWS = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=12)


def unpack(prompts: list[str], answers: list[str]) -> list[str]:
    """The rows of all blocks, as text, in order."""
    texts = [""] * len(prompts)
    for block in normalise_block(prompts, answers):
        wide = block.characters.dtype.itemsize == 4
        for row, start, end in zip(block.rows, block.starts, block.ends, strict=True):
            raw = block.characters[start:end].tobytes()
            texts[row] = raw.decode("utf-32-le" if wide else "ascii", "surrogatepass")
    return texts


@settings(deadline=None)
@given(ROWS)
def test_blocks_and_single_rows_agree_with_the_plain_normaliser(rows: list[tuple[str, str]]) -> None:
    prompts, answers = [row[0] for row in rows], [row[1] for row in rows]
    expected = [f"{plain_part(prompt)}\n{plain_part(answer)}" for prompt, answer in rows]
    assert [normalise_row(*row) for row in rows] == expected
    assert unpack(prompts, answers) == expected


@settings(deadline=None)
@given(ROWS)
def test_a_block_encodes_to_its_rows_in_order(rows: list[tuple[str, str]]) -> None:
    prompts, answers = [row[0] for row in rows], [row[1] for row in rows]
    for block in normalise_block(prompts, answers):
        expected = [normalise_row(*rows[row]).encode("utf-8", "surrogatepass") for row in block.rows]
        assert block.encoded().split(b"\0\0\0\0\0") == expected
