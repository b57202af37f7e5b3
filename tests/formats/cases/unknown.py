"""Rows without known keys: nothing is lost, keys are named safely, an edit gives them turns."""

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, answer, ask, sft

_MANY = {f"key{number}": number for number in range(12)}
_CASES = (
    Case("empty object", {}, Example(), ("empty!",), "empty object"),
    Case("two keys", {"a": 1, "b": [2]}, Example(), ("schema!",), "this row has: a, b"),
    Case("many keys", _MANY, Example(), ("schema!",), "key6, key7 …"),
    Case("long key", {"k" * 99: 1}, Example(), ("schema!",), "has: " + "k" * 39 + "…"),
    Case("hostile key", {"\x1b[2J\ud800": 1}, Example(), ("schema!",), "has: ␛[2J�"),
    Case(
        "turns given by an edit",
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}]},
        sft("Hi", "Yo"),
        forced=True,
    ),
)
_TURNS = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}]
_EDITS = (
    Edit(
        "written",
        {"a": 1},
        {"prompt": ask("Hi"), "chosen": answer("Yo")},
        [(("messages",), _TURNS)],
    ),
)

CASES = Table("unknown", _CASES, _EDITS)
