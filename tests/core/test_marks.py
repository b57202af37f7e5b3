"""Words and runs found in one pass are those that a plain search finds."""

import re

from hypothesis import given
from hypothesis import strategies as st

from studio.core.joined import Joined
from studio.core.marks import marks_of, places_of, runs_of

WORDS = (b"abab", b"babaab", b"as an ai", "désolé".encode("latin-1"))


def _plainly(text: bytes, words: tuple[bytes, ...]) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(words, place)]


@given(st.lists(st.sampled_from([*WORDS, b"a", b"b", b" "]), max_size=40).map(b"".join))
def test_places_are_all_there_are(text: bytes) -> None:
    assert places_of(text, marks_of(text), WORDS) == _plainly(text, WORDS)


def test_places_far_into_a_text_and_over_the_edges_of_slices() -> None:
    text = b"as an ai" * 10_000
    assert places_of(text, marks_of(text), WORDS) == list(range(0, len(text), 8))


@given(st.text("01 .x", max_size=60), st.integers(2, 7))
def test_runs_are_the_longest_there_are(text: str, least: int) -> None:
    wanted = [match.span() for match in re.finditer(rf"[01 .]{{{least},}}", text)]
    assert runs_of(text.encode(), b"01 .", least) == wanted


def test_many_words_are_found_in_a_long_text_as_in_a_short_one() -> None:
    words = ("shown in", "image ", "photo ", "<image", "[", "作为")
    text = "An IMAGE \u212aind, shown in [the photo 作为 \U0001f600 İ"
    assert Joined([text]).places(words) == [3, 15, 24, 29, 35]
    many = Joined([text] * 1_000)
    assert many.places(words) == [
        start + place for start in many.starts[:-1] for place in (3, 15, 24, 29, 35)
    ]


def test_letters_keep_their_places_in_lower_case() -> None:
    joined = Joined(["\u212aİẞÅŸ", "ÄÖÜ漢\U0001f600\ud800x"])
    assert joined.plain == "k?ßåÿ\0äöü???x".encode("latin-1")
    assert len(joined.plain) == len(joined.text)
