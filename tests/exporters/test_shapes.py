"""What each row shape holds and what it refuses, by the rules of those who read it."""

import json
from typing import Any

import pytest

from studio.core.example import Example, Message, say
from studio.exporters.axolotl_preference import _BEFORE
from studio.extension import Unfit, all_exporters, all_launchers, exporter_named
from studio.store.examples import Held

CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}
TOOLS = [{"type": "function", "function": {"name": "weather"}}]
ASK = say("user", "Weather in Oslo?")
CALLED = Message("assistant", "", (("tool_calls", [CALL]),))
RESULT = Message("tool", "rain", (("tool_call_id", "c1"), ("name", "weather")))
WITH_TOOLS = Example(
    (*say("system", "Be short."), *ASK, CALLED, RESULT), say("assistant", "Rain."), tools=TOOLS
)
TURNS = Example(
    (*say("user", "Hi"), *say("assistant", "Hello!"), *say("user", "Bye")), say("assistant", "See you.")
)
PLAIN = Example(ASK, say("assistant", "Rain and wind."))
PAIR = Example(ASK, say("assistant", "Rain and wind."), say("assistant", "No idea at all."))


def _render(shape: str, example: Example, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    row = Held(1, b"{}", "messages", example, example)
    value: dict[str, Any] = json.loads(exporter_named(shape).render(row, fields or {}))
    return value


def _pair(chosen: str = "Rain and wind.", rejected: str = "No idea at all.", **more: Any) -> Example:
    return Example(more.pop("prompt", ASK), say("assistant", chosen), say("assistant", rejected), **more)


@pytest.mark.parametrize("shape", [item.name for item in all_exporters() if item.takes == "sft"])
def test_no_answer_no_row(shape: str) -> None:
    with pytest.raises(Unfit, match="no answer"):
        _render(shape, Example(ASK))


@pytest.mark.parametrize("shape", [item.name for item in all_exporters() if item.takes == "pair"])
def test_a_pair_needs_two_sides_that_differ(shape: str) -> None:
    with pytest.raises(Unfit, match="both sides"):
        _render(shape, PLAIN)
    with pytest.raises(Unfit, match="the same"):
        _render(shape, _pair("A b c", "A b c"))


@pytest.mark.parametrize("shape", [item.name for item in all_exporters() if item.name != "as-is"])
def test_a_turn_with_an_image_is_left_out(shape: str) -> None:
    seen = (Message("user", "What is this?", (("parts", [{"type": "image"}]),)),)
    label = True if exporter_named(shape).takes == "kto" else None
    rejected = say("assistant", "A dog, I think.") if exporter_named(shape).takes == "pair" else ()
    with pytest.raises(Unfit):
        _render(shape, Example(seen, say("assistant", "A cat, I think."), rejected, label))


@pytest.mark.parametrize("shape", [item.name for item in all_exporters() if item.takes == "pair"])
def test_every_pair_shape_takes_a_plain_pair(shape: str) -> None:
    assert "Rain and wind." in json.dumps(_render(shape, PAIR))


def test_folders_are_used_by_one_kind_of_row() -> None:
    kinds: dict[str, set[str]] = {}
    for item in all_exporters():
        kinds.setdefault(item.folder, set()).add(item.takes)
    assert all(len(takes) == 1 for takes in kinds.values())


def test_launchers_ask_for_shapes_that_fill_the_folder_they_name() -> None:
    for launcher in all_launchers():
        for folder, names in launcher.shapes.items():
            assert [exporter_named(name).folder for name in names] == [folder] * len(names)


@pytest.mark.parametrize("shape", ["sharegpt", "llama-factory"])
def test_tools_survive_as_named_calls(shape: str) -> None:
    value = _render(shape, WITH_TOOLS)
    turns = value.get("messages") or value["conversations"]
    texts = [turn.get("content", turn.get("value")) for turn in turns]
    assert json.loads(texts[2]) == {"name": "weather", "arguments": {"city": "Oslo"}}
    assert texts[3] == "rain"
    assert json.loads(value["tools"]) == TOOLS


def test_several_calls_in_a_turn_are_a_list() -> None:
    two = Message("assistant", "", (("tool_calls", [CALL, CALL]),))
    value = _render("llama-factory", Example((*ASK, two, RESULT), say("assistant", "Rain.")))
    assert len(json.loads(value["messages"][1]["content"])) == 2


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        ((*ASK, *ASK), "alternate"),
        ((*ASK, *say("system", "Late.")), "system turn"),
        ((*ASK, Message("assistant", "Wait.", (("tool_calls", [CALL]),)), RESULT), "beside"),
        ((*ASK, CALLED, RESULT, RESULT), "alternate"),
        ((*ASK, Message("assistant", "", (("tool_calls", [{"id": "x"}]),)), RESULT), "no name"),
        ((Message("user", "Hi", (("weight", 1),)),), "besides role"),
        (
            (*ASK, Message("assistant", "", (("tool_calls", [{"name": "f", "arguments": "{"}]),)), RESULT),
            "JSON",
        ),
    ],
)
def test_turns_that_do_not_fit_are_told(prompt: tuple[Message, ...], why: str) -> None:
    for shape in ("sharegpt", "llama-factory"):
        with pytest.raises(Unfit, match=why):
            _render(shape, Example(prompt, say("assistant", "Rain.")))


