"""What is taken out comes back character for character, and nothing of it is left in between."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.teacher.privacy import Span, look
from studio.teacher.redaction import NOTHING, Places, names_in, redact, redact_texts, restore, restore_values
from studio.teacher.redaction import unknown_places as unknown
from tests.teacher.test_privacy import VALUES

MAIL = "m.kowalska@kontor-nord.de"
LITERALS = ["[EMAIL_1]", "[ email 1 ]", "EMAIL_2", "[PHONE_1]", "[TEXT_1]", "[text\\_2]", "[", "]", "[EMAIL_"]
PIECES = st.one_of(
    st.sampled_from([value for _, value, _, _ in VALUES] + LITERALS),
    st.sampled_from([before + value + after for before, value, after, _ in VALUES]),
    st.text(max_size=5),
)
TEXTS = st.lists(st.lists(PIECES, max_size=6).map(" ".join), max_size=4)


@given(TEXTS)
def test_a_request_comes_back_as_it_was(texts: list[str]) -> None:
    spans = look(texts).spans
    hidden, places = redact_texts(texts, spans)
    assert [restore(text, places) for text in hidden] == texts
    values = {text[start:end] for text, found in zip(texts, spans, strict=True) for start, end, _ in found}
    assert not [value for value in values for text in hidden if value in text]


@given(TEXTS)
def test_texts_that_come_one_by_one_come_back_too(texts: list[str]) -> None:
    hidden, known = [], NOTHING
    for text in texts:
        shown, known = redact(text, look([text]).spans[0], known)
        hidden.append(shown)
    assert [restore(text, known) for text in hidden] == texts


@given(
    st.text(alphabet="[]_ EMAIL12\\", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["e-mail", "text"]))),
    st.text(alphabet="[]_ EMAIL12\\", max_size=40),
)
def test_any_spans_come_back(text: str, places: list[tuple[int, int, str]], other: str) -> None:
    spans = [
        Span(min(start, len(text)), min(max(start, end), len(text)), kind) for start, end, kind in places
    ]
    first, known = redact(text, spans)
    second, known = redact(other, (), known)
    assert restore(first, known) == text
    assert restore(second, known) == other


def test_a_value_has_one_placeholder_in_all_texts() -> None:
    texts = [
        f"To {MAIL} and j.novak@kontor-nord.de",
        f"{MAIL} again",
        'password = "kT9vQz2LpX"',
        "kT9vQz2LpX",
    ]
    hidden, places = redact_texts(texts, look(texts).spans)
    assert hidden == [
        "To [EMAIL_1] and [EMAIL_2]",
        "[EMAIL_1] again",
        'password = "[PASSWORD_1]"',
        "[PASSWORD_1]",
    ]
    later, places = redact(
        f"Or {MAIL}, +49 171 2039482", look([f"Or {MAIL}, +49 171 2039482"]).spans[0], places
    )
    assert later == "Or [EMAIL_1], [PHONE_1]"
    assert places.values["PHONE_1"] == "+49 171 2039482"


def test_a_placeholder_that_stands_in_a_text_is_not_given_out() -> None:
    text = f"Write [EMAIL_1], [ email 2 ] or EMAIL_3 for {MAIL}"
    hidden, places = redact(text, look([text]).spans[0])
    assert hidden == "Write [EMAIL_1], [ email 2 ] or EMAIL_3 for [EMAIL_4]"
    assert unknown(hidden, places) == ()
    # The names can be had from the stored request too.
    assert unknown(hidden, Places(places.values, names_in(hidden))) == ()
    assert names_in(text) == {"EMAIL_1", "EMAIL_2", "EMAIL_3"}


@pytest.mark.parametrize(
    "written",
    [
        "[email_1]",
        "[Email_1]",
        "[ EMAIL_1 ]",
        "[EMAIL 1]",
        "[EMAIL-1]",
        "[EMAIL\\_1]",
        "[EMAIL1]",
        "[\u00a0e-mail_1]",
    ],
)
def test_what_claude_altered_is_restored_or_told(written: str) -> None:
    _, places = redact(MAIL, [Span(0, len(MAIL), "e-mail")])
    back = restore(f"Dear {written},", places)
    if "e-mail" in written:
        assert unknown(written, places) == ()  # a name of its own: it stays
        assert back == f"Dear {written},"
    else:
        assert back == f"Dear {MAIL},"
        assert unknown(written, places) == ()


def test_a_text_that_holds_what_was_given_out_comes_back() -> None:
    _, places = redact(MAIL, [Span(0, len(MAIL), "e-mail")])
    text = "The form says [email_1]."
    hidden, places = redact(text, (), places)
    assert hidden == "The form says [TEXT_1]."
    assert restore(hidden, places) == text
    assert restore("[EMAIL_1]", places) == MAIL


def test_values_in_json() -> None:
    places = Places({"EMAIL_1": MAIL, "IP_ADDRESS_1": "93.184.216.34"})
    answer: Any = {
        "rows": [{"prompt": "To [EMAIL_1]", "n": 3, "ok": None}, "[ip address 1]"],
        "[EMAIL_1]": True,
    }
    assert restore_values(answer, places) == {
        "rows": [{"prompt": f"To {MAIL}", "n": 3, "ok": None}, "93.184.216.34"],
        "[EMAIL_1]": True,
    }


def test_a_placeholder_that_was_never_given_out_is_told() -> None:
    places = Places({"EMAIL_1": MAIL}, frozenset({"EMAIL_9"}))
    text = "To [EMAIL_1], [email 2], [EMAIL_9], [Figure 1], EMAIL_1, MY_EMAIL_7, [PHONE_1], PASSWORD_1"
    assert unknown(text, places) == ("EMAIL_2", "PHONE_1", "EMAIL_1", "PASSWORD_1")
    assert unknown(text, NOTHING) == ()
