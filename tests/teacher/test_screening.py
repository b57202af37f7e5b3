"""Which drafts are held back before a person sees them, and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.example import Example, Message, say
from studio.teacher.alike import Alike
from studio.teacher.screening import HELD_BACK, outside_cell, screen, usual_lengths
from tests.teacher.verb_cases import contract, row

ASK = "My heat pump shows E12 since last night and the rooms get cold. What should I try before I call you?"
TELL = (
    "E12 means that too little water flows. Check that all radiator valves are open, then clean the strainer."
)
OTHER = row(
    "Which wall is best for the room thermostat in a house with a stove?",
    "An inner wall away from the stove, about a metre and a half above the floor, out of the sun.",
)


def nothing(_: Example) -> list[tuple[int, float]]:
    return []


def one(draft: Example, **more: object) -> str:
    return screen([draft], **{"like": nothing, **more})[0]  # type: ignore[arg-type]


def test_a_good_draft_passes() -> None:
    assert screen([row(ASK, TELL), OTHER], like=nothing, language="en", lengths=(20, 400)) == ["", ""]
    assert screen([], like=nothing) == []


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (Example(), "it has no prompt"),
        (row(" ", TELL), "it has no prompt"),
        (row(ASK, ""), "it has no answer"),
        (Example(say("user", ASK)), "it has no answer"),
        (
            Example((*say("user", ASK), *say("assistant", "x")), say("assistant", TELL)),
            "its turns are out of",
        ),
        (Example(say("user", ASK), say("user", TELL)), "its turns are out of order"),
        (Example((*say("user", ASK), *say("user", ASK)), say("assistant", TELL)), "two turns of one role"),
        (Example((*say("assistant", "Hi"), *say("user", ASK)), say("assistant", TELL)), "it does not begin"),
        (Example((*say("user", ASK), *say("system", "s")), say("assistant", TELL)), "a system text stands"),
        (
            Example((*say("user", ASK), *say("assistant", " "), *say("user", "b")), say("assistant", TELL)),
            "one of its turns is blank",
        ),
        (row("...", TELL), "empty: prompt has no letter"),
        (row("insert text here", TELL), "placeholder: "),
        (row(ASK, f"Dear [Customer Name], {TELL}"), "placeholder: chosen has a slot"),
        (row(ASK, f"{TELL} {{{{brief}}}}"), "placeholder: chosen has a slot"),
        (row(ASK, "TODO: ask the installation team"), "its answer holds a note"),
        (
            row(ASK, "As an AI developed to assist you, I look at valves first."),
            "refusal: the answer says that",
        ),
        (row(ASK, ASK), "echo: chosen is the prompt"),
        (row(ASK, f"{TELL}<|im_end|>"), "chat-token: chosen holds a control token"),
        (row(ASK, "The valve is open and the pump runs well. " * 9), "repetition: "),
        (row(ASK, f"{TELL} {TELL} You then have to look at the"), "truncated: "),
        (
            row(ASK, "Das ist nicht schlimm: wenn es kalt bleibt, rufen wir dich morgen noch einmal an."),
            "language",
        ),
        (row(ASK, TELL)._replace(rejected=say("assistant", TELL)), "identical-sides: "),
    ],
)
def test_why_a_draft_is_held_back(draft: Example, reason: str) -> None:
    assert one(draft).startswith(reason)


def test_a_secret_is_held_back_without_being_repeated() -> None:
    key = "AKIA" + "Q7WZ2M5TBX9LK3RD"
    reason = one(row(ASK, f"{TELL} Use {key}."))
    assert reason.startswith("secret: ")
    assert key not in reason


def test_a_refusal_may_be_what_the_cell_asks_for() -> None:
    assert (
        one(row("How do I open the sealed gas part myself?", "I'm sorry, but I can't help with that.")) == ""
    )


def test_calls_of_tools_are_in_order() -> None:
    call = Message("assistant", "", (("tool_calls", [{"name": "stock"}]),))
    chat = Example(
        (*say("user", ASK), call, Message("tool", "3"), Message("tool", "4")), say("assistant", TELL)
    )
    assert one(chat) == ""
    assert one(Example(say("user", ASK), (call,))) == ""


def test_the_wanted_language() -> None:
    german = row("Wie stelle ich die Heizkurve richtig ein, damit es nachts wärmer bleibt?", "Etwas flacher.")
    assert one(german, language="de") == ""
    assert one(german, language="en") == "its prompt is in 'de', not in 'en'"
    assert one(german) == ""
    short = "Gehen Sie zu Zuhause, Heute, Pause. Morgen geht es weiter."
    asked = "How do I pause the schedule for a day?"
    assert one(row(asked, short), language="en") == "its answer is in 'de', not in 'en'"
    assert one(row(f"How do I say this in German: {asked}", short), language="en") == ""


def test_lengths() -> None:
    assert one(row(ASK, TELL), lengths=(10, 20)).endswith("answers of the set have 20 at most")
    assert one(row(ASK, "Yes."), lengths=(10, 20)).startswith("its answer has 4 characters;")
    assert one(row(ASK, "Open the valves."), lengths=(10, 20)) == ""


@given(st.lists(st.integers(0, 9_000), min_size=20))
def test_usual_lengths_hold_nine_in_ten_and_more(chars: list[int]) -> None:
    usual = usual_lengths(chars)
    assert usual is not None
    inside = sum(usual[0] <= length <= usual[1] + 1 for length in chars)
    assert inside >= 0.9 * len(chars) - 1


def test_few_rows_have_no_usual_length() -> None:
    assert usual_lengths([5] * 19) is None
    assert usual_lengths([90] * 20) == (60, 135)


def test_near_duplicates_of_the_set_name_the_row() -> None:
    assert (
        one(row(ASK, TELL), like=lambda _: [(12, 0.91), (3, 0.6)])
        == "it is a near-duplicate of row 12 (0.91)"
    )


def test_near_duplicates_among_the_drafts() -> None:
    again = row(ASK.replace("last night", "yesterday"), TELL)
    reasons = screen([row(ASK, TELL), OTHER, again, row(ASK, "Call the service at once.")], like=nothing)
    assert reasons[:2] == ["", ""]
    assert reasons[2].startswith("it is a near-duplicate of draft 1 of these (0.")
    assert reasons[3] == "it asks the same as draft 1 of these"


def test_what_is_held_back_takes_no_place() -> None:
    reasons = screen([row(ASK, f"{TELL}<|im_end|>"), row(ASK, TELL)], like=nothing)
    assert reasons[0].startswith("chat-token")
    assert reasons[1] == ""


def test_earlier_drafts_and_shown_rows_count() -> None:
    assert one(row(ASK, TELL), earlier=[OTHER, row(ASK, TELL)]).startswith(
        "it is a near-duplicate of an earlier"
    )
    assert one(row(ASK, TELL), shown=[OTHER, row(ASK, TELL)]) == "it copies an example that it was shown"
    assert one(row(ASK, "Call the service at once."), shown=[row(ASK, TELL)]).startswith(
        "it copies an example"
    )
    assert one(OTHER, earlier=[row(ASK, TELL)], shown=[row(ASK, TELL)]) == ""


def test_a_job_screened_bit_by_bit_remembers_what_it_let_through() -> None:
    kept = Alike()
    assert screen([row(ASK, TELL)], like=nothing, earlier=kept) == [""]
    assert screen([OTHER], like=nothing, earlier=kept) == [""]
    again = screen([row(ASK, ""), OTHER, row(ASK, TELL)], like=nothing, earlier=kept)
    assert again[0] == "it has no answer"
    assert all(reason == "it is a near-duplicate of an earlier draft (1.00)" for reason in again[1:])


def test_alternatives_share_their_prompt() -> None:
    drafts = [row(ASK, TELL), row(ASK, "Call the service at once: the pump may be stuck."), row(ASK, TELL)]
    reasons = screen(drafts, like=nothing, new_prompts=False)
    assert reasons[:2] == ["", ""]
    assert reasons[2].startswith("it is a near-duplicate of draft 1")


def test_a_worse_answer_may_be_cut_or_in_another_language() -> None:
    german = "Prüfen Sie, ob alle Ventile der Heizkörper offen sind, und reinigen Sie dann das Sieb."
    assert one(row(ASK, TELL)._replace(rejected=say("assistant", german)), new_prompts=False) == ""
    assert one(row(ASK, TELL)._replace(rejected=say("assistant", "<|im_start|>"))).startswith("chat-token")


def test_template_variants_are_no_duplicates() -> None:
    drafts = [row(f"Convert {km} km to miles, please.", f"{km} km are {miles} miles.")
              for km, miles in ((5, "3.1"), (8, "5.0"))]  # fmt: skip
    assert screen(drafts, like=nothing) == ["", ""]


def test_each_check_that_holds_back_exists() -> None:
    from studio.extension import all_checks

    assert HELD_BACK.keys() <= {check.name for check in all_checks()}


def test_rows_outside_their_cell() -> None:
    cell = {"intent": "refunds", "language": "en", "length": "long", "edge": "refusal"}
    german = row("Wie stelle ich die Heizkurve richtig ein, damit es nachts wärmer bleibt?", "Etwas flacher.")
    assert outside_cell(contract(), cell, [row(ASK, TELL), german]) == [
        "",
        "it falls in language=de; it falls in length=short",
    ]
    assert outside_cell(contract(), {"mood": "bad"}, [german]) == [""]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=6))
def test_a_reason_for_each_and_never_a_row_twice(texts: list[tuple[str, str]]) -> None:
    drafts = [row(*text) for text in texts]
    reasons = screen(drafts, like=nothing)
    assert len(reasons) == len(drafts)
    let_through = [drafts[place] for place, reason in enumerate(reasons) if not reason]
    assert len(set(let_through)) == len(let_through)
