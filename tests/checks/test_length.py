"""Cases of the check `length`."""

FLAGS = [
    (("Summarise it. " + "word " * 7_000, "Words."), "long"),
    (("Tell me all.", "word " * 5_000), "long"),
    (("Tell me all.", "Some.", "word " * 5_000), "long"),
    (("Write an essay about rivers.", "Rivers flow."), "short"),
    (("Explain in detail how a pump works.", "It pumps."), "short"),
]
LEAVES_ALONE = [
    ("What is the capital of France?", "Paris"),
    ("Classify this essay: write a story about it in detail.", "Essay"),
    ("Which article did they write in detail?", "The first"),
    ("Write an essay about rivers.", "Rivers flow from the hills to the sea, and carry sand."),
    ("Write a story.", "http://a.example/story"),
    ("Write a title for an essay about rivers.", "The long way down"),
]
