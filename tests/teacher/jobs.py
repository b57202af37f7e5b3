"""Projects and jobs against the loopback server, for tests. It reads no key and no address from outside."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.commissioning import Wish
from studio.core.verdict import Status
from studio.jobs import drain
from studio.session import Session
from studio.settings import Settings
from studio.teaching import JobLine
from tests.conftest import alpaca, open_with
from tests.teacher.server.server import MessagesServer

KEY = "sk-ant-api03-loopback-loopback-loopback"


def settings_for(server: MessagesServer, **more: Any) -> Settings:
    """Settings that point at the server."""
    values: dict[str, Any] = {"api_key": KEY, "base_url": server.url, "model": "claude-haiku-5-5"}
    return Settings.model_validate(values | more)


def session_of(path: Path, rows: int = 12, accepted: int = 6) -> Session:
    """Rows, the first of them accepted."""
    session = open_with(path, [alpaca(n) for n in range(rows)])
    if accepted:
        session.decide(list(range(1, accepted + 1)), Status.ACCEPTED)
    return session


def order(
    session: Session,
    settings: Settings,
    verb: str = "judge",
    rows: Sequence[int] = (),
    cap: float | None = 100.0,
    **wish: Any,
) -> int:
    """A job that waits: one request for each row (all where none is named)."""
    said = Wish(**({"instruction": "say it in fewer words"} | wish))
    made = drain(session.plan_rows(settings, verb, rows or list(session.ids("")), said))
    return session.commit_plan(made, "send", cap)


def run_job(session: Session, job: int, settings: Settings, **more: Any) -> JobLine:
    """The job, run to its end or to what stops it."""
    return drain(session.run_job(job, settings, poll_seconds=0.02, **more))
