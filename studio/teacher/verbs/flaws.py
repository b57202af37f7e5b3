"""The flaws that a rejected side may have: one each, so that a pair teaches one thing. It writes nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from studio.errors import StudioError


class Flaw(NamedTuple):
    """A way to be worse.

    `matched` is false where the length is itself the flaw.
    """

    name: str
    title: str
    instruction: str
    matched: bool = True


FLAWS = (
    Flaw(
        "ignores-constraint",
        "leaves one constraint of the prompt unheeded",
        "It answers well but passes over one constraint that the user, the system text or the brief sets: "
        "a form, a limit, a language, something to leave out, a condition. Only one, and one that matters.",
    ),
    Flaw(
        "invents-fact",
        "states something made up as a fact",
        "It states, with confidence and in passing, one specific thing that the conversation does not give "
        "and that is not so or cannot be known: a number, a name, a feature, a rule, a source. The user "
        "would act on it.",
    ),
    Flaw(
        "wrong-format",
        "says the right thing in the wrong form",
        "Its content is right, but its form is not what was asked for or what the use calls for: prose in "
        "place of the table or list, a broken structure, a label outside the given set, an essay in place "
        "of the code. If no form was asked for, take one that clearly does not suit the use.",
    ),
    Flaw(
        "too-long",
        "buries the answer in words",
        "It holds the right answer but buries it: preamble, restating the question, caveats that nobody "
        "needs, saying things twice, a summary at the end. One and a half to two and a half times as long "
        "as the good answer, every sentence well written.",
        matched=False,
    ),
    Flaw(
        "unsafe",
        "careless: advice without the care it needs",
        "It is careless or too sure of itself where care is due: leaves out the one warning that matters, "
        "the check before a step that cannot be undone, the limit beyond which to ask an expert, or "
        "promises what cannot be promised. Nothing in it is meant to harm, and it gives no dangerous "
        "instructions beyond the omission.",
    ),
    Flaw(
        "unhelpful-refusal",
        "declines or evades what could have been answered",
        "It declines, or sends the user elsewhere, though the request is fine and could be answered: "
        "courteous, with plausible reasons and general remarks, but without the help that was asked for.",
    ),
    Flaw(
        "subtle-error",
        "right but for one mistake that matters",
        "It follows the right path and goes wrong at one point that changes the outcome: a step in the "
        "wrong order, a wrong calculation, a condition turned round, two things mixed up. All around it is "
        "right, so that only a careful reader finds it.",
    ),
)


def flaw_named(name: str) -> Flaw:
    """The flaw of that name.

    Raises:
        StudioError: there is none.

    """
    for flaw in FLAWS:
        if flaw.name == name:
            return flaw
    raise StudioError(f"there is no flaw {name!r}", "flaws: " + ", ".join(flaw.name for flaw in FLAWS))


def flaw_for(row: int, names: Sequence[str] = ()) -> Flaw:
    """The flaw that is a row's turn, of those named, else of all. The same row always has the same.

    Raises:
        StudioError: a name is no flaw.

    """
    flaws = [flaw_named(name) for name in names] or FLAWS
    return flaws[row % len(flaws)]
