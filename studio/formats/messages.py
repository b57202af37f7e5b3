"""Chat rows: `messages`, a list of role and content. It looks at no other list of turns."""

from studio.core.example import Example
from studio.formats.conversation import patch_conversation, read_conversation
from studio.formats.format import Patch, Reading, Record
from studio.formats.turns import CHAT

_KEY = "messages"


class MessagesFormat:
    """The chat rows of OpenAI, TRL and Bedrock; tool calls, tool results and `tools` are kept."""

    name = "messages"
    title = "messages: a list of {role, content}, tools kept"
    sample = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'

    def claims(self, record: Record) -> int:
        """Rows with a key `messages`."""
        return 80 if _KEY in record else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        return read_conversation(record, _KEY, CHAT)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        return patch_conversation(record, _KEY, CHAT, new)


FORMAT = MessagesFormat()
