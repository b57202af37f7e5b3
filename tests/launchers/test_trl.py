"""TRL's configs: the keys that today's version takes, none that it refuses or that does nothing."""

import yaml

from studio.extension import Launch
from studio.launchers.trl import LAUNCHER

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
}
ONLY_SFT = {"packing", "assistant_only_loss", "chat_template_path", "dataset_text_field"}


def _launch(**more: object) -> Launch:
    values: dict[str, object] = {
        "rows": {"sft": (800, 200), "dpo": (80, 20)},
        "shapes": {"sft": "messages", "dpo": "preference"},
        "base_model": "Qwen/Qwen2.5-0.5B-Instruct",
        "max_length": 2048,
        "seed": 42,
    }
    return Launch(**values | more)  # type: ignore[arg-type]


def test_configs() -> None:
    files = {name: yaml.safe_load(text) for name, text in LAUNCHER.files(_launch()).items()}
    assert set(files) == {"sft.yaml", "dpo.yaml"}
    for config in files.values():
        assert not REFUSED & set(config)
        assert isinstance(config["warmup_steps"], int)
        assert config["save_steps"] % config["eval_steps"] == 0
        assert isinstance(config["learning_rate"], float)
    assert not ONLY_SFT & set(files["dpo.yaml"])
    assert files["sft.yaml"]["assistant_only_loss"] is True
    assert files["sft.yaml"]["warmup_steps"] == 7
    assert files["sft.yaml"]["dataset_name"] == "sft"


def test_without_validation_nothing_is_evaluated() -> None:
    config = yaml.safe_load(LAUNCHER.files(_launch(rows={"sft": (10, 0)}))["sft.yaml"])
    assert config["eval_strategy"] == "no"
    assert "load_best_model_at_end" not in config
    assert "dataset_test_split" not in config


def test_an_unknown_model_gets_no_key_that_would_stop_the_run() -> None:
    launch = _launch(base_model="acme/own-model")
    assert "assistant_only_loss" not in yaml.safe_load(LAUNCHER.files(launch)["sft.yaml"])
    assert "prompt-completion" in LAUNCHER.guide(launch)
    assert "prompt-completion" not in LAUNCHER.guide(_launch())


def test_a_model_name_is_only_ever_a_value() -> None:
    name = 'x: [1, "y"]\n- evil ${oc.env:HOME}'
    assert yaml.safe_load(LAUNCHER.files(_launch(base_model=name))["sft.yaml"])["model_name_or_path"] == name
