"""Rows with tools: what trainers make of their calls, where they stand, how long they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.core.example import Example, Message, chat_json, say
from studio.core.verdict import Status
from studio.exporters.chat import chat_turns
from studio.exporters.counting import measure_example
from studio.extension import Unfit
from tests.conftest import open_with
from tests.exporters.exporting import export, lines, sides, unlike

TOOLS = [{"type": "function", "function": {"name": "find", "parameters": {"city": "Oslo"}}}]


def _asked(number: int, arguments: Any) -> dict[str, Any]:
    row = unlike(number)
    call = {"id": f"c{number}", "type": "function", "function": {"name": "find", "arguments": arguments}}
    turns = [
        {"role": "user", "content": row["instruction"]},
        {"role": "assistant", "content": "", "tool_calls": [call]},
    ]
    return {"messages": turns, "tools": TOOLS}


def _call(arguments: Any) -> Message:
    return Message("assistant", "", (("tool_calls", [{"function": {"name": "f", "arguments": arguments}}]),))


@pytest.mark.parametrize("text", ['{"a": [1]}', "", " "])
def test_arguments_in_text_become_an_object(text: str) -> None:
    (turn,) = chat_turns([_call(text)])
    assert turn["tool_calls"] == [{"function": {"name": "f", "arguments": json.loads(text.strip() or "{}")}}]


@pytest.mark.parametrize("text", ["{", "[1]", "one"])
def test_arguments_that_are_none_are_told(text: str) -> None:
    with pytest.raises(Unfit, match="arguments of a tool call are not JSON"):
        chat_turns([_call(text)])


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        ({"name": "f"}, "not a list"),
        ("f", "not a list"),
        (["f"], "no name"),
        ([{"function": {"arguments": {}}}], "no name"),
        ([{"name": 7}], "no name"),
        ([{"name": "f", "arguments": [1]}], "not an object"),
    ],
)
def test_what_is_no_call_is_told(calls: Any, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        chat_turns([Message("assistant", "", (("tool_calls", calls),))])


def test_a_call_may_have_no_arguments() -> None:
    (turn,) = chat_turns([Message("assistant", "", (("tool_calls", [{"name": "f"}]),))])
    assert turn["tool_calls"] == [{"name": "f"}]


@pytest.mark.parametrize("calls", [["f"], [{"name": "f"}], [{"function": "f"}], [None]])
def test_odd_calls_are_left_as_they_are(calls: list[Any]) -> None:
    turn = chat_json(Message("assistant", "", (("tool_calls", calls),)))
    assert turn["tool_calls"] == calls


def test_rows_with_tools_stand_first_and_each_line_is_known(tmp_path: Path) -> None:
    rows = [*(unlike(n) for n in range(30)), *(_asked(n, {"city": n}) for n in range(30, 36))]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 37), Status.ACCEPTED)
        report = export(session, tmp_path / "out", trainers=("llama-factory",))
    assert report.files["sft/train.jsonl"] + report.files["sft/validation.jsonl"] == 36
    for side in ("train", "validation"):
        for folder in ("sft", "llama-factory"):
            has = [bool(row.get("tools")) for row in lines(tmp_path / "out", f"{folder}/{side}.jsonl")]
            assert has == sorted(has, reverse=True)
            assert any(has)
    for value in lines(tmp_path / "out", "provenance.jsonl"):
        row = lines(tmp_path / "out", value["file"])[value["line"] - 1]
        assert rows[value["row"] - 1].get("instruction", row["messages"][0]["content"]) in str(row)


@pytest.mark.parametrize("seed", range(6))
def test_one_row_with_tools_is_in_train(seed: int, tmp_path: Path) -> None:
    rows = [*(unlike(n) for n in range(12)), _asked(12, {"city": "Oslo"})]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 14), Status.ACCEPTED)
        export(session, tmp_path / "out", seed=seed, validation_share=0.5)
    assert sides(tmp_path / "out")[13] == "train"


def test_tools_and_calls_count_as_tokens() -> None:
    bare = Example(say("user", "Where?"), (Message("assistant", ""),))
    row = Example(say("user", "Where?"), (_call({"city": "Oslo" * 100}),), tools=TOOLS * 20)
    assert (
        measure_example(row)[0].chosen
        > measure_example(bare)[0].chosen + 100 + 20 * len(json.dumps(TOOLS)) // 4
    )
