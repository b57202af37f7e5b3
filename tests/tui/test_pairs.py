"""Keys in, session state out: every key of Pairs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Static

from studio.core.verdict import Status
from studio.core.vote import Strength
from studio.session import Session
from studio.tui.lens import Lens
from studio.tui.screens.pairs import PairsScreen
from studio.tui.screens.sources import SourcesScreen
from tests.pairing.rows import joined, opened_pairs, say
from tests.tui.studio_pilot import Studio, assert_golden, opened, press, settle, text_of_screen, told


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened_pairs(tmp_path) as found:
        yield found


def _screen(pilot: Studio) -> PairsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, PairsScreen)
    return screen


def _place(pilot: Studio) -> str:
    return str(_screen(pilot).query_one("#place", Static).render())


def _lines(pilot: Studio) -> set[str]:
    return {f"{line.strip()}\n" for line in text_of_screen(pilot).splitlines()}


def _left(session: Session, row: int) -> str:
    return session.sight(row).texts[0][0].content


def _chosen(session: Session, row: int) -> str:
    return session.examples([row])[row].chosen[0].content


async def test_one_key_decides_and_the_next_pair_is_there(session: Session) -> None:
    left, right = _left(session, 1), session.sight(2).texts[1][0].content
    async with opened(session) as pilot:
        await press(pilot, "f4")
        assert _place(pilot) == "open pairs · 1 of 6 · #1"
        await press(pilot, "1")
        assert (_chosen(session, 1), session.rows([1])[0].status) == (left, Status.ACCEPTED)
        assert _place(pilot) == "open pairs · 2 of 6 · #2"
        assert told(pilot).startswith("#1: the left side is better · left: imported as ")
        await press(pilot, "2", "3", "0")
        assert _chosen(session, 2) == right
        assert [row.reason for row in session.rows([3, 4])] == ["tie", "both bad"]
        await press(pilot, "space")
        assert session.rows([5])[0].status is Status.SKIPPED
        await press(pilot, "u", "u", "u", "u", "u")
        assert session.tally().decided == 0
        assert _place(pilot).startswith("open pairs · 1 of 6 · #1")
        await press(pilot, "ctrl+r")
        assert _chosen(session, 1) == left


async def test_nothing_tells_the_origin_before_the_decision(session: Session) -> None:
    async with opened(session, size=(160, 40)) as pilot:
        await press(pilot, "f4")
        for word in ("chosen", "rejected", "big", "rows.jsonl", "accepted"):
            assert word not in text_of_screen(pilot), word
        await press(pilot, "1", "k")
        shown = text_of_screen(pilot)
        assert "✓ better" in shown
        assert "imported as chosen" in shown
        assert "big" in shown
        assert "rows.jsonl:1" in shown


async def test_strength_reasons_and_swap_are_of_the_next_decision(session: Session) -> None:
    left, right = session.sight(1).texts
    async with opened(session) as pilot:
        await press(pilot, "f4", "+", "t", *"too long, vague", "enter", "s")
        assert "strength: much" in _place(pilot)
        assert "why: too long, vague" in _place(pilot)
        assert _screen(pilot).sight is not None
        await press(pilot, "1")
        own = session.sight(1).own
        assert own is not None
        assert (own.strength, own.tags) == (Strength.MUCH, ("too long", "vague"))
        assert session.examples([1])[1].chosen == right
        assert session.sight(1).texts == (right, left)
        await press(pilot, "-", "-", "1")
        own = session.sight(2).own
        assert own is not None
        assert (own.strength, own.tags) == (Strength.NONE, ())


async def test_a_swap_of_a_decided_pair_turns_the_verdict(session: Session) -> None:
    left, right = session.sight(1).texts
    async with opened(session) as pilot:
        await press(pilot, "f4", "1", "k", "s")
        assert session.examples([1])[1].chosen == right
        assert "ana: 2 right" in _place(pilot)
        await press(pilot, "u")
        assert session.examples([1])[1].chosen == left


async def test_a_number_goes_to_a_pair(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4", ":", "4", "enter")
        assert _place(pilot) == "open pairs · 4 of 6 · #4"
        await press(pilot, ":", "1", "1", "enter")
        assert "#11 is no pair" in told(pilot)


async def test_a_long_question_leaves_room_and_scrolls(session: Session) -> None:
    example = session.examples([1])[1]
    prompt = example.prompt[0]._replace(content="\n".join(f"line {n}" for n in range(60)))
    session.edit(1, example._replace(prompt=(prompt,)))
    async with opened(session) as pilot:
        await press(pilot, "f4")
        assert "more lines (P scroll)" in text_of_screen(pilot)
        assert "1 left" in text_of_screen(pilot)
        assert "P scrolls the question" in _place(pilot)
        assert "line 9\n" not in text_of_screen(pilot)
        await press(pilot, "P", "P")
        assert "line 9\n" in text_of_screen(pilot)


async def test_of_a_long_conversation_the_last_turn_is_shown(session: Session) -> None:
    example = session.examples([1])[1]
    turns = [example.prompt[0]._replace(content="\n".join(f"line {n}" for n in range(60)))]
    turns += [example.prompt[0]._replace(role="assistant", content="Hm."), example.prompt[0]]
    session.edit(1, example._replace(prompt=tuple(turns)))
    async with opened(session) as pilot:
        await press(pilot, "f4")
        assert "Which plug for socket 0?" in text_of_screen(pilot)
        await press(pilot, "P")
        assert "line 1\n" in text_of_screen(pilot)


async def test_either_side_can_be_rewritten_without_telling_which_it_is(session: Session) -> None:
    was_left = session.sight(1).left
    right = session.sight(1).texts[1]
    async with opened(session) as pilot:
        await press(pilot, "f4", "e")
        assert "chosen" not in text_of_screen(pilot)
        assert "rejected" not in text_of_screen(pilot)
        await press(pilot, *"More: ", "ctrl+s")
        example = session.examples([1])[1]
        sides = (example.chosen, example.rejected)
        left_now, right_now = sides if was_left == "chosen" else sides[::-1]
        assert left_now[0].content.startswith("More: ")
        assert right_now == right


async def test_differences_are_marked_on_a_key(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4")
        assert _screen(pilot).marked
        await press(pilot, "m")
        assert not _screen(pilot).marked


async def test_lenses(session: Session) -> None:
    session.judge(session.sight(2), session.sight(2).better("left"))
    async with opened(session) as pilot:
        await press(pilot, "f4", "0", "l", "l")
        assert _place(pilot) == "disagreements, to settle · none"
        assert "Reviewers disagree on no pair" in text_of_screen(pilot)
        await press(pilot, *"1230 e+-tsmPJKgGju", "l")
        assert _screen(pilot).queue.lens is Lens.REWRITE
        await press(pilot, "l", "/", *"socket 3", "enter")
        assert told(pilot) == "1 match socket 3"
        assert "#4" in _place(pilot)
        await press(pilot, "escape", "escape")
        assert _screen(pilot).queue.lens is Lens.OPEN
        await press(pilot, ":", "2", "enter")


async def test_answers_are_ranked_and_made_pairs(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4", "l")
        assert "4 answers · compared 0 of at most 5" in _place(pilot)
        await press(pilot, "0")
        assert "needs an order" in told(pilot)
        for _ in range(5):
            if _screen(pilot).sight is not None:
                await press(pilot, "1")
        assert "in order" in _place(pilot)
        assert "1. #" in text_of_screen(pilot)
        await press(pilot, "o", "o")
        assert "adjacent" in _place(pilot)
        await press(pilot, "a")
        assert "made 3 pairs of 4 answers (adjacent)" in told(pilot)
        assert len(list(session.ids("shape:pair status:accepted"))) == 3
        assert "No prompt has several answers" in text_of_screen(pilot)
        await press(pilot, "u")
        assert "undid: made 3 pairs" in told(pilot)


async def test_the_gauge_is_live(session: Session) -> None:
    async with opened(session, size=(160, 40)) as pilot:
        await press(pilot, "f4")
        assert "no pair is decided yet" in text_of_screen(pilot)
        await press(pilot, "1", "1")
        assert "Bias gauge · 2 pairs" in text_of_screen(pilot)
        await press(pilot, "u")
        assert "Bias gauge · 1 pair" in text_of_screen(pilot)


async def test_a_shared_queue_and_a_disagreement(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=60) as ana, joined(ana, "ben", 0) as ben:
        ana.assign("blind")
        async with opened(ana) as pilot:
            await press(pilot, "f4")
            assert _place(pilot) == "open pairs · 1 of 20 · #1"
            assert ben.take("shape:pair")[0] == 21
            await press(pilot, *["1"] * 17)
            assert _place(pilot) == "open pairs · 18 of 36 · #18"
        assert set(ana.leases().values()) == {"ben", "ana"}
        chosen = _chosen(ana, 1)
        say(ben, 1, "Any plug" if chosen.startswith("Type") else "with earth", tags=["clearer"])
        with joined(ana, "cyd", 1) as cyd:
            async with opened(cyd) as pilot:
                await press(pilot, "f4", "l", "l")
                assert "disagreements, to settle · 1 of 1 · #1 · ana: " in _place(pilot)
                assert "“clearer”" in _place(pilot)
                await press(pilot, "1")
                assert ": settled" in told(pilot)
                assert cyd.disagreements() == []


async def test_hidden_repeats_look_like_any_other(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=30) as session:
        session.assign(repeats=1.0)
        for row in range(1, 26):
            say(session, row, "with earth")
        async with opened(session) as pilot:
            await press(pilot, "f4")
            screen = _screen(pilot)
            assert sorted(screen.queue.ids) == [1, 2, 3, 4, 5, 26, 27, 28, 29, 30]
            place = screen.queue.ids.index(1)
            await press(pilot, *["j"] * place)
            assert _place(pilot) == f"open pairs · {place + 1} of 10 · #1"
            await press(pilot, "3")
        assert session.self_agreement()[0].n == 1
        assert session.rows([1])[0].status is Status.ACCEPTED


async def test_repeats_come_while_one_goes_on(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=40) as session:
        session.assign(repeats=1.0)
        async with opened(session) as pilot:
            await press(pilot, "f4", *["1"] * 23)
            assert session.self_agreement()[0].n == 0
            await press(pilot, *["1"] * 8)
            assert session.self_agreement()[0].n > 0
            assert session.tally().decided < 31


async def test_repeats_come_among_those_to_judge_next(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=30) as session:
        for row in range(1, 31):
            example = session.examples([row])[row]
            side = example.rejected[0]._replace(content=f"Type {row}, with no earth, says the plate.")
            session.edit(row, example._replace(rejected=(side,)))
        session.assign(repeats=1.0)
        for row in range(1, 26):
            say(session, row, "with earth")
        async with opened(session) as pilot:
            await press(pilot, "f4", "O")
            queue = _screen(pilot).queue
            assert queue.lens is Lens.NEXT
            assert set(queue.ids) == {1, 2, 3, 4, 5, 26, 27, 28, 29, 30}
            assert all(queue.whys[row] for row in queue.ids)
            again = next(place for place, row in enumerate(queue.ids) if row < 6)
            await press(pilot, *["j"] * again, "3")
            assert session.self_agreement()[0].n == 1


async def test_a_verdict_on_a_row_that_one_went_to_counts(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=30) as session:
        session.assign(repeats=1.0)
        for row in range(1, 26):
            say(session, row, "with earth")
        async with opened(session) as pilot:
            await press(pilot, "f4", ":", "1", "enter", "3")
        assert session.self_agreement()[0].n == 0
        assert session.rows([1])[0].reason == "tie"


async def test_a_look_at_a_page_keeps_the_place(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f4", "1", "1", "i", "escape")
        assert _place(pilot) == "open pairs · 3 of 6 · #3"
        await press(pilot, "k")
        assert "ana: 1 left" in _place(pilot)
        await press(pilot, "f3", "a", "f4")
        assert " of 4 · #" in _place(pilot)


async def test_where_it_is_narrow_both_sides_are_in_sight_and_scroll_together(session: Session) -> None:
    example = session.examples([1])[1]
    sides = [
        (turns[0]._replace(content="\n".join(f"{name} {n}" for n in range(60))),)
        for name, turns in (("one", example.chosen), ("two", example.rejected))
    ]
    session.edit(1, example._replace(chosen=sides[0], rejected=sides[1]))
    async with opened(session, size=(80, 24)) as pilot:
        await press(pilot, "f4")
        assert {"one 1\n", "two 1\n"} <= _lines(pilot)
        await press(pilot, "J")
        assert not {"one 1\n", "two 1\n"} & _lines(pilot)
        assert {"one 3\n", "two 3\n"} <= _lines(pilot)
        await press(pilot, "K", "m")
        assert {"one 1\n", "two 1\n"} <= _lines(pilot)
        await pilot.resize_terminal(160, 40)
        await settle(pilot)
        assert "one 20" in text_of_screen(pilot)
        assert "two 20" in text_of_screen(pilot)


async def test_a_blank_side_says_so(session: Session) -> None:
    example = session.examples([1])[1]
    session.edit(1, example._replace(rejected=(example.rejected[0]._replace(content=" "),)))
    async with opened(session) as pilot:
        await press(pilot, "f4")
        assert "(blank)" in text_of_screen(pilot)
        assert "! needs repair: e" in _place(pilot)


async def test_a_pair_is_made_from_a_row_in_review(session: Session) -> None:
    async with opened(session) as pilot:
        await press(pilot, "f3", ":", "7", "enter", "p")
        assert isinstance(pilot.app.screen, SourcesScreen)
        assert "the answer of #8" in text_of_screen(pilot)
        await press(pilot, "1")
        assert "made #7 a pair with #8" in told(pilot)
        assert session.rows([8])[0].keeper == 7
        await press(pilot, "p")
        assert _place(pilot).startswith("all pairs")
        assert "#7" in _place(pilot)
        await press(pilot, "f3", ":", "1", "1", "enter", "p", *"Wrong.", "ctrl+s")
        assert session.examples([11])[11].rejected[0].content == "Wrong."
        await press(pilot, "u", "p", "escape")
        assert session.rows([11])[0].shape == "sft"


async def test_review_shows_what_was_handed_out(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=60) as ana, joined(ana, "ben") as ben:
        ana.assign("shared")
        assert ben.take(number=10) == list(range(1, 11))
        async with opened(ana) as pilot:
            await press(pilot, "f3", *["x"] * 17)
            assert max(row for row, who in ana.leases().items() if who == "ana") > 40
        with joined(ana, "cyd") as cyd:
            assert 1 not in cyd.take()


async def test_repeats_come_in_review_among_what_is_handed_out(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=60) as ana:
        ana.assign("shared", repeats=1.0)
        async with opened(ana) as pilot:
            await press(pilot, "f3", *["x"] * 45)
        assert ana.self_agreement()[0].n > 0


async def test_hostile_text_shows_as_text(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=1) as session:
        example = session.examples([1])[1]
        evil = example.chosen[0]._replace(content="\x1b]0;owned\x07[bold]no[/bold]")
        session.edit(1, example._replace(chosen=(evil,)))
        async with opened(session) as pilot:
            await press(pilot, "f4", "t", *"[red]x[/red]", "enter")
            assert "␛]0;owned␇[bold]no[/bold]" in text_of_screen(pilot)
            assert "[red]x[/red]" in _place(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_the_look_of_pairs(session: Session, size: tuple[int, int]) -> None:
    """The screen as text; to take a new look over, delete the golden file and run again."""
    async with opened(session, size=size) as pilot:
        await press(pilot, "f4", "1", "2", "+")
        shown = text_of_screen(pilot) + "\n"
    assert_golden(f"pairs-{size[0]}x{size[1]}.txt", shown)
