"""Estimates of length in tokens."""

import pytest

from studio.core.tokens import estimate_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("four", 1), ("fives", 2), ("für dich", 2), ("東京都", 3), ("東京 is big", 4), ("привет", 3)],
)
def test_tokens_are_estimated_by_script(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens
