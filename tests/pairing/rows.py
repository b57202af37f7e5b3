"""Rows for tests of pairs: imported pairs, several answers to one prompt, a plain row."""

from datetime import datetime, timedelta
from pathlib import Path

from studio.core.pairs import LEFT, RIGHT
from studio.core.rows import Done
from studio.core.vote import Choice
from studio.session import Session
from tests.conftest import alpaca, clock, open_with

PAIRS = 6
ANSWERS = (7, 8, 9, 10)
PLAIN = 11


def opened_pairs(path: Path, pairs: int = PAIRS) -> Session:
    """Pairs #1 to #6, four answers to one prompt #7 to #10, a plain row #11."""
    rows: list[object] = [
        {
            "prompt": f"Which plug for socket {n}?",
            "chosen": f"Type {n}, with earth, as the plate says.",
            "rejected": f"Any plug, number {n}.",
            "chosen_model": "big",
        }
        for n in range(pairs)
    ]
    rows += [{"prompt": "Is it loud?", "completion": f"Answer {n}."} for n in range(4)]
    return open_with(path, [*rows, alpaca(1)])


def joined(session: Session, reviewer: str, hours: int = 0) -> Session:
    """Another reviewer on the same project, whose clock is some hours ahead."""
    ticks = clock()
    ahead = timedelta(hours=hours)

    def now() -> str:
        return (datetime.fromisoformat(ticks()) + ahead).isoformat(timespec="milliseconds")

    return Session.open(session.path, reviewer=reviewer, now=now)


def say(session: Session, row: int, text: str, **more: object) -> Done:
    """Judge a pair by the text of the better side."""
    sight = session.sight(row)
    left, _ = sight.texts
    place = LEFT if text in left[0].content else RIGHT
    return session.judge(sight, sight.better(place), **more)  # type: ignore[arg-type]


def said_tie(session: Session, row: int) -> Done:
    """Judge a pair a tie."""
    return session.judge(session.sight(row), Choice.TIE)
