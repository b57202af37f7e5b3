"""Axolotl's configs: it ignores what it does not know, so every key here is one that does something."""

from typing import Any

import pytest
import yaml

from studio.launchers.axolotl import LAUNCHER
from tests.launchers.launches import make_launch

REFUSED = {
    "rope_scaling",
    "rpo_alpha",
    "dpo_beta",
    "max_packed_sequence_len",
    "val_set_size",
    "flash_attention",
    "evals_per_epoch",
    "warmup_ratio",
}
IGNORED = {"max_seq_length", "num_train_epochs", "lora_rank", "save_safetensors", "early_stopping_threshold"}
# With `rl: dpo` a dataset keeps these keys only, and the SFT builder alone stops early.
KEPT = {"path", "split", "type", "data_files", "revision", "field_messages", "field_chosen", "field_rejected"}
ONLY_SFT = {"sample_packing", "early_stopping_patience", "load_best_model_at_end", "metric_for_best_model"}


def _configs(**changes: Any) -> dict[str, dict[str, Any]]:
    files = LAUNCHER.files(make_launch(**changes))
    return {name.removesuffix(".yaml"): yaml.safe_load(text) for name, text in files.items()}


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_configs(method: str) -> None:
    configs = _configs(training={"method": method})
    assert set(configs) == {"sft", "dpo"}
    for config in configs.values():
        assert not (REFUSED | IGNORED) & set(config)
        assert isinstance(config["warmup_steps"], int)
        assert config["save_steps"] % config["eval_steps"] == 0
        assert config["attn_implementation"] == "sdpa"
        assert (config.get("adapter") == "qlora") == (config.get("load_in_4bit") is True)
    assert not ONLY_SFT & set(configs["dpo"])
    for name in ("datasets", "test_datasets"):
        for dataset in configs["dpo"][name]:
            assert set(dataset) <= KEPT
    assert configs["sft"]["early_stopping_patience"] == 3
    assert configs["sft"]["test_datasets"][0]["split"] == "train"


def test_prepared_data_goes_by_the_rows() -> None:
    one, two = (_configs(digest=digest)["sft"]["dataset_prepared_path"] for digest in ("aa" * 32, "bb" * 32))
    assert one != two


def test_dpo_starts_from_the_merged_model() -> None:
    assert _configs()["dpo"]["base_model"] == "out/axolotl/sft/merged"
    assert "merge-lora launch/axolotl/sft.yaml" in LAUNCHER.guide(make_launch())
    assert _configs(training={"method": "full"})["dpo"]["base_model"] == "out/axolotl/sft"
    assert _configs(training={"dpo_from_sft": False})["dpo"]["base_model"] == make_launch().base_model


def test_without_validation_nothing_is_evaluated() -> None:
    config = _configs(rows={"sft": (10, 0)})["sft"]
    assert not {"test_datasets", "eval_steps", "early_stopping_patience"} & set(config)


def test_rows_that_it_would_drop_are_told() -> None:
    (told,) = LAUNCHER.notices(make_launch(max_length=300))[:1]
    assert "dropped" in told
    assert "1 to 5 %" in told or "under 1 %" in told


def test_a_shape_that_it_does_not_read() -> None:
    launch = make_launch(shapes={"sft": "prompt-completion", "axolotl-dpo": "axolotl-preference"})
    assert set(LAUNCHER.files(launch)) == {"dpo.yaml"}
    assert "messages" in LAUNCHER.notices(launch)[0]
