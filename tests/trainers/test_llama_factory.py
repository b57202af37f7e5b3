"""LLaMA-Factory parses the configs, keeps every row, and trains two steps of SFT and of DPO on top of it."""

import json

import pytest

from tests.trainers.conftest import GOLDEN, Workshop

SHORT = ("max_steps=2", "eval_steps=2", "save_steps=2", "use_cpu=true", "bf16=false")
CONVERT = """
import json, sys
import yaml
from llamafactory.data.loader import _get_merged_dataset
from llamafactory.hparams import get_train_args
counts = {}
for stage in ("sft", "dpo"):
    config = yaml.safe_load(open(f"launch/llama-factory/{stage}.yaml")) | {"bf16": False, "use_cpu": True}
    model, data, training, tuning, _ = get_train_args(config)
    for names in (data.dataset, data.eval_dataset):
        rows = _get_merged_dataset(names, model, data, training, stage="rm" if stage == "dpo" else stage)
        counts[names[0]] = sum(bool(row["_prompt"]) and bool(row["_response"]) for row in rows)
print("COUNTS" + json.dumps(counts))
"""


def test_every_row_is_kept(workshop: Workshop) -> None:
    said = workshop.python("llama-factory", CONVERT)
    assert "abnormal" not in said
    table = json.loads((workshop.folder / "launch/llama-factory/dataset_info.json").read_text())
    want = {name: workshop.rows(entry["file_name"].removeprefix("../../")) for name, entry in table.items()}
    assert json.loads(said.split("COUNTS")[1]) == want


@pytest.mark.parametrize("stage", ["sft", "dpo"])
def test_training(stage: str, workshop: Workshop) -> None:
    said = workshop.run(
        "llama-factory", "llamafactory-cli", "train", f"launch/llama-factory/{stage}.yaml", *SHORT
    )
    assert "eval_loss" in said
    assert (workshop.folder / f"out/llama-factory/{stage}/adapter_config.json").is_file()


PARSE = """
import sys
import yaml
from llamafactory.hparams import get_infer_args, get_train_args
for path in sys.argv[1:]:
    config = yaml.safe_load(open(path))
    if path.endswith("merge.yaml"):
        get_infer_args(config)
    else:
        get_train_args(config | {"bf16": False, "use_cpu": True})
"""


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_every_key_is_known(method: str, workshop: Workshop) -> None:
    paths = sorted(str(path) for path in (GOLDEN / "llama-factory" / method).glob("*.yaml"))
    said = workshop.python("llama-factory", PARSE, *paths)
    warned = [line for line in said.splitlines() if "hparams.parser" in line and "WARNING" in line]
    # A CPU has no bfloat16, so the test turns it off, and that is what it says.
    assert [line for line in warned if "mixed precision" not in line] == []
