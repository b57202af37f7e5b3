"""Thumbs: true and false, everything else that stands in their place, and conversations."""

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, answer, ask, sft

_ROW = {"prompt": "Hi", "completion": "Yo", "label": True}
_CHAT = {
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}],
    "label": False,
}
_GOOD = sft("Hi", "Yo")._replace(label=True)
_BAD = sft("Hi", "Yo")._replace(label=False)


def _wrong(value: object, kind: str) -> Case:
    row = {"prompt": "Hi", "completion": "Yo", "label": value}
    said = f"label is {kind}, true or false is wanted"
    return Case(f"label {value!r}", row, sft("Hi", "Yo"), ("schema! label",), said)


_CASES = (
    Case("good", _ROW, _GOOD),
    Case("bad", {**_ROW, "label": False}, _BAD),
    Case("turns", {**_ROW, "prompt": [{"role": "user", "content": "Hi"}]}, _GOOD),
    Case("conversation", _CHAT, _BAD),
    Case(
        "LLaMA-Factory",
        {"instruction": "Add", "input": "1 2", "output": "3", "kto_tag": True},
        sft("Add\n\n1 2", "3")._replace(label=True),
    ),
    Case("response", {"prompt": "Hi", "response": "Yo", "label": False}, _BAD),
    _wrong("true", "text"),
    _wrong("good", "text"),
    _wrong(1, "a number"),
    _wrong(0, "a number"),
    _wrong(-1, "a number"),
    _wrong(None, "null"),
    Case(
        "no label",
        {"prompt": "Hi", "completion": "Yo"},
        sft("Hi", "Yo"),
        ("schema! label",),
        forced=True,
    ),
    Case(
        "blank answer",
        {"prompt": "Hi", "completion": "", "label": True},
        Example(ask("Hi"), answer(""), label=True),
        ("empty! completion",),
    ),
)

_EDITS = (
    Edit("thumb", _ROW, {"label": False}, [(("label",), False)]),
    Edit("thumb for a number", {**_ROW, "label": 1}, {"label": True}, [(("label",), True)]),
    Edit("answer", _ROW, {"chosen": answer("No")}, [(("completion",), "No")]),
    Edit("turn", _CHAT, {"chosen": answer("No")}, [(("messages", 1, "content"), "No")]),
    Edit(
        "tag",
        {"instruction": "a", "output": "b", "kto_tag": True},
        {"label": False},
        [(("kto_tag",), False)],
    ),
)

CASES = Table("kto", _CASES, _EDITS)
