"""What comes of answers: rows, proposals, tags, judgements; taken or refused by a person, and undone."""

from pathlib import Path

import pytest

from studio.core.example import Example, say, text_of
from studio.core.rows import Done
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from studio.teacher.planning import Plan
from tests.teacher.jobs import order, run_job, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer

_CONTRACT = """
brief: Answer questions about numbers.
facets:
  - name: topic
    by: tag
    values: [sums, primes]
  - name: length
    rule: length
    values:
      short: {max_chars: 200, side: chosen}
      long: {otherwise: true}
"""


def _answer(session: Session, row: int) -> str:
    return text_of(session.card(row).example.chosen)


def _drafted(session: Session, server: MessagesServer, rows: list[tuple[str, str]], wanted: int = 0) -> int:
    """A job that drafted these rows for topic=sums."""
    session.write_contract(_CONTRACT, force=True)
    settings = settings_for(server)
    made = drain(session.plan_drafts(settings, [({"topic": "sums"}, wanted or len(rows))]))
    job = session.commit_plan(made, "send", 10.0)
    assert run_job(session, job, settings).job.state == "done"
    return job


def _rows(*pairs: tuple[str, str]) -> Reply:
    return Reply(answer={"rows": [{"prompt": p, "answer": a, "note": "new"} for p, a in pairs]})


_GOOD = ("What do 17 and 25 make together?", "Together 17 and 25 make 42.")
_OTHER = ("How far apart are minus three and five?", "They lie eight apart on the number line.")


def test_drafts_become_pending_rows_with_their_origin(tmp_path: Path) -> None:
    with MessagesServer([Rule(reply=_rows(_GOOD, _OTHER))]) as server, session_of(tmp_path) as session:
        job = _drafted(session, server, [_GOOD, _OTHER])
        drafts = session.drafts(job)
        assert [draft.state for draft in drafts] == ["row", "row"]
        card = session.card(drafts[0].example)
        assert card.row.source == f"claude job {job}"
        assert card.row.status is Status.PENDING
        assert card.fields["origin"]["job"] == job
        assert card.fields["origin"]["prompt"].startswith("draft v1")
        assert card.fields["origin"]["request"].startswith("req_")
        assert "?topic=sums" in card.row.tags
        assert drain(session.verify()) == []


def test_a_gap_closes_on_accept_only(tmp_path: Path) -> None:
    with MessagesServer([Rule(reply=_rows(_GOOD, _OTHER))]) as server, session_of(tmp_path) as session:
        job = _drafted(session, server, [_GOOD, _OTHER])
        cell = 'cell:"topic=sums" status:accepted'
        assert drain(session.coverage()).counts.total == 6
        assert not session.ids(cell)
        done = session.accept_drafts([draft.id for draft in session.drafts(job)])
        assert len(done.rows) == 2
        drain(session.coverage())
        assert len(session.ids(cell)) == 2
        session.undo()
        assert not session.ids(cell)
        # What a person says stands above what Claude proposed.
        row = session.drafts(job)[0].example
        session.tag([row], add=["topic=primes"])
        drain(session.coverage())
        assert row in session.ids('cell:"topic=primes"')


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (("Question number 3?", "The answer to 3 is 21."), "near-duplicate of row 4"),
        (("What is [INSERT NUMBER] and two?", "It is a sum of both."), "placeholder"),
        (("Is a prime only split by itself?", "Long. " * 120), "length=long"),
        (("", "An answer to nothing at all."), "it has no prompt"),
    ],
)
def test_what_fails_a_check_is_held_back_and_can_be_let_through(
    tmp_path: Path, pair: tuple[str, str], reason: str
) -> None:
    with MessagesServer([Rule(reply=_rows(pair, _GOOD))]) as server, session_of(tmp_path) as session:
        drain(session.check())
        session.write_contract(_CONTRACT, force=True)
        settings = settings_for(server)
        cell = {"topic": "sums", "length": "short"}
        job = session.commit_plan(drain(session.plan_drafts(settings, [(cell, 2)])), "send", 10.0)
        run_job(session, job, settings)
        held, kept = session.drafts(job)
        assert (held.state, kept.state) == ("held", "row")
        assert reason in held.reason
        with pytest.raises(StudioError, match="none of these can be taken"):
            session.accept_drafts([held.id])
        session.admit_drafts([held.id])
        assert session.drafts(job)[0].state == "row"
        assert session.card(session.drafts(job)[0].example).row.status is Status.PENDING


def _rewritten(session: Session, server: MessagesServer, rows: list[int]) -> list[int]:
    settings = settings_for(server)
    job = order(session, settings, "rewrite", rows)
    run_job(session, job, settings)
    return [draft.id for draft in session.drafts(job, ("proposed",))]


_SHORTER = Reply(answer={"answer": "A shorter answer, seven times it.", "prompt": "", "changed": "shorter"})


