"""A set that grows: no row changes side unless its group is joined to another, and then it is told."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from studio.core.verdict import Status
from studio.exporters.certificate import read_certificate
from studio.jobs import drain
from studio.session import Session
from tests.conftest import write_rows
from tests.exporters.exporting import WORDS, export, sides


def _rows(pick: random.Random) -> list[dict[str, Any]]:
    """Sixty rows of their own, and as many that ask, answer or say nearly what another one does."""
    rows = [
        {"instruction": " ".join(pick.choices(WORDS, k=12)), "output": " ".join(pick.choices(WORDS, k=14))}
        for _ in range(60)
    ]
    for _ in range(60):
        like = dict(pick.choice(rows))
        key = pick.choice(["instruction", "output"])
        words = like[key].split()
        words[pick.randrange(len(words))] = pick.choice(WORDS)
        rows.append({**like, key: " ".join(words)})
    pick.shuffle(rows)
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_every_move_is_told(seed: int, tmp_path: Path) -> None:
    rows = _rows(random.Random(seed))
    before: dict[int, str] = {}
    with Session.open(tmp_path / "p.studio", reviewer="ana") as session:
        for part in range(3):
            file = write_rows(tmp_path / f"{part}.jsonl", rows[part * 40 : part * 40 + 40])
            drain(session.import_files([file]))
            drain(session.check())
            session.decide(session.ids("status:pending"), Status.ACCEPTED)
            out = tmp_path / f"out{part}"
            lock = tmp_path / f"out{part - 1}" if part else None
            report = export(session, out, lock=lock, seed=seed, test_share=0.1)
            now, proof = sides(out), read_certificate(out)
            assert proof is not None
            assert proof.like_pairs_across == 0
            moved = sorted(row for row, side in before.items() if now[row] != side)
            assert (sorted(proof.moved.listed) if proof.moved else []) == moved
            assert any("change side since the locked export" in text for text in report.warnings) == bool(
                moved
            )
            before = now
    assert (
        json.loads((tmp_path / "out2/certificate.json").read_text())["folders"]["sft"]["straddling_groups"]
        == 0
    )
