"""Pairs: explicit and implicit prompts, text and turns, missing sides, and the swap."""

from typing import Any

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, ask, pair, sft, turns


def _say(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "content": content}


_HI = _say("user", "Hi")
_YO, _NO = _say("assistant", "Yo"), _say("assistant", "No")
_TEXT = {"prompt": "Hi", "chosen": "Yo", "rejected": "No"}
_LISTS = {"prompt": [_HI], "chosen": [_YO], "rejected": [_NO]}
_IMPLICIT = {"chosen": [_HI, _YO], "rejected": [_HI, _NO]}
_REPEATED = {"prompt": "Hi", "chosen": [_HI, _YO], "rejected": [_HI, _NO]}
_MIXED = {"prompt": "Hi", "chosen": [_YO], "rejected": "No"}
_OPENAI = {
    "input": {"messages": [_HI], "tools": [{"name": "f"}]},
    "preferred_output": [_YO],
    "non_preferred_output": [_NO],
}
_RANKED = {
    "conversations": [{"from": "human", "value": "Hi"}],
    "chosen": {"from": "gpt", "value": "Yo"},
    "rejected": {"from": "gpt", "value": "No"},
}
_TRAJECTORY = {"trajectory": [{"from": "user", "value": "Hi"}], "chosen": "Yo", "rejected": "No"}
_PAIR = pair("Hi", "Yo", "No")
_CASES = (
    Case("text", _TEXT, _PAIR),
    Case("question", {"question": "Hi", "chosen": "Yo", "rejected": "No"}, _PAIR),
    Case("preferred", {"prompt": "Hi", "preferred": "Yo", "dispreferred": "No"}, _PAIR),
    Case(
        "response_chosen",
        {"prompt": "Hi", "response_chosen": "Yo", "response_rejected": "No"},
        _PAIR,
    ),
    Case(
        "response_j",
        {"qid": 1, "question": "Hi", "response_j": "Yo", "response_k": "No"},
        _PAIR,
    ),
    Case("trajectory", _TRAJECTORY, _PAIR, ("schema",), "mixed"),
    Case(
        "instruction and input",
        {"instruction": "Add", "input": "1 2", "chosen": "3", "rejected": "4"},
        pair("Add\n\n1 2", "3", "4"),
    ),
    Case(
        "system",
        {"system": "S", **_TEXT},
        _PAIR._replace(prompt=turns("system: S", "user: Hi")),
    ),
    Case("lists", _LISTS, _PAIR),
    Case("sides as one turn", {"prompt": [_HI], "chosen": _YO, "rejected": _NO}, _PAIR),
    Case("implicit prompt", _IMPLICIT, _PAIR),
    Case("null prompt is implicit", {"prompt": None, **_IMPLICIT}, _PAIR),
    Case(
        "implicit prompt, several turns",
        {"chosen": [_HI, _NO, _HI, _YO], "rejected": [_HI, _NO, _HI, _NO]},
        Example(turns("user: Hi", "assistant: No", "user: Hi"), answer("Yo"), answer("No")),
    ),
    Case("sides repeat the prompt", _REPEATED, _PAIR),
    Case("UltraFeedback", {**_REPEATED, "messages": [_HI, _YO], "score_chosen": 8.5}, _PAIR),
    Case("implicit beside messages", {**_IMPLICIT, "messages": [_HI, _YO]}, _PAIR),
    Case("OpenAI", _OPENAI, _PAIR._replace(tools=[{"name": "f"}])),
    Case("LLaMA-Factory", _RANKED, _PAIR),
    Case(
        "turns beside two texts",
        {"conversations": [{"from": "human", "value": "Hi"}], "chosen": "Yo", "rejected": "No"},
        _PAIR,
        ("schema",),
        "mixed",
    ),
    Case("mixed", _MIXED, _PAIR, ("schema",), "text and lists of turns are mixed"),
    Case(
        "other case",
        {"prompt": "Hi", "Chosen": "Yo", "Rejected": "No"},
        _PAIR,
        ("schema Chosen", "schema Rejected"),
        "key 'Chosen' read as chosen",
    ),
    Case(
        "no chosen",
        {"prompt": "Hi", "rejected": "No"},
        Example(ask("Hi"), (), answer("No")),
        ("schema! chosen",),
        "key chosen is missing",
    ),
    Case("no rejected", {"prompt": "Hi", "chosen": "Yo"}, sft("Hi", "Yo"), ("schema! rejected",)),
    Case(
        "null chosen",
        {"prompt": "Hi", "chosen": None, "rejected": "No"},
        Example(ask("Hi"), (), answer("No")),
        ("schema! chosen",),
        "chosen is null, text or turns are wanted",
    ),
    Case(
        "chosen is a list of texts",
        {"prompt": "Hi", "chosen": ["Yo"], "rejected": "No"},
        Example(ask("Hi"), (), answer("No")),
        ("schema! chosen",),
        "chosen is a list",
    ),
    Case(
        "blank sides",
        {"prompt": "Hi", "chosen": "", "rejected": " "},
        pair("Hi", "", " "),
        ("empty! chosen", "empty! rejected"),
    ),
    Case(
        "blank prompt",
        {"prompt": "", "chosen": "a", "rejected": "b"},
        pair("", "a", "b"),
        ("empty! prompt",),
    ),
    Case(
        "nothing shared",
        {"chosen": [_HI, _YO], "rejected": [_say("user", "Hey"), _NO]},
        Example((), turns("user: Hi", "assistant: Yo"), turns("user: Hey", "assistant: No")),
        ("schema!",),
        "share no turn",
    ),
    Case(
        "a side ends with the user",
        {"prompt": [_HI], "chosen": [_HI], "rejected": [_NO]},
        Example(ask("Hi"), ask("Hi"), answer("No")),
        ("schema! chosen",),
        "chosen does not end with the assistant",
    ),
    Case(
        "OpenAI, broken turn",
        {**_OPENAI, "input": {"messages": [{"role": "user"}]}},
        pair("", "Yo", "No"),
        ("schema! input.messages[0].content", "empty! input.messages"),
        "input.messages[0].content is missing",
    ),
    Case(
        "same sides are not its matter",
        {"prompt": "Hi", "chosen": "a", "rejected": "a"},
        pair("Hi", "a", "a"),
    ),
    Case(
        "no side but named",
        {"prompt": "Hi"},
        alone("Hi"),
        ("schema! chosen", "schema! rejected"),
        forced=True,
    ),
)

