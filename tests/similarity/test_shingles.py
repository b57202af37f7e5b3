"""Windows of whole blocks are the windows of their rows, and no others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.similarity.normalise import normalise_block
from studio.similarity.shingles import hash_windows, shingle_counts, valid_windows, window_keys
from tests.similarity.oracle import plain_shingles
from tests.similarity.test_normalise import ROWS


@settings(deadline=None)
@given(ROWS)
def test_a_block_has_the_windows_of_its_rows(rows: list[tuple[str, str]]) -> None:
    prompts, answers = [row[0] for row in rows], [row[1] for row in rows]
    for block in normalise_block(prompts, answers):
        counts = shingle_counts(block).tolist()
        keys = window_keys(block.characters)[valid_windows(block)].tolist()
        assert sum(counts) == len(keys)
        done = 0
        for row, count in zip(block.rows.tolist(), counts, strict=True):
            assert len(set(keys[done : done + count])) == len(plain_shingles(*rows[row]))
            done += count


@settings(deadline=None)
@given(st.text(min_size=5, max_size=5))
def test_equal_windows_have_equal_keys_in_narrow_and_wide_blocks(text: str) -> None:
    def own_keys(suffix: str) -> tuple[set[int], set[int]]:
        keys, hashes = set(), set()
        for block in normalise_block([text], [suffix]):
            valid = valid_windows(block)
            keys |= set(window_keys(block.characters)[valid].tolist())
            hashes |= set(hash_windows(block.characters)[valid].tolist())
        return keys, hashes

    shared = plain_shingles(text, "") & plain_shingles(text, "漢字漢字")
    for narrow, wide in zip(own_keys(""), own_keys("漢字漢字"), strict=True):
        assert len(narrow & wide) == len(shared)
