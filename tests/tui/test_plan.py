"""The question before anything is sent: the server counts only when a key says so."""

from pathlib import Path

import pytest

from studio.tui.screens.plan import PlanScreen
from tests.teacher.jobs import KEY, session_of
from tests.teacher.server.server import MessagesServer
from tests.tui.studio_pilot import opened, press, text_of_screen

_COUNT = "/v1/messages/count_tokens"


async def test_c_lets_the_server_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        monkeypatch.setenv("STUDIO_SETTINGS", str(tmp_path / "none.toml"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        async with opened(session, size=(120, 30)) as pilot:
            await press(pilot, "*")
            await pilot.press("c", "j", "enter")
            while not isinstance(pilot.app.screen, PlanScreen):
                await pilot.pause(0.02)
            await pilot.pause()
            assert "guessed from characters" in text_of_screen(pilot)
            assert not server.requests
            await pilot.press("c")
            while "count of 5 requests" not in text_of_screen(pilot):
                await pilot.pause(0.02)
            assert server.count(_COUNT) == 5
            assert server.count() == 0
            await pilot.press("b")
            await pilot.pause()
            assert "count of 5 requests" in text_of_screen(pilot)
            await pilot.press("escape")
