"""Cases of the check `identical-sides`."""

from studio.core.batch import Batch
from studio.core.example import Example, Message, say
from studio.core.finding import Band
from studio.extension import all_checks
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
    (("Why?", LONG, LONG.replace("lower", "lowest", 1)), "one-word"),
    (("Why?", LONG, LONG.replace("The pump", "The old pump", 1)), "one-word"),
    (("Which is it?", "It is the bigger one of the two.", "It is the bigger one of the two!"), "only-signs"),
    (("Which is it?", "**Yes**, it is.", "Yes it is"), "only-signs"),
    (("Is it?", "Yes", "Yes."), "only-signs"),
    (("为什么?", "因为水。", "因为水！"), "only-signs"),
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
    ("How cold?", "It is -5 degrees out there now.", "It is 5 degrees out here now, I say."),
    ("Which?", "a + b", "a - b"),
    ("Which?", "The red one it is.", "The blue one it is."),
]


def test_how_sure_it_is_depends_on_how_much_is_the_same_and_on_the_task() -> None:
    cases = [
        ("Why?", LONG, LONG + " So it is."),
        ("Which?", "It is a b c d e f g h i, j k.", "It is a b c d e f g h i l, j k n."),
        ("Why?", LONG, LONG.replace("lower", "lowest", 1)),
        ("Correct the grammar: it are so.", "It is so.", "It is so"),
        ("Write it in lowercase: A GIANT", "a giant", "A Giant"),
        ("Write it in lowercase: A GIANT", "a giant", "a giant"),
    ]
    assert [(sight.kind, sight.band) for sight in seen_by("identical-sides", *cases)] == [
        ("nearly-same", Band.LIKELY),
        ("one-word", Band.LOOK_CLOSELY),
        ("only-signs", Band.LOOK_CLOSELY),
        ("same", Band.CERTAIN),
    ]


def test_a_pair_of_tool_calls_is_left_to_the_calls() -> None:
    call = (Message("assistant", "Let me look.", (("tool_calls", [{"function": {"name": "f"}}]),)),)
    check = next(check for check in all_checks() if check.name == "identical-sides")
    assert (
        list(check.look(Batch([Example(say("user", "Why?"), call, say("assistant", "Let me look."))]))) == []
    )
