"""Pairs that say the opposite of each other: found over the whole set, and kept true when rows change."""

from pathlib import Path

from studio.jobs import drain
from studio.session import Session
from studio.store.likeness import all_pairs
from tests.checking.rows import LONG, SHARED
from tests.conftest import open_with

ASK = "How do I start the pump after a power cut?"


def _pair(prompt: str, chosen: str, rejected: str) -> dict[str, str]:
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}


ROWS = [
    _pair(ASK, LONG, SHARED),
    _pair(ASK, SHARED, LONG),
    _pair("how do i start the pump after a power cut", SHARED + "\n", LONG.replace("twice", "two times")),
    _pair(ASK, LONG, "I do not know, ask somebody else about it."),
    _pair("Which rivers flow through Europe, and where do they end?", SHARED, LONG),
]


def _contradictions(session: Session) -> dict[int, list[str]]:
    findings = {row: session.card(row).findings for row in range(1, len(ROWS) + 1)}
    return {
        row: [finding.message.split()[1] for finding in found if finding.check == "contradiction"]
        for row, found in findings.items()
    }


def test_a_swapped_pair_is_a_contradiction_and_no_duplicate(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        report = drain(session.check())
        assert _contradictions(session) == {1: ["#2", "#3"], 2: ["#1"], 3: ["#1"], 4: [], 5: []}
        assert report.findings["contradiction"] == 4
        assert session.ids("flag:contradiction") == [1, 2, 3]
        kinds = {(pair.one, pair.other): pair.kind for pair in all_pairs(session._project.reader)}
        assert kinds[1, 2] == kinds[1, 3] == "conflict"
        assert kinds[2, 3] == "duplicate"


def test_it_is_asked_for_by_name(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check(["contradiction"]))
        assert session.ids("flag:contradiction") == [1, 2, 3]


def test_it_goes_with_the_row_that_was_swapped_back(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        session.swap([1])
        drain(session.check_new())
        assert _contradictions(session) == {1: [], 2: [], 3: [], 4: [], 5: []}
        session.undo()
        drain(session.check_new())
        assert _contradictions(session) == {1: ["#2", "#3"], 2: ["#1"], 3: ["#1"], 4: [], 5: []}
