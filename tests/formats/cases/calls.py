"""xLAM's rows: calls in text and in lists, no call at all, words in their place, and edits."""

from typing import Any

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, alone, answer, ask, sft, turns

_TOOLS = '[{"name": "rain"}]'
_TEXT = '[{"name": "rain", "arguments": {"at": "Rome"}}]'
_XLAM = {"id": 1, "query": "Rain?", "answers": _TEXT, "tools": _TOOLS}
_LIST = {
    "query": "Rain?",
    "answers": [{"name": "rain", "arguments": {"at": "Rome"}}],
    "tools": [{"name": "rain"}],
}


def _calling(*functions: dict[str, Any], said: str = "") -> tuple[Message, ...]:
    calls = [{"type": "function", "function": function} for function in functions]
    return (Message("assistant", said, (("tool_calls", calls),)),)


_CALL = _calling({"name": "rain", "arguments": {"at": "Rome"}})
_CASES = (
    Case("JSON text", _XLAM, Example(ask("Rain?"), _CALL, tools=_TOOLS)),
    Case("lists", _LIST, Example(ask("Rain?"), _CALL, tools=[{"name": "rain"}])),
    Case("one call", {**_XLAM, "answers": _TEXT[1:-1]}, Example(ask("Rain?"), _CALL, tools=_TOOLS)),
    Case(
        "two calls",
        {**_XLAM, "answers": '[{"name": "f"}, {"name": "g"}]'},
        Example(ask("Rain?"), _calling({"name": "f"}, {"name": "g"}), tools=_TOOLS),
    ),
    Case(
        "no call",
        {**_XLAM, "answers": "[]"},
        alone("Rain?")._replace(tools=_TOOLS),
        ("schema answers",),
        "answers holds no call: read as a prompt alone",
    ),
    Case(
        "words",
        {**_XLAM, "answers": "I cannot."},
        sft("Rain?", "I cannot.")._replace(tools=_TOOLS),
        ("schema answers",),
        "answers is no tool call in JSON",
    ),
    Case(
        "JSON that is no call",
        {**_XLAM, "answers": '["rain"]'},
        sft("Rain?", '["rain"]')._replace(tools=_TOOLS),
        ("schema answers",),
    ),
    Case(
        "a call without a name",
        {**_LIST, "answers": [{"name": "f"}, {"arguments": {}}]},
        Example(ask("Rain?"), tools=[{"name": "rain"}]),
        ("type! answers",),
        "answers is a list",
    ),
    Case(
        "blank",
        {**_XLAM, "answers": " "},
        sft("Rain?", " ")._replace(tools=_TOOLS),
        ("schema answers", "empty! answers"),
    ),
    Case(
        "answers that are texts are another format's",
        {**_LIST, "answers": ["Yes"]},
        Example(ask("Rain?"), tools=[{"name": "rain"}]),
        ("type! answers",),
        forced=True,
    ),
    Case(
        "system",
        {**_XLAM, "system": "S"},
        Example(turns("system: S", "user: Rain?"), _CALL, tools=_TOOLS),
    ),
)

_OTHER = _calling({"name": "sun", "arguments": {}})
_EDITS = (
    Edit("text", _XLAM, {"chosen": _OTHER}, [(("answers",), '[{"name": "sun", "arguments": {}}]')]),
    Edit("list", _LIST, {"chosen": _OTHER}, [(("answers",), [{"name": "sun", "arguments": {}}])]),
    Edit("query", _XLAM, {"prompt": ask("Sun?")}, [(("query",), "Sun?")]),
    Edit("words instead", _XLAM, {"chosen": answer("I cannot.")}, [(("answers",), "I cannot.")]),
    Edit("no call", _XLAM, {"chosen": ()}, [(("answers",), "[]")]),
    Edit(
        "words beside a call",
        _XLAM,
        {"chosen": _calling({"name": "f"}, said="I look")},
        [
            (
                ("answers",),
                [
                    {
                        "role": "assistant",
                        "content": "I look",
                        "tool_calls": [{"type": "function", "function": {"name": "f"}}],
                    }
                ],
            )
        ],
    ),
    Edit(
        "words that look like a call",
        _XLAM,
        {"chosen": answer('{"name": "f"}')},
        [(("answers",), [{"role": "assistant", "content": '{"name": "f"}'}])],
    ),
)

CASES = Table("calls", _CASES, _EDITS)
