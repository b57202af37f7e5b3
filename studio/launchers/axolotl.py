"""Axolotl 0.19: one YAML for SFT, one for DPO, run from the export's folder.

It ignores keys that it does not know, and with `rl: dpo` most keys of a dataset and early stopping,
so nothing is written that has no effect.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from studio.extension import Launch
from studio.launchers.derived import Plan, make_plan
from studio.launchers.estimates import estimate_table
from studio.launchers.notices import bullet_list, cut_notice, template_notices, unread_notice

_SFT = ("messages",)
_DPO = "axolotl-dpo"
_KERNELS = ("lora_mlp_kernel", "lora_qkv_kernel", "lora_o_kernel", "lora_embedding_kernel")


class Axolotl:
    """Two YAML files; DPO starts from the merged SFT model."""

    name = "axolotl"
    title = "Axolotl: SFT and DPO configs (full, LoRA, QLoRA)"
    shapes: Mapping[str, tuple[str, ...]] = {_DPO: ("axolotl-preference",)}

    def files(self, launch: Launch) -> dict[str, str]:
        """See `Launcher.files`."""
        return {
            f"{plan.stage}.yaml": yaml.safe_dump(_config(launch, plan), sort_keys=False, allow_unicode=True)
            for plan in _plans(launch)
        }

    def notices(self, launch: Launch) -> list[str]:
        """See `Launcher.notices`."""
        said = unread_notice(launch, "sft", _SFT, "Axolotl")
        for plan in _plans(launch):
            said += cut_notice(launch, plan, "are dropped")
        return said + template_notices(launch)

    def guide(self, launch: Launch) -> str:
        """See `Launcher.guide`."""
        made = _plans(launch)
        lines = []
        for plan in made:
            if plan.stage == "dpo" and _is_chained(launch) and launch.training.method != "full":
                lines.append("axolotl merge-lora launch/axolotl/sft.yaml")
            lines.append(f"axolotl train launch/axolotl/{plan.stage}.yaml")
        notes = [
            *self.notices(launch),
            "Faster with LoRA on an NVIDIA GPU: set the four `lora_…_kernel` keys to true",
            "Paths in the configs are relative: run the commands in this folder",
            "The name of the prepared data's folder holds a hash of the rows: Axolotl would train on old"
            " ones after a new export to the same place",
        ]
        if any(plan.stage == "dpo" for plan in made):
            notes.append(
                "Axolotl's DPO has no early stopping and keeps no best checkpoint: it validates those keys"
                " and ignores them, so they are not in dpo.yaml; watch eval_loss"
            )
            notes.append(
                f"`{_DPO}/` holds the pairs for Axolotl: white space round an answer is cut off, and pairs"
                " that it would read wrongly are in left_out.jsonl"
            )
        if lines and "merge-lora" in " ".join(lines):
            notes.append(
                "DPO starts from the merged SFT model: with `rl: dpo` Axolotl loads no adapter to go on from"
            )
        return (
            "# Training with Axolotl\n\n```sh\n"
            "pip install torch==2.13.0\npip install --no-build-isolation axolotl==0.19.0\n"
            "export AXOLOTL_DO_NOT_TRACK=1\n"
            + "\n".join(lines)
            + f"\n```\n\n{bullet_list(notes)}\n{estimate_table(launch, made)}"
        )


def _plans(launch: Launch) -> list[Plan]:
    made = []
    if launch.rows.get("sft", (0, 0))[0] and launch.shapes.get("sft") in _SFT:
        made.append(make_plan(launch, "sft", "sft"))
    if launch.rows.get(_DPO, (0, 0))[0]:
        made.append(make_plan(launch, "dpo", _DPO))
    return made


def _is_chained(launch: Launch) -> bool:
    return launch.training.dpo_from_sft and [plan.stage for plan in _plans(launch)] == ["sft", "dpo"]


def _config(launch: Launch, plan: Plan) -> dict[str, Any]:
    training = launch.training
    model = launch.base_model
    if plan.stage == "dpo" and _is_chained(launch):
        model = "out/axolotl/sft" if training.method == "full" else "out/axolotl/sft/merged"
    config: dict[str, Any] = {"base_model": model, **_adapters(launch, plan)}
    if training.chat_template and training.chat_template.endswith(".jinja"):
        config |= {"chat_template": "jinja", "chat_template_jinja": training.chat_template}
    else:
        config["chat_template"] = training.chat_template or "tokenizer_default"
    if plan.stage == "dpo":
        config |= {"rl": "dpo", "rl_beta": training.dpo_beta}
    config["datasets"] = [_dataset(launch, plan, "train")]
    if plan.validation:
        config["test_datasets"] = [_dataset(launch, plan, "validation")]
    config |= {
        "dataset_prepared_path": f"out/axolotl/prepared-{plan.stage}-{launch.digest[:16] or 'rows'}",
        "sequence_len": plan.max_length,
    }
    if plan.stage == "sft":
        config["sample_packing"] = training.packing
    return config | {
        "micro_batch_size": plan.per_device,
        "gradient_accumulation_steps": plan.accumulation,
        "num_epochs": plan.epochs,
        "optimizer": "adamw_torch_fused",
        "lr_scheduler": "cosine",
        "learning_rate": plan.learning_rate,
        "warmup_steps": plan.warmup_steps,
        "bf16": "auto",
        "gradient_checkpointing": True,
        "attn_implementation": "sdpa",
        "logging_steps": plan.logging_steps,
        "save_steps": plan.eval_steps,
        "save_total_limit": 2,
        **_evaluation(plan),
        "seed": plan.seed,
        "output_dir": f"out/axolotl/{plan.stage}",
    }


def _adapters(launch: Launch, plan: Plan) -> dict[str, Any]:
    training = launch.training
    if training.method == "full":
        return {}
    targets: dict[str, Any] = (
        {"lora_target_modules": list(training.target_modules)}
        if training.target_modules
        else {"lora_target_linear": True}
    )
    return {
        "adapter": training.method,
        **({"load_in_4bit": True} if training.method == "qlora" else {}),
        "lora_r": training.lora_rank,
        "lora_alpha": plan.lora_alpha,
        "lora_dropout": training.lora_dropout,
        **targets,
        # Left out, Axolotl turns them on and warns; they need Triton and a model that it knows.
        **dict.fromkeys(_KERNELS, False),
    }


def _dataset(launch: Launch, plan: Plan, side: str) -> dict[str, Any]:
    # A local file has the one split `train`, whatever it holds.
    place = {"path": f"{plan.folder}/{side}.jsonl", "split": "train"}
    if plan.stage == "dpo":
        return {**place, "type": "chat_template.default"}
    learnt = ["assistant"] if launch.training.answers_only else ["system", "user", "assistant", "tool"]
    return {
        **place,
        "type": "chat_template",
        "field_messages": "messages",
        "message_property_mappings": {"role": "role", "content": "content"},
        "roles_to_train": learnt,
        "train_on_eos": "turn",
    }


def _evaluation(plan: Plan) -> dict[str, Any]:
    if not plan.validation:
        return {}
    config: dict[str, Any] = {"eval_steps": plan.eval_steps}
    if plan.stage == "sft":
        config |= {
            "load_best_model_at_end": True,
            "metric_for_best_model": "eval_loss",
            "greater_is_better": False,
            **({"early_stopping_patience": plan.patience} if plan.patience else {}),
        }
    return config


LAUNCHER = Axolotl()
