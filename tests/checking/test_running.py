"""Checks over a project: what is found, kept, renewed, and what a cancelled run leaves."""

import random
from itertools import islice
from pathlib import Path

import pytest

from studio.checking.grouping import Grouping
from studio.core.example import say
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from studio.store.likeness import all_pairs, note_index_version
from tests.checking.rows import LONG, ROWS, row
from tests.conftest import open_with, write_rows

Found = set[tuple[int, int, float, str]]


def _found(session: Session) -> Found:
    return {
        (pair.one, pair.other, round(pair.score, 9), pair.kind) for pair in all_pairs(session._project.reader)
    }


def _groups(session: Session) -> set[tuple[str, tuple[int, ...]]]:
    grouping = Grouping(drain(session.likenesses()), session.threshold, session.keeper_rule)
    return {
        (grouping[i].kind.value, tuple(sorted(m.row for m in grouping[i].members)))
        for i in range(len(grouping))
    }


def test_every_kind_is_found(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        assert session.unchecked() == len(ROWS)
        report = drain(session.check())
        assert (report.rows, session.unchecked()) == (len(ROWS), 0)
        assert _groups(session) == {
            ("duplicate", (1, 2, 3)),
            ("conflict", (4, 5)),
            ("variant", (6, 7)),
            ("same-answer", (8, 9)),
        }
        assert session.ids("flag:near-duplicate") == [1, 2, 3]
        assert session.ids("flag:conflict|same-answer") == [4, 5, 8, 9]
        assert session.ids("flag:variant") == [6, 7]
        assert session.rows([2])[0].flags == ("near-duplicate",)
        assert session.rows([6])[0].flags == ()
        assert "says the same as" in session.card(2).findings[-1].message
        assert drain(session.overview()).flags["near-duplicate"] == 3
        assert drain(session.verify()) == []


def test_running_again_changes_nothing(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        first = drain(session.check())
        pairs, flags = _found(session), [r.flags for r in session.rows(range(1, 12))]
        assert drain(session.check()) == first
        assert (_found(session), [r.flags for r in session.rows(range(1, 12))]) == (pairs, flags)


def test_an_unknown_check(session: Session) -> None:
    with pytest.raises(StudioError, match="no check 'spelling'"):
        drain(session.check(["spelling"]))


def test_rows_that_came_later_are_found_without_a_scan(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(400)]
    chance = random.Random(4)
    base = [
        row(" ".join(chance.choices(words, k=12)), " ".join(chance.choices(words, k=60)), n=n)
        for n in range(60)
    ]
    late = [
        dict(base[3], output=base[3]["output"].replace("word1", "wodr1")),
        base[7] | {"n": 61},
        *ROWS,
    ]
    with open_with(tmp_path, base) as session:
        drain(session.check())
        drain(session.import_files([write_rows(tmp_path / "late.jsonl", late)]))
        assert session.unchecked() == len(late)
        assert drain(session.check_new()) > 0
        assert session.unchecked() == 0
        at_once, groups = _found(session), _groups(session)
        assert {pair[:2] for pair in at_once} >= {(4, 61), (8, 62), (63, 64)}
        drain(session.check(["near-duplicate"]))
        # Looked up one by one, a row is held against more others than in a scan: copies pair with all
        # copies, and pairs at the floor are missed less often.
        assert _found(session) <= at_once
        assert {g for g in _groups(session) if g[0] == "duplicate"} == {
            g for g in groups if g[0] == "duplicate"
        }


def test_an_edit_makes_its_row_stale_and_is_found_again(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        example = session.card(10).example
        session.edit(
            10, example._replace(prompt=say("user", ROWS[0]["instruction"]), chosen=say("assistant", LONG))
        )
        assert session.unchecked() == 1
        drain(session.check_new())
        assert (session.unchecked(), ("duplicate", (1, 2, 3, 10)) in _groups(session)) == (0, True)
        session.undo()
        assert session.unchecked() == 1
        drain(session.check_new())
        assert ("duplicate", (1, 2, 3)) in _groups(session)
        assert session.ids("flag:near-duplicate") == [1, 2, 3]


def test_another_process_s_index_is_noticed(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as one, Session.open(one.path, reviewer="ben") as two:
        drain(one.check())
        drain(two.renew([10]))
        drain(one.renew([10]))
        write_rows(tmp_path / "more.jsonl", [ROWS[9] | {"n": 1}])
        drain(two.import_files([tmp_path / "more.jsonl"]))
        drain(two.check_new())
        drain(one.renew([10]))
        assert ("duplicate", (10, 12)) in _groups(one)


def test_a_cancelled_run_keeps_what_was_there(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        pairs = _found(session)
        job = session.check()
        for _ in islice(job, 1):
            job.close()
        assert _found(session) == pairs
        assert drain(session.verify()) == []


def test_a_group_is_settled_and_undone(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        done = session.set_aside({2: 1, 3: 1})
        assert done.message == "set 2 rows aside as duplicates of #1"
        line = session.rows([2])[0]
        assert (line.status, line.keeper) == (Status.DUPLICATE, 1)
        assert ("duplicate", (1, 2, 3)) not in _groups(session)
        assert session.set_aside({2: 1, 3: 1}).event == 0
        assert session.tally().status[Status.DUPLICATE] == 2
        session.decide([2], Status.ACCEPTED)
        assert (session.rows([2])[0].keeper, session.rows([2])[0].status) == (0, Status.ACCEPTED)
        session.undo()
        assert session.rows([2])[0].keeper == 1
        session.undo()
        assert (session.rows([2])[0].status, session.rows([3])[0].keeper) == (Status.PENDING, 0)
        session.redo()
        assert session.rows([3])[0].keeper == 1
        assert drain(session.verify()) == []


def test_rows_that_may_stay_are_remembered(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        session.keep_both([[1, 2, 3]])
        assert not any(kind == "duplicate" for kind, _ in _groups(session))
        drain(session.check())
        assert not any(kind == "duplicate" for kind, _ in _groups(session))
        assert session.ids("flag:near-duplicate") == []
        assert drain(session.verify()) == []
        session.undo()
        assert ("duplicate", (1, 2, 3)) in _groups(session)


def test_a_conflict_becomes_a_pair(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        session.pair_up(4, 5)
        card = session.card(4)
        assert card.row.shape == "pair"
        assert card.example.rejected[0].content == ROWS[4]["output"]
        assert (session.rows([5])[0].status, session.rows([5])[0].keeper) == (Status.DUPLICATE, 4)
        with pytest.raises(StudioError, match="a pair already"):
            session.pair_up(4, 1)
        session.undo()
        assert (session.card(4).row.shape, session.rows([5])[0].status) == ("sft", Status.PENDING)


def test_a_threshold_is_kept_with_its_groups(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        drain(session.regroup(1.0, "earlier"))
        assert (session.threshold, session.keeper_rule) == (1.0, "earlier")
        assert session.ids("flag:variant") == []
    with Session.open(tmp_path / "set.studio") as session:
        assert (session.threshold, session.keeper_rule) == (1.0, "earlier")


def test_the_same_work_in_a_process_of_its_own(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check_apart())
        assert session.unchecked() == 0
        assert ("duplicate", (1, 2, 3)) in _groups(session)


def test_an_empty_project(tmp_path: Path) -> None:
    with open_with(tmp_path, []) as session:
        assert drain(session.check()).rows == 0
        assert (drain(session.check_new()), session.unchecked()) == (0, 0)


def test_an_index_of_an_older_studio_is_made_anew(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        with session._project.write() as db:
            note_index_version(db, 1)
        assert session.unchecked() == len(ROWS)
        drain(session.check_new())
        assert session.unchecked() == 0
        assert ("duplicate", (1, 2, 3)) in _groups(session)
