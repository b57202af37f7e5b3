"""Review and the info page of a pair that is to be judged without knowing which side is which."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.session import Session
from studio.tui.screens.pairs import PairsScreen
from tests.pairing.rows import joined, opened_pairs, say
from tests.tui.studio_pilot import Studio, opened, press, text_of_screen, told

_TELLING = ("chosen", "rejected", "big")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened_pairs(tmp_path) as found:
        yield found


def _tells(pilot: Studio) -> list[str]:
    shown = text_of_screen(pilot)
    return [word for word in _TELLING if word in shown]


async def test_review_names_no_side_of_an_open_pair_where_that_is_set(session: Session) -> None:
    async with opened(session, size=(160, 40)) as pilot:
        await press(pilot, "f3")
        assert _tells(pilot) == ["chosen", "rejected"]
        await press(pilot, "W", *" sides:hidden", "enter")
        assert session.assignment.sides == "hidden"
        assert _tells(pilot) == []
        assert "1 left" in text_of_screen(pilot)
        assert "⇄ two an" in text_of_screen(pilot)
        await press(pilot, "a")
        assert "no side is named here" in told(pilot)
        await press(pilot, "E")
        assert "no side is named" in told(pilot)
        await press(pilot, "i")
        assert _tells(pilot) == []
        assert "told once it is judged" in text_of_screen(pilot)
        await press(pilot, "escape", "p")
        assert isinstance(pilot.app.screen, PairsScreen)
        await press(pilot, "1", "f3")
        assert _tells(pilot)[:2] == ["chosen", "rejected"]
        assert "✓ accepted" in text_of_screen(pilot)
        assert "⇄ two an" in text_of_screen(pilot).splitlines()[2]
        assert "⇄ two an" not in text_of_screen(pilot).splitlines()[1]


async def test_an_unnamed_pair_is_edited_as_it_stands(session: Session) -> None:
    session.assign(sides="hidden")
    left, right = session.sight(1).texts
    async with opened(session) as pilot:
        await press(pilot, "f3", "e")
        assert _tells(pilot) == []
        await press(pilot, *"More: ", "ctrl+s")
        now = session.sight(1)
        assert {now.texts[0][0].content, now.texts[1][0].content} == {
            f"More: {left[0].content}",
            right[0].content,
        }


async def test_the_other_of_two_does_not_see_how_the_first_left_the_sides(tmp_path: Path) -> None:
    with opened_pairs(tmp_path) as ana, joined(ana, "ben") as ben:
        ana.assign("blind")
        say(ana, 1, "Any plug")
        async with opened(ben, size=(160, 40)) as pilot:
            await press(pilot, "f3", ":", "1", "enter")
            assert _tells(pilot) == []
            assert "✎" not in text_of_screen(pilot)
            await press(pilot, "escape", "*", "a", "y")
            assert "are to be judged on Pairs" in told(pilot)
        assert ben.rows([1])[0].status is Status.PENDING
        assert ana.rows([1])[0].status is Status.ACCEPTED


async def test_the_info_page_of_an_open_pair_tells_no_origin(session: Session) -> None:
    async with opened(session, size=(100, 40)) as pilot:
        await press(pilot, "f4", "i")
        shown = text_of_screen(pilot)
        assert _tells(pilot) == []
        assert "rows.jsonl" not in shown
        assert "left " in shown
        assert "right " in shown
        await press(pilot, "escape", "1", "k", "i")
        assert "rejected" in text_of_screen(pilot)
        assert "rows.jsonl" in text_of_screen(pilot)


def test_ways_of_naming_sides(session: Session) -> None:
    assert session.assign(sides="hidden").message.endswith("Review names no side of an open pair")
    assert session.assignment.text == "single 0% sides:hidden"
    assert session.hides_sides(1)
    assert not session.hides_sides(11)
    session.assign(sides="named")
    assert not session.hides_sides(1)
    session.assign("overlap:50")
    assert session.hides_sides(1)
