"""Cases of the check `chat-token`."""

from studio.core.finding import Band
from tests.checks.cases import Case, seen_by

FLAGS = [
    (("Hi", "Hello<|im_end|>"), "token"),
    (("<|im_start|>user Hi", "Hello"), "token"),
    (("Hi", "Hello<|endoftext|>"), "token"),
    (("[INST] Hi [/INST]", "Hello"), "token"),
    (("Hi", "<<SYS>> Be brief <</SYS>>"), "token"),
    (("Hi", "Hello<end_of_turn>"), "token"),
    (("Hi", "Hello</s>"), "token"),
    (("Hi", "Hello.\n\nHuman: And now?"), "turn"),
    (("Hi", "Strike <s>this</s>, keep that.<|eot_id|>"), "token"),
    (("Hi", "<s>Hello"), "token"),
    (("Hi", "Hello.\n7. Instruction: Name a river.\n7. Output: The Elbe."), "turn"),
    (("Hi", "Hello.", "Hello<｜end▁of▁sentence｜>"), "token"),
    (("Hi", "Hello.\n### Response:\nHello again."), "turn"),
]
LEAVES_ALONE = [
    ("What is a < b | c > d?", "A comparison."),
    ("A human: what is it?", "Human beings are mammals."),
    ("Index?", "Use list[0] or array[i]."),
    ("Tags?", "Use <strong> and <small> in HTML."),
    ("Sets?", "{x | x > 0} <| not a token"),
    ("How do I respond?", "My response: yes."),
    ("Instructions?", "1. Read the instruction: it is short.\n2. Press the key."),
    ("Which arrows?", "Use <| and |> as pipes, as in a <| b |> c."),
    ("A dialogue.\n\nHuman: hi\n\nAssistant: hello", "Fine."),
]


def test_what_html_and_lessons_write_too_is_looked_at_closely() -> None:
    cases: list[Case] = [
        ("Hi", "It costs <s>10</s> 8 crowns."),
        ("What does this token of a template do?", "<|im_end|> ends a turn."),
        ("Write a conversation with a bot.", "Here:\n\nHuman: Hi!\n\nAssistant: Hello!"),
    ]
    assert [sight.band for sight in seen_by("chat-token", *cases)] == [Band.LOOK_CLOSELY] * 3
    [sight] = seen_by("chat-token", ("Hi", "Hello</s>"))
    assert sight.band is Band.CERTAIN
