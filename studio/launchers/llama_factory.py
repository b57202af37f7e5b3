"""LLaMA-Factory 0.9.5: dataset_info.json and one YAML a stage, run from the export's folder.

It drops rows that it dislikes with no more than a warning; the row shapes `llama-factory` and
`llama-factory-preference` let in only what it takes.
"""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from studio.core.training import Stage
from studio.extension import Launch
from studio.launchers.derived import Plan, make_plan
from studio.launchers.estimates import estimate_table
from studio.launchers.families import family_of
from studio.launchers.notices import bullet_list, cut_notice

_FOLDERS: dict[Stage, str] = {"sft": "llama-factory", "dpo": "llama-factory-dpo"}
_HOME = "launch/llama-factory"
# The tags must be those that the row shapes write (studio/exporters/llama_factory.py).
_TAGS = {
    "role_tag": "role",
    "content_tag": "content",
    "user_tag": "user",
    "assistant_tag": "assistant",
    "observation_tag": "observation",
    "function_tag": "function",
    "system_tag": "system",
}


class LlamaFactory:
    """Two YAML files, the table of data sets, and for QLoRA the merge between the stages."""

    name = "llama-factory"
    title = "LLaMA-Factory: dataset_info.json, SFT and DPO configs (full, LoRA, QLoRA)"
    shapes: Mapping[str, tuple[str, ...]] = {
        "llama-factory": ("llama-factory",),
        "llama-factory-dpo": ("llama-factory-preference",),
    }

    def files(self, launch: Launch) -> dict[str, str]:
        """See `Launcher.files`."""
        made = _plans(launch)
        files = {f"{plan.stage}.yaml": _yaml(_config(launch, plan)) for plan in made}
        if made:
            files["dataset_info.json"] = json.dumps(_table(made), indent=2) + "\n"
        if _is_merged(launch):
            files["merge.yaml"] = _yaml(_merge(launch))
        return files

    def notices(self, launch: Launch) -> list[str]:
        """See `Launcher.notices`."""
        said = [text for plan in _plans(launch) for text in cut_notice(launch, plan, "are cut")]
        family = family_of(launch.base_model)
        if launch.training.chat_template is None and family is None:
            said.append(
                "LLaMA-Factory has no template name for this base model here: it reads the tokenizer's chat"
                " template and says so in a warning; training.chat_template names one"
            )
        elif launch.training.chat_template is None and family and family.default_system:
            said.append(
                f"LLaMA-Factory's template {family.template} puts this model's own system prompt before rows"
                " that have none; `default_system:` in the configs sets another"
            )
        return said

    def guide(self, launch: Launch) -> str:
        """See `Launcher.guide`."""
        made = _plans(launch)
        lines = []
        for plan in made:
            if plan.stage == "dpo" and _is_merged(launch):
                lines.append(f"llamafactory-cli export {_HOME}/merge.yaml")
            lines.append(f"llamafactory-cli train {_HOME}/{plan.stage}.yaml")
        notes = [
            *self.notices(launch),
            "It pins older versions of transformers, trl and datasets: give it an environment of its own",
            "Paths in the configs are relative: run the commands in this folder",
        ]
        if _is_chained(launch) and launch.training.method == "lora":
            notes.append(
                "DPO merges the SFT adapter when it starts and trains a new one: its reference is what SFT"
                " made. To use the model, give both: `adapter_name_or_path:"
                " out/llama-factory/sft,out/llama-factory/dpo`"
            )
        if _is_merged(launch):
            notes.append(
                "DPO starts from the merged SFT model: on 4-bit weights LLaMA-Factory makes no second adapter"
            )
        packages = "llamafactory==0.9.5" + (" bitsandbytes" if launch.training.method == "qlora" else "")
        return (
            f"# Training with LLaMA-Factory\n\n```sh\npip install {packages}\n"
            + "\n".join(lines)
            + f"\n```\n\n{bullet_list(notes)}\n{estimate_table(launch, made)}"
        )


def _plans(launch: Launch) -> list[Plan]:
    return [
        make_plan(launch, stage, folder)
        for stage, folder in _FOLDERS.items()
        if launch.rows.get(folder, (0, 0))[0]
    ]


def _is_chained(launch: Launch) -> bool:
    return launch.training.dpo_from_sft and len(_plans(launch)) == len(_FOLDERS)


def _is_merged(launch: Launch) -> bool:
    return _is_chained(launch) and launch.training.method == "qlora"


