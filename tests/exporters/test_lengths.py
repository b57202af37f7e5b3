"""The lengths that configs are made from: of a pair the longer side, not both together."""

import re
from pathlib import Path

import pytest
import yaml

from studio.core.verdict import Status
from studio.launchers.trl import LAUNCHER
from tests.conftest import open_with
from tests.exporters.exporting import export, unlike
from tests.tokens.models import write_tokenizer

SIDE = "the pump hums and the valve sticks "


@pytest.mark.parametrize("counted", [True, False])
def test_a_pair_is_as_long_as_its_longer_side(counted: bool, tmp_path: Path) -> None:
    rows = [
        {"prompt": unlike(n)["instruction"], "chosen": f"{SIDE * 20}{n}", "rejected": f"{SIDE * 18}{-n}"}
        for n in range(12)
    ]
    tokenizer = write_tokenizer(tmp_path / "model") if counted else None
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 13), Status.ACCEPTED)
        report = export(
            session, tmp_path / "out", trainers=[LAUNCHER.name], tokenizer=tokenizer, pairs_in_sft=True
        )
    lengths = {
        stage: yaml.safe_load((tmp_path / f"out/launch/trl/{stage}.yaml").read_bytes())["max_length"]
        for stage in ("sft", "dpo")
    }
    assert lengths["sft"] == lengths["dpo"]
    # 20 times 35 characters and a prompt of about 60: under 200 tokens of four, with the margin 320.
    assert counted or lengths["dpo"] == 320
    # What is trained on are both sides: 2 passes over nearly twice the tokens of 3 passes.
    sft, dpo = (
        int(told.replace(",", "")) for told in re.findall(r"([\d,]+) tokens", "".join(report.estimate))
    )
    assert 1.8 < (dpo / 2) / (sft / 3) < 2
