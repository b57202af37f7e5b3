"""Cases of the check `length`."""

FLAGS = [
    (("Summarise it. " + "word " * 7_000, "Words."), "long"),
    (("Tell me all.", "word " * 5_000), "long"),
    (("Tell me all.", "Some.", "word " * 5_000), "long"),
    (("Write an essay about rivers.", "Rivers flow."), "short"),
    (("Write a blog post about pumps.", "Pumps: a post."), "short"),
    (("List five rivers of Europe.", "Elbe"), "one-word"),
    (("Explain how a pump lifts water.", "Pressure"), "one-word"),
    (("Explain in detail how a pump works.", "It pumps."), "short"),
]
LEAVES_ALONE = [
    ("What is the capital of France?", "Paris"),
    ("Classify this essay: write a story about it in detail.", "Essay"),
    ("Which article did they write in detail?", "The first"),
    ("Write an essay about rivers.", "Rivers flow from the hills to the sea, and carry sand."),
    ("List three rivers of Europe.", "Elbe,Oder,Rhein"),
    ("Explain in one word how it feels.", "Cold"),
    ("Compare the two strings and say whether they are equal.", "True"),
    ("解释水泵。", "水泵把水从低处抽到高处。"),
    ("Tell me all.", "word " * 3_900),
    ("Write a story.", "http://a.example/story"),
    ("Write a title for an essay about rivers.", "The long way down"),
]