def _yaml(config: Mapping[str, Any]) -> str:
    # OmegaConf reads it: `${` in a value would be looked up.
    safe = {
        key: value.replace("${", "\\${") if isinstance(value, str) else value for key, value in config.items()
    }
    return yaml.safe_dump(safe, sort_keys=False, allow_unicode=True)


def _table(made: list[Plan]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for plan in made:
        for side, rows in (("train", plan.train), ("validation", plan.validation)):
            if not rows:
                continue
            entry: dict[str, Any] = {
                "file_name": f"../../{plan.folder}/{side}.jsonl",
                "formatting": "sharegpt",
            }
            columns = {"messages": "messages", "tools": "tools"}
            if plan.stage == "dpo":
                entry["ranking"] = True
                columns |= {"chosen": "chosen", "rejected": "rejected"}
            table[f"{plan.stage}_{side}"] = {**entry, "columns": columns, "tags": _TAGS}
    return table


def _template(launch: Launch) -> dict[str, Any]:
    if launch.training.chat_template:
        return {"template": launch.training.chat_template}
    family = family_of(launch.base_model)
    if family is None:
        return {}
    return {"template": family.template, **({"enable_thinking": False} if family.thinking else {})}


def _config(launch: Launch, plan: Plan) -> dict[str, Any]:
    return {
        **_model(launch, plan),
        "stage": plan.stage,
        "do_train": True,
        **_adapters(launch, plan),
        **_template(launch),
        "dataset_dir": _HOME,
        "dataset": f"{plan.stage}_train",
        **_learning(launch, plan),
        "cutoff_len": plan.max_length,
        "per_device_train_batch_size": plan.per_device,
        "gradient_accumulation_steps": plan.accumulation,
        "learning_rate": plan.learning_rate,
        "num_train_epochs": float(plan.epochs),
        "lr_scheduler_type": "cosine",
        "warmup_steps": plan.warmup_steps,
        "bf16": True,
        "logging_steps": plan.logging_steps,
        "save_steps": plan.eval_steps,
        "save_total_limit": 2,
        **_evaluation(plan),
        "seed": plan.seed,
        "report_to": "none",
        "run_name": plan.stage,
        "output_dir": f"out/llama-factory/{plan.stage}",
    }


def _model(launch: Launch, plan: Plan) -> dict[str, Any]:
    if plan.stage == "sft" or not _is_chained(launch):
        return {"model_name_or_path": launch.base_model}
    if launch.training.method == "lora":
        return {
            "model_name_or_path": launch.base_model,
            "adapter_name_or_path": "out/llama-factory/sft",
            "create_new_adapter": True,
        }
    made = "sft-merged" if _is_merged(launch) else "sft"
    return {"model_name_or_path": f"out/llama-factory/{made}"}


def _adapters(launch: Launch, plan: Plan) -> dict[str, Any]:
    training = launch.training
    if training.method == "full":
        return {"finetuning_type": "full"}
    config: dict[str, Any] = {
        "finetuning_type": "lora",
        "lora_rank": training.lora_rank,
        "lora_alpha": plan.lora_alpha,
        "lora_dropout": training.lora_dropout,
        "lora_target": ",".join(training.target_modules) or "all",
    }
    if training.method == "qlora":
        config |= {
            "quantization_bit": 4,
            "quantization_method": "bnb",
            "quantization_type": "nf4",
            "double_quantization": True,
            "upcast_layernorm": True,
        }
    return config


def _learning(launch: Launch, plan: Plan) -> dict[str, Any]:
    if plan.stage == "dpo":
        return {"pref_beta": launch.training.dpo_beta, "pref_loss": "sigmoid"}
    return {
        "train_on_prompt": not launch.training.answers_only,
        "packing": launch.training.packing,
    }


def _evaluation(plan: Plan) -> dict[str, Any]:
    if not plan.validation:
        return {}
    return {
        "eval_dataset": f"{plan.stage}_validation",
        "per_device_eval_batch_size": plan.per_device,
        "eval_strategy": "steps",
        "eval_steps": plan.eval_steps,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "greater_is_better": False,
        **({"early_stopping_steps": plan.patience} if plan.patience else {}),
    }


def _merge(launch: Launch) -> dict[str, Any]:
    return {
        "model_name_or_path": launch.base_model,
        "adapter_name_or_path": "out/llama-factory/sft",
        "finetuning_type": "lora",
        **_template(launch),
        "export_dir": "out/llama-factory/sft-merged",
        "export_device": "cpu",
    }


LAUNCHER = LlamaFactory()
