"""Exchanges: every pair of names, texts by turns, broken items, and edits in place and beyond it."""

from typing import Any

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, answer, ask, sft, turns

_TWO = turns("user: a", "assistant: b", "user: c")
_CAPYBARA = {"source": "x", "conversation": [{"input": "a", "output": "b"}, {"input": "c", "output": "d"}]}
_LIMA = {"conversations": ["a", "b", "c", "d"], "source": "x"}


def _row(*items: Any, **more: Any) -> dict[str, Any]:
    return {"conversation": list(items), **more}


_CASES = (
    Case("Capybara", _CAPYBARA, Example(_TWO, answer("d"))),
    Case("LIMA", _LIMA, Example(_TWO, answer("d"))),
    *(
        Case(f"{asks}, {says}", _row({asks: "Hi", says: "Yo"}), sft("Hi", "Yo"))
        for asks, says in (("human", "assistant"), ("user", "assistant"), ("question", "answer"))
    ),
    *(
        Case(key, {key: ["Hi", "Yo"], "act": [1, 2]}, sft("Hi", "Yo"))
        for key in ("conversation", "dialog", "dialogue")
    ),
    Case(
        "system and tools",
        _row({"input": "Hi", "output": "Yo"}, system="S", tools=[{"name": "f"}]),
        Example(turns("system: S", "user: Hi"), answer("Yo"), tools=[{"name": "f"}]),
    ),
    Case(
        "unanswered",
        _row({"input": "a", "output": "b"}, {"input": "c", "output": None}),
        Example(_TWO),
        ("schema! conversation[1].input",),
        "no answer at the end",
    ),
    Case(
        "texts that end with the user",
        {"conversations": ["a", "b", "c"]},
        Example(_TWO),
        ("schema! conversations[2]",),
        "no answer at the end",
    ),
    Case(
        "an answer is missing in the middle",
        _row({"input": "a", "output": None}, {"input": "c", "output": "d"}),
        Example(turns("user: a", "assistant: ", "user: c"), answer("d")),
        ("schema! conversation[0].output",),
        "conversation[0].output is null, text is wanted",
    ),
    Case(
        "a stray item",
        _row({"input": "a", "output": "b"}, 4, {"input": "c", "output": "d"}),
        Example((*turns("user: a", "assistant: b", "user: ", "assistant: ", "user: c"),), answer("d")),
        ("schema! conversation[1]",),
        "conversation[1] is a number, an exchange is wanted",
    ),
    Case(
        "no text among texts",
        {"dialog": ["Hi", {"text": "Yo"}]},
        sft("Hi", ""),
        ("schema! dialog[1]", "empty! dialog[1]"),
        "dialog[1] is an object",
    ),
    Case(
        "blank",
        _row({"input": " ", "output": ""}),
        sft(" ", ""),
        ("empty! conversation[0].input", "empty! conversation[0].output"),
    ),
    Case(
        "many wrong items are told once",
        {"dialog": ["Hi", *[4] * 21]},
        Example(turns("user: Hi", *["assistant: ", "user: "] * 10), answer("")),
        tuple(f"schema! dialog[{at}]" for at in range(1, 9)),
    ),
    Case(
        "turns with speakers are another format's",
        _row({"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Yo"}),
        sft("Hi", "Yo"),
        forced=True,
    ),
)

_CALL = Message("assistant", "", (("tool_calls", [{"type": "function", "function": {"name": "f"}}]),))
_EDITS = (
    Edit(
        "answer",
        _CAPYBARA,
        {"chosen": answer("e")},
        [(("conversation", 1, "output"), "e")],
    ),
    Edit(
        "question and system",
        _CAPYBARA,
        {"prompt": turns("system: S", "user: A", "assistant: b", "user: c")},
        [(("system",), "S"), (("conversation", 0, "input"), "A")],
    ),
    Edit("text", _LIMA, {"chosen": answer("e")}, [(("conversations", 3), "e")]),
    Edit("fewer texts", _LIMA, {"prompt": ask("c")}, [(("conversations",), ["c", "d"])]),
    Edit(
        "fewer exchanges",
        _CAPYBARA,
        {"prompt": ask("c")},
        [(("conversation",), [{"input": "c", "output": "d"}])],
    ),
    Edit(
        "answered",
        _row({"human": "a", "assistant": None}),
        {"chosen": answer("b")},
        [(("conversation",), [{"human": "a", "assistant": "b"}])],
    ),
    Edit(
        "answer taken away",
        _row({"human": "a", "assistant": "b"}),
        {"chosen": ()},
        [(("conversation",), [{"human": "a", "assistant": None}])],
    ),
    Edit(
        "stray item repaired",
        _row({"input": "a", "output": "b"}, 4),
        {"prompt": _TWO, "chosen": answer("d")},
        [(("conversation",), [{"input": "a", "output": "b"}, {"input": "c", "output": "d"}])],
    ),
    Edit(
        "a call becomes a turn",
        _LIMA,
        {"prompt": ask("Hi"), "chosen": (_CALL,)},
        [
            (
                ("conversations",),
                [{"from": "human", "value": "Hi"}, {"from": "function_call", "value": '{"name": "f"}'}],
            )
        ],
    ),
)

CASES = Table("exchanges", _CASES, _EDITS)