def test_a_rewrite_waits_until_it_is_taken_and_undo_brings_all_back(tmp_path: Path) -> None:
    with MessagesServer([Rule(reply=_SHORTER)]) as server, session_of(tmp_path) as session:
        before = _answer(session, 7)
        numbers = _rewritten(session, server, [7, 8, 9])
        assert len(numbers) == 3
        assert _answer(session, 7) == before
        session.accept_drafts(numbers)
        assert _answer(session, 7) == "A shorter answer, seven times it."
        assert session.card(7).row.status is Status.ACCEPTED
        assert [draft.state for draft in session.drafts_about(7)] == ["taken"]
        done: Done = session.undo()
        assert len(done.rows) == 3
        assert _answer(session, 7) == before
        assert session.card(7).row.status is Status.PENDING
        assert [draft.state for draft in session.drafts_about(7)] == ["proposed"]
        assert drain(session.verify()) == []


def test_taken_as_a_pair_the_old_answer_is_the_worse_one(tmp_path: Path) -> None:
    with MessagesServer([Rule(reply=_SHORTER)]) as server, session_of(tmp_path) as session:
        before = session.card(7).example
        session.accept_drafts(_rewritten(session, server, [7]), as_pair=True)
        now = session.card(7).example
        assert now.rejected == before.chosen
        assert text_of(now.chosen) == "A shorter answer, seven times it."


def test_a_person_may_change_the_draft_before_taking_it(tmp_path: Path) -> None:
    with MessagesServer([Rule(reply=_SHORTER)]) as server, session_of(tmp_path) as session:
        mine: Example = session.card(7).example._replace(chosen=say("assistant", "My own."))
        session.accept_drafts(_rewritten(session, server, [7]), edited=mine)
        assert _answer(session, 7) == "My own."


def test_a_row_that_changed_since_is_not_overwritten(tmp_path: Path) -> None:
    with MessagesServer([Rule(reply=_SHORTER)]) as server, session_of(tmp_path) as session:
        numbers = _rewritten(session, server, [7])
        session.edit(7, session.card(7).example._replace(chosen=say("assistant", "Changed by me.")))
        with pytest.raises(StudioError, match="changed since Claude saw it"):
            session.accept_drafts(numbers)
        assert _answer(session, 7) == "Changed by me."
        session.refuse_drafts(numbers)
        assert [draft.state for draft in session.drafts_about(7)] == ["refused"]
        session.undo()
        assert [draft.state for draft in session.drafts_about(7)] == ["proposed"]


def test_the_worse_side_is_written_beside_the_chosen_one(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, "reject", [1, 2])
        run_job(session, job, settings)
        drafts = session.drafts(job)
        assert {draft.evidence["flaw"] for draft in drafts} <= {
            "ignores-constraint", "invents-fact", "wrong-format", "too-long", "unsafe",
            "unhelpful-refusal", "subtle-error",
        }  # fmt: skip
        session.admit_drafts([draft.id for draft in drafts])
        session.accept_drafts([draft.id for draft in session.drafts(job)])
        assert session.card(1).row.shape == "pair"


def test_a_judge_orders_and_its_agreement_is_told(tmp_path: Path) -> None:
    script = [
        Rule(match=f"number {n}?", reply=Reply(answer={"score": 5 if n % 2 else 1, "reason": "so it is"}))
        for n in range(40)
    ]
    with MessagesServer(script) as server, session_of(tmp_path, rows=40, accepted=0) as session:
        session.decide([n + 1 for n in range(40) if n % 2], Status.ACCEPTED)
        session.decide([n + 1 for n in range(40) if not n % 2], Status.REJECTED)
        settings = settings_for(server)
        run_job(session, order(session, settings), settings)
        assert session.judgements(2)[0].score == 1.0
        assert session.judgements(2)[0].reason == "so it is"
        found = session.judge_agreement()
        assert found.n == 40
        assert found.spearman == pytest.approx(1.0)
        assert found.kappa == pytest.approx(1.0)
        from studio.core.rows import Order

        assert set(session.ids("", Order("judged"))[:20]) == {n + 1 for n in range(40) if not n % 2}
        assert len(session.ids("judged<50")) == 20


def test_tags_are_claudes_until_somebody_says_them(tmp_path: Path) -> None:
    reply = Reply(answer={"f1": "sums"})
    with MessagesServer([Rule(reply=reply)]) as server, session_of(tmp_path) as session:
        session.write_contract(_CONTRACT)
        settings = settings_for(server)
        run_job(session, order(session, settings, "tag", [1, 2]), settings)
        tagged = [tag for tag in session.card(1).row.tags if tag.startswith("?topic=")]
        assert tagged == ["?topic=sums"]
        assert session.history(1)[-1].reviewer == "claude"
        session.tag([1], add=["?"])
        assert session.card(1).row.tags == ("topic=sums",)
        session.tag([2], add=["topic=primes"])
        assert session.card(2).row.tags == ("topic=primes",)
        session.undo()
        session.undo()
        assert session.undo().message.startswith("undid: accepted")  # the tags are not the person's act


def test_a_contract_is_drafted_and_not_used_by_itself(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        made: Plan = drain(session.plan_contract(settings, "Answer questions about numbers."))
        job = session.commit_plan(made, "send", 10.0)
        run_job(session, job, settings)
        text = session.drafts(job)[0].body["text"]
        assert text.startswith("# Drafted by Claude")
        assert session.contract() is None
