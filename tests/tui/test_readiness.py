"""Keys in, session state out: the readiness page, from Overview and from Export."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from studio.core.verdict import Status
from studio.jobs import drain
from studio.readiness.item import Item, Level, Readiness
from studio.session import Session
from studio.tui.app import StudioApp
from studio.tui.screens.readiness import ReadinessScreen, readiness_points
from studio.tui.screens.review import ReviewScreen
from tests.conftest import alpaca, open_with
from tests.tui.studio_pilot import Studio, assert_golden, opened, press, settle, text_of_screen, told


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Session]:
    """Thirty rows, one with a key in it and one with an address, all of them accepted and checked."""
    rows = [alpaca(n) for n in range(28)]
    rows.append(alpaca(28) | {"output": "Use AKIAIOSFODNN7EXAMPLE as the key for [bold]this[/bold]."})
    rows.append(alpaca(29) | {"output": "Write to jo.miller@mail-server.org about it."})
    with open_with(tmp_path, rows) as session:
        drain(session.check())
        session.decide(range(1, 31), Status.ACCEPTED)
        yield session


def _screen(pilot: Studio) -> ReadinessScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ReadinessScreen)
    return screen


async def _go_to(pilot: Studio, topic: str, words: str = "") -> Item:
    """Move to the first item of a topic with these words."""
    found = _screen(pilot).readiness
    assert found is not None
    place = next(at for at, i in enumerate(found.items) if i.topic == topic and words in i.sentence)
    await press(pilot, "g", "g", *["j"] * place)
    return found.items[place]


async def test_items_open_their_rows_in_review(ready: Session) -> None:
    async with opened(ready) as pilot:
        await press(pilot, "f2", "i")
        found = _screen(pilot).readiness
        assert found is not None
        assert found.verdict in text_of_screen(pilot)
        assert "✗ stop  privacy" in text_of_screen(pilot)
        item = await _go_to(pilot, "privacy", "key or a password")
        assert f"enter: {item.filter} in Review" in told(pilot)
        await press(pilot, "enter")
        review = pilot.app.screen
        assert isinstance(review, ReviewScreen)
        assert review.filter == item.filter
        assert list(review.table.ids) == [29]


async def test_items_go_to_the_screen_where_they_are_put_right(ready: Session) -> None:
    async with opened(ready) as pilot:
        await press(pilot, "f8", "i")
        item = await _go_to(pilot, "validation")
        assert item.screen == "export"
        assert "enter: Export, where it is put right" in told(pilot)
        await press(pilot, "enter")
        assert pilot.app.current_mode == "export"
        await press(pilot, "i")
        item = await _go_to(pilot, "licences")
        assert (item.screen, item.filter) == ("", "")
        await press(pilot, "enter")
        assert pilot.app.current_mode == "readiness"
        assert "no rows to open" in told(pilot)


async def test_the_way_back_and_on(ready: Session) -> None:
    async with opened(ready) as pilot:
        await press(pilot, "f8", "i", "F")
        assert pilot.app.current_mode == "advice"
        await press(pilot, "escape")
        assert pilot.app.current_mode == "export"
        await press(pilot, "i", "q")
        assert pilot.app.current_mode == "export"
        await press(pilot, "f2", "i", "]")
        assert pilot.app.current_mode == "review"
        await press(pilot, "f2", "i", "f4")
        assert pilot.app.current_mode == "pairs"
        await press(pilot, "f2", "i", "?")
        assert "Keys of Readiness" in text_of_screen(pilot)
    async with opened(ready) as pilot:
        assert pilot.app.current_mode == "overview"


async def test_it_goes_by_the_split_of_the_recipe(ready: Session) -> None:
    async with opened(ready) as pilot:
        await press(pilot, "f8")
        pilot.app.screen.query_one("#validation_share", Input).value = "0"
        await press(pilot, "i")
        assert (await _go_to(pilot, "validation")).sentence.startswith("no validation split")
        await press(pilot, "f8")
        pilot.app.screen.query_one("#validation_share", Input).value = "much"
        await press(pilot, "i")
        assert "validation_share" in told(pilot)


async def test_what_others_do_is_found_out_anew(ready: Session) -> None:
    async with opened(ready) as pilot:
        await press(pilot, "f2", "i")
        before = _screen(pilot).readiness
        with Session.open(ready.path, reviewer="ben") as other:
            other.decide([29], Status.REJECTED)
        app = pilot.app
        assert isinstance(app, StudioApp)
        app._poll()
        await settle(pilot)
        after = _screen(pilot).readiness
        assert before is not None
        assert after is not None
        assert (before.rows, after.rows) == (30, 29)
        assert not any("key or a password" in item.sentence for item in after.items)
        await press(pilot, "G")
        assert _screen(pilot).page.cursor == len(after.items)
        await press(pilot, "pageup", "k", "pagedown", "home")
        assert _screen(pilot).page.cursor == 1


async def test_the_mouse_moves_the_cursor(ready: Session) -> None:
    async with opened(ready, size=(100, 14)) as pilot:
        await press(pilot, "f2", "i")
        page = _screen(pilot).page
        assert page.cursor == 1
        await pilot.click(page, offset=(4, 6))
        assert page.cursor == 2
        await pilot.click(page, offset=(4, 0))  # the verdict is no item
        assert page.cursor == 2
        page.post_message(events.MouseScrollDown(page, 4, 4, 0, 1, 0, False, False, False))
        await settle(pilot)
        assert page.cursor == 3
        assert page.top > 0
        page.post_message(events.MouseScrollUp(page, 4, 4, 0, -1, 0, False, False, False))
        await press(pilot, "k", "k")
        assert (page.cursor, page.top) == (1, 0)


def test_the_verdict_has_the_colour_of_the_worst() -> None:
    def style(*levels: Level) -> str:
        items = tuple(Item(level, "size", "so") for level in levels)
        return readiness_points(Readiness(1, True, items))[0].lines[0].style

    assert style(Level.STOP, Level.NOTE) == "bad"
    assert style(Level.WARN) == "warn"
    assert style(Level.NOTE) == "good"


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_the_look_of_readiness(ready: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    async with opened(ready, size=size) as pilot:
        await press(pilot, "f2", "i", "j")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"readiness-{size[0]}x{size[1]}.txt", shown)
