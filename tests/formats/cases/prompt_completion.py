"""Prompt and completion as lists of turns, alone or beside text."""

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, sft, turns

_HI = {"role": "user", "content": "Hi"}
_YO = {"role": "assistant", "content": "Yo"}
_ROW = {"prompt": [_HI], "completion": [_YO]}
_CASES = (
    Case("lists", _ROW, sft("Hi", "Yo")),
    Case("text answer", {"prompt": [_HI], "completion": "Yo"}, sft("Hi", "Yo")),
    Case("text prompt", {"prompt": "Hi", "completion": [_YO]}, sft("Hi", "Yo")),
    Case("response", {"prompt": [_HI], "response": "Yo"}, sft("Hi", "Yo")),
    Case(
        "system",
        {"prompt": [{"role": "system", "content": "S"}, _HI], "completion": [_YO]},
        Example(turns("system: S", "user: Hi"), answer("Yo")),
    ),
    Case(
        "completion of texts",
        {"prompt": "Hi", "completion": ["Yo", "No"]},
        alone("Hi"),
        ("type! completion",),
    ),
    Case(
        "completion of the user",
        {"prompt": [_HI], "completion": [_HI]},
        Example(turns("user: Hi"), turns("user: Hi")),
        ("schema! completion",),
        "completion does not end with the assistant",
    ),
    Case(
        "blank completion",
        {"prompt": [_HI], "completion": [{"role": "assistant", "content": ""}]},
        sft("Hi", ""),
        ("empty! completion",),
    ),
)

_EDITS = (
    Edit("answer", _ROW, {"chosen": answer("No")}, [(("completion", 0, "content"), "No")]),
    Edit(
        "text answer",
        {"prompt": [_HI], "completion": "Yo"},
        {"chosen": answer("No")},
        [(("completion",), "No")],
    ),
    Edit(
        "turn added",
        _ROW,
        {"prompt": turns("system: S", "user: Hi")},
        [(("prompt",), [{"role": "system", "content": "S"}, _HI])],
    ),
)

CASES = Table("prompt-completion", _CASES, _EDITS)
