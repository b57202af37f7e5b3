"""Cases of the check `echo`."""

ASKED = "Design a garden that needs little water in summer."
FLAGS = [
    ((ASKED, ASKED), "whole"),
    ((ASKED, ASKED.upper() + " "), "whole"),
    ((ASKED, ASKED + " Begin with gravel, then choose herbs."), "begins"),
    ((ASKED, "Plant thyme.", ASKED), "whole"),
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
    (ASKED, "Design a gravel bed first."),
]
