"""Cases of the check `personal`. Numbers are published test numbers, or made up to fit a checksum."""

import pytest

from studio.checks.personal import is_card, is_chinese_id, is_cpf, is_dni, is_iban
from studio.core.finding import Band
from tests.checks.cases import seen_by

FLAGS = [
    (("Who?", "Write to m.kowalska@kontor-nord.de today."), "e-mail"),
    (("Who?", "Call +49 171 2039482 today."), "phone"),
    (("Who?", "Call (312) 808-6724 today."), "phone"),
    (("Pay?", "With 4539 1488 0343 6467, please."), "card"),
    (("Pay?", "With 4111 1111 1111 1111, please."), "card"),
    (("Pay?", "To GB82 WEST 1234 5698 7654 32, please."), "iban"),
    (("Who?", "His number is 219-09-9998."), "ssn"),
    (("Who?", "身份证 11010519491231002X。"), "national-id"),
    (("Who?", "DNI 12345678Z."), "national-id"),
    (("Who?", "Quem? O CPF 529.982.247-25."), "national-id"),
    (("Pay?", "DE89370400440532013000"), "iban"),
    (("Who?", "NIE X1234567L."), "national-id"),
    (("Appelez-moi.", "Au +33 6 12 98 45 70."), "phone"),
    (("Host?", "It is 93.184.216.34 now."), "ip-address"),
]
LEAVES_ALONE = [
    ("Who?", "Write to someone@example.com or info@kontor-nord.de."),
    ("When?", "Between 1998-2004, on 2024-05-17, or 1939 - 1945."),
    ("How much?", "It costs 1,234,567,890.12 or 4539148803436468 units."),
    ("Host?", "127.0.0.1 or 192.168.0.12, version 1.2.3.4."),
    ("Compute.", "1234567 * 891 = 1100002197, 3.14159265358979"),
    ("How far is it?", "The distance is 5.196152422706632."),
    ("Quem?", "O CPF 529.982.247-26."),
    ("Which binary numbers?", "1001101000, 0101011000, 0011100000"),
    ("Who?", "身份证 110105194912310021。"),
    ("Code?", "The error code is E12345678."),
    ("Pay?", "To GB82 WEST 1234 5698 7654 33, please."),
    ("Tweet?", "Ask @studio, or see user@host for a shell."),
]


@pytest.mark.parametrize(
    ("holds", "good", "bad"),
    [
        (is_card, "4539148803436467", "4539148803436468"),
        (is_iban, "DE89370400440532013000", "DE88370400440532013000"),
        (is_chinese_id, "11010519491231002X", "110105194912310021"),
        (is_cpf, "52998224725", "52998224752"),
        (is_dni, "X1234567L", "X1234567M"),
    ],
)
def test_checksums(holds: object, good: str, bad: str) -> None:
    assert callable(holds)
    assert holds(good)
    assert not holds(bad)


def test_a_card_is_sure_when_it_is_written_in_groups() -> None:
    cases = [("Pay?", "4539 1488 0343 6467"), ("Pay?", "4539148803436467"), ("Pay?", "3714 496353 98439")]
    assert [(s.kind, s.band) for s in seen_by("personal", *cases)] == [
        ("card", Band.CERTAIN),
        ("card", Band.LIKELY),
    ]


def test_what_stands_for_anybody_is_looked_at_closely() -> None:
    cases = [
        ("Who?", "john.doe@gmail.com"),
        ("Who?", "(415) 555-0134"),
        ("Pay?", "4242 4242 4242 4242"),
        ("Who?", "078-05-1120"),
    ]
    assert {sight.band for sight in seen_by("personal", *cases)} == {Band.LOOK_CLOSELY}


def test_what_was_found_is_never_repeated() -> None:
    for case, _ in FLAGS:
        for sight in seen_by("personal", case):
            assert not any(char.isdigit() for char in sight.why)
            assert "@" not in sight.why
