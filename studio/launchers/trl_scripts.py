"""The two scripts beside TRL's configs: merging an adapter, and training with early stopping."""

from collections.abc import Mapping

from studio.launchers.scripts import write_script

_MERGE = """\
import torch
from peft import AutoPeftModelForCausalLM
from transformers import AutoTokenizer

model = AutoPeftModelForCausalLM.from_pretrained(ADAPTER, dtype=torch.bfloat16)
model.merge_and_unload().save_pretrained(TO)
AutoTokenizer.from_pretrained(ADAPTER).save_pretrained(TO)
print(f"merged {ADAPTER} into {TO}")
"""

_STOPPING = """\
import sys

from datasets import load_dataset
from transformers import EarlyStoppingCallback
from trl import (
    DPOConfig,
    DPOTrainer,
    ModelConfig,
    ScriptArguments,
    SFTConfig,
    SFTTrainer,
    TrlParser,
    get_peft_config,
    get_quantization_config,
)

stage = sys.argv[1]
config, trainer = {"sft": (SFTConfig, SFTTrainer), "dpo": (DPOConfig, DPOTrainer)}[stage]
script, args, model = TrlParser((ScriptArguments, config, ModelConfig)).parse_args_and_config(
    ["--config", f"launch/trl/{stage}.yaml", *sys.argv[2:]]
)
args.model_init_kwargs = {"dtype": model.dtype, "attn_implementation": model.attn_implementation}
rows = load_dataset(script.dataset_name)
run = trainer(
    model=model.model_name_or_path,
    args=args,
    train_dataset=rows[script.dataset_train_split],
    eval_dataset=rows[script.dataset_test_split],
    quantization_config=get_quantization_config(model),
    peft_config=get_peft_config(model),
    callbacks=[EarlyStoppingCallback(early_stopping_patience=PATIENCE[stage])],
)
run.train()
run.save_model(args.output_dir)
"""


def merge_script(adapter: str, to: str) -> str:
    """A script that merges an adapter into its base model, 16 bit."""
    return write_script(
        "Merge the SFT adapter into its base model: DPO starts from the result.",
        {"ADAPTER": adapter, "TO": to},
        _MERGE,
    )


def stopping_script(patience: Mapping[str, int]) -> str:
    """A script that trains by a config of TRL's and stops early; patience by stage."""
    return write_script(
        "What `trl sft` and `trl dpo` do with their configs, and early stopping, which they have not.",
        {"PATIENCE": dict(patience)},
        _STOPPING,
    )
