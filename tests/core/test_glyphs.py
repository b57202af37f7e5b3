"""Data text can neither act on a terminal nor hide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.glyphs import one_line, visible


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = visible(text)
    assert not [c for c in shown if ord(c) < 32 and c not in "\t\n"]
    assert not [c for c in shown if 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000]
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff\u2028")
    shown.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("a\u202eb", "a‹202E›b"),
        ("\ud83d", "�"),
        ("क्\u200dष 👩\u200d🚀", "क्\u200dष 👩\u200d🚀"),
        ("a\r\nb", "a␍\nb"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(), st.integers(1, 50))
def test_one_line_is_short_and_whole(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert "\n" not in line
    assert len(line) <= limit
