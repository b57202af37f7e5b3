"""The verbs: each is one event, undone and redone to any depth; the journal folds to the state."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.example import say
from studio.core.rows import Order
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from tests.conftest import alpaca, clock, open_with


def _state(session: Session) -> list[tuple[object, ...]]:
    rows = session.rows(session.ids(""))
    cards = [session.card(row.id) for row in rows]
    return [
        (
            row.status,
            row.reason,
            row.reviewer,
            row.flagged,
            row.tags,
            row.shape,
            row.blocked,
            card.example,
        )
        for row, card in zip(rows, cards, strict=True)
    ]


def test_a_verdict_is_kept_with_who_and_why(session: Session) -> None:
    done = session.decide([1, 2], Status.REJECTED, "too short")
    assert done.message == "rejected 2 rows"
    row = session.card(1).row
    assert (row.status, row.reason, row.reviewer) == (Status.REJECTED, "too short", "ana")
    assert session.decide([1, 2], Status.REJECTED, "too short").event == 0
    assert session.tally().decided == 2


def test_rows_that_need_repair_stay_out_of_an_acceptance(session: Session) -> None:
    with pytest.raises(StudioError, match="cannot be trained on"):
        session.decide([20], Status.ACCEPTED)
    done = session.decide(range(1, 21), Status.ACCEPTED)
    assert "1 need repair" in done.message
    assert len(done.rows) == 19
    assert session.tally().blocked == 1


def test_an_edit_repairs_a_row_and_undo_breaks_it_again(session: Session) -> None:
    card = session.card(20)
    assert [finding.check for finding in card.findings] == ["type"]
    session.edit(20, card.example._replace(chosen=say("assistant", "Fixed.")))
    assert session.card(20).findings == ()
    assert session.ids("fixed") == [20]
    session.decide([20], Status.ACCEPTED)
    session.undo()
    session.undo()
    assert session.card(20).row.blocked
    assert session.ids("fixed") == []
    assert session.tally().blocked == 1


def test_an_edit_back_to_the_original_is_no_edit(session: Session) -> None:
    card = session.card(1)
    session.edit(1, card.example._replace(chosen=say("assistant", "New.")))
    assert session.tally().edited == 1
    session.edit(1, card.example)
    assert session.tally().edited == 0
    assert not session.card(1).row.edited


def test_swap_takes_the_pairs_among_the_rows(session: Session) -> None:
    done = session.swap([1, 17, 18])
    assert done.rows == (17, 18)
    assert session.card(17).example.chosen[0].content == "Short."
    assert session.swap([1]).event == 0


def test_tags_are_added_and_taken_off(session: Session) -> None:
    session.tag([1, 2], add=["good", "refund"])
    session.tag([2], remove=["good"], add=["odd [b]"])
    assert session.card(2).row.tags == ("odd [b]", "refund")
    assert session.ids("tag:good") == [1]
    session.undo()
    assert session.card(2).row.tags == ("good", "refund")


def test_a_bulk_act_is_one_step(session: Session) -> None:
    session.decide([3], Status.REJECTED)
    before = _state(session)
    session.decide(range(1, 17), Status.ACCEPTED)
    assert session.undo().rows == tuple(range(1, 17))
    assert _state(session) == before
    assert session.redo().message == "redid: accepted 16 rows"
    session.undo()
    session.flag([1])
    assert session.redo().message == "nothing to redo"


def test_history_tells_all_that_happened_to_a_row(session: Session) -> None:
    session.decide([4], Status.ACCEPTED)
    session.flag([4])
    session.undo()
    assert [past.verb for past in session.history(4)] == ["accept", "flag", "undo"]
    assert [event.verb for event in session.events(2)] == ["undo", "flag"]


def test_two_people_undo_their_own_acts(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(n) for n in range(3)]) as ana:
        ben = Session.open(ana.path, reviewer="ben", now=clock())
        ana.decide([1], Status.ACCEPTED)
        ben.decide([2], Status.REJECTED)
        news = ana.poll()
        assert news.changed >= {2}
        assert ana.tally().status[Status.REJECTED] == 1
        ana.undo()
        assert ben.poll().changed >= {1}
        assert ben.card(1).row.status is Status.PENDING
        assert ben.card(2).row.status is Status.REJECTED
        ben.decide([1], Status.REJECTED)
        done = ana.redo()
        assert "changed by others" in done.message
        assert ana.card(1).row.status is Status.REJECTED
        assert drain(ana.verify()) == []
        ben.close()


def test_nothing_new_is_no_news(session: Session) -> None:
    session.poll()
    assert session.poll().changed == frozenset()


def test_where_one_was_is_remembered_for_each_reviewer(session: Session) -> None:
    session.remember("at", {"row": 5})
    with Session.open(session.path, reviewer="ben") as other:
        assert other.recall("at") is None
    with Session.open(session.path, reviewer="ana") as again:
        assert again.recall("at") == {"row": 5}


def test_pace_counts_the_last_verdicts(session: Session) -> None:
    assert session.pace() is None
    for row in range(1, 7):
        session.decide([row], Status.ACCEPTED)
    pace = session.pace()
    assert pace is not None
    assert pace > 0


def test_a_frame_for_notebooks(session: Session) -> None:
    frame = session.frame("shape:pair")
    assert list(frame["id"]) == [17, 18]
    assert frame["source"].unique().tolist() == ["rows.jsonl"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", list(range(1, 21))),
        ("question", list(range(1, 17))),
        ('"QUESTION NUMBER 7"', [8]),
        ('"number 1"', [2, 11, 12, 13, 14, 15, 16]),
        ('question -"number 1"', [1, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("shape:pair", [17, 18]),
        ("shape:pair|prompt", [17, 18, 19, 20]),
        ("flag:type", [20]),
        ("flag:any", [20]),
        ("is:blocked", [20]),
        ("line:3", [3]),
        ("id<=2", [1, 2]),
        ("rejected>5", [17]),
        ("source:rows -format:alpaca", [17, 18, 19]),
        ("instruction", []),
        ("nowhere", []),
    ],
)
def test_filters(session: Session, text: str, rows: list[int]) -> None:
    assert list(session.ids(text)) == rows


def test_sorting(session: Session) -> None:
    longest = session.ids("", Order("chosen", reverse=True))
    lengths = [row.chosen_chars for row in session.rows(longest)]
    assert lengths == sorted(lengths, reverse=True)
    assert list(session.ids("pick", Order("chosen"))) == [18, 17]
    session.decide([5], Status.ACCEPTED)
    session.decide([2], Status.ACCEPTED)
    assert session.ids("", Order("decided"))[:2] == [5, 2]
    assert session.ids("", Order("decided", reverse=True))[:2] == [2, 5]


ROW_LISTS = st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True)
ACTS = st.one_of(
    st.tuples(st.just("decide"), ROW_LISTS, st.sampled_from(list(Status)), st.text(max_size=5)),
    st.tuples(st.just("flag"), ROW_LISTS, st.sampled_from([True, False, None])),
    st.tuples(st.just("tag"), ROW_LISTS, st.lists(st.text(min_size=1, max_size=3), max_size=2)),
    st.tuples(st.just("edit"), st.integers(1, 6), st.text(max_size=8)),
    st.tuples(st.just("swap"), ROW_LISTS),
)


def _do(session: Session, act: Sequence[object]) -> None:
    verb, *values = act
    if verb == "edit":
        row, text = values
        example = session.card(row).example  # type: ignore[arg-type]
        session.edit(row, example._replace(chosen=say("assistant", str(text))))  # type: ignore[arg-type]
        return
    try:
        getattr(session, str(verb))(*values)
    except StudioError:
        assert verb == "decide"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=8))
def test_undo_goes_back_step_by_step_and_redo_forth(
    acts: list[Sequence[object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [alpaca(n) for n in range(4)]
    pair = {"prompt": "Pick.", "chosen": "One é \x01.", "rejected": "Two."}
    with open_with(tmp_path_factory.mktemp("undo"), [*rows, pair, pair]) as session:
        states = [_state(session)]
        for act in acts:
            before = session.events(1)
            _do(session, act)
            if session.events(1) != before:
                states.append(_state(session))
        assert drain(session.verify()) == []
        for state in reversed(states[:-1]):
            assert session.undo().event
            assert _state(session) == state
        assert session.undo().message == "nothing to undo"
        for state in states[1:]:
            assert session.redo().event
            assert _state(session) == state
        assert session.redo().message == "nothing to redo"
        assert drain(session.verify()) == []
        counted = session.tally()
        with Session.open(session.path) as fresh:
            assert fresh.tally() == counted


def test_a_row_with_half_a_character_can_be_edited_and_stays_in_need_of_repair(tmp_path: Path) -> None:
    pair = rb'{"prompt": "Which plug?", "chosen": "half \ud83d of it", "rejected": "Type F."}'
    with open_with(tmp_path, [pair]) as session:
        session.swap([1])
        example = session.examples([1])[1]
        assert example.rejected[0].content == "half \ud83d of it"
        assert session.rows([1])[0].blocked
        whole = example._replace(rejected=(example.chosen[0]._replace(content="whole"),))
        session.edit(1, whole)
        assert not session.rows([1])[0].blocked
        session.undo()
        assert session.rows([1])[0].blocked
        assert drain(session.verify()) == []
