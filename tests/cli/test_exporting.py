"""`studio export` from the command line: what its options say, and what they come to."""

from pathlib import Path
from typing import get_args

import pytest

from studio.cli.export_options import METHODS
from studio.cli.main import main
from studio.core.training import Method
from tests.conftest import write_rows
from tests.exporters.exporting import unlike


def test_the_methods_are_those_of_the_recipe() -> None:
    assert get_args(Method) == METHODS


def test_a_method_goes_into_the_configs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, out = str(tmp_path / "p.studio"), tmp_path / "out"
    main(["import", project, str(write_rows(tmp_path / "rows.jsonl", [unlike(n) for n in range(9)]))])
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("statuses: [pending]\ntraining: {method: full, lora_rank: 8}\n")
    assert main(["export", project, "--to", str(out), "--recipe", str(recipe), "--method", "qlora"]) == 0
    config = (out / "launch/trl/sft.yaml").read_text(encoding="utf-8")
    assert "load_in_4bit: true" in config
    assert "lora_r: 8" in config
    capsys.readouterr()
    (out / "sft/train.jsonl").write_text("")
    assert main(["verify", str(out)]) == 1
    told = capsys.readouterr()
    assert told.out == "sft/train.jsonl was changed since the export\n"
    assert told.err.endswith("1 thing is wrong\n")
