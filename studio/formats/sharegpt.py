"""ShareGPT rows: `conversations`, a list of from and value. It looks at no other list of turns.

The roles are those of LLaMA-Factory's data guide: human, gpt, system, function_call, observation.
"""

from studio.core.example import Example
from studio.formats.conversation import patch_conversation, read_conversation
from studio.formats.format import Patch, Reading, Record
from studio.formats.turns import SHAREGPT

_KEYS = ("conversations", "conversation")


class ShareGptFormat:
    """Conversations of human and gpt; a function_call turn becomes an assistant's tool call."""

    name = "sharegpt"
    title = "ShareGPT: conversations, a list of {from, value}"
    sample = '{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]}'

    def claims(self, record: Record) -> int:
        """Rows with a key `conversations` (or `conversation`)."""
        return 70 if any(key in record for key in _KEYS) else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        return read_conversation(record, _key(record), SHAREGPT)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        return patch_conversation(record, _key(record), SHAREGPT, new)


def _key(record: Record) -> str:
    return next((key for key in _KEYS if key in record), _KEYS[0])


FORMAT = ShareGptFormat()
