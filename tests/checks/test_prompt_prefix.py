"""Cases of the check `prompt-prefix`."""

from studio.core.batch import Batch
from studio.core.example import Example, Message, say
from studio.core.finding import Band
from studio.extension import all_checks
from tests.checks.cases import seen_by

FLAGS = [
    (("How?", "Human: It pumps.", "It pumps water."), "label"),
    (("How?", "It pumps.", "Assistant: It pumps water."), "label"),
    (("How?", "\n\nHuman: How?\n\nAssistant: It pumps.", "It pumps water."), "label"),
    (("How?", "USER: How?", "It pumps water."), "label"),
    (("How?", "It pumps.", "### Response: It pumps water."), "label"),
    (("How?", "It pumps.", "### Human: How?"), "label"),
    (("How?", "<|user|>\nHow?", "It pumps."), "label"),
    (("How?", "[INST] How? [/INST]", "It pumps."), "label"),
]
LEAVES_ALONE = [
    ("How?", "Human: It pumps."),
    ("How?", "It pumps.", "It pumps water."),
    ("How?", "Humans pump.", "It pumps water."),
    ("How?", "AI is a field of its own.", "It pumps water."),
    ("How?", "A human: that is who pumps.", "It pumps water."),
    ("How?", "### Answer\nIt pumps.", "It pumps water."),
    ("How?", "Users: two of them.", "System administrators: three."),
    ("How?", "", "Human: How?"),
]


def _kinds(chosen: tuple[Message, ...], rejected: tuple[Message, ...]) -> list[tuple[str, Band]]:
    check = next(check for check in all_checks() if check.name == "prompt-prefix")
    sights = check.look(Batch([Example(say("user", "How?"), chosen, rejected)]))
    return [(sight.kind, sight.band) for sight in sights]


def test_sides_that_part_before_the_last_answer() -> None:
    one, other = say("assistant", "It pumps."), say("assistant", "By magic.")
    why, where = say("user", "Why?"), say("user", "Where?")
    assert _kinds(one + why + one, other + where + one) == [("other-prompt", Band.CERTAIN)]
    assert _kinds(one + why + one, other) == [("other-prompt", Band.CERTAIN)]
    assert _kinds(one + why + one, other + why + one) == [("parts-early", Band.LIKELY)]
    assert _kinds(one + one, other) == []


def test_labels_may_be_asked_for() -> None:
    case = ("Write a dialogue.", "Human: How?", "It pumps.")
    assert [sight.band for sight in seen_by("prompt-prefix", case, FLAGS[0][0])] == [
        Band.LOOK_CLOSELY,
        Band.LIKELY,
    ]