_SWAP = {"chosen": answer("No"), "rejected": answer("Yo")}
_EDITS = (
    Edit("swap text", _TEXT, _SWAP, [(("chosen",), "No"), (("rejected",), "Yo")]),
    Edit(
        "swap lists",
        _LISTS,
        _SWAP,
        [(("chosen", 0, "content"), "No"), (("rejected", 0, "content"), "Yo")],
    ),
    Edit(
        "swap implicit",
        _IMPLICIT,
        _SWAP,
        [(("chosen", 1, "content"), "No"), (("rejected", 1, "content"), "Yo")],
    ),
    Edit(
        "turn of the trajectory",
        _TRAJECTORY,
        {"prompt": ask("Hey")},
        [(("trajectory", 0, "value"), "Hey")],
    ),
    Edit("swap mixed", _MIXED, _SWAP, [(("chosen", 0, "content"), "No"), (("rejected",), "Yo")]),
    Edit(
        "swap OpenAI",
        _OPENAI,
        _SWAP,
        [
            (("preferred_output", 0, "content"), "No"),
            (("non_preferred_output", 0, "content"), "Yo"),
        ],
    ),
    Edit(
        "swap single turns",
        _RANKED,
        _SWAP,
        [(("chosen", "value"), "No"), (("rejected", "value"), "Yo")],
    ),
    Edit("prompt", _TEXT, {"prompt": ask("Hey")}, [(("prompt",), "Hey")]),
    Edit(
        "implicit prompt is in both sides",
        _IMPLICIT,
        {"prompt": ask("Hey")},
        [(("chosen", 0, "content"), "Hey"), (("rejected", 0, "content"), "Hey")],
    ),
    Edit(
        "repeated prompt is in three places",
        _REPEATED,
        {"prompt": ask("Hey")},
        [
            (("prompt",), "Hey"),
            (("chosen", 0, "content"), "Hey"),
            (("rejected", 0, "content"), "Hey"),
        ],
    ),
    Edit(
        "OpenAI's prompt",
        _OPENAI,
        {"prompt": ask("Hey")},
        [(("input", "messages", 0, "content"), "Hey")],
    ),
    Edit(
        "system beside an implicit prompt",
        {"system": "S", **_IMPLICIT},
        {"prompt": turns("system: T", "user: Hi")},
        [(("system",), "T")],
    ),
    Edit(
        "missing side",
        {"prompt": "Hi", "chosen": "Yo"},
        {"rejected": answer("No")},
        [(("rejected",), "No")],
    ),
    Edit(
        "respelled key",
        {"prompt": "Hi", "Chosen": "Yo", "rejected": "No"},
        {"chosen": answer("Ya")},
        [(("Chosen",), "Ya")],
    ),
    Edit(
        "a text prompt becomes turns",
        _TEXT,
        {"prompt": turns("user: a", "tool: b", "user: Hi")},
        [(("prompt",), [_say("user", "a"), _say("tool", "b"), _HI])],
    ),
)

CASES = Table("preference", _CASES, _EDITS)
