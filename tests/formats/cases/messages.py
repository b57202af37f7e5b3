"""Chat rows: roles, parts, tool calls, broken lists, and edits of single turns."""

from typing import Any

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, answer, ask, sft, turns

_CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
_IMAGE = {"type": "image_url", "image_url": {"url": "x"}}
_USER = {"role": "user", "content": "Hi"}
_SAYS = {"role": "assistant", "content": "Yo"}
_TOOLS = [{"type": "function", "function": {"name": "f"}}]


def _row(*items: object, **more: object) -> dict[str, Any]:
    return {"messages": list(items), **more}


_TOOL_ROW = _row(
    _USER,
    {"role": "assistant", "content": None, "tool_calls": [_CALL]},
    {"role": "tool", "tool_call_id": "1", "content": "4"},
    _SAYS,
    tools=_TOOLS,
)
_CASES = (
    Case("two turns", _row(_USER, _SAYS), sft("Hi", "Yo")),
    Case(
        "system",
        _row({"role": "system", "content": "S"}, _USER, _SAYS),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "developer is system",
        _row({"role": "developer", "content": "S"}, _USER, _SAYS),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "system field",
        _row(_USER, _SAYS, system="S"),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "Bedrock",
        _row({"role": "user", "content": [{"text": "Hi"}]}, _SAYS, system=[{"text": "S"}]),
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "tool call and result",
        _TOOL_ROW,
        Example(
            (
                Message("user", "Hi"),
                Message("assistant", "", (("tool_calls", [_CALL]),)),
                Message("tool", "4", (("tool_call_id", "1"),)),
            ),
            answer("Yo"),
            tools=_TOOLS,
        ),
    ),
    Case(
        "the answer is a call",
        _row(_USER, {"role": "assistant", "tool_calls": [_CALL]}),
        Example(ask("Hi"), (Message("assistant", "", (("tool_calls", [_CALL]),)),)),
    ),
    Case(
        "function is tool, tools as text",
        _row(_USER, _SAYS, {"role": "function", "name": "f", "content": "4"}, _SAYS, tools="[]"),
        Example(
            (*turns("user: Hi", "assistant: Yo"), Message("tool", "4", (("name", "f"),))),
            answer("Yo"),
            tools="[]",
        ),
    ),
    Case(
        "extra keys in order",
        _row(_USER, {"weight": 1, "role": "assistant", "content": "Yo", "name": "b"}),
        Example(ask("Hi"), (Message("assistant", "Yo", (("weight", 1), ("name", "b"))),)),
    ),
    Case(
        "text parts",
        _row({"role": "user", "content": [{"type": "text", "text": "a"}, "b"]}, _SAYS),
        sft("a\nb", "Yo"),
    ),
    Case(
        "image part",
        _row({"role": "user", "content": [{"type": "text", "text": "a"}, _IMAGE]}, _SAYS),
        Example((Message("user", "a", (("parts", [_IMAGE]),)),), answer("Yo")),
        ("schema messages[0].content",),
        "messages[0].content holds an image part",
    ),
    Case(
        "image alone is not blank",
        _row({"role": "user", "content": [_IMAGE]}, _SAYS),
        Example((Message("user", "", (("parts", [_IMAGE]),)),), answer("Yo")),
        ("schema messages[0].content",),
    ),
    Case("unanswered", _row(_USER), Example(ask("Hi")), ("schema! messages[0]",), "no assistant turn"),
    Case("empty list", _row(), Example(), ("schema! messages",), "messages is an empty list"),
    Case("text", {"messages": "hi"}, Example(), ("schema! messages",), "messages is text"),
    Case(
        "no user turn",
        _row(_SAYS, _SAYS),
        Example(answer("Yo"), answer("Yo")),
        ("schema! messages", "schema messages[0]"),
        "no user turn",
    ),
    Case(
        "missing content",
        _row({"role": "user"}, _SAYS),
        sft("", "Yo"),
        ("schema! messages[0].content", "empty! messages[0].content"),
        "messages[0].content is missing",
    ),
    Case(
        "null content",
        _row(_USER, {"role": "assistant", "content": None}),
        sft("Hi", ""),
        ("schema! messages[1].content", "empty! messages[1].content"),
        "messages[1].content is null",
    ),
    Case(
        "content is a number",
        _row(_USER, {"role": "assistant", "content": 4}),
        sft("Hi", ""),
        ("schema! messages[1].content", "empty! messages[1].content"),
        "messages[1].content is a number",
    ),
    Case(
        "unknown role, stray items",
        _row({"role": "wizard", "content": "A"}, "stray", None),
        Example(turns("user: A", "user: ", "user: ")),
        (
            "schema! messages[0].role",
            "schema! messages[1]",
            "schema! messages[2]",
            "schema! messages[2]",
        ),
        "messages[0].role is not a known role",
    ),
    Case(
        "missing role",
        _row({"content": "Hi"}, _SAYS),
        sft("Hi", "Yo"),
        ("schema! messages[0].role",),
        "messages[0].role is missing",
    ),
    Case(
        "from and value",
        _row({"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Yo"}),
        sft("Hi", "Yo"),
        ("schema messages[0]",),
        "uses from and value where role and content are the rule",
    ),
    Case(
        "blank answer",
        _row(_USER, {"role": "assistant", "content": " "}),
        sft("Hi", " "),
        ("empty! messages[1].content",),
    ),
    Case(
        "system in the middle",
        _row(_USER, {"role": "system", "content": "S"}, _SAYS),
        Example(turns("user: Hi", "system: S"), answer("Yo")),
        ("schema messages[1]",),
    ),
    Case(
        "many wrong turns are told once",
        _row(*[4] * 20, _SAYS),
        Example(turns(*["user: "] * 20), answer("Yo")),
        (*(f"schema! messages[{at}]" for at in range(8)), "empty! messages[19].content"),
    ),
)

