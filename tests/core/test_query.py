"""The filter language: what is said, and what is refused with a hint."""

import pytest

from studio.core.query import Term, parse
from studio.errors import StudioError


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("refund", (Term("", "has", ("refund",)),)),
        ('"two words" -no', (Term("", "has", ("two words",)), Term("", "has", ("no",), True))),
        ("status:pending|skipped", (Term("status", "is", ("pending", "skipped")),)),
        ("len>800", (Term("len", ">", ("800",)),)),
        (
            "chosen<=20 -flag:empty",
            (Term("chosen", "<=", ("20",)), Term("flag", "is", ("empty",), True)),
        ),
        ("row:5", (Term("id", "=", ("5",)),)),
        ('source:"a b.jsonl"', (Term("source", "is", ("a b.jsonl",)),)),
        ("https://example.com", (Term("", "has", ("https://example.com",)),)),
        ("a>b", (Term("", "has", ("a>b",)),)),
    ],
)
def test_parse(text: str, terms: tuple[Term, ...]) -> None:
    assert parse(text).terms == terms


@pytest.mark.parametrize(
    "text", ["status:maybe", "len>long", "colour:red", "is:odd", "tag:", "status>3", "len>-1"]
)
def test_refused_with_a_hint(text: str) -> None:
    with pytest.raises(StudioError) as caught:
        parse(text)
    assert caught.value.hint


def test_words_are_what_is_marked() -> None:
    assert parse("one -two status:pending").words == ("one",)
