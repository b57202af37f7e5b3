"""Cases of the check `echo`."""

ASKED = "Design a garden that needs little water in summer."
FLAGS = [
    ((ASKED, ASKED), "whole"),
    ((ASKED, ASKED.upper() + " "), "whole"),
    ((ASKED, ASKED + " Begin with gravel, then choose herbs."), "begins"),
    ((ASKED, "Plant thyme.", ASKED), "whole"),
    ((ASKED, "\n" + ASKED.replace(" ", "\u00a0")), "whole"),
    (("Draw a cat that runs!", "Draw a cat that runs"), "whole"),
    ((ASKED, ASKED[:-1] + ":\n- gravel\n- thyme\n- lavender"), "begins"),
    (
        (
            "写一首关于大海和月亮的长诗，请用七言，要押韵，不少于八句，多写景色。",
            "写一首关于大海和月亮的长诗，请用七言，要押韵，不少于八句，多写景色。",
        ),
        "whole",
    ),
]
LEAVES_ALONE = [
    (ASKED, "Plant thyme and lavender."),
    ("Correct the grammar: he go to the garden every day.", "He goes to the garden every day."),
    ("Repeat after me: the water is low.", "Repeat after me: the water is low."),
    ("Hi", "Hi there"),
    ("Rewrite: " + ASKED, "Rewrite: " + ASKED),
    ("Translate into English: " + ASKED, "Translate into English: " + ASKED),
    ("Continue this story: " + ASKED, "Continue this story: " + ASKED + " It is quiet."),
    ("请翻译：" + ASKED, "请翻译：" + ASKED),
    (ASKED, "Design a gravel bed first."),
]
