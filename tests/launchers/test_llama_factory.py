"""LLaMA-Factory's files: tables that name every column, YAML that its version takes."""

import json
from typing import Any

import pytest
import yaml

from studio.exporters.llama_factory import ROLES
from studio.launchers.llama_factory import LAUNCHER
from tests.launchers.launches import make_launch

REFUSED = {
    "dpo_beta",
    "dpo_ftx",
    "lora_r",
    "evaluation_strategy",
    "save_safetensors",
    "group_by_length",
    "system",
    "val_size",
    "max_length",
    "warmup_ratio",
    "overwrite_output_dir",
}


def _configs(**changes: Any) -> dict[str, dict[str, Any]]:
    files = LAUNCHER.files(make_launch(**changes))
    return {
        name.removesuffix(".yaml"): yaml.safe_load(text)
        for name, text in files.items()
        if name.endswith(".yaml")
    }


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_configs(method: str) -> None:
    configs = _configs(training={"method": method})
    for stage in ("sft", "dpo"):
        config = configs[stage]
        assert config["stage"] == stage
        assert not REFUSED & set(config)
        assert isinstance(config["learning_rate"], float)
        assert isinstance(config["warmup_steps"], int)
        assert config["save_steps"] % config["eval_steps"] == 0
        assert config["early_stopping_steps"] == 3
        assert config["load_best_model_at_end"] is True
    assert ("quantization_bit" in configs["sft"]) == (method == "qlora")


def test_the_table_names_what_the_rows_have() -> None:
    table = json.loads(LAUNCHER.files(make_launch())["dataset_info.json"])
    assert set(table) == {"sft_train", "sft_validation", "dpo_train", "dpo_validation"}
    for name, entry in table.items():
        assert entry["formatting"] == "sharegpt"
        assert set(ROLES.values()) == {entry["tags"][f"{part}_tag"] for part in _PARTS}
        assert entry.get("ranking", False) == name.startswith("dpo")
        assert entry["columns"]["tools"] == "tools"
    assert table["dpo_train"]["file_name"] == "../../llama-factory-dpo/train.jsonl"


_PARTS = ("system", "user", "assistant", "function", "observation")


def test_dpo_starts_from_what_sft_made() -> None:
    lora = _configs()["dpo"]
    assert (lora["adapter_name_or_path"], lora["create_new_adapter"]) == ("out/llama-factory/sft", True)
    qlora = _configs(training={"method": "qlora"})
    # A new adapter on a quantized model is refused, so the first one is merged.
    assert "adapter_name_or_path" not in qlora["dpo"]
    assert qlora["dpo"]["model_name_or_path"] == qlora["merge"]["export_dir"]
    full = _configs(training={"method": "full"})["dpo"]
    assert full["model_name_or_path"] == "out/llama-factory/sft"


def test_without_validation_nothing_is_evaluated() -> None:
    config = _configs(rows={"llama-factory": (10, 0)})["sft"]
    assert not {"eval_dataset", "eval_strategy", "early_stopping_steps"} & set(config)


def test_templates() -> None:
    assert _configs()["sft"]["template"] == "qwen"
    unknown = make_launch(base_model="acme/own-model")
    assert "template" not in _configs(base_model="acme/own-model")["sft"]
    assert any("template" in text for text in LAUNCHER.notices(unknown))
    assert _configs(training={"chat_template": "chatml"})["sft"]["template"] == "chatml"


def test_a_model_name_is_not_looked_up() -> None:
    assert _configs(base_model="a/${oc.env:HOME}")["sft"]["model_name_or_path"] == "a/\\${oc.env:HOME}"
