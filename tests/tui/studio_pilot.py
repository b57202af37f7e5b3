"""A studio under a pilot: open it, press keys, wait for its workers, read the screen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from studio.session import Session
from studio.tui.app import StudioApp
from studio.tui.keymap import Keymap

Studio = Pilot[Any]


@asynccontextmanager
async def opened(
    session: Session,
    size: tuple[int, int] = (100, 30),
    keymap: Keymap | None = None,
    *,
    checks: bool = False,
) -> AsyncIterator[Studio]:
    """The studio on a session, settled; `checks` looks rows through by itself, as a user's does."""
    app = StudioApp(session, keymap, checks=checks)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Studio) -> None:
    """Wait until workers, the journal's thread and the screen have nothing left to do."""
    app = pilot.app
    assert isinstance(app, StudioApp)
    for _ in range(3):
        await pilot.pause()
        await asyncio.wrap_future(app.writer.submit(int))
        await app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Studio, *keys: str) -> None:
    """Press keys one after another, and settle."""
    await pilot.press(*keys)
    await settle(pilot)


def told(pilot: Studio) -> str:
    """What the footer says."""
    return str(pilot.app.screen.query_one("#told", Static).render())


def text_of_screen(pilot: Studio) -> str:
    """The screen as plain text, a line a row, blanks at the ends cut."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def assert_golden(name: str, shown: str) -> None:
    """The screen as text is the golden one; to take a new look over, delete the file and run again."""
    golden = Path(__file__).parent / "golden" / name
    if not golden.exists():
        golden.write_text(shown, encoding="utf-8")
        pytest.fail(f"{name} is new: look at it, then run again")
    assert shown == golden.read_text(encoding="utf-8")
