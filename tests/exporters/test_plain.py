"""Rows of one question and one answer take a short way. It must write what the long way writes."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.core.example import Example, say
from studio.core.verdict import Status
from studio.exporters.filling import Filling, PlainExporter
from studio.extension import Unfit, all_exporters
from studio.store.examples import Held, stretches
from tests.conftest import open_with
from tests.exporters.exporting import export, unlike

PLAIN = [cast("PlainExporter", item) for item in all_exporters() if hasattr(item, "plain")]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def test_the_shapes_of_big_sets_have_it() -> None:
    assert {"messages", "prompt-completion", "bedrock", "llama-factory"} <= {item.name for item in PLAIN}


@pytest.mark.parametrize("exporter", PLAIN, ids=[exporter.name for exporter in PLAIN])
@given(ask=TEXTS, answer=TEXTS)
@example(ask="Who?", answer="It said:\nHuman: me")
@example(ask="\x1c", answer="so")
@example(ask="Long?", answer="so " * 32_001)
def test_plain_writes_what_render_writes(exporter: PlainExporter, ask: str, answer: str) -> None:
    row = Example(say("user", ask), say("assistant", answer))
    rendered = None
    with suppress(Unfit):
        rendered = exporter.render(Held(1, b"", "alpaca", row, row), {})
    assert exporter.plain(ask, answer) == rendered


ROWS: list[Any] = [
    *(unlike(n) for n in range(40)),
    {
        "instruction": 'Line\u2028break "quoted"?',
        "input": " \u200b",
        "output": "\x01 tab\t, café, 日本語, \U0001f600",
    },
    {"instruction": "Keys", "output": "in another order", "input": "more"},
    {"instruction": "Twice", "input": "", "output": "given", "other": {"instruction": 1}},
    b'{"instruction": "Twice", "instruction": "given twice", "input": "", "output": "yes"}',
    {"instruction": "A list", "input": ["x"], "output": "of inputs"},
    {"instruction": "", "input": "only an input", "output": "asked"},
    {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]},
    {"instruction": "Is it edited?", "input": "", "output": "Not yet."},
    {"prompt": "No answer yet"},
    {"instruction": "What did they say?", "input": "", "output": "Well:\nHuman: it hums."},
]


@pytest.mark.parametrize(
    "shapes",
    [["messages"], ["prompt-completion"], ["messages", "alpaca"], ["messages", "bedrock", "llama-factory"]],
)
def test_both_ways_write_the_same_export(
    shapes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_with(tmp_path, ROWS) as session:
        session.decide(range(1, 51), Status.ACCEPTED)
        session.edit(48, Example(say("user", "Is it edited?"), say("assistant", "It is.")))
        quick = export(session, tmp_path / "quick", shapes=shapes)
        with monkeypatch.context() as patch:
            patch.setattr(Filling, "is_plain", False)
            slow = export(session, tmp_path / "slow", shapes=shapes)
    assert sum(quick.files.values()) > 40
    assert quick.files == slow.files
    for path in sorted((tmp_path / "slow").rglob("*")):
        if path.is_file():
            assert (
                tmp_path / "quick" / path.relative_to(tmp_path / "slow")
            ).read_bytes() == path.read_bytes()


def test_stretches_give_just_the_rows_asked_for(tmp_path: Path) -> None:
    rows = [unlike(n, note="x" * 900) for n in range(300)]
    with open_with(tmp_path, rows) as session:
        db = session._project.reader
        for wanted in (range(1, 301), range(5, 300, 7), [300], []):
            ids = np.array(list(wanted), np.int64)
            found = list(stretches(db, ids))
            assert [place for part in found for place in range(part.start, part.stop)] == list(
                range(len(ids))
            )
            raws = [json.loads(raw) for part in found for raw in part.raws]
            assert raws == [rows[row - 1] for row in ids.tolist()]
