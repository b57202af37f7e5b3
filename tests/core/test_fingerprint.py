"""Exact copies share a hash whatever their case, blanks and Unicode form; others do not."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from studio.core.example import Example, say
from studio.core.fingerprint import measure


def _example(ask: str, answer: str) -> Example:
    return Example(say("user", ask), say("assistant", answer))


@given(st.text(), st.text())
def test_case_blanks_and_form_do_not_count(ask: str, answer: str) -> None:
    spaced = "\n".join(ask.split(" "))
    form = unicodedata.normalize("NFD", answer)
    one, two = measure(_example(ask, answer)), measure(_example(spaced, form))
    assert one.text_hash == two.text_hash


@given(st.text("abcXYZ äß語", min_size=1), st.text("abcXYZ äß語", min_size=1))
def test_sides_are_told_apart(ask: str, answer: str) -> None:
    one, two = _example(ask, answer), _example(answer, ask)
    same = "".join(ask.split()).casefold() == "".join(answer.split()).casefold()
    assert (measure(one).text_hash == measure(two).text_hash) is same


def test_the_thumb_counts() -> None:
    example = _example("a", "b")
    hashes = {measure(example._replace(label=label)).text_hash for label in (None, True, False)}
    assert len(hashes) == 3
