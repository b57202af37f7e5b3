"""The info page: lengths in tokens, and the row as a trainer sees it."""

from pathlib import Path

from textual.widgets import Static

from studio.session import Session
from studio.tui.app import StudioApp
from studio.tui.screens.help import InfoScreen
from tests.conftest import alpaca, open_with
from tests.tokens.models import write_tokenizer
from tests.tui.studio_pilot import Studio, opened, press, text_of_screen, told


def _styled(pilot: Studio, style: str) -> str:
    """The texts of the page in a style, one after another."""
    assert isinstance(pilot.app.screen, InfoScreen)
    content = pilot.app.screen.query_one(Static).content
    spans = getattr(content, "spans", ())
    text = str(content)
    return "|".join(text[span.start : span.end] for span in spans if span.style == style)


async def _name_tokenizer(pilot: Studio, name: str) -> None:
    await press(pilot, "ctrl+t", "ctrl+u", *name, "enter")


async def test_tokens_are_estimates_until_there_is_a_tokenizer(session: Session) -> None:
    async with opened(session, size=(100, 50)) as pilot:
        await press(pilot, "i")
        shown = text_of_screen(pilot)
        assert "chosen          21 characters   about 9 tokens" in shown
        assert "tokens are estimates · ctrl+t names a tokenizer" in shown
        assert "▶ The answer to 0 is 0. ◀" in shown
        assert _styled(pilot, "$text-success") == "   ▶ learned ◀|The answer to 0 is 0."


async def test_a_tokenizer_counts_and_its_template_is_seen(session: Session, tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "model")
    async with opened(session, size=(110, 50)) as pilot:
        await _name_tokenizer(pilot, str(folder))
        assert f"tokens are counted with {folder}" in told(pilot)
        await press(pilot, "i")
        shown = text_of_screen(pilot)
        tokens = session.open_tokenizer(str(folder)).encode_row(session.card(1).example)
        assert f"characters   {tokens.prompt} tokens" in shown
        assert f"{tokens.longest} of 2,048 tokens that a row may have" in shown
        assert "about" not in shown
        assert "<|im_start|>user" in shown
        assert _styled(pilot, "$text-success").endswith("|The answer to 0 is 0.<|im_end|>")
        await press(pilot, "escape", "f8")
        assert pilot.app.screen.query_one("#tokenizer").value == str(folder)  # type: ignore[attr-defined]
    async with opened(session, size=(110, 50)) as pilot:
        await press(pilot, "f3", "i")
        assert "tokens are counted with" in text_of_screen(pilot)
        await press(pilot, "escape")
        await _name_tokenizer(pilot, "")
        assert told(pilot) == "tokens are estimated"


async def test_what_is_cut_is_struck_out(session: Session, tmp_path: Path) -> None:
    session.remember("export-form", {"max_length": "20", "tokenizer": str(write_tokenizer(tmp_path / "m"))})
    async with opened(session, size=(110, 50)) as pilot:
        await press(pilot, "i")
        shown = text_of_screen(pilot)
        assert "✂ cut off, at 20 tokens" in shown
        assert "! " in shown
        cut = _styled(pilot, "$text-error strike")
        assert cut.endswith("The answer to 0 is 0.<|im_end|>\n")
        assert session.card(1).example.chosen[0].content not in _styled(pilot, "$text-success")


async def test_pairs_show_both_sides(session: Session) -> None:
    async with opened(session, size=(110, 50)) as pilot:
        await press(pilot, *":17", "enter", "i")
        shown = text_of_screen(pilot)
        assert "As the trainer sees it: chosen" in shown
        assert "▶ Short. ◀" in shown
        assert "rejected" in shown
        await press(pilot, "escape", "f4", "i")
        assert "As the trainer sees it" not in text_of_screen(pilot)  # it would tell which side is which
        await press(pilot, "escape", "3", "k", "i")
        assert "As the trainer sees it: rejected   ▶ made less likely ◀" in text_of_screen(pilot)


async def test_rows_are_hostile(tmp_path: Path) -> None:
    rows = [alpaca(1) | {"output": "[red]no[/red] \x1b[31mred " + "word " * 3_000 + "the end"}]
    with open_with(tmp_path, rows) as session:
        async with opened(session, size=(110, 50)) as pilot:
            await press(pilot, "i")
            content = str(pilot.app.screen.query_one(Static).content)
            assert "[red]no[/red]" in content
            assert "\x1b" not in content
            assert "characters are not shown" in content
            assert "would cut" in content
            assert content.rstrip().endswith("the end")


async def test_a_tokenizer_that_is_none_is_told(session: Session, tmp_path: Path) -> None:
    async with opened(session, size=(110, 50)) as pilot:
        await _name_tokenizer(pilot, str(tmp_path / "none"))
        assert "there is no tokenizer" in told(pilot)
        app = pilot.app
        assert isinstance(app, StudioApp)
        assert "tokenizer" not in app.recall("export-form", {})
    session.remember("export-form", {"tokenizer": str(tmp_path / "gone")})
    async with opened(session, size=(110, 50)) as pilot:
        await press(pilot, "i")
        shown = text_of_screen(pilot)
        assert "! there is no tokenizer" in shown
        assert "tokens are estimates" in shown


async def test_a_row_that_the_template_refuses(session: Session, tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "m", "{{ raise_exception('never') }}")
    session.remember("export-form", {"tokenizer": str(folder)})
    async with opened(session, size=(110, 50)) as pilot:
        await press(pilot, "i")
        shown = text_of_screen(pilot)
        assert "! the chat template refuses it: never" in shown
        assert "As the trainer sees it" not in shown
