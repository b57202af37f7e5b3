"""Prompts alone: every key of theirs, lists, two answers without a winner, and added answers."""

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, alone, answer, ask, sft, turns

_HI = {"role": "user", "content": "Hi"}
_BFCL = {"id": "a", "question": [[_HI]], "function": [{"name": "f"}]}
_MARKED = "\n\nHuman: Hi\n\nAssistant: Yo"
_CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
_CASES = (
    *(
        Case(key, {key: "Hi", "label": "x"}, alone("Hi"))
        for key in ("prompt", "instruction", "question", "query", "text", "utterance", "input")
    ),
    Case("instruction and input", {"instruction": "Add", "input": "1 2"}, alone("Add\n\n1 2")),
    Case("system", {"system": "S", "prompt": "Hi"}, Example(turns("system: S", "user: Hi"))),
    Case("list of turns", {"prompt": [_HI]}, alone("Hi")),
    Case("turns of one user", {"turns": ["a", "b"]}, Example(turns("user: a", "user: b"))),
    Case("BFCL", _BFCL, alone("Hi")._replace(tools=[{"name": "f"}])),
    Case(
        "BFCL, several turns",
        {"question": [[_HI], [_HI]]},
        alone("Hi"),
        ("schema question",),
        "the first of 2 lists of turns was read",
    ),
    Case(
        "two answers, no winner",
        {"instruction": "a", "input": "b", "response1": "c", "response2": "d", "annotator1": 1},
        alone("a\n\nb"),
        ("schema response1",),
        "no winner",
    ),
    Case("transcript", {"text": _MARKED}, sft("Hi", "Yo")),
    Case("other case", {"Prompt": "Hi"}, alone("Hi"), ("schema Prompt",)),
    Case("blank", {"prompt": "\u200b"}, alone("\u200b"), ("empty! prompt",)),
    Case("blank turns", {"turns": ["", " "]}, Example(turns("user: ", "user:  ")), ("empty! turns",)),
    Case("number", {"prompt": 4}, Example(), ("type! prompt",)),
    Case("list of texts as instruction", {"instruction": ["a"]}, Example(), ("type! instruction",)),
    Case("empty list", {"prompt": []}, Example(), ("schema! prompt",), "prompt is an empty list"),
    Case("answered by an edit", {"text": "Hi", "response": "Yo"}, sft("Hi", "Yo")),
)

_EDITS = (
    Edit("prompt answered", {"prompt": "Hi"}, {"chosen": answer("Yo")}, [(("completion",), "Yo")]),
    Edit(
        "instruction answered",
        {"instruction": "Hi"},
        {"chosen": answer("Yo")},
        [(("output",), "Yo")],
    ),
    Edit("question answered", {"question": "Hi"}, {"chosen": answer("Yo")}, [(("answer",), "Yo")]),
    Edit("text answered", {"text": "Hi"}, {"chosen": answer("Yo")}, [(("response",), "Yo")]),
    Edit("turns answered", {"turns": ["a"]}, {"chosen": answer("Yo")}, [(("response",), "Yo")]),
    Edit("list answered", {"prompt": [_HI]}, {"chosen": answer("Yo")}, [(("completion",), "Yo")]),
    Edit("BFCL answered", _BFCL, {"chosen": answer("Yo")}, [(("answer",), "Yo")]),
    Edit(
        "BFCL answered by a call",
        _BFCL,
        {"chosen": (Message("assistant", "", (("tool_calls", [_CALL]),)),)},
        [(("answer",), [{"role": "assistant", "content": "", "tool_calls": [_CALL]}])],
    ),
    Edit(
        "two answers, a better one",
        {"instruction": "a", "response1": "c", "response2": "d"},
        {"chosen": answer("e")},
        [(("output",), "e")],
    ),
    Edit(
        "transcript",
        {"text": _MARKED},
        {"prompt": ask("Hey")},
        [(("text",), "\n\nHuman: Hey\n\nAssistant: Yo")],
    ),
    Edit("text", {"text": "Hi"}, {"prompt": ask("Hey")}, [(("text",), "Hey")]),
    Edit("BFCL's turn", _BFCL, {"prompt": ask("Hey")}, [(("question", 0, 0, "content"), "Hey")]),
    Edit(
        "turn of a list",
        {"prompt": [_HI]},
        {"prompt": ask("Hey")},
        [(("prompt", 0, "content"), "Hey")],
    ),
    Edit(
        "one of the turns",
        {"turns": ["a", "b"]},
        {"prompt": turns("user: a", "user: c")},
        [(("turns", 1), "c")],
    ),
    Edit("fewer turns", {"turns": ["a", "b"]}, {"prompt": turns("user: b")}, [(("turns",), ["b"])]),
    Edit(
        "an answer among the turns",
        {"turns": ["a"]},
        {"prompt": turns("user: a", "assistant: b")},
        [(("turns",), [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}])],
    ),
)

CASES = Table("prompts", _CASES, _EDITS)
