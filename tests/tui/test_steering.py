"""Pairs: what to judge next, what to leave out, the gauge while it is counted, the way of reviewing."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.core.example import say, to_json
from studio.core.verdict import Status
from studio.jobs import Job
from studio.session import Session
from studio.tui.lens import Lens
from studio.tui.screens.pairs import PairsScreen
from studio.voting.gauge import LiveGauge
from tests.conftest import open_with
from tests.pairing.rows import opened_pairs
from tests.tui.studio_pilot import Studio, opened, press, settle, text_of_screen, told


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Ten accepted pairs whose chosen side is longer, and open ones: #11 far apart, #12 of one length."""
    rows: list[object] = [
        {"prompt": f"What is {n}?", "chosen": "It is a part " * (n + 3), "rejected": "No idea at all."}
        for n in range(10)
    ]
    rows.append({"prompt": "Why?", "chosen": "Because it is so. " * 20, "rejected": "So."})
    rows.append({"prompt": "Where?", "chosen": "On the left shelf.", "rejected": "On the right desk."})
    with open_with(tmp_path, rows) as opened_session:
        opened_session.decide(range(1, 11), Status.ACCEPTED)
        yield opened_session


def _screen(pilot: Studio) -> PairsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, PairsScreen)
    return screen


async def test_open_pairs_come_by_what_the_gauge_asks_for(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4")
        assert _screen(pilot).queue.ids == [11, 12]
        await press(pilot, "O")
        assert told(pilot) == "to judge next: 1"
        assert _screen(pilot).queue.ids == [12]
        assert "length cannot decide" in text_of_screen(pilot)
        assert "#12" in text_of_screen(pilot)
        await press(pilot, "1", "O", "O")
        assert "No open pair would tell more" in text_of_screen(pilot)
        await press(pilot, "O")
        assert _screen(pilot).queue.lens is Lens.OPEN
        assert _screen(pilot).queue.ids == [11]


async def test_pairs_to_leave_out_are_tagged_after_a_question(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4", "b")
        assert "pairs left out: d goes from" in told(pilot)
        assert "tag them length-surplus?" in told(pilot)
        await press(pilot, "n")
        assert not list(session.ids("tag:length-surplus"))
        await press(pilot, "b")
        await press(pilot, "y")
        tagged = list(session.ids("tag:length-surplus"))
        assert tagged
        assert f"tagged {len(tagged)} rows" in told(pilot)
        await press(pilot, "u")
        assert not list(session.ids("tag:length-surplus"))
        session.decide(range(1, 11), Status.REJECTED)
        await press(pilot, "b")
        assert "nothing to leave out" in told(pilot)


async def test_what_is_decided_while_the_gauge_is_counted_is_counted(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting, decided = threading.Event(), threading.Event()

    def gauge(self: Session) -> Job[LiveGauge]:
        built = yield from LiveGauge().build(self._project)
        counting.set()
        assert decided.wait(10)
        return built

    monkeypatch.setattr(Session, "gauge", gauge)
    async with opened_unsettled(session) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        assert counting.wait(10)
        screen = _screen(pilot)
        screen.count(session.decide([12], Status.ACCEPTED).rows)
        screen.count(session.decide([1], Status.REJECTED).rows)
        assert screen.gauge is None
        decided.set()
        await settle(pilot)
        assert screen.gauge is not None
        fresh = LiveGauge()
        fresh.follow(session._project, range(1, 13))
        assert screen.gauge.gauge.readings() == fresh.gauge.readings()
        assert len(fresh.gauge) == 10


def opened_unsettled(session: Session) -> Any:
    """The studio, not waited for: a worker of it waits for the test."""
    from studio.tui.app import StudioApp

    return StudioApp(session, checks=False).run_test(size=(100, 30))


async def test_a_pair_is_flagged_and_its_group_is_shown(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4", "f")
        assert told(pilot) == "flagged #11 · u undoes"
        assert list(session.ids("is:flagged")) == [11]
        await press(pilot, "f")
        assert not list(session.ids("is:flagged"))
        await press(pilot, "d")
        assert "Duplicates" in text_of_screen(pilot).splitlines()[0]


@pytest.mark.parametrize("screen", ["f3", "f4"])
async def test_the_way_of_reviewing_is_set_on_the_screen(session: Session, screen: str) -> None:
    async with opened(session) as pilot:
        await press(pilot, screen, "W")
        assert "reviewing (single shared overlap:20 blind" in text_of_screen(pilot)
        for _ in "single 0%":
            await press(pilot, "backspace")
        await press(pilot, *"overlap:25 5%", "enter")
        assert "25 % of it judged by two; 5 % come back unmarked" in told(pilot)
        assert (session.assignment.mode, session.assignment.repeats) == ("overlap", 0.05)
        assert "overlap:25" in text_of_screen(pilot).splitlines()[0]
        await press(pilot, "W", *"x", "enter")
        assert "5%x" in told(pilot)
        assert session.leases()
        await press(pilot, "W", "escape")
        assert session.assignment.mode == "overlap"


async def test_a_weaker_answer_is_offered_or_can_be_asked_for(tmp_path: Path) -> None:
    with opened_pairs(tmp_path) as session:
        async with opened(session) as pilot:
            await press(pilot, "f3", ":", "7", "enter", "p")
            assert "c w in Review asks Claude for a weaker answer" in text_of_screen(pilot)
            await press(pilot, "escape")
            example = session.examples([7])[7]
            _propose(session, 7, {"example": to_json(example._replace(rejected=say("assistant", "No.")))})
            await press(pilot, "p")
            assert "1  a weaker answer by claude" in text_of_screen(pilot)
            assert "c w in Review" not in text_of_screen(pilot)
            await press(pilot, "1")
            assert session.examples([7])[7].rejected[0].content == "No."


def _propose(session: Session, row: int, body: dict[str, object]) -> None:
    """A weaker answer that Claude wrote about a row."""
    with session._project.write() as db:
        db.execute(
            "INSERT INTO job (uid, at, reviewer, verb, way, model, prompt, prefix, schema, options, price,"
            " privacy) VALUES ('u', '', 'ana', 'reject', 'live', 'claude', '', '', '', '', '', '')"
        )
        db.execute(
            "INSERT INTO draft (job, task, example, body, state) VALUES (1, 1, ?, ?, 'proposed')",
            (row, json.dumps(body)),
        )


async def test_of_many_models_the_most_compared_are_shown(tmp_path: Path) -> None:
    rows: list[object] = [
        {
            "prompt": f"What is {n}?",
            "chosen": "It is a part.",
            "rejected": "No idea.",
            "chosen_model": "best",
            "rejected_model": f"other{n % 6}",
        }
        for n in range(36)
    ]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 37), Status.ACCEPTED)
        async with opened(session, size=(160, 60)) as pilot:
            await press(pilot, "f4")
            shown = text_of_screen(pilot)
            assert "model best  100%" in shown
            assert shown.count(" model other") == 2
