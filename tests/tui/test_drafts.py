"""Keys in, session state out: every key of Drafts, rewriting in Review, asking from Coverage."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.example import text_of
from studio.core.verdict import Status
from studio.tui.screens.drafts import DraftsScreen
from studio.tui.screens.plan import PlanScreen
from studio.tui.screens.review import ReviewScreen
from studio.tui.screens.rewrite import RewriteScreen
from studio.tui.widgets.job_tables import JobTable
from tests.conftest import alpaca, open_with
from tests.teacher.jobs import KEY, order, run_job, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer
from tests.tui.studio_pilot import Studio, assert_golden, opened, press, text_of_screen, told

_SHORTER = Reply(answer={"answer": "Seven times it.", "prompt": "", "changed": "made it shorter"})
_CONTRACT = """
brief: Answer questions about numbers.
facets:
  - name: topic
    by: tag
    values: [sums, primes]
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessagesServer]:
    """A server that answers everything the same way, and settings that point at it."""
    with MessagesServer([Rule(reply=_SHORTER)]) as server:
        monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "none.toml"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("STUDIO_MODEL", "claude-haiku-5-5")
        yield server


async def _until(pilot: Studio, there: str) -> None:
    """Wait until some words are on screen; a worker that waits for an answer is not waited for."""
    for _ in range(200):
        await pilot.pause(0.05)
        if there in text_of_screen(pilot):
            await pilot.pause()
            return
    raise AssertionError(f"{there!r} never came:\n{text_of_screen(pilot)}")


async def test_a_row_is_rewritten_and_the_text_taken(server: MessagesServer, tmp_path: Path) -> None:
    with session_of(tmp_path) as session:
        async with opened(session, size=(120, 30)) as pilot:
            await press(pilot, *":7", "enter")
            await pilot.press("r", *"shorter", "enter")
            await _until(pilot, "Ask Claude: rewrite")
            assert isinstance(pilot.app.screen, PlanScreen)
            assert server.count() == 0
            await pilot.press("y")
            await _until(pilot, "a take")
            assert isinstance(pilot.app.screen, RewriteScreen)
            assert "{+Seven times it.+}" in text_of_screen(pilot)
            await press(pilot, "a")
            assert text_of(session.card(7).example.chosen) == "Seven times it."
            assert session.card(7).row.status is Status.ACCEPTED
            await press(pilot, "u")
            assert text_of(session.card(7).example.chosen) == "The answer to 6 is 42."
            # The second time nobody is asked again; the same line serves.
            await press(pilot, *":8", "enter")
            await pilot.press("R")
            await _until(pilot, "a take")
            await press(pilot, "p")
            assert session.card(8).row.shape == "pair"
            await press(pilot, *":9", "enter")
            await pilot.press("R")
            await _until(pilot, "a take")
            await press(pilot, "x")
            assert [draft.state for draft in session.drafts_about(9)] == ["refused"]
            await press(pilot, *":10", "enter")
            await pilot.press("R")
            await _until(pilot, "a take")
            await press(pilot, "e", "ctrl+s")
            assert text_of(session.card(10).example.chosen) == "Seven times it."


async def test_without_a_key_one_line_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "none.toml"))
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with session_of(tmp_path) as session:
        async with opened(session, size=(120, 30)) as pilot:
            await press(pilot, "r", *"shorter", "enter")
            assert "there is no key" in told(pilot)
            await press(pilot, "c", "j", "enter")
            assert "there is no key" in told(pilot)
            await press(pilot, "f7")
            assert "Claude was asked for nothing yet." in text_of_screen(pilot)


async def test_marked_rows_are_tried_on_three_first(server: MessagesServer, tmp_path: Path) -> None:
    with session_of(tmp_path) as session:
        async with opened(session, size=(120, 30)) as pilot:
            await press(pilot, "*")
            await pilot.press("r", *"shorter", "enter")
            await _until(pilot, "3 try three first")
            await pilot.press("3")
            await _until(pilot, "3 of 12 requests ended")
            assert server.count() == 3
            await press(pilot, "f7")
            assert "3/12" in text_of_screen(pilot)
            await press(pilot, "c")
            assert "send the 9 requests of job 1 that wait" in told(pilot)
            await pilot.press("y")
            await _until(pilot, "12/12")
            assert server.count() == 12
            await press(pilot, "tab", "*", "a", "y")
            assert all(text_of(session.card(row).example.chosen) == "Seven times it." for row in range(1, 13))
            await press(pilot, "u")
            assert text_of(session.card(3).example.chosen) == "The answer to 2 is 14."


