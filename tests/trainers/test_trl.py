"""TRL trains two steps of SFT and, on top of it, two of DPO from an export, by its own command line."""

import pytest

from tests.trainers.conftest import GOLDEN, Workshop

# A CPU has no bfloat16 arithmetic; nothing else differs from the config.
SHORT = ("--max_steps", "2", "--eval_steps", "2", "--save_steps", "2", "--use_cpu", "true", "--bf16", "false")


def _no_complaint(said: str) -> None:
    for line in said.splitlines():
        # What is said of modeling_utils is about calls in TRL itself: no key of a config can silence it.
        if "modeling_utils.py" not in line:
            assert ": FutureWarning" not in line, line
            assert ": DeprecationWarning" not in line, line


@pytest.fixture(scope="module")
def sft(workshop: Workshop) -> str:
    return workshop.run("trl", "trl", "sft", "--config", "launch/trl/sft.yaml", *SHORT)


def test_sft(workshop: Workshop, sft: str) -> None:
    assert "eval_loss" in sft
    assert (workshop.folder / "out/trl/sft/adapter_config.json").is_file()
    _no_complaint(sft)


def test_dpo_on_top_of_sft(workshop: Workshop, sft: str) -> None:
    workshop.run("trl", "python", "launch/trl/merge.py")
    said = workshop.run("trl", "trl", "dpo", "--config", "launch/trl/dpo.yaml", *SHORT)
    assert "eval_loss" in said
    assert "sft-merged" in (workshop.folder / "out/trl/dpo/adapter_config.json").read_text()
    _no_complaint(said)


def test_early_stopping(workshop: Workshop) -> None:
    said = workshop.run("trl", "python", "launch/trl/train.py", "sft", *SHORT, "--output_dir", "out/stopping")
    assert "eval_loss" in said
    assert (workshop.folder / "out/stopping/adapter_config.json").is_file()


PARSE = """
import sys
from trl import DPOConfig, DatasetMixtureConfig, ModelConfig, SFTConfig, ScriptArguments, TrlParser
stage, path = sys.argv[1:]
kinds = (ScriptArguments, SFTConfig if stage == "sft" else DPOConfig, ModelConfig, DatasetMixtureConfig)
TrlParser(kinds).parse_args_and_config(["--config", path, "--use_cpu", "true", "--bf16", "false"])
"""


@pytest.mark.parametrize("stage", ["sft", "dpo"])
@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
def test_every_key_is_known(method: str, stage: str, workshop: Workshop) -> None:
    said = workshop.python("trl", PARSE, stage, str(GOLDEN / "trl" / method / f"{stage}.yaml"))
    _no_complaint(said)
