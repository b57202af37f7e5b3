"""What is left of a text without its ASCII characters."""

from hypothesis import given
from hypothesis import strategies as st

from studio.core.beyond import beyond_ascii


@given(st.text())
def test_only_ascii_is_left_out(text: str) -> None:
    assert beyond_ascii(text) == "".join(char for char in text if ord(char) > 127)


def test_half_characters_stay() -> None:
    assert beyond_ascii("a\ud800b漢\U0001f600") == "\ud800漢\U0001f600"
