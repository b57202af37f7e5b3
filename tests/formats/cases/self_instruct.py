"""Seed tasks: the first instance, the others told, and edits inside the instance."""

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, ask, sft

_ONE = {"instruction": "Add", "instances": [{"input": "1 2", "output": "3"}]}
_CASES = (
    Case("one instance", _ONE, sft("Add\n\n1 2", "3")),
    Case(
        "blank input",
        {"instruction": "Hi", "instances": [{"input": "", "output": "Yo"}]},
        sft("Hi", "Yo"),
    ),
    Case(
        "two instances",
        {"instruction": "Hi", "instances": [{"output": "a"}, {"output": "b"}]},
        sft("Hi", "a"),
        ("schema instances",),
        "the first of 2 instances was read",
    ),
    Case(
        "none",
        {"instruction": "Hi", "instances": []},
        Example(),
        ("schema! instances",),
        "no instance",
    ),
    Case("stray", {"instruction": "Hi", "instances": ["a"]}, Example(), ("schema! instances",)),
    Case(
        "wrong type",
        {"instruction": "Hi", "instances": [{"input": "", "output": 4}]},
        alone("Hi"),
        ("type! instances[0].output",),
        "instances[0].output is a number",
    ),
    Case(
        "blank output",
        {"instruction": "Hi", "instances": [{"input": "", "output": ""}]},
        sft("Hi", ""),
        ("empty! instances[0].output",),
    ),
    Case("no output", {"instruction": "Hi", "instances": [{"input": ""}]}, alone("Hi"), ("schema!",)),
)

_EDITS = (
    Edit("answer", _ONE, {"chosen": answer("4")}, [(("instances", 0, "output"), "4")]),
    Edit("input", _ONE, {"prompt": ask("Add\n\n3 4")}, [(("instances", 0, "input"), "3 4")]),
    Edit("instruction", _ONE, {"prompt": ask("Sum\n\n1 2")}, [(("instruction",), "Sum")]),
)

CASES = Table("self-instruct", _CASES, _EDITS)
