"""Axolotl takes the configs without a word, keeps every row, and trains two steps of each stage."""

import pytest

from tests.trainers.conftest import GOLDEN, Workshop

SHORT = ("--max-steps", "2", "--eval-steps", "2", "--save-steps", "2", "--bf16", "false")


@pytest.fixture(scope="module")
def sft(workshop: Workshop) -> str:
    return workshop.run("axolotl", "python", "-m", "axolotl.cli.train", "launch/axolotl/sft.yaml", *SHORT)


def test_sft(workshop: Workshop, sft: str) -> None:
    assert "eval_loss" in sft
    assert "Auto-enabling" not in sft
    assert (workshop.folder / "out/axolotl/sft/adapter_config.json").is_file()


def test_dpo_on_top_of_sft(workshop: Workshop, sft: str) -> None:
    workshop.run("axolotl", "python", "-m", "axolotl.cli.merge_lora", "launch/axolotl/sft.yaml")
    said = workshop.run("axolotl", "python", "-m", "axolotl.cli.train", "launch/axolotl/dpo.yaml", *SHORT)
    assert "eval_loss" in said
    assert (workshop.folder / "out/axolotl/dpo/adapter_config.json").is_file()


CHECK = """
import sys
import yaml
from axolotl.cli.config import load_cfg
for path in sys.argv[2:]:
    config = yaml.safe_load(open(path)) | {"base_model": sys.argv[1]}
    name = path.replace("/", "-")[-20:]
    open(name, "w").write(yaml.safe_dump(config))
    print("TOOK", load_cfg(name).base_model)
"""


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_the_schema_takes_every_method(method: str, workshop: Workshop) -> None:
    paths = sorted(str(path) for path in (GOLDEN / "axolotl" / method).glob("*.yaml"))
    said = workshop.python("axolotl", CHECK, str(workshop.model), *paths)
    assert said.count("TOOK") == 2
    assert "[WARNING]" not in said
