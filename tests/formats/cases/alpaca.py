"""Alpaca's rows: names of keys, inputs, wrong types, blanks, history, and edits of each part."""

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, ask, sft, turns

_NATURAL = {"definition": "Answer.", "inputs": "Where is Paris?", "targets": "France"}
_ORCA = {"id": "x", "system_prompt": "Be kind", "question": "Hi", "response": "Yo"}
_CASES = (
    Case("three keys", {"instruction": "Hi", "input": "", "output": "Hello"}, sft("Hi", "Hello")),
    Case("input after", {"instruction": "Add", "input": "1 2", "output": "3"}, sft("Add\n\n1 2", "3")),
    Case("blank input", {"instruction": "Hi", "input": " \n", "output": "Yo"}, sft("Hi", "Yo")),
    Case("null input", {"instruction": "Hi", "input": None, "output": "Yo"}, sft("Hi", "Yo")),
    Case("no input", {"instruction": "Hi", "output": "Yo"}, sft("Hi", "Yo")),
    Case(
        "noinput",
        {"instruction": "a", "input": "<noinput>", "output": "b"},
        sft("a\n\n<noinput>", "b"),
    ),
    Case("only input", {"input": "2+2", "output": "4"}, sft("2+2", "4")),
    Case("blank ask", {"instruction": "", "input": "2+2", "output": "4"}, sft("2+2", "4")),
    Case("question", {"question": "2+2?", "answer": "4"}, sft("2+2?", "4")),
    Case("prompt, response", {"prompt": "Hi", "response": "Yo"}, sft("Hi", "Yo")),
    Case("prompt, completion", {"prompt": "Hi", "completion": "Yo"}, sft("Hi", "Yo")),
    Case("query", {"query": "Hi", "response": "Yo"}, sft("Hi", "Yo")),
    Case("source, target", {"source": "Hi", "target": "Ja"}, sft("Hi", "Ja")),
    Case("user, assistant", {"user": "Hi", "assistant": "Ja"}, sft("Hi", "Ja")),
    *(
        Case(f"{ask_key}, {answer_key}", {ask_key: "Hi", answer_key: "Ja", "id": 1}, sft("Hi", "Ja"))
        for ask_key, answer_key in (
            ("problem", "solution"),
            ("problem", "answer"),
            ("human", "assistant"),
            ("human", "bot"),
            ("document", "summary"),
            ("dialogue", "summary"),
            ("article", "highlights"),
        )
    ),
    Case(
        "the solution is more than the answer",
        {"problem": "2+2?", "solution": "2 and 2 is 4", "answer": "4"},
        sft("2+2?", "2 and 2 is 4"),
    ),
    Case(
        "a document is none beside a question",
        {"question": "Q", "document": "D", "summary": "S", "answer": "A"},
        sft("Q", "A"),
    ),
    Case("Natural Instructions", _NATURAL, sft("Answer.\n\nWhere is Paris?", "France")),
    Case(
        "a definition is none beside a question",
        {"question": "Q", "definition": "D", "answer": "A"},
        sft("Q", "A"),
    ),
    Case("one text in a list", {"inputs": "Hi", "output": ["Yo"]}, sft("Hi", "Yo")),
    Case(
        "a blank text in a list",
        {"inputs": "Hi", "output": [" "]},
        sft("Hi", " "),
        ("empty! output",),
    ),
    Case("source is where from", {"input": "a", "output": "b", "source": "web"}, sft("a", "b")),
    Case("context first", {"question": "Q", "context": "C", "answer": "A"}, sft("C\n\nQ", "A")),
    Case("Dolly", {"instruction": "Q", "context": "C", "response": "A"}, sft("Q\n\nC", "A")),
    Case(
        "system",
        {"system": "Be kind", "instruction": "Hi", "output": "Yo"},
        Example(turns("system: Be kind", "user: Hi"), answer("Yo")),
    ),
    Case("OpenOrca", _ORCA, Example(turns("system: Be kind", "user: Hi"), answer("Yo"))),
    Case(
        "system_message",
        {"system_message": "Be kind", "prompt": "Hi", "completion": "Yo"},
        Example(turns("system: Be kind", "user: Hi"), answer("Yo")),
    ),
    Case("no system prompt", {**_ORCA, "system_prompt": ""}, sft("Hi", "Yo")),
    Case(
        "history",
        {"instruction": "c", "output": "d", "history": [["a", "b"]]},
        Example(turns("user: a", "assistant: b", "user: c"), answer("d")),
    ),
    Case("empty history", {"instruction": "c", "output": "d", "history": ""}, sft("c", "d")),
    Case(
        "history is text",
        {"instruction": "c", "output": "d", "history": "a, b"},
        sft("c", "d"),
        ("schema history",),
        "history is text, not a list",
    ),
    Case(
        "history is no pair",
        {"instruction": "c", "output": "d", "history": [["a"]]},
        sft("c", "d"),
        ("schema! history[0]",),
    ),
    Case(
        "other case",
        {"Instruction": "A", "Response": "B"},
        sft("A", "B"),
        ("schema Instruction", "schema Response"),
        "key 'Instruction' read as instruction",
    ),
    Case(
        "blank in a key",
        {"instruction ": "a", "output": "b"},
        sft("a", "b"),
        ("schema instruction",),
        "key 'instruction ' read as instruction",
    ),
    Case("exact wins", {"OUTPUT": "no", "instruction": "a", "output": "b"}, sft("a", "b")),
    Case("exact alias wins", {"Instruction": "no", "prompt": "a", "output": "b"}, sft("a", "b")),
    Case("empty key", {"": "x", "instruction": "a", "output": "b"}, sft("a", "b")),
    Case(
        "tools",
        {"instruction": "a", "output": "b", "tools": [{"name": "f"}]},
        sft("a", "b")._replace(tools=[{"name": "f"}]),
    ),
    *(
        Case(
            f"output is {kind}",
            {"instruction": "a", "input": "", "output": value},
            alone("a"),
            ("type! output",),
            f"output is {kind}, text is wanted",
        )
        for value, kind in (
            (None, "null"),
            (42, "a number"),
            (["x", "y"], "a list"),
            ({"text": "z"}, "an object"),
            (True, "true or false"),
        )
    ),
    Case(
        "instruction is a number",
        {"instruction": 7, "input": None, "output": "ok"},
        Example((), answer("ok")),
        ("type! instruction",),
    ),
    Case(
        "input is a list",
        {"instruction": "a", "input": [], "output": "b"},
        sft("a", "b"),
        ("type! input",),
    ),
    Case("blank output", {"instruction": "a", "output": "\n\t"}, sft("a", "\n\t"), ("empty! output",)),
    Case(
        "unseen output",
        {"instruction": "a", "output": "\u200b"},
        sft("a", "\u200b"),
        ("empty! output",),
    ),
    Case(
        "all blank",
        {"instruction": " ", "input": "", "output": ""},
        sft(" ", ""),
        ("empty! instruction", "empty! output"),
        "instruction is blank",
    ),
    Case("short", {"instruction": "a", "input": "", "output": "."}, sft("a", ".")),
    Case(
        "no question",
        {"output": "a"},
        Example((), answer("a")),
        ("schema!",),
        "no instruction, question or prompt",
    ),
)

