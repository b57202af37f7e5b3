"""ShareGPT rows: `conversations`, a list of from and value. It looks at no other list of turns.

The roles are those of LLaMA-Factory's data guide: human, gpt, system, function_call, observation.
"""

from studio.core.example import Example
from studio.formats.conversation import patch_conversation, read_conversation
from studio.formats.format import Patch, Reading, Record
from studio.formats.turns import SHAREGPT

_KEYS = ("conversations", "conversation")
_MAYBE = ("items", "dialog", "dialogue")  # names of other things too: only with turns in the list


class ShareGptFormat:
    """Conversations of human and gpt; a function_call turn becomes an assistant's tool call."""

    name = "sharegpt"
    title = "ShareGPT: conversations, a list of {from, value}"
    sample = '{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]}'

    def claims(self, record: Record) -> int:
        """Rows with a key `conversations` (or `conversation`), or turns under another name."""
        key = _key(record)
        return 70 if key in _KEYS else 45 if key else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        return read_conversation(record, _key(record) or _KEYS[0], SHAREGPT)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        return patch_conversation(record, _key(record) or _KEYS[0], SHAREGPT, new)


def _key(record: Record) -> str:
    """The key of the row's turns; empty where it has none."""
    sure = next((key for key in _KEYS if key in record), "")
    return sure or next((key for key in _MAYBE if _begins(record, key)), "")


def _begins(record: Record, key: str) -> bool:
    value = record.get(key)
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and ("from" in first or "role" in first)


FORMAT = ShareGptFormat()