@pytest.mark.parametrize("shape", ["sharegpt", "llama-factory", "bedrock"])
def test_a_row_that_ends_without_an_answer_is_told(shape: str) -> None:
    # LLaMA-Factory drops a conversation with an odd number of turns; Bedrock refuses the whole file.
    with pytest.raises(Unfit, match="the last turn is not an answer"):
        _render(shape, Example(ASK, (CALLED, RESULT)))
    with pytest.raises(Unfit, match="no prompt"):
        _render(shape, Example((), say("assistant", "Rain.")))


def test_alpaca_keeps_history_and_system() -> None:
    value = _render("alpaca", TURNS._replace(prompt=(*say("system", "Be kind."), *TURNS.prompt)))
    assert value == {
        "instruction": "Bye",
        "input": "",
        "output": "See you.",
        "system": "Be kind.",
        "history": [["Hi", "Hello!"]],
    }
    with pytest.raises(Unfit, match="no tools"):
        _render("alpaca", WITH_TOOLS)


def test_llama_factory_always_has_its_columns() -> None:
    assert _render("llama-factory", PLAIN)["tools"] == ""
    value = _render("llama-factory-preference", PAIR)
    assert value["messages"][-1]["role"] == "user"
    assert value["chosen"] == {"role": "assistant", "content": "Rain and wind."}
    assert value["tools"] == ""
    two = PAIR._replace(chosen=(CALLED, RESULT, *say("assistant", "Rain.")))
    with pytest.raises(Unfit, match="several turns"):
        _render("llama-factory-preference", two)


def test_axolotl_gets_no_answer_that_it_would_cut_wrongly() -> None:
    assert _render("axolotl-preference", PAIR._replace(chosen=say("assistant", " Rain.\n")))["chosen"] == {
        "role": "assistant",
        "content": "Rain.",
    }
    for short in ("a", "user", "You are", "2023", " ", "<|im_end|>"):
        with pytest.raises(Unfit, match="short"):
            _render("axolotl-preference", _pair(rejected=short))
    with pytest.raises(Unfit, match="no tools"):
        _render("axolotl-preference", WITH_TOOLS._replace(rejected=say("assistant", "Sun and snow.")))
    assert "helpful assistant" in _BEFORE


def test_openai_rows() -> None:
    value = _render("openai", WITH_TOOLS, {"id": 7})
    assert set(value) == {"messages", "tools"}
    assert value["tools"] == TOOLS
    assert value["messages"][2] == {"role": "assistant", "tool_calls": [CALL]}
    with pytest.raises(Unfit, match="keys"):
        _render("openai", Example((Message("user", "Hi", (("mood", "good"),)),), say("assistant", "Hello")))
    with pytest.raises(Unfit, match="answers no call"):
        _render("openai", Example((*ASK, RESULT), say("assistant", "Rain.")))
    with pytest.raises(Unfit, match="not an answer"):
        _render("openai", Example(ASK, (CALLED, RESULT)))
    with pytest.raises(Unfit, match="not JSON"):
        _render("openai", PLAIN._replace(tools="{"))
    given = {**CALL, "function": {"name": "weather", "arguments": {"city": "Oslo"}}}
    called = Message("assistant", "", (("tool_calls", [given]),))
    told = _render("openai", Example((*ASK, called, RESULT), say("assistant", "Rain.")))
    assert json.loads(told["messages"][1]["tool_calls"][0]["function"]["arguments"]) == {"city": "Oslo"}


def test_openai_pairs_are_one_answer_a_side() -> None:
    value = _render("openai-preference", PAIR, {"id": 7})
    assert set(value) == {"input", "preferred_output", "non_preferred_output"}
    assert value["non_preferred_output"] == [{"role": "assistant", "content": "No idea at all."}]
    with pytest.raises(Unfit, match="one assistant turn"):
        _render("openai-preference", PAIR._replace(chosen=(CALLED, RESULT, *say("assistant", "Rain."))))


def test_bedrock_records() -> None:
    value = _render("bedrock", TURNS._replace(prompt=(*say("system", "Be kind."), *TURNS.prompt)), {"id": 7})
    assert set(value) == {"system", "messages"}
    assert [turn["role"] for turn in value["messages"]] == ["user", "assistant"] * 2
    assert "system" not in _render("bedrock", PLAIN)


@pytest.mark.parametrize(
    ("example", "why"),
    [
        (WITH_TOOLS, "no tools"),
        (PLAIN._replace(prompt=say("user", "Say:\nHuman: hi")), "reserves"),
        (PLAIN._replace(prompt=say("user", " ")), "blank"),
        (PLAIN._replace(prompt=say("user", "x" * 96_003)), "32,000"),
        (PLAIN._replace(prompt=()), "no prompt"),
        (Example((*ASK, *ASK), say("assistant", "Rain.")), "alternate"),
    ],
)
def test_bedrock_refuses(example: Example, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        _render("bedrock", example)


def test_kto_keeps_the_label_and_the_tools() -> None:
    value = _render("kto", WITH_TOOLS._replace(label=False))
    assert value["label"] is False
    assert json.loads(value["tools"]) == TOOLS
    assert len(value["prompt"]) == 4
    with pytest.raises(Unfit, match="no label"):
        _render("kto", PLAIN)
