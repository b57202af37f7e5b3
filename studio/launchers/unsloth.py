"""Unsloth 2026.10: a script a stage, run from the export's folder. It writes no config file: there is none.

Unsloth wants itself imported before trl, transformers and peft, `processing_class` instead of
`tokenizer`, and lengths and packing in SFTConfig or DPOConfig.
"""

from collections.abc import Mapping
from typing import Any

from studio.extension import Launch
from studio.launchers.derived import Plan
from studio.launchers.estimates import estimate_table
from studio.launchers.notices import bullet_list, cut_notice, template_notices, unread_notice
from studio.launchers.scripts import write_script
from studio.launchers.trl import READS, is_chained, learns_answers, plans

_LINEAR = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_HEAD = """\
from unsloth import FastLanguageModel, is_bfloat16_supported  # before trl, transformers and peft

from datasets import load_dataset
from transformers import EarlyStoppingCallback
from trl import {config}, {trainer}

rows = load_dataset(FOLDER)
model, tokenizer = FastLanguageModel.from_pretrained(model_name=MODEL, max_seq_length=MAX_LENGTH, **LOADING)
"""
_ADAPT = """\
model = FastLanguageModel.get_peft_model(
    model, use_gradient_checkpointing="unsloth", random_state=SEED, max_seq_length=MAX_LENGTH, **ADAPTERS
)
"""
_TEMPLATE = """\
with open(CHAT_TEMPLATE, encoding="utf-8") as file:
    tokenizer.chat_template = file.read()
"""
_RUN = """\
trainer = {trainer}(
    model=model,
    processing_class=tokenizer,
    train_dataset=rows["train"],
    eval_dataset=rows["validation"] if "validation" in rows else None,
    args={config}(bf16=is_bfloat16_supported(), fp16=not is_bfloat16_supported(), **ARGUMENTS),
    callbacks=[EarlyStoppingCallback(early_stopping_patience=PATIENCE)] if PATIENCE else None,
)
trainer.train()
trainer.save_model(ARGUMENTS["output_dir"])
tokenizer.save_pretrained(ARGUMENTS["output_dir"])
"""
_MERGE = 'model.save_pretrained_merged(MERGED, tokenizer, save_method="merged_16bit")  # DPO starts here\n'
_NAMES = {
    "sft": {"config": "SFTConfig", "trainer": "SFTTrainer"},
    "dpo": {"config": "DPOConfig", "trainer": "DPOTrainer"},
}


class Unsloth:
    """Two scripts; SFT merges its adapter at the end, and DPO starts from that."""

    name = "unsloth"
    title = "Unsloth: a script for SFT, a script for DPO (full, LoRA, QLoRA)"
    shapes: Mapping[str, tuple[str, ...]] = {}

    def files(self, launch: Launch) -> dict[str, str]:
        """See `Launcher.files`."""
        return {f"{plan.stage}.py": _script(launch, plan) for plan in plans(launch)}

    def notices(self, launch: Launch) -> list[str]:
        """See `Launcher.notices`."""
        made = plans(launch)
        said = []
        for plan in made:
            said += cut_notice(launch, plan, "are cut there, or dropped where the prompt alone is that long")
        for stage, shapes in READS.items():
            said += unread_notice(launch, stage, shapes, "Unsloth")
        asked = launch.training.answers_only and launch.shapes.get("sft") == "messages"
        if asked and made and made[0].stage == "sft" and not learns_answers(launch):
            said.append(
                "SFT with Unsloth learns the whole conversation: the answers in this model's chat template"
                " cannot be marked; export the shape prompt-completion to learn the answers only"
            )
        template = launch.training.chat_template
        if template and not template.endswith(".jinja"):
            said.append("the Unsloth scripts take a chat template as a .jinja file: the tokenizer's is used")
        return said + template_notices(launch)

    def guide(self, launch: Launch) -> str:
        """See `Launcher.guide`."""
        made = plans(launch)
        lines = [f"python launch/unsloth/{plan.stage}.py" for plan in made]
        notes = [
            *self.notices(launch),
            "Unsloth takes trl up to 1.15 and transformers up to 5.17: give it an environment of its own",
            "Paths in the scripts are relative: run the commands in this folder. One GPU",
            "`lora_dropout` 0 is its fast path; the scripts write what the recipe says",
        ]
        return (
            "# Training with Unsloth\n\n```sh\npip install unsloth==2026.10.9\n"
            + "\n".join(lines)
            + f"\n```\n\n{bullet_list(notes)}\n{estimate_table(launch, made)}"
        )


