"""Drafts that say the same are told apart from the rest, however many there are and whenever they come."""

from pathlib import Path

import pytest

from studio import teaching
from studio.core.example import Example, say
from studio.teacher import alike
from studio.teacher.alike import Alike
from tests.teacher.jobs import order, run_job, session_of, settings_for
from tests.teacher.server.replies import Reply, Rule
from tests.teacher.server.server import MessagesServer

_TEXTS = [
    (
        "How long is the warranty of the pump?",
        "The pump has a warranty of five years from the day of purchase.",
    ),
    (
        "What does the code E4 mean?",
        "It says that the outdoor unit is iced over; let it thaw for half an hour.",
    ),
    (
        "How long is the warranty of the pump?!",
        "The pump has a warranty of five years from the day of purchase!",
    ),
    ("Can I move the thermostat?", "Yes: take it off, and add it again under Rooms where you live now."),
    ("What does code E4 mean?", "It says that the outdoor unit is iced over; let it thaw for half an hour."),
]
_ROWS = [Example(say("user", prompt), say("assistant", answer)) for prompt, answer in _TEXTS]


@pytest.mark.parametrize("in_tables", [1, 2, 2_000])
def test_the_same_are_found_wherever_they_are_kept(monkeypatch: pytest.MonkeyPatch, in_tables: int) -> None:
    monkeypatch.setattr(alike, "_MOST_IN_TABLES", in_tables)
    kept, found = Alike(), []
    for row in _ROWS:
        found.append([like.number for like in kept.find(row)])
        kept.add(row)
    assert found == [[], [], [0], [], [1]]
    assert [like.number for like in kept.find(_ROWS[0])] == [0, 2]


def test_two_rewrites_that_say_the_same_are_told_though_they_come_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "_AT_ONCE", 1)
    prompt, answer = _TEXTS[0]
    same = Rule(reply=Reply(answer={"prompt": prompt, "answer": answer, "changed": ""}))
    with MessagesServer([same]) as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        job = order(session, settings, "rewrite", [1, 2])
        run_job(session, job, settings)
        first, second = session.drafts(job)
        assert (first.state, second.state) == ("proposed", "held")
        assert second.reason == "it is a near-duplicate of an earlier draft (1.00)"
