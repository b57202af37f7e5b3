"""Cases of the check `late-difference`."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

SENTENCE = "The pump lifts the water from the lower basin to the upper one, and a valve keeps it. "
THOUSAND = SENTENCE * 48  # some 1,030 tokens
TWO_THOUSAND = THOUSAND * 2
WIDE = "水泵把水从低处抽到高处，" * 90

FLAGS = [
    (("Why?", TWO_THOUSAND + "Yes.", TWO_THOUSAND + "No, it is not so."), "same-when-cut"),
    (("Why?", THOUSAND + "Yes.", THOUSAND + "No, it is not so."), "same-when-cut"),
    (("Why?", THOUSAND, THOUSAND + "So it is."), "same-when-cut"),
    ((SENTENCE * 40, SENTENCE * 10 + "Yes.", SENTENCE * 10 + "No."), "same-when-cut"),
    (("为什么?", WIDE + "是的。", WIDE + "不是。"), "same-when-cut"),
    ((THOUSAND, "Yes.", "No."), "prompt-fills"),
    ((TWO_THOUSAND, "Yes.", "No."), "prompt-fills"),
    ((TWO_THOUSAND, SENTENCE + "Yes.", SENTENCE + "No."), "prompt-fills"),
]
LEAVES_ALONE = [
    ("Why?", TWO_THOUSAND),
    ("Why?", TWO_THOUSAND, TWO_THOUSAND),
    ("Why?", "Yes.", "No."),
    ("Why?", "Yes. " + THOUSAND, "No. " + THOUSAND),
    (SENTENCE * 20, SENTENCE * 5 + "Yes.", SENTENCE * 5 + "No."),
    ("Why?", SENTENCE * 40 + "Yes.", SENTENCE * 40 + "No."),
    (TWO_THOUSAND, "Yes."),
    (TWO_THOUSAND, "", "No."),
]


def test_past_what_an_export_keeps_it_is_likely() -> None:
    cases = [FLAGS[0][0], FLAGS[1][0], FLAGS[6][0], FLAGS[5][0]]
    assert [sight.band for sight in seen_by("late-difference", *cases)] == [
        Band.LIKELY,
        Band.LOOK_CLOSELY,
        Band.LIKELY,
        Band.LOOK_CLOSELY,
    ]
