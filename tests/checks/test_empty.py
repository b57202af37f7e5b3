"""Cases of the check `empty`."""

from studio.core.batch import Batch
from studio.core.example import Example, Message, say
from studio.core.finding import Band
from studio.extension import all_checks
from tests.checks.cases import seen_by

FLAGS = [
    (("What is a noun?", "..."), "no-words"),
    (("What is a noun?", "-"), "no-words"),
    (("?", "A noun is a word."), "no-words"),
    (("Pick an emoji for joy.", "😀"), "no-words"),
    (("What is a noun?", "A word.", "…"), "no-words"),
    (("What is a noun?", "___"), "no-words"),
    (("What is a noun?", " \n.\n"), "no-words"),
    (("SOS in Morse code?", "... --- ..."), "no-words"),
]
LEAVES_ALONE = [
    ("What is 1 + 1?", "2"),
    ("Is it so?", "y"),
    ("你好吗？", "好"),
    ("هل هذا صحيح؟", "نعم"),
    ("Say x.", "x!"),
    ("Which letter?", "ß"),
    ("How much?", "½"),
    ("Blank prompts are too, and so is white space.", " \n\t"),
    ("Blank answers are the reader's.", ""),
]


def test_only_what_can_be_no_answer_is_certain() -> None:
    cases = [("Why?", "..."), ("Why?", "😀"), ("Which sign of punctuation goes here?", "...")]
    assert [s.band for s in seen_by("empty", *cases)] == [
        Band.CERTAIN,
        Band.LOOK_CLOSELY,
        Band.LOOK_CLOSELY,
    ]


def test_a_tool_call_says_enough() -> None:
    call = Message("assistant", "...", (("tool_calls", [{"function": {"name": "weather"}}]),))
    check = next(check for check in all_checks() if check.name == "empty")
    assert list(check.look(Batch([Example(say("user", "Weather?"), (call,))]))) == []
