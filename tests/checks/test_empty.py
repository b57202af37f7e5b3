"""Cases of the check `empty`."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

FLAGS = [
    (("What is a noun?", "..."), "no-words"),
    (("What is a noun?", "-"), "no-words"),
    (("?", "A noun is a word."), "no-words"),
    (("Pick an emoji for joy.", "😀"), "no-words"),
    (("What is a noun?", "A word.", "…"), "no-words"),
    (("SOS in Morse code?", "... --- ..."), "no-words"),
]
LEAVES_ALONE = [
    ("What is 1 + 1?", "2"),
    ("Is it so?", "y"),
    ("你好吗？", "好"),
    ("هل هذا صحيح؟", "نعم"),
    ("Say x.", "x!"),
    ("Blank answers are the reader's.", ""),
]


def test_only_what_can_be_no_answer_is_certain() -> None:
    assert [s.band for s in seen_by("empty", ("Why?", "..."), ("Why?", "😀"))] == [
        Band.CERTAIN,
        Band.LOOK_CLOSELY,
    ]
