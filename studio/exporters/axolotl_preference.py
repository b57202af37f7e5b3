"""DPO rows for Axolotl's chat_template.default. No pair gets in whose answer it would cut wrongly."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from studio.core.example import Message
from studio.exporters.alternation import Turn, asked_turns
from studio.extension import Takes, Unfit
from studio.store.examples import Held

# What chat templates put before the answer when Axolotl renders it: it looks for the answer's text from
# the start, so an answer that stands in here would be cut out of the template instead.
_BEFORE = """\
<|im_start|>system
You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>
<|im_start|>user
[[dummy_message]]<|im_end|>
<|im_start|>assistant
<think>

</think>

You are a helpful AI assistant named SmolLM, trained by Hugging Face
<|begin_of_text|><|start_header_id|>system<|end_header_id|>

Cutting Knowledge Date: December 2023
Today Date: 26 Jul 2024

<|eot_id|><|start_header_id|>user<|end_header_id|>

[[dummy_message]]<|eot_id|><|start_header_id|>assistant<|end_header_id|>

<bos><start_of_turn>user
[[dummy_message]]<end_of_turn>
<start_of_turn>model
<s>[INST] [[dummy_message]][/INST] <|system|><|user|><|end|><|assistant|><|im_sep|>
"""


class AxolotlPreference:
    """`{"messages": [… user], "chosen": {turn}, "rejected": {turn}}`, without tool calls.

    Source: Axolotl 0.19.0, `prompt_strategies/dpo/chat_template.py`. White space round an answer is
    cut off: many templates do so too, and Axolotl then does not find the answer it looks for.
    """

    name = "axolotl-preference"
    title = "DPO: chosen and rejected as one object each, as Axolotl reads them safely"
    folder = "axolotl-dpo"
    takes: Takes = "pair"

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """See `Exporter.render`."""
        example = row.example
        turns = asked_turns(example)
        if example.tools or any(turn.part in ("call", "result") for turn in turns):
            raise Unfit("Axolotl's DPO reads no tools")
        sides = {"chosen": _side(example.chosen), "rejected": _side(example.rejected)}
        return to_json({"messages": [_dictionary(turn) for turn in turns], **sides, **fields})


def _dictionary(turn: Turn) -> dict[str, str]:
    return {"role": turn.part, "content": turn.text}


def _side(side: Sequence[Message]) -> dict[str, str]:
    if len(side) != 1 or side[0].role != "assistant" or any(value for _, value in side[0].extra):
        raise Unfit("a side that is not one plain answer")
    text = side[0].content.strip()
    if text in _BEFORE:
        raise Unfit("an answer so short that Axolotl would take template text for it")
    return {"role": "assistant", "content": text}


EXPORTER = AxolotlPreference()
