"""Lines with several answers that nothing ranks: a row each, with the line's number, once."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporters.outside import OutsideFile
from studio.formats.format import Detector, SplitFormat
from studio.intake.lines import read_lines
from studio.jobs import drain
from studio.session import Session
from studio.store.content import unpack
from studio.store.traffic import all_traffic
from tests.conftest import alpaca, open_with, write_rows

SEVERAL: dict[str, Any] = {
    "prompt": "Name a fruit.",
    "responses": ["An apple.", {"x": 1}, "A pear.", "An apple."],
    "models": ["a", "b", "c", "d"],
    "scores": [None, None, None, None],
    "tags": ["w", "x", "y", "z"],
}
SQUAD = {"question": "Who?", "answers": {"text": ["Ana", "Ana B."], "answer_start": [3, 4], "n": 2}}
TEXTS = st.text(st.sampled_from("ab é"), max_size=3)


def _raws(lines: list[bytes]) -> list[bytes]:
    batch = read_lines(enumerate(lines, 1), Detector())
    return [raw for count, data in batch.blocks for raw in unpack(data, count)]


def test_each_answer_becomes_a_row(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", [alpaca(1), SEVERAL, SQUAD, b"bad"])
    with Session.open(tmp_path / "p.studio") as session:
        report = drain(session.import_files([path]))
        assert (report.read, report.imported, report.bad, report.flagged) == (6, 5, 1, 0)
        assert report.notes == ["2 lines held several answers and became 4 rows, one an answer"]
        cards = [session.card(id_) for id_ in range(1, 6)]
        assert [card.row.line for card in cards] == [1, 2, 2, 3, 3]
        said = [(card.example.prompt[-1].content, card.example.chosen[-1].content) for card in cards[1:]]
        assert said == [
            ("Name a fruit.", "An apple."),
            ("Name a fruit.", "A pear."),
            ("Who?", "Ana"),
            ("Who?", "Ana B."),
        ]
        assert drain(session.verify()) == []


def test_a_part_keeps_the_row_and_what_lies_beside_its_answer() -> None:
    raws = [json.loads(raw) for raw in _raws([json.dumps(row).encode() for row in (SEVERAL, SQUAD)])]
    assert raws == [
        {**SEVERAL, "responses": ["An apple."], "models": ["a"], "scores": [None]},
        {**SEVERAL, "responses": ["A pear."], "models": ["c"], "scores": [None]},
        {"question": "Who?", "answers": {"text": ["Ana"], "answer_start": [3], "n": 2}},
        {"question": "Who?", "answers": {"text": ["Ana B."], "answer_start": [4], "n": 2}},
    ]


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", [SEVERAL])
    with Session.open(tmp_path / "p.studio") as session:
        drain(session.import_files([path]))
        again = drain(session.import_files([path]))
        assert (again.read, again.imported, again.already) == (2, 0, 2)
        write_rows(path, [{**SEVERAL, "responses": [*SEVERAL["responses"], "A plum."]}, SEVERAL])
        changed = drain(session.import_files([path]))
        assert (changed.imported, changed.already) == (3, 2)
        assert session.tally().rows == 5


def test_real_prompts_with_several_answers_count_once(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(1)]) as session:
        path = write_rows(tmp_path / "asked.jsonl", [SEVERAL, {"prompt": " "}, SQUAD])
        report = drain(session.import_traffic([path]))
        assert (report.read, report.imported, report.flagged) == (3, 2, 1)
        asked = [(one.line, one.prompt) for one in all_traffic(session._project.reader)]
        assert asked == [(1, "Name a fruit."), (3, "Who?")]


def test_files_beside_the_project_are_read_alike(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", [SEVERAL, alpaca(1)])
    file = OutsideFile(path)
    [rows] = file.read()
    assert [(row.line, row.example.chosen[0].content) for row in rows[:2]] == [
        (1, "An apple."),
        (1, "A pear."),
    ]
    assert (file.rows, file.bad_lines) == (3, 0)


@pytest.mark.parametrize(
    ("line", "checks"),
    [
        (b'{"prompt":"a","n":1,"n":2,"outputs":["b","c"]}', [(0, "duplicate-key"), (1, "duplicate-key")]),
        (b'{"prompt":"a","outputs":["b","half \\ud83d"]}', [(1, "lone-surrogate")]),
        (b'{"prompt":"a","outputs":["b"," "]}', [(1, "empty")]),
        (b'{"prompt":"a","n":1e999,"outputs":["b","c"]}', [(0, "schema")]),
    ],
)
def test_what_is_wrong_is_told_of_each_part(line: bytes, checks: list[tuple[int, str]]) -> None:
    batch = read_lines([(1, line)], Detector())
    assert [(index, problem.check) for index, problem in batch.problems] == checks
    for raw in _raws([line]):
        assert len(read_lines([(1, raw)], Detector()).rows) == 1


@given(
    answers=st.lists(TEXTS | st.none() | TEXTS.map(lambda text: {"text": text}), min_size=1, max_size=5),
    scores=st.none() | st.lists(st.integers(0, 2) | st.none(), max_size=5),
)
def test_parts_say_what_the_row_said(answers: list[Any], scores: list[int | None] | None) -> None:
    row = {"prompt": "Hi", "candidates": ["first", *answers], "scores": scores}
    form = Detector().format_of(row)
    parts = cast("SplitFormat", form).split(row)
    whole = form.read(row).example
    if not parts:
        assert whole.chosen
        return
    texts = [
        answer if isinstance(answer, str) else answer["text"] for answer in answers if answer is not None
    ]
    read = [form.read(part).example for part in parts]
    assert [example.chosen[0].content for example in read] == list(dict.fromkeys(["first", *texts]))
    for part, example in zip(parts, read, strict=True):
        assert Detector().format_of(part) is form
        assert cast("SplitFormat", form).split(part) == []
        assert example.prompt == whole.prompt
        assert not example.rejected
