"""Transcripts in text: shared turns, shared beginnings, single ones, and their rewriting."""

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, ask, pair, sft, turns

_HI = "\n\nHuman: Hi\n\nAssistant:"
_ROW = {"chosen": f"{_HI} Yo", "rejected": f"{_HI} No"}
_TEXTS = {"chosen": "Ask this.\n\nYo", "rejected": "Ask this.\n\nNo"}
_CASES = (
    Case("one turn", _ROW, pair("Hi", "Yo", "No")),
    Case(
        "several turns",
        {
            "chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d",
            "rejected": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: e",
        },
        Example(turns("user: a", "assistant: b", "user: c"), answer("d"), answer("e")),
    ),
    Case(
        "sides of more than one turn",
        {"chosen": f"{_HI} Yo\n\nHuman: x\n\nAssistant: y", "rejected": f"{_HI} No"},
        Example(ask("Hi"), turns("assistant: Yo", "user: x", "assistant: y"), answer("No")),
    ),
    Case("blanks are kept", {"chosen": f"{_HI}  a ", "rejected": f"{_HI}b"}, pair("Hi", " a ", "b")),
    Case(
        "no first break",
        {"chosen": "Human: Hi\n\nAssistant: Yo", "rejected": "Human: Hi\n\nAssistant: No"},
        pair("Hi", "Yo", "No"),
    ),
    Case(
        "other prompts",
        {"chosen": f"{_HI} a", "rejected": "\n\nHuman: other\n\nAssistant: b"},
        Example((), turns("user: Hi", "assistant: a"), turns("user: other", "assistant: b")),
        ("schema! rejected",),
        "do not share a prompt",
    ),
    Case(
        "blank side",
        {"chosen": _HI, "rejected": f"{_HI} a"},
        pair("Hi", "", "a"),
        ("empty! chosen",),
    ),
    Case(
        "ends with the human",
        {"chosen": f"{_HI} a\n\nHuman: b", "rejected": f"{_HI} c"},
        Example(ask("Hi"), turns("assistant: a", "user: b"), answer("c")),
        ("schema! chosen",),
        "chosen does not end with the assistant",
    ),
    Case("texts, one beginning", _TEXTS, pair("Ask this.", "Yo", "No")),
    Case(
        "texts, nothing shared",
        {"chosen": "Yo there", "rejected": "Yo now"},
        Example((), answer("Yo there"), answer("Yo now")),
        ("schema! rejected",),
        "no prompt",
    ),
    Case(
        "words before the mark are no transcript",
        {
            "chosen": "So:\n\nHuman: a\n\nAssistant: b",
            "rejected": "So:\n\nHuman: a\n\nAssistant: c",
        },
        pair("So:\n\nHuman: a", "Assistant: b", "Assistant: c"),
    ),
    Case(
        "other case",
        {"Chosen": f"{_HI} Yo", "rejected": f"{_HI} No"},
        pair("Hi", "Yo", "No"),
        ("schema Chosen",),
    ),
    Case("single", {"transcript": f"{_HI} Yo"}, sft("Hi", "Yo")),
    Case("single, with a template", {"transcript": "### Human: Hi\n### Assistant: Yo"}, sft("Hi", "Yo")),
    Case(
        "two with a template",
        {
            "chosen": "<s>[INST] Hi [/INST] Yo </s>",
            "rejected": "<s>[INST] Hi [/INST] No </s>",
        },
        pair("Hi", "Yo", "No"),
    ),
    Case("single, waiting", {"transcript": _HI}, alone("Hi")),
    Case("single, of the human", {"transcript": "\n\nHuman: Hi"}, alone("Hi")),
    Case("single without marks", {"transcript": "Hi"}, alone("Hi")),
    Case("single, blank", {"transcript": " "}, alone(" "), ("empty! transcript",)),
    Case("no text", {"transcript": 4}, Example(), ("schema! transcript",), forced=True),
)

_EDITS = (
    Edit(
        "swap",
        _ROW,
        {"chosen": answer("No"), "rejected": answer("Yo")},
        [(("chosen",), f"{_HI} No"), (("rejected",), f"{_HI} Yo")],
    ),
    Edit("one side", _ROW, {"chosen": answer("Ya")}, [(("chosen",), f"{_HI} Ya")]),
    Edit(
        "prompt",
        _ROW,
        {"prompt": ask("Hey")},
        [
            (("chosen",), "\n\nHuman: Hey\n\nAssistant: Yo"),
            (("rejected",), "\n\nHuman: Hey\n\nAssistant: No"),
        ],
    ),
    Edit(
        "turns that stay keep their blanks",
        {"chosen": "\n\nHuman:Hi \n\nAssistant: a", "rejected": "\n\nHuman:Hi \n\nAssistant: b"},
        {"chosen": answer("c")},
        [(("chosen",), "\n\nHuman:Hi \n\nAssistant: c")],
    ),
    Edit(
        "a turn more",
        _ROW,
        {"prompt": turns("user: x", "assistant: y", "user: Hi")},
        [
            (("chosen",), f"\n\nHuman: x\n\nAssistant: y{_HI} Yo"),
            (("rejected",), f"\n\nHuman: x\n\nAssistant: y{_HI} No"),
        ],
    ),
    Edit("texts, side", _TEXTS, {"rejected": answer("Nay")}, [(("rejected",), "Ask this.\n\nNay")]),
    Edit(
        "texts, prompt",
        _TEXTS,
        {"prompt": ask("Ask.")},
        [(("chosen",), "Ask.\n\nYo"), (("rejected",), "Ask.\n\nNo")],
    ),
    Edit(
        "single",
        {"transcript": f"{_HI} Yo"},
        {"chosen": answer("No")},
        [(("transcript",), f"{_HI} No")],
    ),
    Edit(
        "single, answered",
        {"transcript": _HI},
        {"chosen": answer("Yo")},
        [(("transcript",), f"{_HI} Yo")],
    ),
    Edit(
        "plain, answered",
        {"transcript": "Hi"},
        {"chosen": answer("Yo")},
        [(("transcript",), f"{_HI} Yo")],
    ),
    Edit("plain, asked", {"transcript": "Hi"}, {"prompt": ask("Hey")}, [(("transcript",), "Hey")]),
)

CASES = Table("transcript", _CASES, _EDITS)
