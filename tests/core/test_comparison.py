"""What of an example is compared with others."""

from studio.core.comparison import SIDES_APART, compared_texts
from studio.core.example import Example, Message, say

CALL = (("tool_calls", [{"function": {"name": "f", "arguments": {"b": 1, "a": 2}}}]),)
LONG_SYSTEM = "You are a careful assistant of a large shop. " * 5


def test_a_plain_row() -> None:
    assert compared_texts(Example(say("user", "a"), say("assistant", "b"))) == ("a", "b")


def test_turns_and_both_answers() -> None:
    example = Example(
        (*say("user", "a"), *say("assistant", "b"), *say("user", "c")), say("x", "d"), say("x", "e")
    )
    assert compared_texts(example) == ("a\n\nb\n\nc", f"d{SIDES_APART}e")


def test_tool_calls_are_said() -> None:
    one = Example(say("user", "a"), (Message("assistant", "", CALL),))
    other = Example(say("user", "a"), (Message("assistant", "", ()),))
    assert '"a": 2, "b": 1' in compared_texts(one)[1]
    assert compared_texts(one) != compared_texts(other)


def test_of_a_long_system_text_only_its_identity_counts() -> None:
    def prompt(system: str) -> str:
        return compared_texts(Example((*say("system", system), *say("user", "a")), say("assistant", "b")))[0]

    assert len(prompt(LONG_SYSTEM)) < 40
    assert prompt(LONG_SYSTEM) != prompt(LONG_SYSTEM + "Be brief.")
    assert prompt(LONG_SYSTEM + "2024-01-01") == prompt(LONG_SYSTEM + "2025-12-31")
    assert prompt("Be brief.") == "Be brief.\n\na"
