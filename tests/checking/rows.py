"""Small sets of rows with look-alikes of every kind, written for the tests."""

from typing import Any

LONG = (
    "Open the cover, press the green button for five seconds and wait until the lamp blinks twice. "
    "Then close the cover again and start the pump from the menu; the first run takes ten minutes."
)

SHARED = (
    "Lift the rear panel, pull the blue plug, count to sixty and push it in again until it clicks. "
    "After that a short melody is heard, and the display asks for the language of the menu."
)


def row(instruction: str, output: str, **more: Any) -> dict[str, Any]:
    """A plain instruction row."""
    return {"instruction": instruction, "input": "", "output": output, **more}


# Line numbers are 1-based: 1, 2, 3 say the same; 4 and 5 conflict; 6 and 7 are variants; 8 and 9 share
# an answer; 10 is alone; 11 is a pair with the prompt and the answer of 1.
ROWS: list[dict[str, Any]] = [
    row("How do I start the pump after a power cut?", LONG),
    row("How do I start the pump after a power cut?", LONG),
    row("how do i start the pump after a power cut", f"**{LONG}**"),
    row("Is the filter washable, and how often is it changed?", "Yes, wash it every month under warm water."),
    row("Is the filter washable, and how often is it changed?", "No. Order a new one each year in the shop."),
    row("Convert 5 kilometres to miles, and round the result to one digit after the point.", "3.1 miles"),
    row("Convert 8 kilometres to miles, and round the result to one digit after the point.", "5.0 miles"),
    row("What is the way to bring the machine up again?", SHARED),
    row("Explain the start of this device to my neighbour, please.", SHARED),
    row("Name three rivers of Europe.", "Rhine, Danube, Loire."),
    {
        "prompt": "How do I start the pump after a power cut?",
        "chosen": LONG,
        "rejected": "I do not know, ask somebody else about it.",
    },
]

# Written otherwise, of the same words.
PARAPHRASES = [
    row(
        "Hello, the gateway of my heating lost its wireless connection to the network yesterday. What now?",
        "Restart the gateway and wait for the green lamp.",
    ),
    row(
        "Yesterday: network gone, no connection of the wireless gateway, heating is lost too. What can I do?",
        "Wait for the green lamp after a restart of the gateway.",
    ),
]
