"""Keys in, session state out: every key of Review."""

import asyncio
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events
from textual.widgets import TextArea

from studio.core.verdict import Status
from studio.jobs import drain
from studio.session import Session
from studio.tui.screens.review import ReviewScreen
from tests.conftest import alpaca, clock, open_with, write_rows
from tests.tui.studio_pilot import Studio, opened, press, settle, text_of_screen, told


def _status(session: Session, row: int) -> Status:
    return session.card(row).row.status


def _review(pilot: Studio) -> ReviewScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


def _here(pilot: Studio) -> int | None:
    return _review(pilot).table.current


async def test_verdicts_advance_and_undo_comes_back(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "a", "x", "space")
        assert [_status(session, row) for row in (1, 2, 3)] == [
            Status.ACCEPTED,
            Status.REJECTED,
            Status.SKIPPED,
        ]
        assert _here(pilot) == 4
        assert "skipped #3" in told(pilot)
        await press(pilot, "u", "u")
        assert (_status(session, 2), _here(pilot)) == (Status.PENDING, 2)
        assert "undid: rejected #2" in told(pilot)
        await press(pilot, "ctrl+r")
        assert _status(session, 2) is Status.REJECTED


async def test_reject_with_a_reason(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "X", *"too a x", "enter")
        assert session.card(1).row.reason == "too a x"
        assert _status(session, 2) is Status.PENDING
        await press(pilot, "X", "x", "escape")
        assert _status(session, 2) is Status.PENDING


async def test_a_row_that_needs_repair_is_not_accepted(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "G", "a")
        assert _status(session, 20) is Status.PENDING
        assert "cannot be trained on" in told(pilot)


async def test_moving(session: Session) -> None:
    async with opened(session, size=(80, 24)) as pilot:
        for keys, row in [
            ("j", 2),
            ("down", 3),
            ("k", 2),
            ("up", 1),
            ("G", 20),
            ("g g", 1),
            ("end", 20),
            ("home", 1),
            (": 7 enter", 7),
            ("k k k k k k k k k", 1),
        ]:
            await press(pilot, *keys.split())
            assert _here(pilot) == row, keys
        page = _review(pilot).table.page()
        await press(pilot, "pagedown")
        assert _here(pilot) == 1 + page
        await press(pilot, "ctrl+u")
        assert _here(pilot) == 1 + page - page // 2
        await press(pilot, "ctrl+d", "pageup")
        assert _here(pilot) == 1
        await press(pilot, ":", "9", "9", "enter")
        assert "there is no row 99" in told(pilot)


