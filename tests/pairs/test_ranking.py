"""Candidates in order by few comparisons."""

from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pairs.ranking import Comparison, Outcome, Policy, Ranking, make_pairs

SCORES = st.lists(st.integers(0, 12), max_size=16)


def _ask(ranking: Ranking[int], scores: list[int]) -> int:
    """Answer until the order is known; how many questions that took."""
    asked = set()
    while (question := ranking.next_comparison()) is not None:
        one, other = question
        assert frozenset(question) not in asked
        asked.add(frozenset(question))
        ranking.tell(one, other, Outcome((scores[one] > scores[other]) - (scores[one] < scores[other])))
    return len(asked)


@given(SCORES)
def test_the_order_is_right_with_few_questions(scores: list[int]) -> None:
    ranking = Ranking(range(len(scores)))
    asked = _ask(ranking, scores)
    order = ranking.order()
    assert sorted(item for tier in order for item in tier) == list(range(len(scores)))
    assert [[scores[item] for item in tier] for tier in order] == [
        [score] * scores.count(score) for score in sorted(set(scores), reverse=True)
    ]
    assert asked <= ranking.asked_at_most() == sum(ceil(log2(k)) for k in range(1, len(scores) + 1))
    if len(scores) > 1:
        assert asked <= len(scores) * log2(len(scores))


@given(SCORES, st.integers(0, 5))
def test_undo_asks_again_what_was_taken_back(scores: list[int], steps: int) -> None:
    ranking = Ranking(range(len(scores)))
    questions = []
    while (question := ranking.next_comparison()) is not None:
        questions.append(question)
        one, other = question
        ranking.tell(one, other, Outcome((scores[one] > scores[other]) - (scores[one] < scores[other])))
    order = ranking.order()
    back = min(steps, len(questions))
    for _ in range(back):
        ranking.undo()
    assert _ask(ranking, scores) == back
    assert ranking.order() == order


def test_what_is_known_is_not_asked() -> None:
    ranking = Ranking(["a", "b", "c"], [Comparison("a", "b", Outcome.FIRST)])
    assert ranking.next_comparison() == ("c", "b")
    ranking.tell("b", "c", Outcome.FIRST)
    assert ranking.next_comparison() is None
    assert ranking.order() == [["a"], ["b"], ["c"]]


def test_the_later_answer_counts() -> None:
    ranking = Ranking(["a", "b"])
    ranking.tell("a", "b", Outcome.FIRST)
    ranking.tell("a", "b", Outcome.TIE)
    assert ranking.order() == [["a", "b"]]
    assert ranking.undo() == Comparison("a", "b", Outcome.TIE)
    assert ranking.order() == [["a"], ["b"]]
    assert ranking.undo() is not None
    assert ranking.undo() is None


def test_what_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="twice"):
        Ranking(["a", "a"])
    for one, other in (("a", "a"), ("a", "z"), ("z", "a")):
        with pytest.raises(ValueError, match="two of the candidates"):
            Ranking(["a", "b"]).tell(one, other, Outcome.FIRST)


@pytest.mark.parametrize(
    ("policy", "pairs"),
    [
        (Policy.BEST_WORST, ["ad", "bd"]),
        (Policy.ADJACENT, ["ac", "bc", "cd"]),
        (Policy.ALL, ["ac", "bc", "ad", "bd", "cd"]),
    ],
)
def test_pairs_of_an_order_with_a_tie(policy: Policy, pairs: list[str]) -> None:
    assert make_pairs(["ab", "c", "d"], policy) == [tuple(pair) for pair in pairs]
    assert policy.words
    assert make_pairs(["abc"], policy) == make_pairs([], policy) == []
