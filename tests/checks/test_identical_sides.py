"""Cases of the check `identical-sides`."""

LONG = "The pump lifts the water from the lower basin to the upper one, and a valve keeps it there. " * 3
FLAGS = [
    (("Why?", "Because.", "Because."), "same"),
    (("Why?", "Because.", " because. "), "same"),
    (("Why?", "Ｂｅｃａｕｓｅ.", "because."), "same"),
    (("Why?", LONG, LONG + "\n\n"), "same"),
    (("Why?", LONG, LONG.replace("lower", "lowest", 1)), "nearly-same"),
]
LEAVES_ALONE = [
    ("Why?", "Because."),
    ("Why?", "Because.", "I do not know."),
    ("Why?", LONG, "No."),
    ("Why?", "5 km are 3.1 miles.", "5 km are about two miles or so."),
    ("Why?", LONG, LONG[: len(LONG) // 3]),
]
