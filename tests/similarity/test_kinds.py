"""What differs decides: copies, variants, conflicts and shared answers of several fields."""

import random

import pytest

from studio.core.finding import Band
from studio.similarity.kinds import Kind, judge_pair
from tests.similarity.cases import CASES, Case
from tests.similarity.planted import COPIES, FIELDS, OTHER_ANSWERS, VARIANTS, Row


def kind_of(one: Row, other: Row) -> Kind:
    judgement = judge_pair((one[0], other[0]), (one[1], other[1]))
    assert judgement.why
    return judgement.kind


@pytest.mark.parametrize("edit", COPIES)
@pytest.mark.parametrize("field", FIELDS)
def test_an_edited_copy_is_a_duplicate_both_ways(field: str, edit: str) -> None:
    row = FIELDS[field]
    copy = COPIES[edit](row, random.Random(7))
    assert kind_of(row, copy) is Kind.DUPLICATE
    assert kind_of(copy, row) is Kind.DUPLICATE


@pytest.mark.parametrize("edit", ["upper case", "white space", "full-width marks", "html"])
def test_a_copy_that_differs_in_form_alone_is_certain(edit: str) -> None:
    row = FIELDS["medicine"]
    copy = COPIES[edit](row, random.Random(7))
    assert judge_pair((row[0], copy[0]), (row[1], copy[1])).band is Band.CERTAIN


@pytest.mark.parametrize("name", VARIANTS)
def test_rows_of_one_template_are_variants_both_ways(name: str) -> None:
    one, other = VARIANTS[name]
    assert kind_of(one, other) is Kind.VARIANT
    assert kind_of(other, one) is Kind.VARIANT


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_pair_is_what_a_careful_reader_calls_it(case: Case) -> None:
    _, one, other, kind = case
    assert kind_of(one, other) is kind
    assert kind_of(other, one) is kind


@pytest.mark.parametrize("field", FIELDS)
def test_another_answer_to_the_same_prompt_is_a_conflict(field: str) -> None:
    prompt, answer = FIELDS[field]
    assert kind_of((prompt, answer), (prompt, OTHER_ANSWERS[field])) is Kind.CONFLICT


def test_another_number_in_the_answer_alone_is_a_conflict() -> None:
    prompt, answer = FIELDS["maths"]
    assert kind_of((prompt, answer), (prompt, answer.replace("72", "84"))) is Kind.CONFLICT


@pytest.mark.parametrize("field", FIELDS)
def test_one_long_answer_to_unlike_prompts_is_the_same_answer(field: str) -> None:
    answer = FIELDS[field][1]
    other_prompts = [prompt for name, (prompt, _) in FIELDS.items() if name != field]
    for prompt in other_prompts:
        assert kind_of(FIELDS[field], (prompt, answer)) is Kind.SAME_ANSWER


def test_sentences_in_another_order_are_a_duplicate() -> None:
    prompt, answer = FIELDS["role-play"]
    sentences = answer.replace("! ", ". ").split(". ")
    assert kind_of((prompt, answer), (prompt, ". ".join(reversed(sentences)))) is Kind.DUPLICATE


def test_a_few_replaced_words_stay_a_duplicate_and_are_not_certain() -> None:
    prompt, answer = FIELDS["medicine"]
    changed = answer.replace("usually", "mostly").replace("safer", "better")
    judgement = judge_pair((prompt, prompt), (answer, changed))
    assert judgement.kind is Kind.DUPLICATE
    assert judgement.band is not Band.CERTAIN


def test_half_an_answer_needs_a_closer_look() -> None:
    prompt, answer = FIELDS["medicine"]
    judgement = judge_pair((prompt, prompt), (answer, answer[: len(answer) * 55 // 100]))
    assert (judgement.kind, judgement.band) == (Kind.DUPLICATE, Band.LOOK_CLOSELY)


def test_an_input_merged_into_the_instruction_changes_nothing() -> None:
    one = ("Correct the spelling.\nI recieve letters every day.", "I receive letters every day.")
    merged = ("Correct the spelling. Input: I recieve letters every day.", one[1])
    assert kind_of(one, merged) is Kind.DUPLICATE


def test_a_polite_request_for_more_is_not_the_same_prompt() -> None:
    one = ("Describe a sunset.", "The sky glows red and gold above the quiet hills.")
    other = ("Describe a sunset in French, please.", "Le ciel brille de rouge et d'or.")
    assert kind_of(one, other) is Kind.VARIANT


def test_the_reason_names_what_differs() -> None:
    one, other = VARIANTS["number"]
    assert "'5' against '8'" in judge_pair((one[0], other[0]), (one[1], other[1])).why


@pytest.mark.parametrize("text", ["", "?", "\ud800", "a" * 50_000, "\x00\x01\x02", "[](http://x)"])
def test_any_text_is_judged(text: str) -> None:
    prompt, answer = FIELDS["code"]
    assert kind_of((text, text), (text, text)) is Kind.DUPLICATE
    assert kind_of((prompt, text), (text, answer)) is not Kind.DUPLICATE
