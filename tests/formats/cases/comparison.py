"""Two answers: names of keys and of winners, scores, ties, shared conversations, and swaps."""

from typing import Any

from studio.core.example import Example
from tests.formats.case import Case, Edit, Table, alone, answer, ask, pair, sft, turns

_HI = {"role": "user", "content": "Hi"}
_PKU = {
    "prompt": "Hi",
    "response_0": "Yo",
    "response_1": "No",
    "better_response_id": 0,
    "safer_response_id": 1,
}
_SHP = {"history": "Hi", "human_ref_A": "Yo", "human_ref_B": "No", "labels": 1, "score_A": 1, "score_B": 9}
_WEBGPT = {
    "question": {"full_text": "Hi", "id": "1"},
    "answer_0": "No",
    "answer_1": "Yo",
    "score_0": -1.0,
    "score_1": 1.0,
}
_ARENA = {
    "winner": "model_b",
    "model_a": "x",
    "model_b": "y",
    "conversation_a": [_HI, {"role": "assistant", "content": "No"}],
    "conversation_b": [_HI, {"role": "assistant", "content": "Yo"}],
}
_TIE = {"prompt": "Hi", "response_a": "Yo", "response_b": "Hey", "winner": "tie"}
_PAIR = pair("Hi", "Yo", "No")


def _two(first: str, second: str, **more: Any) -> dict[str, Any]:
    return {"prompt": "Hi", first: "Yo", second: "No", **more}


_CASES = (
    Case("PKU-SafeRLHF", _PKU, _PAIR),
    Case("the second is better", {**_PKU, "better_response_id": 1}, pair("Hi", "No", "Yo")),
    Case("SHP", _SHP, _PAIR),
    Case("SHP, B", {**_SHP, "labels": 0}, pair("Hi", "No", "Yo")),
    Case(
        "SHP, neither",
        {**_SHP, "labels": 2},
        alone("Hi"),
        ("schema labels",),
        "human_ref_A and human_ref_B, and labels names no winner",
    ),
    Case("WebGPT", _WEBGPT, _PAIR),
    Case("Arena", _ARENA, _PAIR),
    *(
        Case(f"{first}, {second}", _two(first, second, winner=first), _PAIR)
        for stem in ("response", "answer", "output", "completion")
        for first, second in (
            (f"{stem}_0", f"{stem}_1"),
            (f"{stem}_1", f"{stem}_2"),
            (f"{stem}1", f"{stem}2"),
            (f"{stem}_a", f"{stem}_b"),
        )
    ),
    *(
        Case(f"winner under {key}", _two("response_a", "response_b", **{key: "a"}), _PAIR)
        for key in ("winner", "preference", "better", "choice", "label", "better_response_id", "preferred")
    ),
    *(
        Case(f"winner told as {said!r}", _two("response_a", "response_b", winner=said), _PAIR)
        for said in ("a", "A", "model_a", "assistant_a", "response_a", " Model_A ")
    ),
    *(
        Case(
            f"second of two told as {said!r}",
            _two("output_1", "output_2", preference=said),
            pair("Hi", "No", "Yo"),
        )
        for said in ("2", 2, 2.0, "output_2", "b", "model_b", "model_2")
    ),
    Case("from 0", _two("answer_0", "answer_1", label=1), pair("Hi", "No", "Yo")),
    *(
        Case(
            f"no winner: {said!r}",
            _two("response_a", "response_b", winner=said),
            alone("Hi"),
            ("schema winner",),
            "two answers, response_a and response_b, and winner names no winner: read as a prompt alone",
        )
        for said in ("tie", "tie (bothbad)", "", "c", 1, 0, True, None, ["a"], "model_c")
    ),
    *(
        Case(
            f"numbers that name neither: {said!r}",
            _two("response1", "response2", winner=said),
            alone("Hi"),
            ("schema winner",),
        )
        for said in (0, 1.5, 3, -1)
    ),
    Case(
        "equal scores",
        {**_WEBGPT, "score_0": 1.0},
        alone("Hi"),
        ("schema score_0",),
        "answer_0 and answer_1, and score_0 names no winner",
    ),
    Case("a winner beats scores", _two("response_a", "response_b", winner="a", score_a=0, score_b=1), _PAIR),
    Case("scores", _two("response1", "response2", score1=4, score2=2.5), _PAIR),
    Case(
        "system and input",
        {**_PKU, "system": "S", "input": "x"},
        pair("", "Yo", "No")._replace(prompt=turns("system: S", "user: Hi\n\nx")),
    ),
    Case(
        "answered by an edit",
        {**_TIE, "completion": "Hm"},
        sft("Hi", "Hm"),
        forced=True,
    ),
    Case("SHP answered by an edit", {**_SHP, "labels": None, "response": "Hm"}, sft("Hi", "Hm")),
    Case(
        "an answer is no text",
        {**_PKU, "response_0": 4},
        Example(ask("Hi"), (), answer("No")),
        ("type! response_0",),
        "response_0 is a number",
    ),
    Case("blank", {**_PKU, "response_1": ""}, pair("Hi", "Yo", ""), ("empty! response_1",)),
    Case(
        "conversations share nothing",
        {**_ARENA, "conversation_a": [{"role": "assistant", "content": "No"}]},
        Example((), turns("user: Hi", "assistant: Yo"), answer("No")),
        ("schema! conversation_a",),
        "share no turn",
    ),
    Case(
        "conversations, a tie",
        {**_ARENA, "winner": "tie"},
        alone("Hi"),
        ("schema winner",),
    ),
    Case("no second answer", {"prompt": "Hi", "response_0": "Yo"}, Example(), ("schema!",), forced=True),
)

_SWAP = {"chosen": answer("No"), "rejected": answer("Yo")}
_EDITS = (
    Edit("swap", _PKU, _SWAP, [(("response_0",), "No"), (("response_1",), "Yo")]),
    Edit(
        "swap SHP",
        {**_SHP, "labels": 0},
        {"chosen": answer("Yo"), "rejected": answer("No")},
        [(("human_ref_B",), "Yo"), (("human_ref_A",), "No")],
    ),
    Edit("chosen", _WEBGPT, {"chosen": answer("Yes")}, [(("answer_1",), "Yes")]),
    Edit("WebGPT's question", _WEBGPT, {"prompt": ask("Hey")}, [(("question", "full_text"), "Hey")]),
    Edit("SHP's question", _SHP, {"prompt": ask("Hey")}, [(("history",), "Hey")]),
    Edit(
        "swap conversations",
        _ARENA,
        _SWAP,
        [(("conversation_b", 1, "content"), "No"), (("conversation_a", 1, "content"), "Yo")],
    ),
    Edit(
        "shared question",
        _ARENA,
        {"prompt": ask("Hey")},
        [(("conversation_b", 0, "content"), "Hey"), (("conversation_a", 0, "content"), "Hey")],
    ),
    Edit(
        "shared question of a tie",
        {**_ARENA, "winner": "tie"},
        {"prompt": ask("Hey"), "chosen": answer("Yes")},
        [
            (("conversation_a", 0, "content"), "Hey"),
            (("conversation_b", 0, "content"), "Hey"),
            (("response",), "Yes"),
        ],
    ),
    Edit("a tie answered", _TIE, {"chosen": answer("Hm")}, [(("completion",), "Hm")]),
    Edit("system added", _PKU, {"prompt": turns("system: S", "user: Hi")}, [(("system",), "S")]),
)

CASES = Table("comparison", _CASES, _EDITS)
