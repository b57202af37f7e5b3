"""Several reviewers: who gets which row, what their votes come to, what they may see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.verdict import Status
from studio.core.vote import Choice, settle, sides_of
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from studio.store.votes import votes_of
from tests.conftest import alpaca, open_with
from tests.pairing.rows import PLAIN, joined, opened_pairs, said_tie, say


@pytest.fixture
def ana(tmp_path: Path) -> Iterator[Session]:
    with opened_pairs(tmp_path) as opened:
        yield opened


@pytest.fixture
def ben(ana: Session) -> Iterator[Session]:
    with joined(ana, "ben", 1) as opened:
        yield opened


@pytest.fixture
def cyd(ana: Session) -> Iterator[Session]:
    with joined(ana, "cyd", 2) as opened:
        yield opened


def _status(session: Session, row: int) -> tuple[Status, str]:
    found = session.rows([row])[0]
    return found.status, found.reason


# Handing out


def test_nobody_gets_a_row_that_another_has(ana: Session, cyd: Session) -> None:
    ana.assign("shared")
    with joined(ana, "ben") as ben, joined(ana, "ana") as again:
        first, second, third = ana.take(number=4), ben.take(number=4), again.take(number=4)
        assert (first, second, third) == ([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11])
        assert ana.take(number=4) == first
        assert ana.leases()[5] == "ben"
    # Closing gave theirs back.
    assert ana.take(number=6) == [1, 2, 3, 4, 5, 6]
    # Two hours later the leases have ended.
    assert cyd.take(number=3) == [1, 2, 3]


def test_a_lease_is_renewed_while_it_is_shown_and_ends_with_the_decision(ana: Session) -> None:
    ana.assign("shared")
    ana.take("shape:pair", 2)
    with joined(ana, "ben") as ben:
        say(ana, 1, "with earth")
        ana.decide([2], Status.REJECTED)
        assert ana.leases() == {}
        assert ana.take("shape:pair", 2) == [3, 4]
        assert ana.renew_leases() == 2
        ana.decide([3], Status.SKIPPED)
        assert ben.take("shape:pair", 2) == [3, 5]
        # What one skipped does not come back to them in this session.
        assert ana.take("shape:pair") == [4, 6]


def test_a_filter_narrows_what_is_handed_out(ana: Session) -> None:
    ana.assign("shared")
    assert ana.take("shape:sft loud", 2) == [7, 8]
    assert ana.hands_out("shape:pair socket")
    assert not ana.hands_out("status:accepted")
    assert [list(found.ids) for found in ana.worklist("id:3")] == [[3]]
    assert [list(found.ids) for found in ana.worklist("Question")] == [[PLAIN]]


@pytest.mark.parametrize(("mode", "twice"), [("shared", 0), ("overlap:25", 100), ("blind", 400)])
def test_a_share_is_judged_by_two(tmp_path: Path, mode: str, twice: int) -> None:
    with open_with(tmp_path, [alpaca(n) for n in range(400)]) as ana, joined(ana, "ben", 1) as ben:
        ana.assign(mode)
        for session in (ana, ben):
            while rows := session.take(number=100):
                session.decide(rows, Status.ACCEPTED)
        votes = votes_of(ana._project.reader, range(1, 401))
        assert all(len(said) <= 2 for said in votes.values())
        assert len(votes) == 400
        assert abs(sum(len(said) == 2 for said in votes.values()) - twice) <= 8
        assert ana.tally().status == {Status.ACCEPTED: 400}


def test_modes_that_there_are_not(ana: Session) -> None:
    for mode in ("", "overlap", "overlap:0", "overlap:101", "shared:3", "all"):
        with pytest.raises(StudioError, match="no way of reviewing"):
            ana.assign(mode)
    assert "20 % of it judged by two" in ana.assign("overlap:20%").message
    assert ana.assignment.overlap == 0.2


# Verdicts


def test_one_vote_two_that_agree_two_that_do_not_and_a_third(
    ana: Session, ben: Session, cyd: Session
) -> None:
    ana.assign("blind")
    say(ana, 1, "with earth", reason="exact")
    assert _status(ana, 1) == (Status.ACCEPTED, "exact")
    say(ben, 1, "with earth")
    assert _status(ana, 1)[0] is Status.ACCEPTED
    say(ana, 2, "with earth")
    say(ben, 2, "Any plug", tags=["short"])
    assert _status(ana, 2) == (Status.PENDING, "disagreed")
    assert list(ana.ids("is:disagreed")) == [2]
    [(row, votes)] = ana.disagreements()
    assert (row, [(vote.reviewer, vote.tags) for vote in votes]) == (2, [("ana", ()), ("ben", ("short",))])
    assert say(cyd, 2, "Any plug").message.endswith(": settled")
    assert _status(ana, 2)[0] is Status.ACCEPTED
    assert ana.examples([2])[2].chosen[0].content == "Any plug, number 1."
    assert ana.disagreements() == []
    cyd.undo()
    assert _status(ana, 2) == (Status.PENDING, "disagreed")
    assert drain(ana.verify()) == []


def test_the_second_does_not_see_the_first_verdict(ana: Session, ben: Session) -> None:
    ana.assign("blind")
    ana.decide([PLAIN], Status.REJECTED, "wrong")
    said_tie(ana, 1)
    for row in (1, PLAIN):
        seen = ben.card(row).row
        assert (seen.status, seen.reason, seen.reviewer) == (Status.PENDING, "", "")
        assert ben.sight(row).own is None
        assert ben.history(row) == []
        assert len(ana.history(row)) == 1
    ben.decide([PLAIN], Status.ACCEPTED)
    assert _status(ben, PLAIN) == (Status.PENDING, "disagreed")
    assert _status(ana, 1) == (Status.REJECTED, "tie")


def test_undo_of_one_leaves_the_vote_of_the_other(ana: Session, ben: Session) -> None:
    ana.assign("blind")
    say(ana, 1, "Any plug")
    say(ben, 1, "Any plug")
    ana.undo()
    assert _status(ben, 1)[0] is Status.ACCEPTED
    assert ana.examples([1])[1].chosen[0].content == "Any plug, number 0."
    assert ana.card(1).row.reviewer == ""  # hidden: ana has not judged it now
    ben.undo()
    assert _status(ana, 1) == (Status.PENDING, "")
    ana.redo()
    assert _status(ana, 1)[0] is Status.ACCEPTED
    assert drain(ana.verify()) == []


def test_agreement_of_two(ana: Session, ben: Session) -> None:
    ana.assign("blind")
    for row in range(1, 7):
        say(ana, row, "with earth")
        say(ben, row, "with earth" if row != 3 else "Any plug")
    found = ana.agreement()
    [between] = found.between
    assert (between.one, between.other, between.percent.n) == ("ana", "ben", 6)
    assert round(between.percent.value, 3) == 0.833
    assert found.disputed == (3,)


def test_a_repeat_is_unmarked_kept_apart_and_changes_nothing(tmp_path: Path) -> None:
    with opened_pairs(tmp_path, pairs=30) as ana:
        ana.assign(repeats=1.0)
        for row in range(1, 26):
            say(ana, row, "with earth")
        due = ana.repeats("shape:pair")
        assert due == [1, 2, 3, 4, 5]  # twenty decisions lie between the two looks
        ana.show_again(due)
        shown = ana.rows([1])[0]
        assert (shown.status, shown.reviewer, ana.sight(1).own) == (Status.PENDING, "", None)
        say(ana, 1, "Any plug")
        say(ana, 2, "with earth")
        assert _status(ana, 1)[0] is Status.ACCEPTED
        assert ana.examples([1])[1].chosen[0].content.startswith("Type 0")
        share, kappa = ana.self_agreement()
        assert (share.value, share.n, kappa.n) == (0.5, 2, 2)
        assert ana.repeats("shape:pair") == [3, 4, 5]
        ana.undo()
        assert ana.self_agreement()[0].n == 1
        assert drain(ana.verify()) == []


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([1, 2]),
        st.sampled_from(["with earth", "Any plug", "tie", "undo", "redo", "accept", "reject"]),
    ),
    min_size=2,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_the_verdict_is_what_the_votes_say_whoever_undoes_what(
    acts: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (
        opened_pairs(tmp_path_factory.mktemp("votes"), pairs=2) as ana,
        joined(ana, "ben", 1) as ben,
        joined(ana, "cyd", 2) as cyd,
    ):
        ana.assign("blind")
        for number, row, what in acts:
            who = (ana, ben, cyd)[number]
            if what in ("undo", "redo"):
                getattr(who, what)()
            elif what in ("accept", "reject"):
                who.decide([row], Status.ACCEPTED if what == "accept" else Status.REJECTED)
            elif what == "tie":
                said_tie(who, row)
            else:
                say(who, row, what)
        assert drain(ana.verify()) == []
        votes = votes_of(ana._project.reader, [1, 2])
        for row in (1, 2):
            sides = sides_of(ana.examples([row])[row])
            settled = settle(votes.get(row, ()), sides)
            shown = ana._project.reader.execute(
                "SELECT status, coalesce(reason, '') FROM example WHERE id = ?", (row,)
            ).fetchone()
            if settled is None:
                assert shown == ("pending", "")
            else:
                assert shown == (settled.status, settled.reason)
                if settled.vote.better and settled.how != "disagreed":
                    assert sides[0] == settled.vote.better


def test_a_vote_that_the_journal_does_not_know_is_found(ana: Session) -> None:
    said_tie(ana, 1)
    with ana._project.write() as db:
        db.execute("UPDATE vote SET body = replace(body, 'tie', 'both-bad')")
    assert drain(ana.verify()) == ["the journal and the stored votes disagree on rows #1"]
    with ana._project.write() as db:
        db.execute("DELETE FROM vote")
    assert drain(ana.verify()) == ["the journal and the stored votes disagree on rows #1"]


def test_votes_on_a_text_that_was_rewritten_do_not_count(ana: Session, ben: Session) -> None:
    ana.assign("blind")
    ana.judge(ana.sight(1), Choice.BOTH_BAD)
    example = ana.examples([1])[1]
    ana.edit(1, example._replace(chosen=(example.chosen[0]._replace(content="with earth, rewritten"),)))
    say(ben, 1, "rewritten")
    assert _status(ben, 1) == (Status.ACCEPTED, "")
    assert ana.disagreements() == []
