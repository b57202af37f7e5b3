"""The server's own count narrows an estimate; it sees what would be sent, and only when somebody asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.commissioning import Wish
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from studio.settings import Settings
from studio.teacher.connection import Connection
from studio.teacher.counting import count_plan
from studio.teacher.planning import Plan, by_way
from tests.conftest import alpaca, open_with
from tests.teacher.jobs import run_job, session_of, settings_for
from tests.teacher.server.server import MessagesServer

_COUNT = "/v1/messages/count_tokens"


def _plan(session: Session, settings: Settings) -> Plan:
    return drain(session.plan_rows(settings, "judge", list(session.ids("")), Wish()))


def test_a_count_narrows_the_range_and_the_bill_lies_in_it(tmp_path: Path) -> None:
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        guessed = _plan(session, settings)
        assert not server.requests
        counted = drain(count_plan(guessed, "send", settings))
        assert server.count(_COUNT) == 5
        assert "count of 5 requests" in counted.estimate.note
        before, after = guessed.estimate, counted.estimate
        assert after.high_usd is not None
        line = run_job(session, session.commit_plan(counted, "send", 5.0), settings)
        used = line.sums.input_tokens + line.sums.cache_read + line.sums.cache_write
        assert abs(after.input_tokens - used) < abs(before.input_tokens - used)
        assert after.input_tokens == pytest.approx(used, rel=0.05)
        assert line.job.spent_usd <= after.high_usd
        assert "count of 5" in by_way(counted, "batch").estimate.note


@pytest.mark.parametrize("privacy", ["redact", "leave-out"])
def test_what_is_hidden_is_hidden_from_the_count(tmp_path: Path, privacy: Any) -> None:
    rows = [{**alpaca(n), "instruction": f"Write to jane{n}@acme-corp.io"} for n in range(3)] + [alpaca(9)]
    with MessagesServer() as server, open_with(tmp_path, rows) as session:
        settings = settings_for(server)
        drain(count_plan(_plan(session, settings), privacy, settings))
        assert server.count(_COUNT) == (4 if privacy == "redact" else 1)
        assert "acme-corp" not in json.dumps(server.requests, default=str)


def test_a_server_that_does_not_count_leaves_the_guess(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(self: Connection, body: Any) -> None:
        return None

    monkeypatch.setattr(Connection, "count", none)
    with MessagesServer() as server, session_of(tmp_path) as session:
        settings = settings_for(server)
        guessed = _plan(session, settings)
        counted = drain(count_plan(guessed, "send", settings))
        assert counted.estimate.note.endswith("the server counts no tokens")
        assert counted.estimate.high_usd == guessed.estimate.high_usd
        with pytest.raises(StudioError, match="offline"):
            drain(count_plan(guessed, "send", settings_for(server, offline=True)))
