"""What reviewers said, in an export: final verdicts, margins, KTO labels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.core.verdict import Status
from studio.core.vote import Choice, Strength
from studio.exporters.verifying import verify_folder
from studio.jobs import drain
from studio.session import Session
from tests.conftest import open_with
from tests.exporters.exporting import export, lines, unlike
from tests.pairing.rows import joined, opened_pairs, said_tie, say

BETTER, WORSE = "with earth", "Any plug"


@pytest.fixture
def reviewers(tmp_path: Path) -> Iterator[list[Session]]:
    """Three reviewers on one project of pairs, each some hours later than the one before."""
    with (
        opened_pairs(tmp_path, pairs=8) as ana,
        joined(ana, "ben", 1) as ben,
        joined(ana, "cyd", 2) as cyd,
    ):
        ana.assign("blind")
        yield [ana, ben, cyd]


def _dpo(session: Session, to: Path, **recipe: Any) -> dict[int, dict[str, object]]:
    """The pairs of an export by row."""
    export(session, to, shapes=["preference"], validation_share=0, **recipe)
    rows = {value["line"]: value["row"] for value in lines(to, "provenance.jsonl") if "row" in value}
    return {rows[number]: value for number, value in enumerate(lines(to, "dpo/train.jsonl"), 1)}


def _chosen(value: dict[str, object]) -> str:
    return json.dumps(value["chosen"])


def test_adjudicated_goes_before_majority_and_majority_before_a_single_word(
    reviewers: list[Session], tmp_path: Path
) -> None:
    ana, ben, cyd = reviewers
    say(ana, 1, WORSE)  # one word alone
    for session, text in zip(reviewers, (WORSE, BETTER, BETTER), strict=True):
        say(session, 2, text)  # the third settles it
    for session in reviewers:
        say(session, 3, BETTER)  # all three, and a fourth look that cannot turn it
    say(ana, 3, WORSE)
    say(ana, 4, BETTER)
    say(ben, 4, WORSE)  # nobody settled it
    say(ana, 5, BETTER)
    said_tie(ben, 5)
    cyd.judge(cyd.sight(5), Choice.BOTH_BAD)  # settled: no pair
    said_tie(ana, 6)
    found = _dpo(ana, tmp_path / "out")
    assert {row: BETTER in _chosen(value) for row, value in found.items()} == {1: False, 2: True, 3: True}
    assert all("margin" not in value for value in found.values())
    assert list(ana.ids("pair:both-bad")) == [5]


def test_margins_are_those_of_the_final_verdict(reviewers: list[Session], tmp_path: Path) -> None:
    ana, ben, _ = reviewers
    say(ana, 1, BETTER, strength=Strength.MUCH)
    say(ana, 2, BETTER)
    say(ana, 3, BETTER, strength=Strength.MUCH)
    say(ben, 3, BETTER, strength=Strength.SLIGHTLY)
    ana.assign("single")
    say(ana, 4, BETTER, strength=Strength.SLIGHTLY)
    found = _dpo(ana, tmp_path / "out", margins=True, fields=["chosen_model"])
    assert {row: value["margin"] for row, value in found.items()} == {1: 1.0, 2: 0.6667, 3: 0.3333, 4: 0.3333}
    assert {value["chosen_model"] for value in found.values()} == {"big"}


def test_margins_are_told_to_be_for_reward_training(reviewers: list[Session], tmp_path: Path) -> None:
    say(reviewers[0], 1, BETTER)
    report = export(reviewers[0], tmp_path / "out", margins=True)
    assert any("RewardTrainer reads the column margin" in said for said in report.warnings)
    assert not any("margin" in said for said in export(reviewers[0], tmp_path / "other").warnings)


@pytest.fixture
def judged(tmp_path: Path) -> Iterator[Session]:
    """Ten plain rows, of which #1 to #6 are accepted and #7 to #9 rejected, and a rejected pair #11."""
    rows: list[object] = [unlike(number, grade=number) for number in range(10)]
    rows.append({"prompt": "Which?", "chosen": "This one.", "rejected": "That one."})
    rows.append({"prompt": "Is it?", "completion": "Yes, it is.", "label": False})
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 7), Status.ACCEPTED)
        session.decide([7, 8, 9, 11], Status.REJECTED, "wrong part")
        session.decide([12], Status.ACCEPTED)
        yield session


def test_kto_rows_come_from_single_verdicts(judged: Session, tmp_path: Path) -> None:
    report = export(
        judged,
        tmp_path / "out",
        shapes=["messages", "kto", "as-is"],
        kto_from_verdicts=True,
        fields=["grade"],
        validation_share=0,
    )
    found = lines(tmp_path / "out", "kto/train.jsonl")
    assert {value["grade"]: value["label"] for value in found if value["grade"] is not None} == {
        **dict.fromkeys(range(6), True),
        **dict.fromkeys(range(6, 9), False),
    }
    assert [value["label"] for value in found if value["grade"] is None] == [False]  # brought its own
    assert set(found[0]) == {"prompt", "completion", "label", "grade"}
    # What was rejected is taught nowhere else.
    assert (
        report.files == {"as-is/train.jsonl": 7, "kto/train.jsonl": 10, "sft/train.jsonl": 6} or report.files
    )
    assert len(lines(tmp_path / "out", "sft/train.jsonl")) == 6
    assert drain(verify_folder(tmp_path / "out", ())) == []


def test_without_the_switch_a_verdict_is_no_label(judged: Session, tmp_path: Path) -> None:
    export(judged, tmp_path / "out", shapes=["messages", "kto"], validation_share=0)
    assert len(lines(tmp_path / "out", "kto/train.jsonl")) == 1
    assert len(lines(tmp_path / "out", "sft/train.jsonl")) == 6


def test_rejected_rows_without_the_shape_are_told(judged: Session, tmp_path: Path) -> None:
    report = export(judged, tmp_path / "out", shapes=["messages"], kto_from_verdicts=True)
    assert report.left_out["a rejected row: add the shape kto"] == 3