async def test_flag_tag_swap(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f", "t", *"good odd", "enter")
        row = session.card(1).row
        assert (row.flagged, row.tags) == (True, ("good", "odd"))
        await press(pilot, "f", "t", *"-odd", "enter")
        row = session.card(1).row
        assert (row.flagged, row.tags) == (False, ("good",))
        await press(pilot, "s")
        assert "no rejected side" in told(pilot)
        await press(pilot, ":", "1", "7", "enter", "s")
        assert session.card(17).example.chosen[0].content == "Short."


async def test_filter_and_matches(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "/", *"number 1", "enter")
        assert list(_review(pilot).table.ids) == list(session.ids("number 1"))
        await press(pilot, "n")
        assert _here(pilot) == session.ids("number 1")[1]
        await press(pilot, "escape")
        assert len(_review(pilot).table.ids) == 20
        await press(pilot, "n")
        assert _here(pilot) == session.ids("number 1")[2]
        await press(pilot, "N")
        assert _here(pilot) == session.ids("number 1")[1]
        await press(pilot, "/", *"status:odd", "enter")
        assert "is not known" in told(pilot)
        await press(pilot, "/", "ctrl+u", *"nowhere", "enter")
        assert "No row matches" in text_of_screen(pilot)


async def test_sort_and_reverse(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "o")
        assert "sorted by len" in told(pilot)
        await press(pilot, "O")
        lengths = [r.prompt_chars + r.chosen_chars + r.rejected_chars for r in session.rows(_ids(pilot))]
        assert lengths == sorted(lengths, reverse=True)


def _ids(pilot: Studio) -> list[int]:
    return list(_review(pilot).table.ids)


async def test_marks_act_after_a_line_that_counts_them(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "v", "j", "j", "x")
        assert "reject 3 marked rows?" in told(pilot)
        assert _status(session, 1) is Status.PENDING
        await press(pilot, "j")
        assert "nothing was done" in told(pilot)
        await press(pilot, "x", "y")
        assert session.tally().status[Status.REJECTED] == 3
        await press(pilot, "u")
        assert session.tally().decided == 0
        await press(pilot, "/", *"question", "enter", "*", "a", "enter")
        assert session.tally().status[Status.ACCEPTED] == 16
        await press(pilot, "*", "escape")
        assert not _review(pilot).table.marks


async def test_edit_here(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "e", *"a x ", "ctrl+s")
        assert session.card(1).example.chosen[0].content.startswith("a x ")
        assert _status(session, 1) is Status.PENDING
        await press(pilot, "e", "z", "escape")
        assert "draft of #1 is kept" in told(pilot)
        assert not session.card(1).example.chosen[0].content.startswith("z")
        await press(pilot, "e")
        assert pilot.app.screen.query_one("#part1", TextArea).text.startswith("z")
        await press(pilot, "ctrl+s")
        assert session.card(1).example.chosen[0].content.startswith("z")


async def test_an_answer_is_written_where_there_was_none(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, ":", "1", "9", "enter", "e", *"Now", "ctrl+s", "a")
        assert session.card(19).example.chosen[0].content == "Now"
        assert _status(session, 19) is Status.ACCEPTED


async def test_an_editor_that_cannot_have_the_terminal(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "E")
        assert "edit here with e" in told(pilot)


async def test_info_and_help(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "a", "k", "i")
        page = text_of_screen(pilot)
        assert "rows.jsonl, line 1" in page
        assert "accepted #1" in page
        assert 'intent: "i0"' in page
        await press(pilot, "q", "?")
        assert "reject with a reason" in text_of_screen(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReviewScreen)


async def test_keys_typed_ahead_go_to_the_line_that_they_open(session: Session) -> None:
    async with opened(session) as pilot:
        keys = [("slash", "/"), *((c, c) for c in "axxu"), ("enter", "\r"), ("a", "a")]
        for key, character in keys:
            pilot.app.post_message(events.Key(key, character))
        await settle(pilot)
        assert _review(pilot).filter == "axxu"
        assert session.tally().decided == 0


async def test_it_resumes_where_it_was(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "/", *"question", "enter", "j", "j", "j")
        _review(pilot)._keep_place()
        await settle(pilot)
        at = _here(pilot)
    async with opened(session) as pilot:
        assert (_here(pilot), _review(pilot).filter) == (at, "question")


async def test_others_decisions_are_seen(session: Session, tmp_path: Path) -> None:
    async with opened(session) as pilot:
        with Session.open(session.path, reviewer="ben", now=clock()) as ben:
            ben.decide([1], Status.REJECTED)
            drain(ben.import_files([write_rows(tmp_path / "more.jsonl", [alpaca(99)])]))
        for _ in range(40):
            await asyncio.sleep(0.05)
            await settle(pilot)
            if len(_review(pilot).table.ids) == 21:
                break
        assert len(_review(pilot).table.ids) == 21
        assert "✗1" in text_of_screen(pilot)
        assert "by ben" in text_of_screen(pilot)


async def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    hostile = "\x1b[31mred\x1b]0;title\x07 [bold]x[/nope] \u202eabc\u200b 日本語 👩\u200d🚀"
    rows: list[object] = [alpaca(1, instruction=hostile, output=hostile, **{hostile: hostile})]
    rows += [{"prompt": hostile, "chosen": hostile, "rejected": hostile + " more"}]
    with open_with(tmp_path, rows) as session:
        session.tag([1], add=["[b]tag\x1b[0m"])
        session.decide([1], Status.REJECTED, hostile)
        for size in ((80, 24), (200, 60)):
            async with opened(session, size=size) as pilot:
                for keys in (
                    "",
                    "i",
                    "escape",
                    "e",
                    "escape",
                    "j",
                    "/ x [ / ] enter",
                    "f2",
                    "f8",
                    "?",
                ):
                    await press(pilot, *keys.split())
                    shown = text_of_screen(pilot)
                    assert not [c for c in shown if ord(c) < 32 and c != "\n"]
                    assert not set(shown) & set("\u202e\u200b")
                assert pilot.app._exception is None


async def test_a_long_row_stays_quick_to_show(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(1, output="word " * 200_000), alpaca(2)]) as session:
        async with opened(session) as pilot:
            await press(pilot, "J", "J", "K")
            view = _review(pilot).query_one("CardView")
            assert "more lines" in text_of_screen(pilot)
            assert len(view._lines) < 2_000  # type: ignore[attr-defined]
            await press(pilot, "e")
            assert "too long to edit here" in text_of_screen(pilot)


async def test_an_empty_project_says_what_to_do(tmp_path: Path) -> None:
    with Session.open(tmp_path / "new.studio") as session:
        async with opened(session) as pilot:
            assert "No rows yet" in text_of_screen(pilot)
            await press(pilot, "f3", "a", "j", "e", "G")
            assert "No rows yet" in text_of_screen(pilot)
            await press(pilot, "f8")
            assert "nothing would be written" in text_of_screen(pilot)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that changes the file it is given."""
    script = tmp_path / "my editor.sh"
    script.write_text('#!/bin/sh\nsed -i "s/The answer/Your answer/" "$1"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", f"'{script}'")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return script


def test_an_edit_outside(session: Session, editor: Path) -> None:
    from studio.tui.screens.editor import edit_outside

    class Lent:
        @contextmanager
        def suspend(self) -> Iterator[None]:
            yield

    example = edit_outside(Lent(), session.card(3))  # type: ignore[arg-type]
    assert example is not None
    assert example.chosen[0].content.startswith("Your answer")
    assert not list(editor.parent.glob("studio-*.md"))
