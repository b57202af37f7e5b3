"""Rewrites, and the worse side of a pair."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.example import Example, say
from studio.errors import StudioError
from studio.teacher.asks import Ask, Malformed, Target
from studio.teacher.verbs import reject, rewrite
from studio.teacher.verbs.flaws import FLAWS, flaw_for
from studio.teacher.verbs.verb import Item
from tests.teacher.verb_cases import chat, items, row, setting


def rewriting(example: Example, **changes: object) -> Ask:
    return rewrite.VERB.ask(setting("rewrite", **changes), items("rewrite", example)[-1])


def test_only_the_answer_changes() -> None:
    (outcome,) = rewrite.VERB.read(rewriting(chat()), {"answer": "Three.", "prompt": "", "changed": "short"})
    assert outcome.example is not None
    assert outcome.example == chat()._replace(
        chosen=(*chat().chosen[:2], chat().chosen[2]._replace(content="Three."))
    )
    assert outcome.evidence == {"instruction": "make it shorter", "changed": "short"}


def test_the_prompt_changes_where_it_was_asked() -> None:
    answer = {"answer": "", "prompt": "Plum cake?", "changed": "short"}
    (outcome,) = rewrite.VERB.read(rewriting(chat()), answer)
    assert outcome.example is not None
    assert outcome.example.prompt == (chat().prompt[0], *say("user", "Plum cake?"))
    assert outcome.example._replace(prompt=()) == chat()._replace(prompt=())


def test_the_worse_side_can_be_rewritten() -> None:
    ask = rewriting(chat(), side="rejected")
    assert "I cannot know." in ask.text
    assert "Three are left." not in ask.text
    (outcome,) = rewrite.VERB.read(ask, {"answer": "No idea.", "prompt": "", "changed": ""})
    assert outcome.example == chat()._replace(rejected=say("assistant", "No idea."))


def test_a_row_without_an_answer_gets_one() -> None:
    bare = Example(say("user", "Nuts?"))
    (outcome,) = rewrite.VERB.read(rewriting(bare), {"answer": "Yes.", "prompt": "", "changed": ""})
    assert outcome.example == row("Nuts?", "Yes.")


@given(st.text(), st.text())
def test_what_comes_back_as_it_was_is_no_change(prompt: str, answer: str) -> None:
    given = row(prompt, answer)
    same = {"answer": answer, "prompt": prompt, "changed": "nothing"}
    assert rewrite.VERB.read(rewriting(given), same) == []
    assert rewrite.VERB.read(rewriting(given), {"answer": "", "prompt": "", "changed": ""}) == []


def test_the_instruction_stands_in_the_prefix() -> None:
    assert "make it shorter" in rewrite.VERB.prefix(setting("rewrite"))
    assert "no instruction" in rewrite.VERB.objection(
        setting("rewrite", instruction=" "), items("rewrite")[0]
    )


def test_a_row_without_a_worse_answer_has_none_to_rewrite() -> None:
    one = setting("rewrite", side="rejected")
    assert "no worse answer" in rewrite.VERB.objection(one, items("rewrite")[0])


def test_a_call_of_tools_is_not_rewritten() -> None:
    calls = chat()._replace(chosen=chat().chosen[:1])
    assert "a call of tools" in rewrite.VERB.objection(setting("rewrite"), items("rewrite", calls)[-1])


def rejecting(example: Example, number: int = 9, **changes: object) -> Ask:
    return reject.VERB.ask(setting("reject", **changes), Item(Target(row=number), example))


def test_the_worse_answer_makes_a_pair_and_keeps_its_ratio() -> None:
    ask = rejecting(chat(), flaws=("invents-fact",))
    (outcome,) = reject.VERB.read(ask, {"where": "says two", "answer": "Two are left now."})
    assert outcome.example is not None
    assert outcome.example.chosen == chat().chosen
    assert outcome.example.rejected[:2] == chat().chosen[:2]
    assert outcome.example.rejected[2].content == "Two are left now."
    assert outcome.example.shape == "pair"
    ratio = round(len("Two are left now.") / len("Three are left."), 2)
    assert outcome.evidence == {"flaw": "invents-fact", "where": "says two", "length_ratio": ratio}


def test_a_thumb_gives_way_to_the_pair() -> None:
    (outcome,) = reject.VERB.read(rejecting(row()._replace(label=True)), {"where": "", "answer": "No."})
    assert outcome.example is not None
    assert outcome.example.label is None


def test_the_length_to_meet_is_named_but_where_it_is_the_flaw() -> None:
    good = "word " * 40
    text = rejecting(row(answer=good), flaws=("subtle-error",)).text
    assert "40 words, 199 characters" in text
    assert "between 179 and 219 characters" in text
    assert "between 1 and 12 characters" in rejecting(row(answer="Yes."), flaws=("unsafe",)).text
    assert "characters" not in rejecting(row(answer=good), flaws=("too-long",)).text
    assert (
        "words" not in rejecting(row(answer="不含坚果" * 9), flaws=("unsafe",)).text.rpartition("Length:")[2]
    )


def test_flaws_go_round_by_row() -> None:
    assert Counter(flaw_for(n).name for n in range(70)) == {flaw.name: 10 for flaw in FLAWS}
    assert [flaw_for(n, ("unsafe", "too-long")).name for n in (4, 5)] == ["unsafe", "too-long"]
    assert {rejecting(row(), n).evidence["flaw"] for n in range(7)} == {flaw.name for flaw in FLAWS}
    with pytest.raises(StudioError, match="there is no flaw 'rude'"):
        flaw_for(1, ("rude",))


def test_two_worse_answers_of_a_row_have_different_flaws() -> None:
    one = setting("reject")
    first, second = (reject.VERB.ask(one, Item(Target(row=3, number=n), row())) for n in (1, 2))
    assert first.evidence["flaw"] != second.evidence["flaw"]


def test_the_good_answer_again_is_no_worse_answer() -> None:
    with pytest.raises(Malformed, match="is the good one"):
        reject.VERB.read(rejecting(row()), {"where": "", "answer": "yes: walnuts, and traces. "})
