"""Untouched rows come back byte for byte; edited ones with only the edited values replaced."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.example import say
from studio.core.verdict import Status
from studio.exporters.as_is import splice
from studio.exporters.recipe import Recipe
from studio.formats.format import Patch
from studio.jobs import drain
from tests.conftest import open_with

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, min_size=1, max_size=5), VALUES, st.data())
def test_a_splice_changes_one_value_and_nothing_else(row: dict[str, Any], new: Any, data: Any) -> None:
    key = data.draw(st.sampled_from(sorted(row)))
    for text in (
        json.dumps(row),
        json.dumps(row, ensure_ascii=False, indent=1),
        json.dumps(row, separators=(",", ":")),
    ):
        changed = splice(text, [Patch((key,), new)])
        assert json.loads(changed) == row | {key: new}
        place = next(i for i, (a, b) in enumerate(zip(text + "\0", changed + "\1", strict=False)) if a != b)
        assert text[:place] == changed[:place]


@pytest.mark.parametrize(
    ("text", "path", "value", "result"),
    [
        ('{"a": 1.0, "b": 2}', ("b",), 3, '{"a": 1.0, "b": 3}'),
        ('{"a": [1, {"x": "y"}]}', ("a", 1, "x"), "z", '{"a": [1, {"x": "z"}]}'),
        ('{"a": 1, "a": 2}', ("a",), 3, '{"a": 1, "a": 3}'),
        ("{}", ("a",), 1, '{"a": 1}'),
        ('{ "a" : 1E5 }', ("b",), "é", '{ "a" : 1E5, "b": "é" }'),
    ],
)
def test_splice(text: str, path: tuple[str | int, ...], value: object, result: str) -> None:
    assert splice(text, [Patch(path, value)]) == result


def test_rows_survive_the_way_through_the_studio(tmp_path: Path) -> None:
    rows = [
        b'{"instruction":"a","input":"","output":"b","n":1.0,"e":1E5,"big":12345678901234567890}',
        b'{ "output" : "\\u0062", "instruction" : "spelled \\/ oddly" , "k" : null }',
        b'{"messages": [{"role":"user","content":"q","x":[ 1 ]},{"role":"assistant","content":"r"}]}',
        b'{"chosen":"\\n\\nHuman: q\\n\\nAssistant: r","rejected":"\\n\\nHuman: q\\n\\nAssistant: s"}',
    ]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 5), Status.ACCEPTED)
        for row in (1, 3):
            example = session.card(row).example
            session.edit(row, example._replace(chosen=say("assistant", "new")))
        recipe = Recipe(shapes=("as-is",), validation_share=0, trainers=())
        drain(session.export(recipe, tmp_path / "out"))
    lines = (tmp_path / "out" / "rows" / "train.jsonl").read_bytes().splitlines()
    assert lines == [
        rows[0].replace(b'"output":"b"', b'"output":"new"'),
        rows[1],
        rows[2].replace(b'"content":"r"', b'"content":"new"'),
        rows[3],
    ]
