"""What is told of a text before it leaves, and where it stands. Keys are made up in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.teacher.privacy import Span, look, merge

BODY = "Zq7Lm2Xv9Rt4Kp8Wn3Yb6Hd1Jc5Gf0Ts2Ue"
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + (BODY * 2)[:64] + "\n" + (BODY * 2)[3:67] + "\nAb3d=="
# Words before, the value, words after, its kind.
VALUES = [
    ("Write to ", "m.kowalska@kontor-nord.de", " today.", "e-mail"),
    ("请联系", "zhang.wei88@qq.com", "。", "e-mail"),
    ("Call ", "+49 171 2039482", ".", "phone"),
    ("Call ", "(312) 808-6724", " now", "phone"),
    ("With ", "4539 1488 0343 6467", ", please", "card"),
    ("To ", "GB82 WEST 1234 5698 7654 32", ", please", "iban"),
    ("His number is ", "219-09-9998", ".", "ssn"),
    ("NIE ", "X1234567L", ".", "national-id"),
    ("It is ", "93.184.216.34", " now", "ip-address"),
    ("key = ", "sk-" + "ant-api03-" + BODY, " # mine", "anthropic-key"),
    ("key = ", "sk-" + "ant-api03-" + BODY * 8, " # longer than it should be", "anthropic-key"),
    ("My token ", "ghp_" + BODY + "q", ", is it good?", "github-token"),
    ("postgres://", "ana:" + "Tr0ub4dor" + "@db.shop.net", ":5432/x", "password-in-url"),
    ('password = "', "kT9vQz2LpX", '"', "assigned"),
    ("PASSWORD = '", "Hq^wd05Kv#cs)dd1 w", "'  # yours", "assigned"),
    ("", KEY + "\n-----END RSA " + "PRIVATE KEY-----", "\nThat was it", "private-key"),
    ("", KEY, "\nThe rest is lost", "private-key"),
]


@pytest.mark.parametrize(("before", "value", "after", "kind"), VALUES)
def test_a_span_is_the_whole_value_and_nothing_else(before: str, value: str, after: str, kind: str) -> None:
    spans = look([before + value + after]).spans[0]
    assert spans == (Span(len(before), len(before) + len(value), kind),)


def test_texts_side_by_side_are_seen_as_texts_alone() -> None:
    texts = ["".join(parts[:3]) for parts in VALUES for _ in range(70)]
    together = look(["Nothing here.", *texts, ""])
    assert together.spans == ((), *(look([text]).spans[0] for text in texts), ())
    assert together.exposed == len(texts) > 1_000
    assert together.texts == len(texts) + 2
    assert together.characters == len("Nothing here.") + sum(map(len, texts))
    assert together.counts["e-mail"] == 140
    assert list(together.counts.values()) == sorted(together.counts.values(), reverse=True)


def test_places_that_overlap_are_one() -> None:
    key = "sk-" + "ant-api03-" + BODY
    assert look([f"api_key = {key}"]).spans == ((Span(10, 10 + len(key), "anthropic-key"),),)
    assert look([]).counts == {}
    spans = [Span(4, 9, "b"), Span(0, 5, "a"), Span(8, 20, "c"), Span(20, 21, "d"), Span(30, 30, "e")]
    assert merge([Span(0, 3, "a"), Span(0, 9, "b"), Span(4, 6, "c")]) == (Span(0, 9, "b"),)
    assert merge(spans) == (Span(0, 20, "a"), Span(20, 21, "d"))


@given(st.lists(st.text(alphabet="aA1.@-_ \0\n:/sk+é字\u0130", max_size=60), max_size=4))
def test_spans_lie_inside_their_texts(texts: list[str]) -> None:
    for text, spans in zip(texts, look(texts).spans, strict=True):
        ends = [0, *(place for start, end, _ in spans for place in (start, end)), len(text)]
        assert ends == sorted(ends)
        assert all(start < end for start, end, _ in spans)
