"""Several answers to one prompt: put in order by a few comparisons, then made pairs by a policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.example import Message
from studio.core.verdict import Status
from studio.core.vote import Choice
from studio.errors import StudioError
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from studio.pairs.ranking import Policy
from studio.session import Session
from tests.pairing.rows import ANSWERS, opened_pairs


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened_pairs(tmp_path) as opened:
        yield opened


def _rank(session: Session) -> int:
    """Rank by the number in the answer, lowest best; how many comparisons that took."""
    asked = 0
    while (two := session.ranking(ANSWERS).next_comparison()) is not None:
        sight = session.sight_of_two(*two)
        first, second = sight.example.chosen[0].content, sight.example.rejected[0].content
        assert session.compare(sight, Choice.CHOSEN if first < second else Choice.REJECTED).event
        asked += 1
    return asked


def _pairs(session: Session) -> list[tuple[str, str]]:
    ids = list(session.ids("shape:pair status:accepted"))
    return sorted(
        (one.chosen[0].content[-2], one.rejected[0].content[-2]) for one in session.examples(ids).values()
    )


def test_an_order_by_few_comparisons(session: Session) -> None:
    [group] = session.candidates()
    assert group.rows == ANSWERS
    assert _rank(session) <= group.at_most < 6
    assert session.ranking(ANSWERS).order() == [[7], [8], [9], [10]]
    assert session.tally().decided == 0
    assert drain(session.verify()) == []


def test_undo_takes_comparisons_back_one_by_one(session: Session) -> None:
    asked = _rank(session)
    for left in reversed(range(asked)):
        session.undo()
        assert len(session.ranking(ANSWERS).comparisons) == left
    assert session.ranking(ANSWERS).next_comparison() == (8, 7)


@pytest.mark.parametrize(
    ("policy", "pairs", "aside"),
    [
        (Policy.BEST_WORST, [("0", "3")], 3),
        (Policy.ADJACENT, [("0", "1"), ("1", "2"), ("2", "3")], 1),
        (Policy.ALL, [("0", "1"), ("0", "2"), ("0", "3"), ("1", "2"), ("1", "3"), ("2", "3")], 0),
    ],
)
def test_pairs_by_a_policy(
    session: Session, policy: Policy, pairs: list[tuple[str, str]], aside: int
) -> None:
    with pytest.raises(StudioError, match="not known yet"):
        session.pair_ranked(ANSWERS, policy)
    _rank(session)
    done = session.pair_ranked(ANSWERS, policy)
    assert _pairs(session) == pairs
    assert ("; 2 in new rows" in done.message) is (policy is Policy.ALL)
    rows = session.rows(ANSWERS)
    assert sum(row.status is Status.DUPLICATE for row in rows) == aside
    assert all(row.keeper in ANSWERS for row in rows if row.status is Status.DUPLICATE)
    assert drain(session.verify()) == []
    assert session.candidates() == []
    session.undo()
    assert session.rows(ANSWERS)[0].shape == "sft"
    assert len(session.candidates()) == 1


def test_both_bad_is_no_order_and_all_tied_gives_no_pair(session: Session) -> None:
    sight = session.sight_of_two(7, 8)
    with pytest.raises(StudioError, match="needs an order"):
        session.compare(sight, Choice.BOTH_BAD)
    while (two := session.ranking(ANSWERS).next_comparison()) is not None:
        session.compare(session.sight_of_two(*two), Choice.TIE)
    with pytest.raises(StudioError, match="all answers tie"):
        session.pair_ranked(ANSWERS, Policy.ALL)


def test_further_pairs_stand_in_rows_that_undo_sets_aside(session: Session) -> None:
    session.tag(ANSWERS, add=["loudness"])
    _rank(session)
    count = session.tally().rows
    session.pair_ranked(ANSWERS, Policy.ALL)
    further = range(count + 1, count + 3)
    assert session.tally().rows == count + 2
    assert [row.tags for row in session.rows(further)] == [("loudness",)] * 2
    assert session.card(count + 1).fields["origin"] == {"chosen_row": 8, "rejected_row": 10}
    session.undo()
    assert [row.status for row in session.rows(further)] == [Status.DUPLICATE] * 2
    assert list(session.ids("status:accepted")) == []
    assert list(session.ids("pair:open")) == [1, 2, 3, 4, 5, 6]
    session.pair_ranked(ANSWERS, Policy.ALL)
    assert session.tally().rows == count + 2
    assert len(_pairs(session)) == 6
    session.undo()
    session.redo()
    assert len(_pairs(session)) == 6
    assert drain(session.verify()) == []


def test_further_pairs_hold_what_the_answers_hold(session: Session) -> None:
    call = Message("assistant", "", (("tool_calls", [{"function": {"name": "find", "arguments": "{}"}}]),))
    for row in ANSWERS:
        example = session.examples([row])[row]
        ask = (Message("system", "Be brief."), example.prompt[0], call, Message("tool", "whole 🌊"))
        session.edit(row, example._replace(prompt=ask, tools=[{"name": "find"}]))
    _rank(session)
    session.pair_ranked(ANSWERS, Policy.ALL)
    first, *_, last = session.examples(list(session.ids("status:accepted"))).values()
    assert (last.prompt, last.tools, last.shape) == (first.prompt, first.tools, "pair")
    assert not any(row.blocked for row in session.rows(list(session.ids("status:accepted"))))


def test_all_pairs_of_a_prompt_are_exported_on_one_side(session: Session, tmp_path: Path) -> None:
    _rank(session)
    session.pair_ranked(ANSWERS, Policy.ALL)
    drain(session.export(Recipe(shapes=("preference",)), tmp_path / "out"))
    sides = [path.read_text(encoding="utf-8").splitlines() for path in (tmp_path / "out" / "dpo").iterdir()]
    assert sorted(len(side) for side in sides if side) == [6]
