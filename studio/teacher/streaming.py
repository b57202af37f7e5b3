"""Runs one request so that its answer can be read while it comes. It keeps it as any other job does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from studio.jobs import Job, Step
from studio.settings import Settings
from studio.store.project import Project
from studio.teacher.connection import Connection
from studio.teacher.live import Crew
from studio.teacher.replies import Fate, Reply, Trouble
from studio.teacher.running import Ledger, Order, drive
from studio.teacher.troubles import Refused


@dataclass(frozen=True, slots=True)
class Piece(Step):
    """A step with what has come of the answer so far: the strings of its JSON, the last one unfinished."""

    said: Mapping[str, Any]


class Scribe(Crew):
    """A crew whose answers come in pieces."""

    _text = ""

    async def _send(self, connection: Connection, body: Mapping[str, Any]) -> Reply:
        self._text = ""
        async for piece in connection.stream(body):
            if isinstance(piece, Reply):
                return piece
            self._text += piece
        raise Refused(Trouble(Fate.AGAIN, "the stream ended without an answer", unknown=True))

    def step(self) -> Step:
        """How far it is, and what has come."""
        plain = super().step()
        return Piece(plain.done, plain.total, plain.note, partial(self._text))


def partial(text: str) -> dict[str, Any]:
    """What the beginning of a JSON object holds; nothing while it cannot be told."""
    try:
        value = from_json(text, allow_partial="trailing-strings") if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def run_streamed(project: Project, order: Order, settings: Settings, ledger: Ledger) -> Job[str]:
    """As `live.run_live`; its steps are pieces."""
    return (yield from drive(ledger, Scribe(project, order, settings, ledger, None)))