def _script(launch: Launch, plan: Plan) -> str:
    training = launch.training
    chained = is_chained(launch)
    full = training.method == "full"
    model = launch.base_model
    if plan.stage == "dpo" and chained:
        model = "out/unsloth/sft" if full else "out/unsloth/sft-merged"
    template = training.chat_template if (training.chat_template or "").endswith(".jinja") else None
    settings: dict[str, Any] = {
        "MODEL": model,
        "FOLDER": plan.folder,
        "MAX_LENGTH": plan.max_length,
        "SEED": plan.seed,
        "PATIENCE": plan.patience,
        "LOADING": _loading(launch),
    }
    parts = [_HEAD.format(**_NAMES[plan.stage])]
    if template and not (plan.stage == "dpo" and chained):
        settings["CHAT_TEMPLATE"] = template
        parts.append(_TEMPLATE)
    if not full:
        settings["ADAPTERS"] = {
            "r": training.lora_rank,
            "target_modules": list(training.target_modules or _LINEAR),
            "lora_alpha": plan.lora_alpha,
            "lora_dropout": training.lora_dropout,
            "bias": "none",
        }
        parts.append(_ADAPT)
    settings["ARGUMENTS"] = _arguments(launch, plan)
    parts.append(_RUN.format(**_NAMES[plan.stage]))
    if plan.stage == "sft" and chained and not full:
        settings["MERGED"] = "out/unsloth/sft-merged"
        parts.append(_MERGE)
    purpose = {
        "sft": "SFT with Unsloth. Run it in the export's folder.",
        "dpo": "DPO with Unsloth. Run it in the export's folder.",
    }[plan.stage]
    return write_script(purpose, settings, "".join(parts))


def _loading(launch: Launch) -> dict[str, bool]:
    method = launch.training.method
    if method == "full":
        return {"load_in_4bit": False, "full_finetuning": True}
    return {"load_in_4bit": method == "qlora", "load_in_16bit": method == "lora"}


def _arguments(launch: Launch, plan: Plan) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "max_length": plan.max_length,
        "num_train_epochs": plan.epochs,
        "per_device_train_batch_size": plan.per_device,
        "per_device_eval_batch_size": plan.per_device,
        "gradient_accumulation_steps": plan.accumulation,
        "learning_rate": plan.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": plan.warmup_steps,
        "logging_steps": plan.logging_steps,
        "save_strategy": "steps",
        "save_steps": plan.eval_steps,
        "save_total_limit": 2,
        "seed": plan.seed,
        "report_to": "none",
        "output_dir": f"out/unsloth/{plan.stage}",
    }
    if plan.stage == "sft":
        arguments["packing"] = launch.training.packing
        if launch.shapes["sft"] == "messages":
            arguments["assistant_only_loss"] = learns_answers(launch)
        else:
            arguments["completion_only_loss"] = launch.training.answers_only
    else:
        arguments |= {"beta": launch.training.dpo_beta, "loss_type": ["sigmoid"]}
    if plan.validation:
        arguments |= {
            "eval_strategy": "steps",
            "eval_steps": plan.eval_steps,
            "load_best_model_at_end": True,
            "metric_for_best_model": "eval_loss",
            "greater_is_better": False,
        }
    return arguments


LAUNCHER = Unsloth()
