"""ShareGPT rows: names of speakers, calls and observations, odd orders, and edits of turns."""

from typing import Any

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, answer, ask, sft, turns

_HUMAN = {"from": "human", "value": "Hi"}
_GPT = {"from": "gpt", "value": "Yo"}
_CALL = {"type": "function", "function": {"name": "f", "arguments": {"a": 1}}}
_CALLS = {"from": "function_call", "value": '{"name": "f", "arguments": {"a": 1}}'}


def _row(*items: object, **more: object) -> dict[str, Any]:
    return {"conversations": list(items), **more}


_TOOL_ROW = _row(_HUMAN, _CALLS, {"from": "observation", "value": "4"}, _GPT, tools="[]")
_TOOL_PROMPT = (
    Message("user", "Hi"),
    Message("assistant", "", (("tool_calls", [_CALL]),)),
    Message("tool", "4"),
)
_CASES = (
    Case("two turns", _row(_HUMAN, _GPT), sft("Hi", "Yo")),
    *(
        Case(key, {key: [_HUMAN, _GPT]}, sft("Hi", "Yo"))
        for key in ("conversation", "items", "dialog", "dialogue")
    ),
    Case("prompter", _row({"from": "prompter", "value": "Hi"}, _GPT), sft("Hi", "Yo")),
    *(
        Case(f"answers as {name}", _row(_HUMAN, {"from": name, "value": "Yo"}), sft("Hi", "Yo"))
        for name in ("assistant", "chatgpt", "bing", "bard", "model", "chatbot", "bot", "AI", "Assistant")
    ),
    Case(
        "system turn",
        _row({"from": "system", "value": "S"}, {"from": "user", "value": "Hi"}, _GPT),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "system field",
        _row(_HUMAN, _GPT, system="S"),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "system_prompt field",
        _row(_HUMAN, _GPT, system=None, system_prompt="S"),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case("call and observation", _TOOL_ROW, Example(_TOOL_PROMPT, answer("Yo"), tools="[]")),
    Case(
        "two calls at once",
        _row(_HUMAN, {"from": "function_call", "value": '[{"name": "f"}, {"name": "g"}]'}),
        Example(
            ask("Hi"),
            (
                Message(
                    "assistant",
                    "",
                    (
                        (
                            "tool_calls",
                            [
                                {"type": "function", "function": {"name": "f"}},
                                {"type": "function", "function": {"name": "g"}},
                            ],
                        ),
                    ),
                ),
            ),
        ),
    ),
    Case(
        "call that is no JSON",
        _row(_HUMAN, {"from": "function_call", "value": "f(1)"}),
        sft("Hi", "f(1)"),
        ("schema conversations[1].value",),
        "no tool call in JSON",
    ),
    Case(
        "starts with gpt",
        _row(_GPT, _HUMAN, _GPT),
        Example(turns("assistant: Yo", "user: Hi"), answer("Yo")),
        ("schema conversations[0]",),
        "starts with the assistant",
    ),
    Case(
        "two human turns",
        _row(_HUMAN, _HUMAN, _GPT),
        Example(turns("user: Hi", "user: Hi"), answer("Yo")),
        ("schema conversations[1]",),
        "two user turns in a row",
    ),
    Case("empty", _row(), Example(), ("schema! conversations",), "empty list"),
    Case(
        "unanswered",
        _row(_HUMAN),
        Example(ask("Hi")),
        ("schema! conversations[0]",),
        "no assistant",
    ),
    Case(
        "mixed keys",
        _row({"from": "user", "content": "Hi"}, {"role": "assistant", "value": "Yo"}),
        sft("Hi", "Yo"),
        ("schema conversations[0]",),
        "conversations[0] uses from and content",
    ),
    Case(
        "blank turns",
        _row({"from": "human", "value": ""}, {"from": "gpt", "value": ""}),
        sft("", ""),
        ("empty! conversations[0].value", "empty! conversations[1].value"),
    ),
    Case(
        "a left-over key does not speak",
        _row({"from": "human", "value": "Hi", "role": "system", "n": 1}, _GPT),
        Example((Message("user", "Hi", (("n", 1),)),), answer("Yo")),
    ),
)

_EDITS = (
    Edit(
        "answer",
        _row(_HUMAN, _GPT),
        {"chosen": answer("No")},
        [(("conversations", 1, "value"), "No")],
    ),
    Edit("items", {"items": [_HUMAN, _GPT]}, {"chosen": answer("No")}, [(("items", 1, "value"), "No")]),
    Edit(
        "answered",
        _row(_HUMAN),
        {"chosen": answer("Yo")},
        [(("conversations",), [_HUMAN, _GPT])],
    ),
    Edit(
        "mixed keys keep their names",
        _row({"from": "user", "content": "Hi"}, _GPT),
        {"prompt": ask("Hey")},
        [(("conversations", 0, "content"), "Hey")],
    ),
    Edit(
        "another call",
        _TOOL_ROW,
        {
            "prompt": (
                _TOOL_PROMPT[0],
                Message(
                    "assistant",
                    "",
                    (("tool_calls", [{"type": "function", "function": {"name": "g"}}]),),
                ),
                _TOOL_PROMPT[2],
            )
        },
        [(("conversations", 1), {"from": "function_call", "value": '{"name": "g"}'})],
    ),
    Edit(
        "words beside a call",
        _TOOL_ROW,
        {
            "prompt": (
                _TOOL_PROMPT[0],
                Message("assistant", "I look", (("tool_calls", [_CALL]),)),
                _TOOL_PROMPT[2],
            )
        },
        [(("conversations", 1), {"from": "gpt", "value": "I look", "tool_calls": [_CALL]})],
    ),
    Edit(
        "a result added",
        _row(_HUMAN, _GPT),
        {"prompt": turns("user: Hi", "tool: 4")},
        [(("conversations",), [_HUMAN, {"from": "observation", "value": "4"}, _GPT])],
    ),
)

CASES = Table("sharegpt", _CASES, _EDITS)
