"""Lines to rows: the short way of plain rows gives what the long way gives; bad lines say why."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.formats.format import Detector
from studio.intake.lines import Batch, read_lines

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)


class _NoShortWay(Detector):
    def plain_keys(self, record: dict[str, Any]) -> None:
        return None


def _read(lines: list[bytes], detector: Detector) -> Batch:
    return read_lines(enumerate(lines, 1), detector)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6), st.booleans())
def test_the_short_way_gives_what_the_long_way_gives(
    rows: list[tuple[str, str, str]], ascii_only: bool
) -> None:
    lines = [
        json.dumps(dict(zip(("instruction", "input", "output"), row, strict=True)), ensure_ascii=ascii_only)
        .encode("utf-8", "surrogatepass")
        .replace(b"\r", b"\\r")
        for row in [("first", "", "row"), *rows]
    ]
    short, long = _read(lines, Detector()), _read(lines, _NoShortWay())
    assert short.rows == long.rows
    assert short.problems == long.problems
    assert short.bad == long.bad


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (b'{"a": 1},', 9, "a comma after the row"),
        (b'{"a": 1,}', 9, "a comma before a closing bracket"),
        (b'{"a": "x', 8, "ends early"),
        (b'{"a": NaN}', 7, "NaN"),
        (b'{"a": -Infinity}', 8, "Infinity"),
        (b"{'a': 1}", 2, "Python"),
        (b"{a: 1}", 2, "without quotes"),
        (b"// note", 1, "a comment"),
        (b"hello", 1, "starts with {"),
        (b'{"a": "\x1b"}', 8, "control character"),
        (b'{"a": "\xff"}', 8, "not UTF-8"),
        (b'{"a": 1} {"b": 2}', 10, "more text after the row"),
        (b"\x00\x00\x00", 1, "NUL"),
        (b"[1, 2]", 1, "a list"),
        (b"null", 1, "null"),
        (b"[" * 100_000, 0, "too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", 0, "too large"),
    ],
)
def test_a_bad_line_says_where_and_why(line: bytes, column: int, why: str) -> None:
    [(bad, _)] = _read([b'{"prompt": "ok"}', line], Detector()).bad
    assert bad.line == 2
    assert why in bad.why
    assert bad.text == line
    if column:
        assert bad.column == column


def test_keys_given_twice_and_halves_of_characters_are_told() -> None:
    lines = [
        b'{"instruction":"a","instruction":"b","output":"c"}',
        b'{"instruction":"half \\ud83d","output":"c"}',
        b'{"instruction":"whole \\ud83d\\ude00","output":"c"}',
    ]
    batch = _read(lines, Detector())
    assert [(index, problem.check) for index, problem in batch.problems] == [
        (0, "duplicate-key"),
        (1, "lone-surrogate"),
    ]
