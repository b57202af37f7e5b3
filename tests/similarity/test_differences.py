"""What differs is found, what does not matter is not, and cutting shared ends changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.similarity.differences import compare_texts, differing_sentences, tokenise

WORDS = st.lists(st.sampled_from(["one", "two", "3", "fish", "水", ".", "\n", "don't", "x+1"]), max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Two  words", "two words"),
        ("- a point\n- a second", "1. a point\n2. a second"),
        ("<p>a text</p>", "a text"),
        ("see [the map](https://example.org)", "see the map"),
        ("1,000 men", "1000 men"),
        ("it’s here", "It's here!"),
        ("ｆｕｌｌ", "full"),
        ("**bold** text", "bold text"),
    ],
)
def test_form_is_no_difference(one: str, other: str) -> None:
    assert compare_texts(one, other).changes == ()


def test_changes_name_their_tokens() -> None:
    (change,) = compare_texts("send 5 red boats home", "send 8 red boats home").changes
    assert (change.old, change.new, change.at_edge) == (("5",), ("8",), False)
    (added,) = compare_texts("send boats", "send boats home").changes
    assert (added.old, added.new, added.at_edge) == ((), ("home",), True)


@settings(deadline=None)
@given(WORDS, WORDS, WORDS, WORDS)
def test_what_is_kept_is_what_the_tokens_say(
    start: list[str], old: list[str], new: list[str], end: list[str]
) -> None:
    one, other = " ".join([*start, *old, *end]), " ".join([*start, *new, *end])
    difference = compare_texts(one, other)
    back = compare_texts(other, one)
    assert 0.0 <= difference.kept <= 1.0
    assert bool(difference.changes) == bool(back.changes)
    if tokenise("\n" + one) == tokenise("\n" + other) and any(map(str.isalnum, one)):
        assert difference.changes == ()


def test_moved_phrases_are_told() -> None:
    first, second = "the old mill stands by the river bank", "a baker bought all of it last year"
    assert compare_texts(f"{first}. {second}.", f"{second}. {first}.").moved


def test_shared_sentences_are_left_out() -> None:
    system = "You are kind. Answer shortly.\n"
    pair = differing_sentences(system + "Who? Thanks.", system + "Where? Thanks.")
    assert pair == ("Who?", "Where?")
    assert differing_sentences("same.\n", "same.\n") == ("", "")


@given(st.text(".!? \nab。", max_size=30), st.text(".!? \nab。", max_size=30))
def test_leaving_out_loses_nothing_that_differs(one: str, other: str) -> None:
    short, short_other = differing_sentences(one, other)
    cut = len(one) - len(short)
    assert len(other) - len(short_other) == cut
    assert (short == short_other) <= (one == other)


def test_dots_without_end_are_read_in_time() -> None:
    assert tokenise("a" + "." * 200_000 + "-") == ["a"]
