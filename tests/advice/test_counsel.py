"""Advice for a project: answers from the data, answers that are kept, an ending with reasons."""

from pathlib import Path

import pytest

from studio.advice.counsel import answered_anew
from studio.core.verdict import Status
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from tests.conftest import open_with, write_rows


def _open(tmp_path: Path, answer: str) -> Session:
    rows = [
        {"instruction": f"Say it, {n}?", "input": "", "output": answer.format(n + 1900)} for n in range(60)
    ]
    return open_with(tmp_path, rows)


@pytest.mark.parametrize(
    ("answer", "need"),
    [("It was in {}.", "facts"), ("Gladly, and with care. {}", "facts"), ("Gladly.", "behaviour")],
)
def test_what_is_missing_is_read_from_the_answers(tmp_path: Path, answer: str, need: str) -> None:
    with _open(tmp_path, answer) as session:
        advice = drain(session.advise())
        [found] = [one for one in advice.answers if one.key == "need"]
        assert (found.value, found.known) == (need, "data")
        assert any("of 60 answers" in figure for figure in advice.figures)
        assert any("none is accepted yet" in figure for figure in advice.figures)
        assert {one.key: one.value for one in advice.answers if one.key != "need"} == dict.fromkeys(
            ("few_shot", "evals", "calls_per_month", "operators", "changes")
        )


def test_answers_are_kept_in_the_project_and_stand_above_the_data(tmp_path: Path) -> None:
    with _open(tmp_path, "It was in {}.") as session:
        session.answer_advice({"need": "behaviour", "evals": "yes"})
        assert session.answer_advice({"few_shot": "no"}) == {
            "need": "behaviour",
            "evals": "yes",
            "few_shot": "no",
        }
        path = session.path
    with Session.open(path, reviewer="ben") as again:
        advice = drain(again.advise())
        assert advice.ending.startswith("few-shot")
        assert advice.steps
        assert [(one.key, one.known) for one in advice.answers][:3] == [
            ("need", "said"),
            ("few_shot", "said"),
            ("evals", "said"),
        ]
        with pytest.raises(StudioError, match="changes cannot be"):
            again.answer_advice({"changes": "never", "evals": "no"})
        assert again.advice_answers()["evals"] == "yes"


def test_traffic_and_rows_are_told(tmp_path: Path) -> None:
    with _open(tmp_path, "Gladly.") as session:
        asked = write_rows(tmp_path / "asked.jsonl", [{"prompt": f"What about {n}?"} for n in range(5)])
        drain(session.import_traffic([asked]))
        session.decide(range(1, 61), Status.ACCEPTED)
        advice = drain(session.advise())
        assert advice.figures[0] == "60 accepted rows that count"
        assert any(figure.startswith("5 real prompts") for figure in advice.figures)
        assert ("evals", "yes") in [one[:2] for one in advice.open]
        assert advice.to_json()["open"][0]["question"] == "evals"


def test_an_empty_project_gets_advice(tmp_path: Path) -> None:
    with Session.open(tmp_path / "empty.studio") as session:
        assert drain(session.advise()).ending.startswith("a better prompt")


def test_other_answers_need_no_other_look_at_the_rows(tmp_path: Path) -> None:
    with _open(tmp_path, "It was in {}.") as session:
        session.decide(range(1, 61), Status.ACCEPTED)
        before = drain(session.advise())
        said = session.answer_advice({"need": "behaviour", "evals": "yes", "few_shot": "enough"})
        after = answered_anew(before, said)
        assert after == drain(session.advise())
        assert after.ending != before.ending
        assert after.rows == 60