async def test_a_job_that_was_just_ordered_is_under_the_cursor(
    server: MessagesServer, tmp_path: Path
) -> None:
    with session_of(tmp_path) as session:
        for _ in range(11):
            order(session, settings_for(server), "judge", [1])
        async with opened(session, size=(120, 30)) as pilot:
            await press(pilot, "f7", "j", "j", "f3")
            assert order(session, settings_for(server), "judge", [2]) == 12
            await press(pilot, "f7")
            jobs = pilot.app.screen.query_one(JobTable)
            assert jobs.current == 12
            await press(pilot, "j", "f3", "f7")
            assert jobs.current == 11
            assert order(session, settings_for(server), "judge", [3]) == 13
            await press(pilot, "l")
            assert jobs.current == 11


async def test_drafts_are_taken_refused_and_let_through(server: MessagesServer, tmp_path: Path) -> None:
    with session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, "rewrite", [7, 8, 9, 10])
        await asyncio.to_thread(run_job, session, job, settings)
        async with opened(session, size=(160, 30)) as pilot:
            await press(pilot, "f7")
            screen = pilot.app.screen
            assert isinstance(screen, DraftsScreen)
            await press(pilot, "tab", "a", "x", "p")
            states = [draft.state for draft in session.drafts(job)]
            assert states == ["taken", "refused", "taken", "proposed"]
            assert session.card(9).row.shape == "pair"
            await press(pilot, "u")
            assert [d.state for d in session.drafts(job)] == ["taken", "refused", "proposed", "proposed"]
            await press(pilot, "l", "l")
            assert "drafts: decided, 2" in told(pilot)
            await press(pilot, "l", "i")
            assert "── system ──" in text_of_screen(pilot)
            await press(pilot, "escape", "g g", "enter")
            assert isinstance(pilot.app.screen, ReviewScreen)
            assert pilot.app.screen.table.current == 7


async def test_a_gap_asks_for_drafts_and_they_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"prompt": f"What do {n} and {n + 9} make?", "answer": f"{2 * n + 9}.", "note": ""} for n in (2, 5)
    ]
    reply = Reply(answer={"rows": rows})
    with (
        MessagesServer([Rule(reply=reply)]) as server,
        open_with(tmp_path, [alpaca(1), alpaca(2)]) as session,
    ):
        monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "none.toml"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        session.contract_path.write_text(_CONTRACT, encoding="utf-8")
        async with opened(session, size=(150, 30)) as pilot:
            await press(pilot, "f6")
            await pilot.press("c", *["backspace"] * 3, "2", "enter")
            await _until(pilot, "write new rows for a gap")
            await pilot.press("y")
            await _until(pilot, "requests ended")
            await press(pilot, "f7")
            assert [draft.state for draft in session.drafts(1)] == ["row", "row"]
            await press(pilot, "tab", "a")
            assert session.card(3).row.status is Status.ACCEPTED
            await press(pilot, "x")
            assert session.card(4).row.status is Status.REJECTED


async def test_a_job_is_cancelled_retried_and_capped(tmp_path: Path, server: MessagesServer) -> None:
    with session_of(tmp_path) as session:
        job = order(session, settings_for(server), "rewrite")
        async with opened(session, size=(150, 30)) as pilot:
            await press(pilot, "f7", "$", *"0.0001", "enter")
            assert session.job_line(job).job.head.cap_usd == 0.0001
            await press(pilot, "$", *"much", "enter")
            assert "a sum in dollars is wanted" in told(pilot)
            await press(pilot, "c")
            await pilot.press("y")
            await _until(pilot, "the cap leaves no room")
            await press(pilot, "T")
            assert "nothing has failed" in told(pilot)
            await press(pilot, "X")
            await pilot.press("y")
            await _until(pilot, "cancelled")
            assert session.job_line(job).job.state == "cancelled"


@pytest.mark.parametrize("size", [(160, 32), (80, 24)])
async def test_how_it_looks(server: MessagesServer, tmp_path: Path, size: tuple[int, int]) -> None:
    with session_of(tmp_path) as session:
        settings = settings_for(server)
        await asyncio.to_thread(run_job, session, order(session, settings, "rewrite", [7, 8]), settings)
        await asyncio.to_thread(run_job, session, order(session, settings, "judge"), settings)
        async with opened(session, size=size) as pilot:
            await press(pilot, "f7", "j", "tab")
            assert_golden(f"drafts-{size[0]}.txt", text_of_screen(pilot))
