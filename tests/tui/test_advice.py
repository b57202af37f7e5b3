"""Keys in, session state out: the six questions and where they end."""

import pytest

from studio.core.verdict import Status
from studio.session import Session
from studio.tui.screens.advice import AdviceScreen
from tests.tui.studio_pilot import Studio, assert_golden, opened, press, text_of_screen, told


def _ending(pilot: Studio) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, AdviceScreen)
    assert screen.advice is not None
    return screen.advice.ending


async def test_keys_answer_and_the_ending_follows(session: Session) -> None:
    async with opened(session, size=(100, 40)) as pilot:
        await press(pilot, "f2", "F")
        assert "→ a better prompt, and evals to measure it" in text_of_screen(pilot)
        await press(pilot, "2", "2", "2")
        assert session.advice_answers() == {"need": "behaviour", "few_shot": "yes", "evals": "yes"}
        assert _ending(pilot).startswith("caching")
        shown = text_of_screen(pilot)
        assert f"→ {_ending(pilot)}" in shown
        assert "What would change it" in shown
        assert "▶ ○ How many calls a month?" in shown
        await press(pilot, "2", *"00,000", "enter", "3", "3")
        assert session.advice_answers()["calls_per_month"] == 200_000
        assert session.advice_answers()["operators"] == "team"
        assert session.advice_answers()["changes"] == "rarely"
        assert "● How many calls a month?  200,000 (you said)" in text_of_screen(pilot)
        assert _ending(pilot).startswith("few-shot")  # too few rows are accepted


async def test_answers_are_typed_too_and_wrong_ones_are_told(session: Session) -> None:
    async with opened(session, size=(100, 30)) as pilot:
        await press(pilot, "f8", "F", "9")
        assert "1 to 3 answer this question" in told(pilot)
        await press(pilot, "enter", *"Both", "enter")
        assert session.advice_answers() == {"need": "both"}
        await press(pilot, "enter", *"perhaps", "enter")
        assert "few_shot cannot be 'perhaps'" in told(pilot)
        await press(pilot, "enter", "enter", "j", "j", "enter", *"many", "enter")
        assert "calls_per_month wants a whole number" in told(pilot)
        assert session.advice_answers() == {"need": "both"}


async def test_answers_are_remembered(session: Session) -> None:
    session.answer_advice({"evals": "yes", "need": "facts"})
    async with opened(session, size=(100, 30)) as pilot:
        await press(pilot, "f2", "F")
        assert _ending(pilot).startswith("retrieval")
        assert "● Is there an eval set that says whether an answer is good?  yes (you said)" in (
            text_of_screen(pilot)
        )
        await press(pilot, "G")
        assert "weekly: every week or so" in text_of_screen(pilot)
        await press(pilot, "g", "g", "escape")
        assert pilot.app.current_mode == "overview"


async def test_the_reasons_scroll(session: Session) -> None:
    async with opened(session, size=(60, 20)) as pilot:
        await press(pilot, "f2", "F")
        assert "What would change it" not in text_of_screen(pilot)
        await press(pilot, *"JJJJ")
        assert "What would change it" in text_of_screen(pilot)
        await press(pilot, *"KKKKK")
        assert "→ a better prompt" in text_of_screen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_the_look_of_advice(session: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    session.decide(range(1, 17), Status.ACCEPTED)
    session.answer_advice({"evals": "yes", "calls_per_month": 20_000})
    async with opened(session, size=size) as pilot:
        await press(pilot, "f2", "F", "j")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"advice-{size[0]}x{size[1]}.txt", shown)
