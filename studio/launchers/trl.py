"""TRL with PEFT: `trl sft` and `trl dpo` configs that run from the export's folder.

Keys are those of trl 1.16 (ScriptArguments, SFTConfig or DPOConfig, ModelConfig). An unknown key
would be handed on to the launcher, which dies of it, so nothing is written that has no effect.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from studio.core.training import Stage
from studio.extension import Launch
from studio.launchers.derived import Plan, make_plan
from studio.launchers.estimates import estimate_table
from studio.launchers.families import is_marked
from studio.launchers.notices import bullet_list, cut_notice, template_notices, unread_notice
from studio.launchers.trl_scripts import merge_script, stopping_script

READS: dict[Stage, tuple[str, ...]] = {
    "sft": ("messages", "prompt-completion", "prompt-completion-plain"),
    "dpo": ("preference", "preference-plain"),
}
_STAGES: tuple[Stage, ...] = ("sft", "dpo")


class Trl:
    """Two configs, the step between them, and a script with early stopping."""

    name = "trl"
    title = "TRL + PEFT: trl sft, then trl dpo (full, LoRA, QLoRA)"
    shapes: Mapping[str, tuple[str, ...]] = {}

    def files(self, launch: Launch) -> dict[str, str]:
        """See `Launcher.files`."""
        made = plans(launch)
        configs = [(plan.stage, _config(launch, plan)) for plan in made]
        files = {
            f"{stage}.yaml": yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
            for stage, config in configs
        }
        if _is_merged(launch):
            files["merge.py"] = merge_script("out/trl/sft", "out/trl/sft-merged")
        if any(plan.patience for plan in made):
            files["train.py"] = stopping_script({plan.stage: plan.patience for plan in made if plan.patience})
        return files

    def notices(self, launch: Launch) -> list[str]:
        """See `Launcher.notices`."""
        made = plans(launch)
        said = [text for stage in _STAGES for text in unread_notice(launch, stage, READS[stage], "TRL")]
        for plan in made:
            said += cut_notice(launch, plan, "are cut there, or dropped where the prompt alone is that long")
        if _learns_questions(launch):
            said.append(
                "SFT learns the whole conversation: TRL cannot mark the answers in this model's chat"
                " template; export the shape prompt-completion to learn the answers only"
            )
        template = launch.training.chat_template
        if template and not template.endswith(".jinja"):
            said.append("TRL takes a chat template as a .jinja file, not by a name: the tokenizer's is used")
        elif template and [plan.stage for plan in made] == ["dpo"]:
            said.append("trl dpo takes no chat template: the model must have one, or export preference-plain")
        return said + template_notices(launch)

    def guide(self, launch: Launch) -> str:
        """See `Launcher.guide`."""
        made = plans(launch)
        first = made[0].stage
        other = "".join(f" (or `{plan.stage}`)" for plan in made[1:])
        lines = []
        for plan in made:
            if plan.stage == "dpo" and _is_merged(launch):
                lines.append("python launch/trl/merge.py")
            lines.append(f"trl {plan.stage} --config launch/trl/{plan.stage}.yaml")
        notes = [
            *self.notices(launch),
            "Paths in the configs are relative: run the commands in this folder",
            "Try two steps first: add `--max_steps 2` to a command",
            f"Several GPUs: `trl {first} --config launch/trl/{first}.yaml --num_processes 4`; the steps in"
            " the config are those of one GPU",
        ]
        if _is_merged(launch):
            notes.append(
                "DPO starts from the SFT adapter merged into the base model: `trl dpo` cannot start from an"
                " adapter's folder, and its reference model then is what SFT made"
            )
        if any(plan.patience for plan in made):
            notes.append(
                "`trl` has no early stopping. The same configs with it: `python launch/trl/train.py"
                f" {first}`{other}, on several GPUs `accelerate launch --num_processes 4 launch/trl/train.py"
                f" {first}`"
            )
        packages = "'trl==1.16.*' 'peft==0.21.*' 'transformers==5.23.*' 'datasets==5.2.*'"
        if launch.training.method == "qlora":
            packages += " bitsandbytes"
        return (
            f"# Training with TRL\n\n```sh\npip install {packages}\n"
            + "\n".join(lines)
            + f"\n```\n\n{bullet_list(notes)}\n{estimate_table(launch, made)}"
        )


def plans(launch: Launch) -> list[Plan]:
    """The runs that TRL and Unsloth make of an export: SFT first, DPO second."""
    return [
        make_plan(launch, stage, stage)
        for stage in _STAGES
        if launch.rows.get(stage, (0, 0))[0] and launch.shapes.get(stage) in READS[stage]
    ]


def is_chained(launch: Launch) -> bool:
    """True when DPO starts from what SFT made."""
    return launch.training.dpo_from_sft and [plan.stage for plan in plans(launch)] == ["sft", "dpo"]


def learns_answers(launch: Launch) -> bool:
    """True when SFT can be told to learn the answers of conversations only."""
    marked = launch.shapes.get("sft") == "messages" and is_marked(launch.base_model)
    return launch.training.answers_only and marked


def _is_merged(launch: Launch) -> bool:
    return is_chained(launch) and launch.training.method != "full"


def _learns_questions(launch: Launch) -> bool:
    asked = launch.training.answers_only and launch.shapes.get("sft") == "messages"
    return asked and not is_marked(launch.base_model) and any(launch.rows.get("sft", (0, 0)))


def _config(launch: Launch, plan: Plan) -> dict[str, Any]:
    model = launch.base_model
    if plan.stage == "dpo" and is_chained(launch):
        model = "out/trl/sft-merged" if _is_merged(launch) else "out/trl/sft"
    full = launch.training.method == "full"
    return {
        "model_name_or_path": model,
        # A whole model's small updates get lost in 16-bit weights; bf16 below is the arithmetic.
        "dtype": "float32" if full else "bfloat16",
        "dataset_name": plan.folder,
        "dataset_train_split": "train",
        **_adapters(launch, plan),
        "max_length": plan.max_length,
        **(_sft(launch) if plan.stage == "sft" else _dpo(launch)),
        "num_train_epochs": plan.epochs,
        "per_device_train_batch_size": plan.per_device,
        "per_device_eval_batch_size": plan.per_device,
        "gradient_accumulation_steps": plan.accumulation,
        # TRL's default too, but under a name of which transformers warns.
        "activation_checkpointing": True,
        "learning_rate": plan.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": plan.warmup_steps,
        "logging_steps": plan.logging_steps,
        "save_strategy": "steps",
        "save_steps": plan.eval_steps,
        "save_total_limit": 2,
        **_evaluation(plan),
        "bf16": True,
        "seed": plan.seed,
        "report_to": "none",
        "output_dir": f"out/trl/{plan.stage}",
    }


def _adapters(launch: Launch, plan: Plan) -> dict[str, Any]:
    training = launch.training
    if training.method == "full":
        return {}
    config: dict[str, Any] = {
        "use_peft": True,
        "lora_r": training.lora_rank,
        "lora_alpha": plan.lora_alpha,
        "lora_dropout": training.lora_dropout,
        "lora_target_modules": list(training.target_modules) or "all-linear",
    }
    if training.method == "qlora":
        config |= {"load_in_4bit": True, "use_bnb_nested_quant": True, "bnb_4bit_quant_type": "nf4"}
    return config


def _sft(launch: Launch) -> dict[str, Any]:
    config: dict[str, Any] = {"packing": launch.training.packing}
    if learns_answers(launch):
        config["assistant_only_loss"] = True
    elif launch.shapes["sft"] != "messages":
        config["completion_only_loss"] = launch.training.answers_only
    template = launch.training.chat_template
    if template and template.endswith(".jinja"):
        config["chat_template_path"] = template
    return config


def _dpo(launch: Launch) -> dict[str, Any]:
    return {"beta": launch.training.dpo_beta, "loss_type": ["sigmoid"]}


def _evaluation(plan: Plan) -> dict[str, Any]:
    if not plan.validation:
        return {"eval_strategy": "no"}
    return {
        "dataset_test_split": "validation",
        "eval_strategy": "steps",
        "eval_steps": plan.eval_steps,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "greater_is_better": False,
    }


LAUNCHER = Trl()
