"""Cases of the check `truncated`."""

BODY = (
    "The pump draws water from the lower basin and lifts it to the upper one. A valve keeps it there. "
    "When the lamp blinks, open the cover and check the sieve. "
)
FLAGS = [
    (("How does it work?", BODY + "Then the machine will start with the"), "mid-sentence"),
    (("How does it work?", BODY + "It is driven by"), "mid-sentence"),
    (("Wie geht das?", BODY + "Danach wird die Pumpe mit der"), "mid-sentence"),
    (
        ("How does it work?", BODY + "There are pipes, valves, and lamps of many kinds, all of steel,"),
        "comma",
    ),
    (("Show the code.", "Here it is:\n```python\nprint(1)\n"), "open-code"),
    (("How does it work?", "Well.", BODY + "It is driven by"), "mid-sentence"),
]
LEAVES_ALONE = [
    ("How does it work?", BODY.strip()),
    ("Which?", "The"),
    ("Write a letter.", BODY + "\n\nSincerely,"),
    ("List the parts.", BODY + "\n- pump\n- valve\n- lamp of"),
    ("Show the code.", "```python\nprint(1)\n```"),
    ("Write a query.", BODY + "SELECT name FROM pumps WHERE id in"),
    ("Write a poem.", BODY + "\nThe water rises to the\nThe valve stands by the"),
]
