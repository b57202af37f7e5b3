"""ShareGPT rows: `conversations`, a list of from and value. The last gpt turn is the answer."""

from studio.core.example import Example
from studio.formats.format import Patch, Reading, Record
from studio.formats.turns import odd_order, patch_turns, read_turns, split_answer

_KEYS = ("conversations", "conversation")


class ShareGptFormat:
    """Roles human, gpt, system, function_call and observation; `tools` is kept."""

    name = "sharegpt"
    title = "ShareGPT: conversations, a list of {from, value}"
    sample = '{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]}'

    def claims(self, record: Record) -> int:
        """Rows with a key `conversations` (or `conversation`)."""
        return 70 if any(key in record for key in _KEYS) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        key = _key(record)
        messages, problems = read_turns(record.get(key), key, "from", "value")
        if not messages:
            return Reading(Example(), problems)
        prompt, chosen, wrong = split_answer(messages, key)
        problems += wrong + odd_order(messages, key)
        return Reading(Example(prompt, chosen, tools=record.get("tools")), problems)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        key = _key(record)
        return patch_turns(record.get(key), (key,), new.prompt + new.chosen, ("from", "value"))


def _key(record: Record) -> str:
    return next((key for key in _KEYS if key in record), _KEYS[0])


FORMAT = ShareGptFormat()
