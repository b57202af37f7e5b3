"""Cases of the check `truncated`."""

BODY = (
    "The pump draws water from the lower basin and lifts it to the upper one. A valve keeps it there. "
    "When the lamp blinks, open the cover and check the sieve. "
)
GERMAN = (
    "Die Pumpe hebt das Wasser aus dem unteren Becken in das obere. Ein Ventil hält es dort fest. "
    "Wenn die Lampe blinkt, öffnet man den Deckel und sieht nach dem Sieb. "
)
FLAGS = [
    (("How does it work?", BODY + "Then the machine will start with the"), "mid-sentence"),
    (("How does it work?", BODY + "It is driven by"), "mid-sentence"),
    (("Wie geht das?", GERMAN + "Danach wird die Pumpe mit der"), "mid-sentence"),
    (("How does it work?", BODY + "There are many parts of it (the pump of the lower basin"), "open-bracket"),
    (("How does it work?", BODY + "It is not known which of them is"), "mid-sentence"),
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
    (
        "List the parts.",
        BODY + "\n5. A lamp of the kind that helps people find others whom they can talk with",
    ),
    ("Write a tweet.", BODY + "Who else is looking forward to the"),
    ("Which address?", BODY + "Write to anna@kontor.de, or to the one of her firm, bruno@kontor.the"),
    ("Which vitamin?", BODY + "In winter the body cannot make enough of it, and so people take vitamin A"),
    ("Write a poem.", BODY + "\nThe water rises to the\nThe valve stands by the"),
]
