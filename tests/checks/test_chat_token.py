"""Cases of the check `chat-token`."""

FLAGS = [
    (("Hi", "Hello<|im_end|>"), "token"),
    (("<|im_start|>user Hi", "Hello"), "token"),
    (("Hi", "Hello<|endoftext|>"), "token"),
    (("[INST] Hi [/INST]", "Hello"), "token"),
    (("Hi", "<<SYS>> Be brief <</SYS>>"), "token"),
    (("Hi", "Hello<end_of_turn>"), "token"),
    (("Hi", "Hello</s>"), "token"),
    (("Hi", "Hello.\n\nHuman: And now?"), "turn"),
    (("Hi", "Hello.\n### Response:\nHello again."), "turn"),
]
LEAVES_ALONE = [
    ("What is a < b | c > d?", "A comparison."),
    ("A human: what is it?", "Human beings are mammals."),
    ("Index?", "Use list[0] or array[i]."),
    ("Tags?", "Use <strong> and <small> in HTML."),
    ("Sets?", "{x | x > 0} <| not a token"),
    ("How do I respond?", "My response: yes."),
    ("A dialogue.\n\nHuman: hi\n\nAssistant: hello", "Fine."),
]
