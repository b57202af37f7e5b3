"""Exports as launchers see them, for tests."""

from typing import Any

from studio.core.training import Training
from studio.extension import Launch, TokenStats

FOLDERS = {
    "sft": ("messages", (800, 200)),
    "dpo": ("preference", (80, 20)),
    "llama-factory": ("llama-factory", (790, 198)),
    "llama-factory-dpo": ("llama-factory-preference", (79, 20)),
    "axolotl-dpo": ("axolotl-preference", (78, 20)),
    "bedrock": ("bedrock", (780, 190)),
}


def make_launch(**changes: Any) -> Launch:
    """An export of 800 SFT rows and 80 pairs; `training` takes a mapping."""
    values: dict[str, Any] = {
        "rows": {name: counts for name, (_, counts) in FOLDERS.items()},
        "shapes": {name: shape for name, (shape, _) in FOLDERS.items()},
        "base_model": "Qwen/Qwen2.5-0.5B-Instruct",
        "max_length": 2048,
        "seed": 42,
        "tokens": {
            "sft": TokenStats(120, 240, 300, 420, 100_000, exact=False),
            "dpo": TokenStats(150, 280, 350, 900, 21_000, exact=False),
        },
        "digest": "0123456789abcdef" * 4,
    }
    training = Training.model_validate(changes.pop("training", {}))
    return Launch(**values | {"training": training} | changes)
