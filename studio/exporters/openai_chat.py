"""SFT rows for OpenAI's chat fine-tuning. No unknown field is carried along: it would be refused."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from studio.exporters.chat import need_answer, need_prompt
from studio.exporters.openai import openai_tools, openai_turns
from studio.extension import Takes, Unfit
from studio.store.examples import Held


class OpenAiChat:
    """`{"messages": [turns], "tools": [values]}`, the last turn the assistant's.

    Source: OpenAI's fine-tuning guide, chat format; its deprecations page gives the date from which
    it takes no new jobs. Together, Fireworks and Azure read the format too.
    """

    name = "openai"
    title = "SFT: OpenAI chat (Together, Fireworks, Azure; OpenAI itself takes no new jobs from 2027-01-06)"
    folder = "openai"
    takes: Takes = "sft"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        need_answer(example)
        need_prompt(example)
        messages = openai_turns((*example.prompt, *example.chosen))
        if messages[-1]["role"] != "assistant":
            raise Unfit("the last turn is not an answer")
        return to_json({"messages": messages, **openai_tools(example)})


EXPORTER = OpenAiChat()
