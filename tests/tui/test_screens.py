"""Overview, Export, the palette, remapped keys, and errors that nobody expected."""

from pathlib import Path

import pytest

from studio import crash
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.manifest import check_folder
from studio.session import Session
from studio.tui.app import SCREENS, StudioApp
from studio.tui.commands import COMMANDS
from studio.tui.keymap import Keymap, load_keys
from studio.tui.screens.review import ReviewScreen
from tests.tui.studio_pilot import assert_golden, opened, press, settle, text_of_screen, told


async def test_screens_go_round(session: Session) -> None:
    async with opened(session) as pilot:
        seen = []
        for key in ("f2", "f3", "f8", "]", "]", "[", "["):
            await press(pilot, key)
            seen.append(pilot.app.current_mode)
        assert seen == ["overview", "review", "export", "overview", "review", "overview", "export"]
    async with opened(session) as pilot:
        assert pilot.app.current_mode == "export"


async def test_overview_opens_rows(session: Session) -> None:
    session.decide([1, 2], Status.ACCEPTED)
    async with opened(session) as pilot:
        await press(pilot, "f2")
        shown = text_of_screen(pilot)
        assert "What to do next" in shown
        assert "1 rows need repair" in shown
        await press(pilot, "G", "k", "g", "g", "j", "enter")
        assert pilot.app.current_mode == "review"
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        assert screen.filter == "is:blocked"
        assert list(screen.table.ids) == [20]


async def test_export_previews_and_writes(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session.decide(range(1, 18), Status.ACCEPTED)
    async with opened(session) as pilot:
        await press(pilot, "f8")
        assert "17 rows are named" in text_of_screen(pilot)
        await press(pilot, "ctrl+s")
        assert "wrote set-export" in told(pilot)
        assert check_folder(tmp_path / "set-export") == []
        await press(pilot, "ctrl+s")
        assert "replace the export" in told(pilot)
        await press(pilot, "n")
        await press(pilot, "tab", "tab", "ctrl+u", *"maybe", "enter")
        assert "statuses" in text_of_screen(pilot)
        await press(pilot, "escape", "ctrl+s")
        assert "statuses" in told(pilot)


async def test_typing_in_a_field_is_no_command(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f8", "tab", *"axqu?", "escape", "f3")
        assert pilot.app.current_mode == "review"
        assert session.tally().decided == 0


async def test_the_palette_has_the_commands_of_the_screen(session: Session) -> None:
    async with opened(session) as pilot:
        app = pilot.app
        assert isinstance(app, StudioApp)
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert "accept (a)" in titles
        await press(pilot, ":", *"accept", "enter")
        assert session.card(1).row.status is Status.ACCEPTED
        await press(pilot, ":", *"nonsense", "enter")
        assert "no command" in told(pilot)


async def test_other_keys(session: Session) -> None:
    async with opened(
        session, keymap=Keymap({"accept": "y,ctrl+j", "reject": "n", "next-match": ""})
    ) as pilot:
        await press(pilot, "a")
        assert session.tally().decided == 0
        await press(pilot, "y", "ctrl+j", "n")
        assert session.tally().decided == 3
        assert " y accept" in text_of_screen(pilot)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('accept = "x"', "is given to"),
        ('acept = "y"', "no command 'acept'"),
        ("accept = 3", "wants keys in quotes"),
        ("accept = ", "cannot be read"),
    ],
)
def test_a_key_file_that_cannot_be(text: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(text)
    with pytest.raises(StudioError, match=word):
        load_keys(path)
    assert load_keys(tmp_path / "none.toml").command("review", "a") == "accept"


def test_every_command_does_something_on_its_screens() -> None:
    for command in COMMANDS:
        for name in command.screens:
            assert hasattr(SCREENS[name], "do_" + command.id.replace("-", "_")), (command.id, name)


async def test_an_unexpected_error_shows_no_row_and_no_local(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(self: Session, row: int) -> None:
        api_key = "sk-ant-secret"
        raise ValueError(f"row text and {api_key}")

    monkeypatch.setenv("STUDIO_LOG", str(tmp_path / "studio.log"))
    app = StudioApp(session)
    with pytest.raises(ValueError, match="row text"):  # noqa: PT012 - the app must run to fail
        async with app.run_test() as pilot:
            await settle(pilot)
            monkeypatch.setattr(Session, "card", fail)
            await pilot.press("j")
            await pilot.pause()
    said = "".join(str(part) for part in app._exit_renderables) + capsys.readouterr().err
    log = crash.log_path().read_text()
    assert "secret" not in said + log
    assert "row text and" not in said + log
    assert "ValueError" in log


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_the_look_of_review(session: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    session.decide([1], Status.ACCEPTED)
    session.decide([2], Status.REJECTED, "wrong")
    session.flag([3])
    session.tag([3], add=["refund"])
    async with opened(session, size=size) as pilot:
        await press(pilot, ":", "1", "7", "enter")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"review-{size[0]}x{size[1]}.txt", shown)
