"""Prompts alone: every key of theirs, lists, two answers without a winner, and added answers."""

from studio.core.example import Example, Message
from tests.formats.case import Case, Edit, Table, alone, answer, ask, sft, turns

_HI = {"role": "user", "content": "Hi"}
_BFCL = {"id": "a", "question": [[_HI]], "function": [{"name": "f"}]}
_MARKED = "\n\nHuman: Hi\n\nAssistant: Yo"
_GUANACO = "### Human: Hi### Assistant: Yo"
_CHATML = "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nYo<|im_end|>"
_LLAMA = "<s>[INST] Hi [/INST] Yo </s>"
_LONG_GUANACO = f"### System: S\n\n{_GUANACO}\n### Human: a\n### Assistant: b"
_LONG_CHATML = (
    f"<|im_start|>system\nS<|im_end|>\n{_CHATML}\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n"
)
_LONG_LLAMA = "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\nHi [/INST] Yo </s><s>[INST] a [/INST] b </s>"
_LONG = turns("system: S", "user: Hi", "assistant: Yo", "user: a")
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
    *(
        Case(
            f"unread {key}",
            {"prompt": "Hi", key: value},
            alone("Hi"),
            (f"schema {key}",),
            f"{key} was not read: taken as a prompt alone",
        )
        for key, value in (
            ("answer_b", "Yo"),
            ("responses", {"rating": [1]}),
            ("Response 1", "Yo"),
            ("generations", [["Yo"]]),
            ("chosen_text", "Yo"),
            ("outputs", "Yo"),
            ("completion-a", "Yo"),
            ("best_answer", "Yo"),
            ("incorrect_answers", ["Yo"]),
        )
    ),
    Case(
        "unread keys",
        {"text": "Hi", "answer": "accept", "output_1": "a", "output_2": "b", "output_3": "c"},
        alone("Hi"),
        ("schema answer",),
        "answer, output_1, output_2 and 1 more were not read",
    ),
    *(
        Case(f"nothing unread: {key}", {"prompt": "Hi", key: value}, alone("Hi"))
        for key, value in (
            ("answer_type", "number"),
            ("answer_start", [1]),
            ("response_format", {"type": "json"}),
            ("output_tokens", [1]),
            ("answers", []),
            ("responses", " "),
            ("outputs", None),
            ("completion_count", 4),
            ("answerable", "yes"),
            ("chosen_model", "m"),
            ("no_answer_type", "x"),
            ("generation_models", ["a"]),
        )
    ),
    Case("transcript", {"text": _MARKED}, sft("Hi", "Yo")),
    Case("guanaco", {"text": _GUANACO}, sft("Hi", "Yo")),
    Case("ChatML", {"text": _CHATML}, sft("Hi", "Yo")),
    Case("Llama 2", {"text": _LLAMA}, sft("Hi", "Yo")),
    Case("guanaco, several turns", {"text": _LONG_GUANACO}, Example(_LONG, answer("b"))),
    Case("ChatML, waiting for its answer", {"text": _LONG_CHATML}, Example(_LONG)),
    Case("Llama 2, several turns", {"text": _LONG_LLAMA}, Example(_LONG, answer("b"))),
    Case("ChatML, ended", {"text": f"{_CHATML}\n<|endoftext|>"}, sft("Hi", "Yo")),
    Case("Llama 2 without its bounds", {"text": "[INST]Hi[/INST]Yo"}, sft("Hi", "Yo")),
    *(
        Case(f"no template: {why}", {"text": text}, alone(text))
        for why, text in (
            ("words before it", f"What does this mean? {_CHATML}"),
            ("words behind it", f"{_CHATML} What does this mean?"),
            ("words behind Llama's", f"{_LLAMA} What is </s>?"),
            ("no answer", "<|im_start|>user\nHi<|im_end|>"),
            ("nobody answers", "### Human: Hi"),
            ("a heading", "### Humans\n### Assistant: none"),
            ("an unknown speaker", "<|im_start|>wizard\nHi<|im_end|>\n<|im_start|>assistant\nYo"),
            ("a turn that does not end", "<|im_start|>user\nHi\n<|im_start|>assistant\nYo<|im_end|>"),
            ("Llama's question alone", "[INST] Hi [/INST]"),
            ("Llama's mark that does not end", "[INST] Hi"),
            ("Llama's system text that does not end", "[INST] <<SYS>> Hi [/INST] Yo"),
        )
    ),
    Case("a template under another key", {"prompt": _CHATML}, alone(_CHATML)),
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
    Edit(
        "guanaco",
        {"text": _GUANACO},
        {"prompt": ask("Hey\n"), "chosen": answer("No")},
        [(("text",), "### Human: Hey\n\n\n### Assistant: No")],
    ),
    Edit(
        "a turn of ChatML",
        {"text": _LONG_CHATML},
        {"prompt": turns("system: S", "user: Hi", "assistant: No", "user: a")},
        [(("text",), _LONG_CHATML.replace("Yo", "No"))],
    ),
    Edit(
        "ChatML answered",
        {"text": _LONG_CHATML},
        {"chosen": answer("b")},
        [(("text",), f"{_LONG_CHATML}b")],
    ),
    Edit(
        "turns of Llama 2",
        {"text": _LONG_LLAMA},
        {"prompt": turns("system: T", "user: Hey", "assistant: Yo", "user: a"), "chosen": answer("c")},
        [(("text",), _LONG_LLAMA.replace("S\n", "T\n").replace("Hi", "Hey").replace(" b ", " c "))],
    ),
    Edit(
        "fewer turns of guanaco",
        {"text": _LONG_GUANACO},
        {"prompt": ask("a")},
        [(("text",), "### Human: a\n\n### Assistant: b")],
    ),
    Edit(
        "fewer turns of Llama 2",
        {"text": _LONG_LLAMA},
        {"prompt": turns("system: S", "user: a")},
        [(("text",), "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\na [/INST] b </s>")],
    ),
    Edit(
        "what Llama 2 cannot say",
        {"text": _LLAMA},
        {"prompt": turns("user: a", "user: b"), "chosen": answer("c")},
        [
            (
                ("text",),
                "<|im_start|>user\na<|im_end|>\n<|im_start|>user\nb<|im_end|>\n<|im_start|>assistant\nc<|im_end|>",
            )
        ],
    ),
    Edit(
        "an answer taken away",
        {"text": _GUANACO},
        {"chosen": ()},
        [(("text",), "### Human: Hi\n\n### Assistant:")],
    ),
    Edit(
        "an answer of ChatML taken away",
        {"text": _CHATML},
        {"chosen": ()},
        [(("text",), "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")],
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
