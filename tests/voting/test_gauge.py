"""The gauge of a project: source models, a process of its own, and decisions on top of what was built."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.jobs import drain
from studio.session import Session
from studio.voting.gauge import LiveGauge, build_file
from tests.conftest import open_with
from tests.pairing.rows import say

PAIRS = 60


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Pairs of two models, all accepted as they came; the better ones are longer as a whole."""
    chance = random.Random(3)
    rows: list[object] = [
        {
            "prompt": f"What is part {number} for?",
            "chosen": f"Part {number} holds the lid" + " well" * chance.randint(8, 30),
            "rejected": f"Nothing, part {number}" + " really" * chance.randint(1, 20),
            "chosen_model": "big" if number % 3 else "small",
            "rejected_model": "small" if number % 3 else "big",
        }
        for number in range(PAIRS)
    ]
    with open_with(tmp_path, rows) as opened:
        opened.decide(range(1, PAIRS + 1), Status.ACCEPTED)
        yield opened


def _won(gauge: LiveGauge, name: str = "big") -> tuple[int, int]:
    """How many pairs with another model's answer a model won, and of how many."""
    [found] = [one for one in gauge.gauge.readings() if (one.name, one.about) == ("model", name)]
    return round(found.value * found.n), found.n


def test_source_models_are_read(session: Session) -> None:
    gauge = drain(session.gauge())
    assert _won(gauge) == (40, PAIRS)


def test_a_swapped_side_keeps_its_model_and_a_rewritten_one_has_none(session: Session) -> None:
    gauge = drain(session.gauge())
    session.follow_gauge(gauge, session.swap([2]).rows)
    assert _won(gauge) == (39, PAIRS)
    example = session.examples([3])[3]
    new = example.chosen[0]._replace(content="It holds.")
    session.follow_gauge(gauge, session.edit(3, example._replace(chosen=(new,))).rows)
    assert _won(gauge) == (38, PAIRS - 1)


def test_a_gauge_from_a_process_of_its_own_goes_on_with_decisions(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = drain(session.gauge())
    monkeypatch.setattr("studio.pairing._MANY", 10)
    apart = drain(session.gauge())
    assert apart.gauge.readings() == here.gauge.readings() == drain(build_file(session.path)).gauge.readings()
    for done in (
        session.decide([5, 6, 7], Status.REJECTED),
        say(session, 8, "Nothing"),
        session.undo(),
        session.decide([6], Status.ACCEPTED),
    ):
        session.follow_gauge(apart, done.rows)
    assert len(apart.gauge) == PAIRS - 2
    fresh = drain(session.gauge())
    assert apart.gauge.readings() == fresh.gauge.readings()
    assert apart.gauge.readings("ana") == fresh.gauge.readings("ana")


def test_what_to_judge_next(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    gauge = drain(session.gauge()).gauge
    session.decide(range(1, 31), Status.PENDING)
    found = drain(session.next_pairs(gauge, count=5))
    assert found
    assert all(one.row <= 30 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    monkeypatch.setattr("studio.pairing._MANY", 10)
    assert drain(session.next_pairs(gauge, count=5)) == found
    assert drain(session.next_pairs(gauge, f"id:{found[1].row}")) == [found[1]]


def test_what_is_to_be_judged_next_is_handed_out(session: Session) -> None:
    gauge = drain(session.gauge()).gauge
    session.decide(range(1, 31), Status.PENDING)
    best = drain(session.next_pairs(gauge, count=3))
    session.assign("shared")
    with Session.open(session.path, reviewer="ben") as ben:
        ben.take(f"id:{best[0].row}", 1)
        found = drain(session.next_pairs(gauge, count=3))
        assert [one.row for one in found] == [one.row for one in best[1:]]
        assert session.leases() == {best[0].row: "ben", best[1].row: "ana", best[2].row: "ana"}


def test_what_to_leave_out(session: Session) -> None:
    found = drain(session.balance())
    assert found.leave_out
    assert found.before.d > 0.3
    assert found.after.d <= 0.1
    session.tag(found.leave_out, add=["surplus"])
    assert list(session.ids("tag:surplus")) == list(found.leave_out)