_ROW = {"instruction": "Add", "input": "1 2", "output": "3", "id": 7}
_LONG = {"instruction": "c", "output": "d", "history": [["a", "b"]]}
_EDITS = (
    Edit("answer", _ROW, {"chosen": answer("4")}, [(("output",), "4")]),
    Edit("instruction", _ROW, {"prompt": ask("Sum\n\n1 2")}, [(("instruction",), "Sum")]),
    Edit("input", _ROW, {"prompt": ask("Add\n\n3 4")}, [(("input",), "3 4")]),
    Edit(
        "all of the prompt",
        _ROW,
        {"prompt": ask("What is 1 and 2?")},
        [(("input",), ""), (("instruction",), "What is 1 and 2?")],
    ),
    Edit(
        "the input alone is left",
        _ROW,
        {"prompt": ask("\n\n1 2")},
        [(("input",), ""), (("instruction",), "\n\n1 2")],
    ),
    Edit(
        "blank input stays",
        {"instruction": "a", "input": " ", "output": "b"},
        {"prompt": ask("c")},
        [(("instruction",), "c")],
    ),
    Edit(
        "blank ask stays",
        {"instruction": "", "input": "a", "output": "b"},
        {"prompt": ask("c")},
        [(("input",), "c")],
    ),
    Edit(
        "respelled key",
        {"Instruction": "A", "OUTPUT ": "B"},
        {"chosen": answer("C")},
        [(("OUTPUT ",), "C")],
    ),
    Edit(
        "context",
        {"question": "Q", "context": "C", "answer": "A"},
        {"prompt": ask("D\n\nQ")},
        [(("context",), "D")],
    ),
    Edit(
        "wrong type repaired",
        {"instruction": "a", "output": ["b", "c"]},
        {"chosen": answer("b")},
        [(("output",), "b")],
    ),
    Edit(
        "one text in a list",
        {"inputs": "Hi", "targets": ["Yo"]},
        {"chosen": answer("No")},
        [(("targets", 0), "No")],
    ),
    Edit(
        "one text in a list becomes turns",
        {"inputs": "Hi", "output": ["Yo"]},
        {"chosen": turns("assistant: a", "user: b", "assistant: c")},
        [
            (
                ("output",),
                [
                    {"role": "assistant", "content": "a"},
                    {"role": "user", "content": "b"},
                    {"role": "assistant", "content": "c"},
                ],
            )
        ],
    ),
    Edit(
        "definition",
        _NATURAL,
        {"prompt": ask("Say it.\n\nWhere is Paris?")},
        [(("definition",), "Say it.")],
    ),
    Edit(
        "system_prompt",
        _ORCA,
        {"prompt": turns("system: Be brief", "user: Hi")},
        [(("system_prompt",), "Be brief")],
    ),
    Edit(
        "solution",
        {"problem": "2+2?", "solution": "2 and 2 is 4", "answer": "4"},
        {"chosen": answer("4 it is")},
        [(("solution",), "4 it is")],
    ),
    Edit(
        "system added",
        {"instruction": "a", "output": "b"},
        {"prompt": turns("system: s", "user: a")},
        [(("system",), "s")],
    ),
    Edit(
        "system removed",
        {"system": "s", "instruction": "a", "output": "b"},
        {"prompt": ask("a")},
        [(("system",), "")],
    ),
    Edit(
        "a turn of the history",
        _LONG,
        {"prompt": turns("user: a", "assistant: B", "user: c")},
        [(("history", 0, 1), "B")],
    ),
    Edit("history gone", _LONG, {"prompt": ask("c")}, [(("history",), [])]),
    Edit(
        "history added",
        {"instruction": "c", "output": "d"},
        {"prompt": turns("user: a", "assistant: b", "user: c")},
        [(("history",), [["a", "b"]])],
    ),
)

CASES = Table("alpaca", _CASES, _EDITS)
