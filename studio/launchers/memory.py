"""GPU memory that a training run takes, by formula. The constants were not measured on a GPU of ours."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.training import Method, Stage

_GB = 1e9
# Published runs of 7 to 70 billion parameters lie within about a fifth of the formula.
_SPREAD = 0.2


@dataclass(frozen=True, slots=True)
class ModelShape:
    """A decoder's sizes: layers, hidden, query and key-value width, feed-forward width, vocabulary."""

    layers: int
    hidden: int
    query: int
    key_value: int
    feed_forward: int
    vocabulary: int
    tied: bool

    @property
    def linear(self) -> int:
        """Parameters of all linear layers but the head."""
        return self.layers * sum(one * two for one, two in self._layer().values())

    @property
    def ends(self) -> int:
        """Parameters of embedding and head."""
        return self.vocabulary * self.hidden * (1 if self.tied else 2)

    @property
    def parameters(self) -> int:
        """All parameters; norms and biases, well under a thousandth, are not counted."""
        return self.linear + self.ends

    def adapters(self, rank: int, targets: Sequence[str] = ()) -> int:
        """Parameters of LoRA adapters on some layers, all linear ones when none is named."""
        layer = self._layer()
        names = [name for name in targets if name in layer] or list(layer)
        return self.layers * rank * sum(sum(layer[name]) for name in names)

    def _layer(self) -> dict[str, tuple[int, int]]:
        return {
            "q_proj": (self.hidden, self.query),
            "k_proj": (self.hidden, self.key_value),
            "v_proj": (self.hidden, self.key_value),
            "o_proj": (self.query, self.hidden),
            "gate_proj": (self.hidden, self.feed_forward),
            "up_proj": (self.hidden, self.feed_forward),
            "down_proj": (self.feed_forward, self.hidden),
        }


# Source: config.json of each model. Layers, hidden, heads x head size, key-value heads x head size,
# feed-forward, vocabulary, embedding shared with the head.
_KNOWN = {
    "qwen2.5-0.5b": ModelShape(24, 896, 896, 128, 4864, 151936, True),
    "qwen2.5-1.5b": ModelShape(28, 1536, 1536, 256, 8960, 151936, True),
    "qwen2.5-3b": ModelShape(36, 2048, 2048, 256, 11008, 151936, True),
    "qwen2.5-7b": ModelShape(28, 3584, 3584, 512, 18944, 152064, False),
    "qwen2.5-14b": ModelShape(48, 5120, 5120, 1024, 13824, 152064, False),
    "qwen2.5-32b": ModelShape(64, 5120, 5120, 1024, 27648, 152064, False),
    "qwen2.5-72b": ModelShape(80, 8192, 8192, 1024, 29568, 152064, False),
    "qwen3-0.6b": ModelShape(28, 1024, 2048, 1024, 3072, 151936, True),
    "qwen3-1.7b": ModelShape(28, 2048, 2048, 1024, 6144, 151936, True),
    "qwen3-4b": ModelShape(36, 2560, 4096, 1024, 9728, 151936, True),
    "qwen3-8b": ModelShape(36, 4096, 4096, 1024, 12288, 151936, False),
    "qwen3-14b": ModelShape(40, 5120, 5120, 1024, 17408, 151936, False),
    "qwen3-32b": ModelShape(64, 5120, 8192, 1024, 25600, 151936, False),
    "llama-3.2-1b": ModelShape(16, 2048, 2048, 512, 8192, 128256, True),
    "llama-3.2-3b": ModelShape(28, 3072, 3072, 1024, 8192, 128256, True),
    "llama-3.1-8b": ModelShape(32, 4096, 4096, 1024, 14336, 128256, False),
    "llama-3.1-70b": ModelShape(80, 8192, 8192, 1024, 28672, 128256, False),
    "llama-3.3-70b": ModelShape(80, 8192, 8192, 1024, 28672, 128256, False),
    "gemma-3-1b": ModelShape(26, 1152, 1024, 256, 6912, 262144, True),
    "gemma-3-4b": ModelShape(34, 2560, 2048, 1024, 10240, 262208, True),
    "gemma-3-12b": ModelShape(48, 3840, 4096, 2048, 15360, 262208, True),
    "gemma-3-27b": ModelShape(62, 5376, 4096, 2048, 21504, 262208, True),
    "mistral-7b": ModelShape(32, 4096, 4096, 1024, 14336, 32768, False),
    "phi-4-mini": ModelShape(32, 3072, 3072, 1024, 8192, 200064, True),
    "phi-4": ModelShape(40, 5120, 5120, 1280, 17920, 100352, False),
    "smollm2-135m": ModelShape(30, 576, 576, 192, 1536, 49152, True),
    "smollm2-360m": ModelShape(32, 960, 960, 320, 2560, 49152, True),
    "smollm2-1.7b": ModelShape(24, 2048, 2048, 2048, 8192, 49152, True),
}


def model_shape(model: str) -> ModelShape | None:
    """The sizes of a model: of a local folder by its config.json, else by name; none if unknown."""
    try:
        config = json.loads((Path(model) / "config.json").read_text(encoding="utf-8"))
        hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        size = int(config.get("head_dim") or hidden // heads)
        return ModelShape(
            layers=int(config["num_hidden_layers"]),
            hidden=hidden,
            query=heads * size,
            key_value=int(config.get("num_key_value_heads") or heads) * size,
            feed_forward=int(config["intermediate_size"]),
            vocabulary=int(config["vocab_size"]),
            tied=bool(config.get("tie_word_embeddings", False)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError):
        name = model.lower().replace("meta-", "")
        return next((shape for part, shape in _KNOWN.items() if part in name), None)


def memory_gb(
    shape: ModelShape, method: Method, stage: Stage, rows: int, length: int, adapters: int
) -> tuple[float, float]:
    """GPU memory of a run on one GPU in GB (1e9 bytes), from and to.

    Weights: LoRA 2 bytes a parameter; QLoRA half a byte and double-quantised absmax, 0.516, with embedding
    and head in 16 bit (QLoRA paper); full 16 bytes with weights, gradients and Adam's two states (ZeRO
    paper, 2+2+12). Adapters 4+4 bytes with gradients and 8 of Adam's states. Activations with
    checkpointing: 2Lth for the kept layer inputs and the larger of one layer, 2t(12h+3q+kv+3ff), and
    the logits, 3.5 copies of 4tV (Korthikanti 2205.05198; constants as fitted by fitcheck-llm 0.3.1).
    `t` is rows times length, twice that for DPO. DPO of a whole model holds the reference too, 2
    bytes a parameter. Overhead 0.8 GB and 5 %. The lower end takes the head as fused (a seventh of
    the logits), as TRL does; both ends lie a fifth apart from that.
    """
    tokens = rows * length * (2 if stage == "dpo" else 1)
    if method == "full":
        states = 16.0 * shape.parameters + (2.0 * shape.parameters if stage == "dpo" else 0.0)
    elif method == "qlora":
        states = 0.516 * shape.linear + 2.0 * shape.ends + 16.0 * adapters
    else:
        states = 2.0 * shape.parameters + 16.0 * adapters
    kept = 2.0 * shape.layers * tokens * shape.hidden
    layer = 2.0 * tokens * (12 * shape.hidden + 3 * shape.query + shape.key_value + 3 * shape.feed_forward)
    logits = 3.5 * 4.0 * tokens * shape.vocabulary

    def whole(head: float) -> float:
        return (states + kept + max(layer, head)) * 1.05 / _GB + 0.8

    return whole(logits / 7) * (1 - _SPREAD), whole(logits) * (1 + _SPREAD)
