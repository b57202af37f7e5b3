"""Cases of the check `both-refuse`."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

SORRY = "I'm sorry, but I can't help with that."
FLAGS = [
    (("Where does she live?", SORRY, "Unfortunately, I am unable to do this."), "refusals"),
    (("Where does she live?", SORRY, "Sorry, I’m not allowed to help with that."), "refusals"),
    (("Where does she live?", SORRY, "I won't do that. It is private."), "refusals"),
    (("Where does she live?", "I'd rather not say.", SORRY), "refusals"),
    (("Where does she live?", SORRY, "That's not something I can share."), "refusals"),
    (("Where does she live?", "I cannot tell you that.", "I'm not going to answer this."), "refusals"),
    (("Wo wohnt sie?", "Es tut mir leid, aber ich kann dabei nicht helfen.", SORRY), "refusals"),
    (("她住在哪里?", "很抱歉，我无法提供。", SORRY), "refusals"),
]
LEAVES_ALONE = [
    ("Where does she live?", SORRY),
    ("Where does she live?", SORRY, "At the end of the long street."),
    ("Where does she live?", "At the end of the long street.", SORRY),
    ("Where does she live?", SORRY, "I'm sorry, what did you say?"),
    ("Where does she live?", SORRY, "I can't say for sure, but I think in Rome."),
    ("Where does she live?", SORRY, ""),
    ("Where does she live?", "I'm sorry to hear that. Rome.", "I'm not sure. Rome?"),
    ("Where does she live?", "This is something I can tell you: Rome.", "This is it: Rome."),
]


def test_a_long_one_may_help_after_all() -> None:
    cases = [("Why?", SORRY, SORRY), ("Why?", SORRY + " But look at it so. " * 30, SORRY)]
    bands = [sight.band for sight in seen_by("both-refuse", *cases)]
    assert bands == [Band.LIKELY, Band.LOOK_CLOSELY]
