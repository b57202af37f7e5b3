"""Cases of the check `repetition`."""

SENTENCE = "The water rises to the upper basin every day. "
FLAGS = [
    (("What happens?", SENTENCE * 8), "sentence"),
    (("Was geschieht?", "Das Wasser steigt jeden Tag in das obere Becken hinauf. " * 6), "sentence"),
    (("What happens?", "It rises and then " * 30), "phrase"),
    (("What happens?", "It rises. " + "h" * 200), "sign"),
    (("Which jobs?", "\n".join(f"{n}. Show them how the pump works" for n in range(1, 11))), "sentence"),
    (("会怎样？", "水泵每天把水抽到上面的水池里。" * 12), "sentence"),
    (("Which bases?", "It begins so: " + "GATTACA" * 60), "phrase"),
    (("What happens?", "It rises.", SENTENCE * 8), "sentence"),
]
LEAVES_ALONE = [
    ("What happens?", SENTENCE),
    ("Write a song with a chorus.", SENTENCE * 8),
    ("Draw a line.", "=" * 200),
    ("List the numbers.", " ".join(map(str, range(200)))),
    (
        "What happens?",
        "Water rises at dawn. A valve holds it. At noon the lamp blinks twice. Then the gate opens, "
        "the lower basin fills again, and everything begins anew before the night comes to the valley.",
    ),
    ("Write a poem.", "The rain, the rain, it falls again.\n" * 6),
    ("Which cells?", "".join(f"cell[{n}] = (0, 0, 0);\n" for n in range(30))),
    ("Dots?", ". " * 200),
    ("Show a table.", "| a | b |\n|---|---|\n" + "| 1 | 1 |\n" * 40),
]
