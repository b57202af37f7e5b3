"""Cases of the check `identical-sides`."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

LONG = "The pump lifts the water from the lower basin to the upper one, and a valve keeps it there. " * 3
FLAGS = [
    (("Why?", "Because.", "Because."), "same"),
    (("Why?", "Because.", " because. "), "same"),
    (("Why?", "Ｂｅｃａｕｓｅ.", "because."), "same"),
    (("Why?", LONG, LONG + "\n\n"), "same"),
    (("Why?", "因为水。", "因为水。"), "same"),
    (("Why?", LONG, LONG.upper()), "same"),
    (("Why?", LONG, "\t" + LONG.replace(" ", "  ")), "same"),
    (("Why?", LONG, LONG + " So it is."), "nearly-same"),
    (("Why?", LONG, LONG.replace("lower", "lowest", 1)), "nearly-same"),
]
LEAVES_ALONE = [
    ("Why?", "Because."),
    ("Why?", "Because.", "I do not know."),
    ("Why?", LONG, "No."),
    ("Yes or no?", "Yes.", "No."),
    ("How many?", "12", "13"),
    ("Why?", LONG, LONG.replace("pump", "wheel").replace("water", "grain").replace("basin", "barn")),
    ("Why?", "", "Because."),
    ("Why?", "5 km are 3.1 miles.", "5 km are about two miles or so."),
    ("Why?", LONG, LONG[: len(LONG) // 3]),
]


def test_one_letter_of_a_few_words_may_be_all_the_difference() -> None:
    cases = [
        ("Why?", LONG, LONG + " So it is."),
        ("Which is it?", "It is the bigger one of the two.", "It is the bigger one of the two!"),
    ]
    assert [sight.band for sight in seen_by("identical-sides", *cases)] == [Band.LIKELY, Band.LOOK_CLOSELY]
