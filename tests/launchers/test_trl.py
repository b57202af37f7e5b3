"""TRL's configs: the keys that today's version takes, none that it refuses or that does nothing."""

from typing import Any

import pytest
import yaml

from studio.extension import Launch
from studio.launchers.trl import LAUNCHER
from tests.launchers.launches import make_launch

# Keys that `trl` hands on to the launcher, which dies of them, and keys that older tutorials use.
REFUSED = {
    "max_seq_length",
    "max_prompt_length",
    "max_completion_length",
    "warmup_ratio",
    "evaluation_strategy",
    "torch_dtype",
    "group_by_length",
    "early_stopping_patience",
    "tokenizer",
    "overwrite_output_dir",
    "save_safetensors",
    "logging_dir",
    "rpo_alpha",
    "bnb_4bit_compute_dtype",
    "bnb_4bit_use_double_quant",
    "lora_bias",
    "num_proc",
    "ref_model",
    "gradient_checkpointing",
    "use_liger_kernel",
}
ONLY_SFT = {
    "packing",
    "assistant_only_loss",
    "completion_only_loss",
    "chat_template_path",
    "dataset_text_field",
    "eos_token",
    "eval_packing",
}


def _configs(launch: Launch) -> dict[str, dict[str, Any]]:
    files = LAUNCHER.files(launch)
    return {
        name.removesuffix(".yaml"): yaml.safe_load(text)
        for name, text in files.items()
        if name.endswith(".yaml")
    }


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_configs(method: str) -> None:
    configs = _configs(make_launch(training={"method": method}))
    assert set(configs) == {"sft", "dpo"}
    for config in configs.values():
        assert not REFUSED & set(config)
        assert isinstance(config["warmup_steps"], int)
        assert config["save_steps"] % config["eval_steps"] == 0
        assert isinstance(config["learning_rate"], float)
        assert config["dtype"] in ("bfloat16", "float32")
    assert not ONLY_SFT & set(configs["dpo"])
    assert configs["sft"]["assistant_only_loss"] is True
    assert configs["sft"]["warmup_steps"] == 8
    assert configs["sft"]["dataset_name"] == "sft"


def test_dpo_starts_from_what_sft_made() -> None:
    made = _configs(make_launch())
    assert made["dpo"]["model_name_or_path"] == "out/trl/sft-merged"
    assert made["sft"]["output_dir"] == "out/trl/sft"
    assert "'out/trl/sft'" in LAUNCHER.files(make_launch())["merge.py"]
    full = make_launch(training={"method": "full"})
    assert _configs(full)["dpo"]["model_name_or_path"] == "out/trl/sft"
    assert "merge.py" not in LAUNCHER.files(full)
    apart = make_launch(training={"dpo_from_sft": False})
    assert _configs(apart)["dpo"]["model_name_or_path"] == apart.base_model
    assert "merge.py" not in LAUNCHER.files(apart)


def test_without_validation_nothing_is_evaluated() -> None:
    files = LAUNCHER.files(make_launch(rows={"sft": (10, 0)}))
    config = yaml.safe_load(files["sft.yaml"])
    assert config["eval_strategy"] == "no"
    assert "load_best_model_at_end" not in config
    assert "dataset_test_split" not in config
    assert "train.py" not in files


def test_early_stopping_is_a_script_and_no_key() -> None:
    files = LAUNCHER.files(make_launch(training={"early_stopping_patience": 5}))
    assert "PATIENCE = {'sft': 5, 'dpo': 5}" in files["train.py"]
    compile(files["train.py"], "train.py", "exec")
    compile(files["merge.py"], "merge.py", "exec")
    assert "train.py" not in LAUNCHER.files(make_launch(training={"early_stopping_patience": None}))


def test_an_unknown_model_gets_no_key_that_would_stop_the_run() -> None:
    launch = make_launch(base_model="acme/own-model")
    assert "assistant_only_loss" not in _configs(launch)["sft"]
    assert "prompt-completion" in LAUNCHER.guide(launch)
    assert "prompt-completion" not in LAUNCHER.guide(make_launch())
    apart = make_launch(base_model="acme/own-model", shapes={"sft": "prompt-completion"})
    assert _configs(apart)["sft"]["completion_only_loss"] is True


def test_a_shape_that_trl_does_not_read_gets_no_config_and_a_word() -> None:
    launch = make_launch(shapes={"sft": "alpaca", "dpo": "preference"})
    assert set(_configs(launch)) == {"dpo"}
    assert any("alpaca" in text for text in LAUNCHER.notices(launch))


def test_a_chat_template_is_a_file_and_only_for_sft() -> None:
    configs = _configs(make_launch(training={"chat_template": "chat.jinja"}))
    assert configs["sft"]["chat_template_path"] == "chat.jinja"
    named = make_launch(training={"chat_template": "chatml"})
    assert "chat_template_path" not in _configs(named)["sft"]
    assert any(".jinja" in text for text in LAUNCHER.notices(named))


def test_a_model_name_is_only_ever_a_value() -> None:
    name = 'x: [1, "y"]\n- evil ${oc.env:HOME}'
    assert _configs(make_launch(base_model=name))["sft"]["model_name_or_path"] == name
