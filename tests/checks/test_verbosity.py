"""Cases of the check `verbosity`."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

SHORT = "The pump lifts the water from the lower basin to the upper one."
MORE = " Then a valve keeps it there, and it flows when somebody opens the tap. "
FLAGS = [
    (("How?", SHORT + MORE, SHORT), "goes-on"),
    (("How?", SHORT, SHORT + MORE), "goes-on"),
    (("How?", SHORT[:-1] + "," + MORE, SHORT), "goes-on"),
    (("How?", SHORT + MORE * 9, SHORT), "goes-on"),
    (("How?", MORE * 20, "It pumps."), "much-longer"),
    (("How?", MORE * 20, SHORT), "much-longer"),
    (("How?", MORE * 20, "It"), "much-longer"),
    (("怎么?", "水泵把水从低处抽到高处。" * 30, "它抽水。"), "much-longer"),
]
LEAVES_ALONE = [
    ("How?", SHORT + MORE),
    ("How?", SHORT, SHORT),
    ("How?", SHORT, MORE),
    ("How?", SHORT + " So.", SHORT),
    ("How?", "It pumps.", MORE * 20),
    ("How?", MORE * 5, SHORT),
    ("How?", MORE * 8, "It pumps."),
    ("How?", "Yes, it is.", "Yes"),
    ("How?", MORE, ""),
]


def test_a_chosen_answer_that_stops_in_time_may_be_the_point() -> None:
    sights = seen_by("verbosity", FLAGS[0][0], FLAGS[1][0])
    assert [(sight.where, sight.band) for sight in sights] == [
        ("chosen", Band.LIKELY),
        ("rejected", Band.LOOK_CLOSELY),
    ]
