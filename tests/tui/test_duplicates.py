"""Keys in, session state out: every key of Duplicates."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.verdict import Status
from studio.jobs import drain
from studio.session import Session
from studio.tui.app import StudioApp
from studio.tui.screens.duplicates import DuplicatesScreen
from studio.tui.screens.review import ReviewScreen
from tests.checking.rows import PARAPHRASES, ROWS
from tests.conftest import open_with, write_rows
from tests.tui.studio_pilot import Studio, assert_golden, opened, press, settle, text_of_screen, told


@pytest.fixture
def checked(tmp_path: Path) -> Iterator[Session]:
    """The rows with look-alikes of every kind, looked through."""
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        yield session


def _screen(pilot: Studio) -> DuplicatesScreen:
    screen = pilot.app.screen
    assert isinstance(screen, DuplicatesScreen)
    return screen


def _here(pilot: Studio) -> tuple[str, list[int]]:
    group = _screen(pilot).group_here()
    assert group is not None
    return group.kind.value, [member.row for member in group.members]


def _status(session: Session, *rows: int) -> list[tuple[Status, int]]:
    return [(row.status, row.keeper) for row in session.rows(rows)]


ASIDE, OPEN = (Status.DUPLICATE, 1), (Status.PENDING, 0)


async def test_a_sets_the_others_aside_and_goes_on(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5")
        assert _here(pilot) == ("duplicate", [1, 2, 3])
        assert "threshold 0.50: 1 duplicate, 1 conflict, 1 same-answer, 1 variant" in told(pilot)
        await press(pilot, "a")
        assert _status(checked, 1, 2, 3) == [OPEN, ASIDE, ASIDE]
        assert _here(pilot)[0] == "same-answer"
        await press(pilot, "k", "a")
        assert "settled: u undoes" in told(pilot)
        await press(pilot, "u")
        assert _status(checked, 1, 2, 3) == [OPEN] * 3
        assert "undid: set 2 rows aside as duplicates of #1" in told(pilot)
        assert _here(pilot) == ("duplicate", [1, 2, 3])
        await press(pilot, "ctrl+r")
        assert _status(checked, 2, 3) == [ASIDE, ASIDE]


async def test_a_digit_chooses_the_keeper(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", "2")
        assert _here(pilot) == ("duplicate", [2, 1, 3])
        await press(pilot, "9", "a")
        assert _status(checked, 1, 3) == [(Status.DUPLICATE, 2)] * 2


async def test_a_conflict_has_no_silent_suggestion(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", "/", *"conflict", "enter", "a")
        assert "a conflict has no safe suggestion" in told(pilot)
        assert _status(checked, 4, 5) == [OPEN, OPEN]
        await press(pilot, "p")
        assert checked.card(4).row.shape == "pair" or checked.card(5).row.shape == "pair"
        await press(pilot, "u", "x")
        assert sorted(status for status, _ in _status(checked, 4, 5)) == [Status.DUPLICATE, Status.PENDING]


async def test_both_stay_is_remembered(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", "b")
        assert "3 rows may all stay" in told(pilot)
        await press(pilot, "f3", "f5")
        assert _here(pilot)[0] == "same-answer"
        assert _status(checked, 1, 2, 3) == [OPEN] * 3


async def test_all_that_are_certain_after_a_question(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", "A")
        assert "rows aside as certain duplicates?" in told(pilot)
        await press(pilot, "n")
        assert _status(checked, 2, 3) == [OPEN, OPEN]
        await press(pilot, "A", "y")
        assert _status(checked, 1, 2, 3) == [OPEN, ASIDE, ASIDE]


async def test_the_threshold_moves_the_counts_and_is_kept(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", *[">"] * 25)
        assert "threshold 1.00" in told(pilot)
        assert "variant" not in told(pilot)
        await pilot.pause(0.8)
        await settle(pilot)
        assert checked.threshold == 1.0
        await press(pilot, *["<"] * 30)
        assert "threshold 0.50" in told(pilot)
        assert "1 variant" in told(pilot)


async def test_the_keeper_rule_stands_in_words(checked: Session) -> None:
    async with opened(checked, size=(160, 40)) as pilot:
        await press(pilot, "f5")
        assert "accepted > higher judged > not cut off > clearly" in text_of_screen(pilot)
        await press(pilot, "o")
        assert _here(pilot) == ("duplicate", [1, 2, 3])
        assert "edited by a person > accepted > earlier" in told(pilot)


async def test_what_differs_is_marked_in_words(checked: Session) -> None:
    async with opened(checked, size=(160, 40)) as pilot:
        await press(pilot, "f5", "G")
        assert _here(pilot)[0] == "variant"
        screen = text_of_screen(pilot)
        assert "[-" in screen
        assert "{+" in screen
        assert "one template, filled in otherwise" in screen


async def test_a_filter_of_kinds_and_bands(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", "/", *"conflict variant", "enter")
        assert "2 groups that are conflict variant" in told(pilot)
        await press(pilot, "escape")
        assert "4 groups" in told(pilot)


async def test_to_review_and_back(checked: Session) -> None:
    async with opened(checked) as pilot:
        await press(pilot, "f5", "enter")
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert list(pilot.app.screen.table.ids) == [1, 2, 3]
        await press(pilot, "escape", "G", "k", "k", "d")
        assert _here(pilot) == ("same-answer", [9, 8])
        await press(pilot, "f3", "j", "d")
        assert "#10 is in no open group" in told(pilot)
        await press(pilot, "j", "e")
        assert isinstance(pilot.app.screen, ReviewScreen)


async def test_rows_are_looked_through_by_themselves(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        async with opened(session, checks=True) as pilot:
            assert session.unchecked() == 0
            await press(pilot, "f5")
            assert _here(pilot)[0] == "duplicate"
            with Session.open(session.path) as other:
                drain(other.import_files([write_rows(tmp_path / "more.jsonl", ROWS[9:10])]))
            assert isinstance(pilot.app, StudioApp)
            for _ in range(20):
                pilot.app._poll()
                await settle(pilot)
                if not session.unchecked():
                    break
            assert session.unchecked() == 0
            assert session.ids("flag:near-duplicate") == [1, 2, 3, 10, 12]
            await press(pilot, "c")
            assert session.unchecked() == 0


async def test_nothing_alike(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS[9:10]) as session:
        async with opened(session) as pilot:
            await press(pilot, "f5")
            assert "No look-alikes at 0.50" in text_of_screen(pilot)
            await press(pilot, *"axbpAe12<>o", "enter", "u", "j", "k", "G")
            assert "No look-alikes" in text_of_screen(pilot)


async def test_hostile_text_shows_as_text(tmp_path: Path) -> None:
    rows = [dict(row, instruction="\x1b[31m[bold]" + str(row["instruction"])) for row in ROWS[:3]]
    with open_with(tmp_path, rows) as session:
        drain(session.check())
        async with opened(session) as pilot:
            await press(pilot, "f5")
            assert "␛[31m[bold]How do" in text_of_screen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_the_look_of_duplicates(checked: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    async with opened(checked, size=size) as pilot:
        await press(pilot, "f5")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"duplicates-{size[0]}x{size[1]}.txt", shown)


async def test_the_lens_of_meaning_is_apart(tmp_path: Path) -> None:
    with open_with(tmp_path, [*PARAPHRASES, *ROWS]) as session:
        drain(session.check())
        async with opened(session) as pilot:
            await press(pilot, "f5", "l", "G")
            kind, rows = _here(pilot)
            assert (kind, sorted(rows)) == ("paraphrase", [1, 2])
            await press(pilot, "a")
            assert "only a person can tell" in told(pilot)
            await press(pilot, "l")
            assert _here(pilot)[0] in ("duplicate", "same-answer", "conflict", "variant")
        assert session.ids("flag:near-duplicate") == [3, 4, 5]
