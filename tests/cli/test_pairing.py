"""`studio pairs`, `agreement`, `bias`, `reviewing`, `serve` on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from studio.core.vote import Strength
from studio.session import Session
from tests.pairing.rows import joined, opened_pairs, said_tie, say


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two reviewers over 40 pairs; they disagree on #2."""
    with opened_pairs(tmp_path, pairs=40) as ana, joined(ana, "ben", 1) as ben:
        ana.assign("blind", repeats=1.0)
        for row in range(1, 36):
            say(ana, row, "with earth", strength=Strength.MUCH if row == 1 else Strength.NONE)
        for row in (1, 2, 3):
            say(ben, row, "Any plug" if row == 2 else "with earth", tags=["short"])
        said_tie(ana, 36)
        ana.show_again([1])
        say(ana, 1, "with earth")
        return ana.path


def test_pairs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pairs", str(project), "pair:better|tie", "--json"]) == 0
    found = _json(capsys)
    assert len(found) == 35
    assert (found[0]["strength"], found[0]["status"], len(found[0]["votes"])) == ("", "accepted", 3)
    assert found[-1]["reason"] == "tie"
    assert set(found[0]["votes"][0]) == {
        *("choice", "reviewer", "at", "left", "strength", "reason", "round", "outcome", "tags", "other"),
        "says",
    }
    assert main(["pairs", str(project), "id:36", "--as", "ana"]) == 0
    out = capsys.readouterr()
    assert "rejected (tie)" in out.out
    assert "1 pair\n" in out.err


def test_agreement(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(project), "--json"]) == 0
    found = {value["kind"]: value for value in _json(capsys)}
    assert found["between"]["percent"]["n"] == 3
    assert found["all"]["reviewers"] == ["ana", "ben"]
    assert found["self"]["percent"] == {"value": 1.0, "low": 0.2065, "high": 1.0, "n": 1}
    assert found["disagreement"]["id"] == 2
    assert [vote["tags"] for vote in found["disagreement"]["votes"]] == [[], ["short"]]
    assert main(["agreement", str(project), "--fail-on", "disagreement"]) == 1
    out = capsys.readouterr().out
    assert "ana and ben: 67 % (21 to 94 %, n 3) the same" in out
    assert "#2 is disputed: ana " in out
    assert {vote["says"] for vote in found["disagreement"]["votes"]} == {"chosen", "rejected"}
    assert "(short)" in out


def test_bias(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bias", str(project), "--json"]) == 0
    found = _json(capsys)
    longer = next(one for one in found if one["name"] == "longer-is-better" and not one["reviewer"])
    assert (longer["n"], longer["value"], longer["level"]) == (34, 1.0, "bias")
    assert {one["reviewer"] for one in found} >= {"", "ana"}
    assert main(["bias", str(project), "--fail-on", "bias"]) == 1
    assert "the longer answer was chosen in 100% of 34 pairs" in capsys.readouterr().out


def test_what_to_judge_next(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bias", str(project), "--next", "2", "--json"]) == 0
    found = _json(capsys)
    assert all(set(one) == {"id", "score", "why"} and one["id"] > 36 for one in found)
    assert main(["bias", str(project), "--next", "0"]) == 0
    assert "no open pair" in capsys.readouterr().err
    assert main(["bias", str(project), "--next", "-1"]) == 2


def test_what_to_leave_out_is_told_and_tagged(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bias", str(project), "--balance", "--json"]) == 0
    [found] = _json(capsys)
    # All chosen answers have one length here and all rejected ones another: no figure tells how far apart.
    assert (found["before"]["d"], found["after"]["d"]) == (None, 0.0)
    assert (found["longer_before"], len(found["leave_out"])) == (1.0, 33)
    assert main(["bias", str(project), "--balance", "even", "--tag", "surplus"]) == 0
    said = capsys.readouterr()
    assert "34 of 34 pairs left out" in said.err
    assert "--filter=-tag:surplus" in said.err
    assert main(["bias", str(project), "--balance", "--target", "-1"]) == 2
    with Session.open(project) as session:
        tagged = list(session.ids("tag:surplus"))
    assert said.out.splitlines() == [f"#{row}" for row in tagged]
    assert len(tagged) == 34


def test_one_reviewer_alone_is_held_against_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_pairs(tmp_path, pairs=30) as ana:
        ana.assign(repeats=1.0)
        for row in range(1, 26):
            say(ana, row, "with earth")
        ana.show_again([1, 2])
        say(ana, 1, "with earth")
        say(ana, 2, "Any plug")
    assert main(["agreement", str(ana.path)]) == 0
    assert "ana with themselves: 50 % (9 to 91 %, n 2) the same" in capsys.readouterr().out


def test_reviewing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reviewing", str(project), "--mode", "overlap:20", "--repeats", "0.05", "--json"]) == 0
    assert _json(capsys) == [
        {"mode": "overlap", "share": 0.2, "repeats": 0.05, "seed": 0, "sides": "named", "leases": 0}
    ]
    assert main(["reviewing", str(project)]) == 0
    assert "20 % of it judged by two; 5 % come back unmarked" in capsys.readouterr().out
    assert main(["reviewing", str(project), "--mode", "everybody"]) == 2
    assert "blind" in capsys.readouterr().err


def test_serve_refuses_to_stand_open(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(project), "--host", "0.0.0.0"]) == 2
    assert "--allow-host" in capsys.readouterr().err
    assert main(["serve", str(project.with_name("none.studio"))]) == 2


def test_a_vote_is_told_by_what_the_sides_are_called_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_pairs(tmp_path) as ana:
        say(ana, 1, "Any plug")
        assert ana.examples([1])[1].chosen[0].content.startswith("Any plug")
    assert main(["pairs", str(ana.path), "id:1"]) == 0
    assert "ana=chosen" in capsys.readouterr().out


def test_words_where_there_is_nothing_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened_pairs(tmp_path) as ana:
        path = str(ana.path)
    assert main(["agreement", path]) == 0
    assert "no row has verdicts of two people yet" in capsys.readouterr().out
    assert main(["bias", path, "--balance"]) == 0
    assert capsys.readouterr().err == "no pair is accepted yet\n"
    assert main(["reviewing", path, "--repeats", "7"]) == 2
    assert "within 0 and 1" in capsys.readouterr().err
    assert main(["reviewing", path, "--repeats", "nan"]) == 2
    assert main(["reviewing", path, "--sides", "hidden"]) == 0
    assert "Review names no side" in capsys.readouterr().out
    assert main(["decide", path, "reject", "shape:pair"]) == 0
    assert main(["bias", path, "--next", "3"]) == 0
    assert "no pair is open" in capsys.readouterr().err
