"""Text is found in any case, in any spelling that JSON allows, edited rows included."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.example import say
from studio.session import Session
from studio.store.search import may_hold
from tests.conftest import alpaca, open_with

WORDS = st.text(st.sampled_from('abKſßéÉ語ж Ж/"\\\n'), min_size=1, max_size=4)


@given(WORDS, WORDS, WORDS, st.booleans())
def test_the_quick_test_never_misses(before: str, word: str, after: str, ascii_only: bool) -> None:
    for said in (word, word.upper(), word.lower()):
        if word.casefold() in said.casefold():
            raw = json.dumps({"a": before + said + after}, ensure_ascii=ascii_only).encode()
            assert may_hold(word)(raw)


@pytest.fixture
def words(tmp_path: Path) -> Session:
    """Rows that spell one word in many ways."""
    rows = [
        alpaca(1, output="Größe"),
        json.dumps(alpaca(2, output="GRÖSSE größe")).encode(),
        b'{"instruction": "odd \\u0073pelling", "input": "", "output": "a\\/b"}',
        alpaca(4, output='say "hello"\nthere'),
        alpaca(5, output="日本語の答え"),
        {
            "messages": [
                {"role": "user", "content": "in a chat"},
                {"role": "assistant", "content": "Größe"},
            ]
        },
    ]
    return open_with(tmp_path, rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("größe", [1, 2, 6]),
        ("GRÖSSE", [2]),
        ("spelling", [3]),
        ("a/b", [3]),
        ("本語", [5]),
        ('"say hello"', []),
        ("there", [4]),
        ("chat", [6]),
        ("content", []),
    ],
)
def test_spellings(words: Session, text: str, rows: list[int]) -> None:
    assert list(words.ids(text)) == rows
    words.close()


def test_an_edited_row_is_found_by_what_it_says_now(words: Session) -> None:
    example = words.card(5).example
    words.edit(5, example._replace(chosen=say("assistant", "quite new")))
    assert list(words.ids("quite")) == [5]
    assert list(words.ids("本語")) == []
    assert list(words.ids("quite is:edited")) == [5]
    words.close()


def test_tool_calls_are_looked_through(tmp_path: Path) -> None:
    call = {"type": "function", "function": {"name": "look_up", "arguments": '{"city": "Oslo"}'}}
    turns = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
    ]
    rows = [alpaca(1), {"messages": turns, "tools": [{"name": "look_up"}, {"name": "book"}]}]
    with open_with(tmp_path, rows) as session:
        assert list(session.ids("oslo")) == [2]
        assert list(session.ids("book")) == [2]


def test_no_filter_builds_no_list(words: Session) -> None:
    assert isinstance(words.ids(""), range)
    words.close()
