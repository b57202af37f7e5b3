"""Gemini rows: parts, roles, the system instruction in both spellings, and edits of each."""

from typing import Any

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, answer, ask, sft, turns


def _say(role: str, *texts: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text} for text in texts]}


def _row(*items: object, **more: object) -> dict[str, Any]:
    return {"contents": list(items), **more}


_HI, _YO = _say("user", "Hi"), _say("model", "Yo")
_VERTEX = {"systemInstruction": {"role": "system", "parts": [{"text": "S"}]}, "contents": [_HI, _YO]}
_CALLS = {"functionCall": {"name": "f", "args": {}}}
_WITH_SYSTEM = Example(turns("system: S", "user: Hi"), answer("Yo"))
_CASES = (
    Case("two turns", _row(_HI, _YO), sft("Hi", "Yo")),
    Case("system instruction", _VERTEX, _WITH_SYSTEM),
    Case("as text", {"contents": [_HI, _YO], "system_instruction": "S"}, _WITH_SYSTEM),
    Case("null", {"contents": [_HI, _YO], "systemInstruction": None}, sft("Hi", "Yo")),
    Case("two parts", _row(_say("user", "a", "b"), _YO), sft("a\nb", "Yo")),
    Case(
        "a call",
        _row(_HI, {"role": "model", "parts": [_CALLS]}, tools=[{"name": "f"}]),
        Example(ask("Hi"), (Message("assistant", "", (("parts", [_CALLS]),)),), tools=[{"name": "f"}]),
        ("schema contents[1].parts",),
        "contents[1].parts holds a stray part",
    ),
    Case("unanswered", _row(_HI), Example(ask("Hi")), ("schema! contents[0]",), "no assistant turn"),
    Case(
        "no parts",
        _row(_HI, {"role": "model"}),
        sft("Hi", ""),
        ("schema! contents[1].parts", "empty! contents[1].parts"),
        "contents[1].parts is missing",
    ),
    Case(
        "an unknown role",
        _row(_HI, _say("wizard", "Yo")),
        Example(turns("user: Hi", "user: Yo")),
        ("schema! contents[1].role", "schema! contents[1]"),
    ),
)

_EDITS = (
    Edit("answer", _VERTEX, {"chosen": answer("No")}, [(("contents", 1, "parts", 0, "text"), "No")]),
    Edit(
        "system instruction",
        _VERTEX,
        {"prompt": turns("system: T", "user: Hi")},
        [(("systemInstruction", "parts"), [{"text": "T"}])],
    ),
    Edit(
        "system instruction as text",
        {"contents": [_HI, _YO], "system_instruction": "S"},
        {"prompt": turns("system: T", "user: Hi")},
        [(("system_instruction",), "T")],
    ),
    Edit(
        "system instruction added",
        _row(_HI, _YO),
        {"prompt": turns("system: T", "user: Hi")},
        [(("systemInstruction",), {"parts": [{"text": "T"}]})],
    ),
    Edit(
        "system instruction removed",
        _VERTEX,
        {"prompt": ask("Hi")},
        [(("systemInstruction", "parts"), "")],
    ),
    Edit(
        "two parts become one",
        _row(_say("user", "a", "b"), _YO),
        {"prompt": ask("c")},
        [(("contents", 0, "parts"), [{"text": "c"}])],
    ),
    Edit(
        "answered",
        _row(_HI),
        {"chosen": answer("Yo")},
        [(("contents",), [_HI, _YO])],
    ),
    Edit(
        "a call answered in words",
        _row(_HI, {"role": "model", "parts": [_CALLS]}),
        {"chosen": answer("Yo")},
        [(("contents", 1), _YO)],
    ),
)

CASES = Table("gemini", _CASES, _EDITS)
