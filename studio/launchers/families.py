"""What trainers must be told of a model's chat template, by the model's name. It reads no model."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Models with one chat template.

    Attributes:
        marked: TRL 1.16 can mark the assistant's turns in the template by itself; for any other
            model `assistant_only_loss` stops the run.
        template: LLaMA-Factory's name for the template.
        default_system: it puts a system prompt of its own before rows without one.
        thinking: LLaMA-Factory expects reasoning in the answers unless told otherwise.

    """

    marked: bool
    template: str
    default_system: bool = False
    thinking: bool = False


# The first part of a name that is found counts, so the longer ones stand first.
_FAMILIES = (
    ("qwen2.5", Family(True, "qwen", default_system=True)),
    ("qwen3-coder", Family(False, "qwen3_nothink")),
    ("instruct-2507", Family(True, "qwen3_nothink")),
    ("qwen3", Family(True, "qwen3", thinking=True)),
    ("llama-3", Family(True, "llama3", default_system=True)),
    ("gemma-3", Family(True, "gemma3")),
    ("phi-4", Family(False, "phi4")),
    ("phi-3", Family(True, "phi")),
    ("mistral-7b", Family(False, "mistral")),
    ("smollm2", Family(False, "smollm2", default_system=True)),
)


# Their templates raise an error at a system turn.
_WITHOUT_SYSTEM = ("gemma-2", "gemma-7b", "gemma-1.1")


# Models that were not taught to chat, by the last part of their names: theirs come without a template.
_UNTAUGHT = re.compile(
    r"(meta-)?llama-(2-\d+b-hf|3(\.\d)?-\d+b)|mistral-7b-v0\.\d|gemma-(2-)?\d+b|gemma-3-\d+b-pt"
)


def has_no_template(model: str) -> bool:
    """True for base models of the hub that come without a chat template."""
    return _UNTAUGHT.fullmatch(model.lower().rpartition("/")[2]) is not None


def refuses_system(model: str) -> bool:
    """True when the model's own chat template takes no system turn."""
    return any(part in model.lower() for part in _WITHOUT_SYSTEM)


def family_of(model: str) -> Family | None:
    """The family of a model, by its name or folder; none where it is not known."""
    name = model.lower()
    return next((family for part, family in _FAMILIES if part in name), None)


def is_marked(model: str) -> bool:
    """True when TRL can learn the answers only from this model's conversations."""
    family = family_of(model)
    return family is not None and family.marked
