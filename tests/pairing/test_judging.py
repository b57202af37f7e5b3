"""One reviewer judges pairs: what is stored, what is shown, what undo gives back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.core.example import say as turns
from studio.core.example import to_json
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.core.vote import Choice, Strength
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from tests.pairing.rows import ANSWERS, PAIRS, PLAIN, opened_pairs, said_tie, say


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened_pairs(tmp_path) as opened:
        yield opened


def _chosen(session: Session, row: int) -> str:
    return session.examples([row])[row].chosen[0].content


def test_the_better_side_becomes_the_chosen_one(session: Session) -> None:
    done = say(session, 1, "with earth")
    assert done.message.startswith("#1: the ")
    assert (session.rows([1])[0].status, _chosen(session, 1)) == (
        Status.ACCEPTED,
        "Type 0, with earth, as the plate says.",
    )
    assert not session.rows([1])[0].edited
    say(session, 2, "Any plug")
    assert (session.rows([2])[0].status, _chosen(session, 2)) == (Status.ACCEPTED, "Any plug, number 1.")
    assert session.examples([2])[2].rejected[0].content.startswith("Type 1")
    assert drain(session.verify()) == []


def test_tie_and_both_bad_are_kept_apart_and_are_no_pairs(session: Session) -> None:
    said_tie(session, 1)
    session.judge(session.sight(2), Choice.BOTH_BAD, tags=["rude", "wrong"])
    assert [(row.status, row.reason) for row in session.rows([1, 2])] == [
        (Status.REJECTED, "tie"),
        (Status.REJECTED, "both bad"),
    ]
    assert list(session.ids("pair:tie")) == [1]
    assert list(session.ids("pair:both-bad")) == [2]
    assert list(session.ids("pair:open")) == [3, 4, 5, 6]
    vote = session.sight(2).own
    assert vote is not None
    assert vote.tags == ("rude", "wrong")
    say(session, 2, "with earth")
    assert list(session.ids("pair:better")) == [2]
    assert list(session.ids("pair:both-bad")) == []


def test_the_order_is_shuffled_by_seed_and_reviewer_and_recorded(session: Session) -> None:
    lefts = [session.sight(row).left for row in range(1, PAIRS + 1)]
    assert set(lefts) == {"chosen", "rejected"}
    assert lefts == [session.sight(row).left for row in range(1, PAIRS + 1)]
    seeds = []
    for seed in range(8):
        session.assign(seed=seed)
        seeds.append(tuple(session.sight(row).left for row in range(1, PAIRS + 1)))
    assert len(set(seeds)) > 4
    sight = session.sight(1).turned()
    session.judge(sight, sight.better("right"), Strength.MUCH)
    own = session.sight(1).own
    assert own is not None
    assert (own.left, own.strength) == (sight.left, Strength.MUCH)
    # It stands as it stood, whichever side is called chosen now.
    assert session.sight(1).texts == sight.texts


def test_a_pair_that_was_changed_meanwhile_is_not_judged(session: Session) -> None:
    sight = session.sight(1)
    session.edit(1, sight.example._replace(chosen=turns("assistant", "New.")))
    with pytest.raises(StudioError, match="changed since"):
        session.judge(sight, Choice.CHOSEN)
    assert session.sight(1).own is None


def test_undo_at_any_depth(session: Session) -> None:
    def state() -> list[object]:
        rows = range(1, PLAIN + 1)
        kept = [(row.status, row.reason, row.shape, row.edited) for row in session.rows(rows)]
        return [*kept, *session.examples(rows).items(), [session.sight(row).own for row in rows]]

    states = [state()]
    acts: list[Callable[[], Done]] = [
        lambda: say(session, 1, "Any plug"),
        lambda: say(session, 1, "with earth"),
        lambda: session.swap([1, 3]),
        lambda: said_tie(session, 2),
        lambda: session.judge(session.sight(2), Choice.BOTH_BAD),
        lambda: session.make_pair(7, session.other_answers(7)[0].answer, 8),
        lambda: say(session, 7, "Answer 1"),
        lambda: session.decide([1, 2, 11], Status.REJECTED, "all wrong"),
        lambda: session.decide([1, 2], Status.PENDING),
    ]
    for act in acts:
        assert act().event
        states.append(state())
        assert drain(session.verify()) == []
    for before in reversed(states[:-1]):
        assert session.undo().event
        assert state() == before
    for after in states[1:]:
        assert session.redo().event
        assert state() == after
    assert drain(session.verify()) == []


def test_a_verdict_in_review_is_a_vote_on_a_row_that_has_one(session: Session) -> None:
    say(session, 1, "Any plug")
    session.decide([1], Status.REJECTED, "both odd")
    own = session.sight(1).own
    assert own is not None
    assert own.choice is Choice.REJECT
    assert session.rows([1])[0].reason == "both odd"
    session.decide([2], Status.ACCEPTED)
    assert session.sight(2).own is None


def test_a_swap_turns_the_vote(session: Session) -> None:
    say(session, 1, "Any plug")
    session.swap([1])
    own = session.sight(1).own
    assert own is not None
    assert own.better == session.sight(1).sides[0]
    assert (_chosen(session, 1), session.rows([1])[0].status) == (
        "Type 0, with earth, as the plate says.",
        Status.ACCEPTED,
    )
    said_tie(session, 2)
    session.swap([2])
    assert session.rows([2])[0].reason == "tie"


def test_sources_of_a_pair(session: Session) -> None:
    example = session.examples([7])[7]
    session.edit(7, example._replace(chosen=turns("assistant", "Better.")))
    sources = session.other_answers(7)
    assert [(one.kind, one.row) for one in sources] == [("version", 0), ("row", 8), ("row", 9), ("row", 10)]
    assert sources[0].answer[0].content == "Answer 0."
    session.make_pair(7, sources[0].answer)
    pair = session.examples([7])[7]
    assert (pair.chosen[0].content, pair.rejected[0].content) == ("Better.", "Answer 0.")
    for row, answer, said in ((7, sources[1].answer, "a pair already"), (8, (), "two different answers")):
        with pytest.raises(StudioError, match=said):
            session.make_pair(row, answer)
    session.make_pair(8, sources[2].answer, 9)
    assert (session.rows([9])[0].status, session.rows([9])[0].keeper) == (Status.DUPLICATE, 8)
    assert list(ANSWERS)[3] in session.ids("shape:sft")


def test_a_weaker_answer_by_claude_is_a_source(session: Session) -> None:
    example = session.examples([7])[7]
    weaker = to_json(example._replace(rejected=turns("assistant", "No idea.")))
    with session._project.write() as db:
        db.execute(
            "INSERT INTO job (uid, at, reviewer, verb, way, model, prompt, prefix, schema, options, price,"
            " privacy) VALUES ('u', '', 'ana', 'reject', 'live', 'claude', '', '', '', '', '', '')"
        )
        for body in ({"example": weaker}, {"tags": {"a": "b"}}):
            db.execute(
                "INSERT INTO draft (job, task, example, body, state) VALUES (1, 1, 7, ?, 'proposed')",
                (json.dumps(body),),
            )
    source = session.other_answers(7)[0]
    assert (source.words, source.answer[0].content) == ("a weaker answer by claude", "No idea.")


def test_the_gauge_follows_decisions_and_undo(session: Session) -> None:
    gauge = drain(session.gauge())
    assert len(gauge.gauge) == 0
    for row in (1, 2, 3):
        session.follow_gauge(gauge, say(session, row, "with earth").rows)
    session.follow_gauge(gauge, said_tie(session, 4).rows)
    fresh = drain(session.gauge())
    assert len(gauge.gauge) == 3
    assert gauge.gauge.readings() == fresh.gauge.readings()
    left = [reading for reading in gauge.gauge.readings() if reading.name == "left"]
    assert left[0].n == 3
    session.undo()
    session.follow_gauge(gauge, session.undo().rows)
    assert len(gauge.gauge) == 2
    assert gauge.gauge.readings() == drain(session.gauge()).gauge.readings()


def test_values_of_pairs(session: Session) -> None:
    say(session, 1, "Any plug", strength=Strength.SLIGHTLY, tags=["shorter"])
    value, other = session.pair_values([1, 2])
    assert (value["strength"], value["status"]) == ("slightly", "accepted")
    assert value["votes"][0]["tags"] == ["shorter"]
    assert (other["strength"], other["votes"]) == ("", [])
