"""Chat rows: `messages`, a list of role and content. The last assistant turn is the answer."""

from studio.core.example import Example
from studio.formats.format import Patch, Reading, Record
from studio.formats.turns import odd_order, patch_turns, read_turns, split_answer


class MessagesFormat:
    """OpenAI's and TRL's `messages`; tool calls, tool results and `tools` are kept."""

    name = "messages"
    title = "messages: a list of {role, content}, tools kept"
    sample = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'

    def claims(self, record: Record) -> int:
        """Rows with a key `messages`."""
        return 80 if "messages" in record else 0

    def read(self, record: Record) -> Reading:
        """See `Format.read`."""
        messages, problems = read_turns(record.get("messages"), "messages")
        if not messages:
            return Reading(Example(), problems)
        prompt, chosen, wrong = split_answer(messages, "messages")
        problems += wrong + odd_order(messages, "messages")
        return Reading(Example(prompt, chosen, tools=record.get("tools")), problems)

    def patch(self, record: Record, new: Example) -> list[Patch]:
        """See `Format.patch`."""
        turns = new.prompt + new.chosen
        return patch_turns(record.get("messages"), ("messages",), turns, ("role", "content"))


FORMAT = MessagesFormat()
