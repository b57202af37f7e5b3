"""SFT rows for Amazon Bedrock, Claude 3 Haiku. No unknown field is carried along: it would be refused."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.alternation import answered_turns
from studio.extension import Takes, Unfit
from studio.store.examples import Held

RESERVED = ("\nHuman:", "\nAssistant:")
MAX_TOKENS = 32_000
# AWS's sample validator takes three characters for a token.
TOKEN_CHARACTERS = 3


class Bedrock:
    """`{"system": text, "messages": [{"role", "content"}, …]}`: user first, by turns, assistant last.

    Source: the Bedrock user guide on fine-tuning Claude 3 Haiku and AWS's sample validator
    (amazon-bedrock-samples, claude-haiku/DataValidation): 32,000 tokens a record, reserved words.
    """

    name = "bedrock"
    title = "SFT: system and alternating messages (Amazon Bedrock, Claude 3 Haiku)"
    folder = "bedrock"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        turns = answered_turns(example)
        if example.tools or any(turn.part in ("call", "result") for turn in turns):
            raise Unfit("Bedrock takes no tools")
        if any(word in turn.text for turn in turns for word in RESERVED):
            raise Unfit("the words Human: or Assistant: begin a line, which Bedrock reserves")
        if any(not turn.text.strip() for turn in turns):
            raise Unfit("a turn is blank")
        if sum(len(turn.text) for turn in turns) // TOKEN_CHARACTERS > MAX_TOKENS:
            raise Unfit("more than 32,000 tokens (of 3 characters)")
        system = {"system": turns.pop(0).text} if turns[0].part == "system" else {}
        messages = [{"role": turn.part, "content": turn.text} for turn in turns]
        return to_json({**system, "messages": messages})

    def plain(self, ask: str, answer: str) -> bytes | None:
        """See `PlainExporter.plain`."""
        size = len(ask) + len(answer)
        if size // TOKEN_CHARACTERS > MAX_TOKENS or any(word in ask or word in answer for word in RESERVED):
            return None
        if not ask or not answer or ask.isspace() or answer.isspace():
            return None
        turns = to_json(ask), to_json(answer)
        return b'{"messages":[{"role":"user","content":%b},{"role":"assistant","content":%b}]}' % turns


EXPORTER = Bedrock()
