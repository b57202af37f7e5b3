"""TRL with PEFT: `trl sft` and `trl dpo` configs for LoRA that run from the export's folder.

Keys are those of trl 1.16 (ScriptArguments, SFTConfig or DPOConfig, ModelConfig). An unknown key
would be handed on to the launcher, which dies of it, so nothing is written that has no effect.
"""

import math
from typing import Any

import yaml

from studio.extension import Launch

_BATCH = 16
_EPOCHS = 3
# TRL can mark the assistant's turns in the templates of these families itself; for any other
# model `assistant_only_loss` stops the run, so the config leaves it out and LAUNCH.md says so.
_MARKED = ("qwen2.5", "qwen3", "llama-3", "gemma", "phi-3")


class Trl:
    """Two configs and the commands."""

    name = "trl"
    title = "TRL + PEFT: trl sft, trl dpo (LoRA)"

    def files(self, launch: Launch) -> dict[str, str]:
        """See `Launcher.files`."""
        makers = {"sft": _sft, "dpo": _dpo}
        return {
            f"{name}.yaml": yaml.safe_dump(makers[name](launch), sort_keys=False)
            for name, (train, _) in launch.rows.items()
            if train
        }

    def guide(self, launch: Launch) -> str:
        """See `Launcher.guide`."""
        names = [name for name, (train, _) in launch.rows.items() if train]
        commands = "\n".join(f"trl {name} --config launch/trl/{name}.yaml" for name in names)
        notes = []
        if launch.shapes.get("sft") == "messages" and not _is_marked(launch.base_model):
            notes.append(
                "- SFT learns the whole conversation: TRL cannot mark the answers in this model's chat\n"
                "  template. Export the shape `prompt-completion` to learn the answers only."
            )
        notes.append("- Paths in the configs are relative: run the commands in this folder.")
        notes.append("- Try two steps first: add `--max_steps 2` to a command.")
        return (
            "# Training with TRL\n\n"
            "```sh\npip install 'trl==1.16.*' 'peft==0.21.*'\n"
            f"{commands}\n```\n\n" + "\n".join(notes) + "\n"
        )


def _is_marked(model: str) -> bool:
    name = model.lower()
    return any(family in name for family in _MARKED)


def _shared(launch: Launch, name: str) -> dict[str, Any]:
    train, validation = launch.rows[name]
    steps = math.ceil(train / _BATCH) * _EPOCHS
    every = max(1, min(50, steps // 10))
    config: dict[str, Any] = {
        "model_name_or_path": launch.base_model,
        "dtype": "bfloat16",
        "dataset_name": name,
        "dataset_train_split": "train",
        "use_peft": True,
        "lora_r": 16,
        "lora_alpha": 32,
        "lora_dropout": 0.05,
        "lora_target_modules": "all-linear",
        "max_length": launch.max_length,
        "num_train_epochs": _EPOCHS,
        "per_device_train_batch_size": 2,
        "gradient_accumulation_steps": _BATCH // 2,
        "lr_scheduler_type": "cosine",
        "warmup_steps": max(1, steps // 20),
        "logging_steps": max(1, every // 5),
        "save_strategy": "steps",
        "save_steps": every,
        "save_total_limit": 2,
        "bf16": True,
        "seed": launch.seed,
        "report_to": "none",
        "output_dir": f"out/{name}",
    }
    if validation:
        config |= {
            "dataset_test_split": "validation",
            "eval_strategy": "steps",
            "eval_steps": every,
            "load_best_model_at_end": True,
            "metric_for_best_model": "eval_loss",
            "greater_is_better": False,
        }
    else:
        config["eval_strategy"] = "no"
    return config


def _sft(launch: Launch) -> dict[str, Any]:
    config = _shared(launch, "sft") | {"learning_rate": 2.0e-4, "packing": False}
    if launch.shapes["sft"] == "messages" and _is_marked(launch.base_model):
        config["assistant_only_loss"] = True
    return config


def _dpo(launch: Launch) -> dict[str, Any]:
    return _shared(launch, "dpo") | {"learning_rate": 5.0e-6, "beta": 0.1, "loss_type": ["sigmoid"]}


LAUNCHER = Trl()
