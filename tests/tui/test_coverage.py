"""Keys in, session state out: every key of Coverage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.jobs import drain
from studio.session import Session
from studio.tui.screens.coverage import CoverageScreen
from studio.tui.screens.review import ReviewScreen
from tests.conftest import alpaca, open_with, write_rows
from tests.coverage.test_session import CONTRACT
from tests.tui.studio_pilot import Studio, assert_golden, opened, press, settle, text_of_screen, told


@pytest.fixture
def covered(tmp_path: Path) -> Iterator[Session]:
    """Twelve rows of three intents, some accepted, a contract and some traffic."""
    with open_with(tmp_path, [alpaca(n, intent=f"i{n % 3}") for n in range(12)]) as session:
        session.contract_path.write_text(CONTRACT, encoding="utf-8")
        asked = [{"prompt": f"Where is number {n}?"} for n in range(9)]
        drain(session.import_traffic([write_rows(tmp_path / "asked.jsonl", asked)]))
        session.decide([1, 2, 4], Status.ACCEPTED)
        yield session


def _screen(pilot: Studio) -> CoverageScreen:
    screen = pilot.app.screen
    assert isinstance(screen, CoverageScreen)
    return screen


async def test_the_grid_opens_its_rows(covered: Session) -> None:
    async with opened(covered, size=(150, 30)) as pilot:
        await press(pilot, "f6")
        shown = text_of_screen(pilot)
        assert "intent ↓ × size →" in shown
        assert "Gaps, worst first" in shown
        await press(pilot, "j", "l", "l", "enter")
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert pilot.app.screen.filter == 'cell:"intent=i1"'
        assert list(pilot.app.screen.table.ids) == [2, 5, 8, 11]


async def test_facets_turn_and_counts_switch(covered: Session) -> None:
    async with opened(covered, size=(150, 30)) as pilot:
        await press(pilot, "f6", "y")
        assert _screen(pilot).facets == (2, 1)
        await press(pilot, "x", "x")
        assert _screen(pilot).facets[0] != _screen(pilot).facets[1]
        await press(pilot, "s")
        coverage = _screen(pilot).coverage
        assert coverage is not None
        assert coverage.counts.total == 12
        assert "rows not rejected" in text_of_screen(pilot)


async def test_drafts_are_asked_for_a_cell_and_a_gap(covered: Session) -> None:
    async with opened(covered, size=(150, 30)) as pilot:
        await press(pilot, "f6", "G", "k", "l", "l", "c", "enter")
        assert "request 1: 3 rows for i2" in told(pilot)
        await press(pilot, "tab", "j", "c", *["backspace"] * 2, "7", "enter")
        assert covered.requests()[1].rows == 7
        await press(pilot, "c", *["backspace"] * 3, "x", "enter")
        assert "a number of rows is wanted" in told(pilot)
        assert len(covered.requests()) == 2


async def test_the_lists_beside_the_grid(covered: Session) -> None:
    async with opened(covered, size=(150, 40)) as pilot:
        await press(pilot, "f6", "w")
        assert "rows would close all gaps" in text_of_screen(pilot)
        await press(pilot, "w")
        for _ in range(40):
            await pilot.pause(0.1)
            await settle(pilot)
            if "are uncovered" in text_of_screen(pilot):
                break
        assert "of 9 real prompts are uncovered" in text_of_screen(pilot)
        await press(pilot, "p")
        assert "go to a prompt" in told(pilot)
        place = next(at for at, entry in enumerate(_screen(pilot).side.entries) if entry.place is not None)
        await press(pilot, "tab", *["j"] * place, "p")
        assert covered.requests()[0].prompt.startswith("Where is number")
        await press(pilot, "w")
        assert "3 good rows; tokens are estimates" in text_of_screen(pilot)
        await press(pilot, "w")
        assert "Gaps, worst first" in text_of_screen(pilot)


async def test_a_decision_moves_the_counts(covered: Session) -> None:
    async with opened(covered, size=(150, 30)) as pilot:
        await press(pilot, "f6")
        await press(pilot, "f3", *":7", "enter", "a", "f6")
        coverage = _screen(pilot).coverage
        assert coverage is not None
        assert coverage.counts.total == 4
        await press(pilot, "u")
        assert coverage.counts.total == 3


async def test_no_contract_says_what_to_do(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(1)]) as session:
        async with opened(session, size=(150, 30)) as pilot:
            await press(pilot, "f6")
            assert "there is no set.contract.yaml" in text_of_screen(pilot)
            assert "--init proposes one" in text_of_screen(pilot)
            await press(pilot, *"jkhlcyxwps", "enter", "w", "w", "G")
            session.contract_path.write_text(CONTRACT, encoding="utf-8")
            await press(pilot, "f3", "f6")
            assert "intent ↓ × size →" in text_of_screen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (150, 30)])
async def test_the_look_of_coverage(covered: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    async with opened(covered, size=size) as pilot:
        await press(pilot, "f6")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"coverage-{size[0]}x{size[1]}.txt", shown)


async def test_other_facets_are_filters(covered: Session) -> None:
    covered.tag([1], add=["refusal"])
    async with opened(covered, size=(150, 30)) as pilot:
        await press(pilot, "f6", "/", *"edge=refusal", "enter")
        assert "refusal · accepted rows" in text_of_screen(pilot)
        assert _screen(pilot).grid.cells[0][2].good == 1
        assert _screen(pilot).grid.cells[1][2].good == 0
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert list(pilot.app.screen.table.ids) == [1]
        await press(pilot, "f6", "/", *["backspace"] * 20, *"edge=refusl", "enter")
        assert "there is no value of edge" in told(pilot)
        await press(pilot, "escape")
        assert _screen(pilot).grid.cells[1][2].good == 1
