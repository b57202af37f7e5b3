"""What of an example is compared with others: one text for what was asked, one for what was answered.

It compares nothing. Tool calls are part of what is said; a long system text is not, because many
rows share one and it would make them all look alike: only which one it is counts.
"""

import json
from collections.abc import Sequence

from studio.core.example import Example, Message
from studio.core.fingerprint import hash_bytes

_LONGEST_SYSTEM = 120
# Between chosen and rejected: white space to all that compares words, and a mark of where one ends. U+001E
# is the record separator; texts that people write have none.
SIDES_APART = "\n\n\x1e\n\n"


def compared_texts(example: Example) -> tuple[str, str]:
    """The two texts of an example: prompt, and chosen with rejected, `SIDES_APART` between them."""
    prompt, chosen, rejected, _, _ = example
    if len(prompt) == 1 and len(chosen) == 1 and not rejected and not (prompt[0].extra or chosen[0].extra):
        return _turn(prompt[0]), chosen[0].content
    return _said(prompt), SIDES_APART.join(filter(None, (_said(chosen), _said(rejected))))


def _said(messages: Sequence[Message]) -> str:
    return "\n\n".join(_turn(message) for message in messages)


def _turn(message: Message) -> str:
    text = message.content
    if message.role == "system" and len(text) > _LONGEST_SYSTEM:
        # Digits are left out: a date in it does not make it another text.
        letters = "".join(char for char in text.casefold() if char.isalpha())
        return f"system {hash_bytes(letters.encode('utf-8', 'surrogatepass')):x}"
    calls = message.tool_calls
    if not calls:
        return text
    return f"{text}\n{json.dumps(list(calls), ensure_ascii=False, sort_keys=True)}"
