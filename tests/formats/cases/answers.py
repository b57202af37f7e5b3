"""Lists of answers: one, ranked ones, steps, SQuAD's object; what is left unread; edits of ends."""

from typing import Any

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, ask, pair, sft, turns

_PAIR = pair("Hi", "Yo", "No")
_RANKED = {"prompt": "Hi", "responses": ["Hm", "Yo", "No"], "scores": [0.5, 0.9, 0.1]}
_NECTAR = {
    "prompt": "Hi",
    "answers": [{"answer": "No", "model": "a", "rank": 2.0}, {"answer": "Yo", "model": "b", "rank": 1.0}],
}
_FEEDBACK = {
    "instruction": "Hi",
    "models": ["a", "b"],
    "completions": [{"response": "Yo", "overall_score": 8}, {"response": "No", "overall_score": 2.5}],
}
_SQUAD = {
    "context": "C",
    "question": "Q",
    "answers": {"text": ["A", "A"], "answer_start": [0, 9]},
}
_STEPS = {"prompt": "Hi", "completions": ["a", "b"], "labels": [True, False]}
_NONE = {"question": "Q", "answers": {"text": [], "answer_start": []}}


def _row(*answers: Any, **more: Any) -> dict[str, Any]:
    return {"prompt": "Hi", "responses": list(answers), **more}


_CASES = (
    *(
        Case(f"one of {key}", {"question": "Hi", key: ["Yo"]}, sft("Hi", "Yo"))
        for key in ("responses", "answers", "completions", "generations", "outputs", "candidates", "targets")
    ),
    *(
        Case(f"one object with {key}", _row({key: "Yo", "id": 1}), sft("Hi", "Yo"))
        for key in ("answer", "response", "text", "content", "output", "completion")
    ),
    Case("SQuAD", _SQUAD, sft("C\n\nQ", "A")),
    Case(
        "SQuAD, no answer",
        _NONE,
        alone("Q"),
        ("schema answers",),
        "no answer was found under answers: read as a prompt alone",
    ),
    Case("SQuAD, answered by an edit", {**_NONE, "answer": "A"}, sft("Q", "A"), forced=True),
    Case(
        "Natural Instructions",
        {"definition": "D", "inputs": "Q", "targets": ["A"]},
        sft("D\n\nQ", "A"),
    ),
    Case("Nectar", _NECTAR, _PAIR),
    Case("UltraFeedback", _FEEDBACK, _PAIR),
    Case(
        "three ranked",
        _RANKED,
        _PAIR,
        ("schema responses",),
        "left unread in the row: one other answer under responses",
    ),
    Case(
        "four ranked",
        _row("Hm", "No", "Oh", "Yo", ratings=[2, 1, 3, 4]),
        _PAIR,
        ("schema responses",),
        "2 other answers",
    ),
    *(
        Case(f"objects with {key}", _row({"text": "No", key: 1}, {"text": "Yo", key: 2}), _PAIR)
        for key in ("score", "overall_score", "rating", "reward")
    ),
    *(
        Case(f"a list of {key}", _row("No", "Yo", **{key: [1, 2.5]}), _PAIR)
        for key in ("scores", "ratings", "rating", "rewards")
    ),
    *(Case(f"a list of {key}", _row("No", "Yo", **{key: [2, 1]}), _PAIR) for key in ("ranks", "rank")),
    Case("thumbs", _row("No", "Yo", labels=[False, True]), _PAIR),
    Case(
        "steps of one answer",
        _STEPS,
        alone("Hi"),
        ("schema completions",),
        "completions with labels are the steps of one answer",
    ),
    *(
        Case(
            why,
            _row("Yo", "No", **more),
            sft("Hi", "Yo"),
            ("schema responses",),
            "the first of 2 answers under responses was read",
        )
        for why, more in (
            ("no order", {}),
            ("all alike", {"scores": [1, 1]}),
            ("too few scores", {"scores": [1]}),
            ("a score is missing", {"scores": [1, None]}),
            ("a score is text", {"scores": ["1", "2"]}),
            ("scores are no list", {"scores": 1}),
            ("all good", {"labels": [True, True]}),
        )
    ),
    Case("equal answers are one", _row("Yo", "Yo"), sft("Hi", "Yo")),
    Case("items that are no text", _row("Yo", None, 4, {"x": 1}), sft("Hi", "Yo")),
    Case(
        "system and input",
        _row("Yo", system="S", input="x"),
        Example(turns("system: S", "user: Hi\n\nx"), answer("Yo")),
    ),
    Case("blank", _row(" "), sft("Hi", " "), ("empty! responses[0]",)),
    Case(
        "blank worst",
        _NECTAR | {"answers": [{"answer": "", "rank": 2}, {"answer": "Yo", "rank": 1}]},
        pair("Hi", "Yo", ""),
        ("empty! answers[0].answer",),
    ),
    Case("an answer beside them", {**_RANKED, "response": "A"}, _PAIR, ("schema responses",), forced=True),
    Case("turns are no answers", _row({"role": "user", "content": "Yo"}), sft("Hi", "Yo"), forced=True),
)

_SWAP = {"chosen": answer("No"), "rejected": answer("Yo")}
_EDITS = (
    Edit("one", _row("Yo"), {"chosen": answer("A")}, [(("responses", 0), "A")]),
    Edit("one object", _row({"text": "Yo"}), {"chosen": answer("A")}, [(("responses", 0, "text"), "A")]),
    Edit("one taken away", _row("Yo"), {"chosen": ()}, [(("responses", 0), None)]),
    Edit(
        "equal texts are one",
        _SQUAD,
        {"chosen": answer("B")},
        [(("answers", "text", 0), "B"), (("answers", "text", 1), "B")],
    ),
    Edit("swap", _RANKED, _SWAP, [(("responses", 1), "No"), (("responses", 2), "Yo")]),
    Edit(
        "swap objects", _NECTAR, _SWAP, [(("answers", 1, "answer"), "No"), (("answers", 0, "answer"), "Yo")]
    ),
    Edit("prompt", _FEEDBACK, {"prompt": ask("Hey")}, [(("instruction",), "Hey")]),
    Edit("answered", _NONE, {"chosen": answer("A")}, [(("answer",), "A")]),
    Edit("steps answered", _STEPS, {"chosen": answer("A")}, [(("completion",), "A")]),
)

CASES = Table("answers", _CASES, _EDITS)