_EDITS = (
    Edit("answer", _row(_USER, _SAYS), {"chosen": answer("No")}, [(("messages", 1, "content"), "No")]),
    Edit(
        "question",
        _row(_USER, _SAYS),
        {"prompt": ask("Hey")},
        [(("messages", 0, "content"), "Hey")],
    ),
    Edit(
        "text of a call",
        _TOOL_ROW,
        {
            "prompt": (
                Message("user", "Hi"),
                Message("assistant", "I look", (("tool_calls", [_CALL]),)),
                Message("tool", "4", (("tool_call_id", "1"),)),
            )
        },
        [(("messages", 1, "content"), "I look")],
    ),
    Edit(
        "one text part",
        _row({"role": "user", "content": [_IMAGE, {"type": "text", "text": "a"}]}, _SAYS),
        {"prompt": (Message("user", "b", (("parts", [_IMAGE]),)),)},
        [(("messages", 0, "content", 1, "text"), "b")],
    ),
    Edit(
        "two text parts",
        _row({"role": "user", "content": [{"text": "a"}, _IMAGE, "b"]}, _SAYS),
        {"prompt": (Message("user", "c", (("parts", [_IMAGE]),)),)},
        [(("messages", 0, "content"), [{"type": "text", "text": "c"}, _IMAGE])],
    ),
    Edit("answered", _row(_USER), {"chosen": answer("Yo")}, [(("messages",), [_USER, _SAYS])]),
    Edit(
        "turns that stay keep their objects",
        _row({"role": "developer", "content": "S"}, _USER, _SAYS),
        {"prompt": turns("system: S", "user: a", "assistant: b", "user: Hi")},
        [
            (
                ("messages",),
                [
                    {"role": "developer", "content": "S"},
                    {"role": "user", "content": "a"},
                    {"role": "assistant", "content": "b"},
                    _USER,
                    _SAYS,
                ],
            )
        ],
    ),
    Edit(
        "stray item repaired",
        _row("stray", _SAYS),
        {"prompt": ask("Hi")},
        [(("messages", 0), _USER)],
    ),
    Edit(
        "system field",
        _row(_USER, _SAYS, system="S"),
        {"prompt": turns("system: T", "user: Hi")},
        [(("system",), "T")],
    ),
    Edit(
        "system field of Bedrock",
        _row(_USER, _SAYS, system=[{"text": "S"}]),
        {"prompt": turns("system: T", "user: Hi")},
        [(("system",), [{"text": "T"}])],
    ),
    Edit(
        "no turns beside a system field",
        {"messages": [], "system": "S"},
        {"prompt": ask("Hi"), "chosen": answer("Yo")},
        [(("system",), ""), (("messages",), [_USER, _SAYS])],
    ),
    Edit(
        "system turn added",
        _row(_USER, _SAYS),
        {"prompt": turns("system: T", "user: Hi")},
        [(("messages",), [{"role": "system", "content": "T"}, _USER, _SAYS])],
    ),
)

CASES = Table("messages", _CASES, _EDITS)
