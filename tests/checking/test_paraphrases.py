"""The second lens: named, apart, never a duplicate."""

from pathlib import Path

import pytest

from studio.checking.report import Wanted, findings
from studio.core.finding import Band
from studio.errors import StudioError
from studio.jobs import drain
from studio.store.likeness import all_pairs
from tests.checking.rows import PARAPHRASES, ROWS
from tests.conftest import open_with


def test_pairs_are_kept_apart_from_near_duplicates(tmp_path: Path) -> None:
    with open_with(tmp_path, [*ROWS, *PARAPHRASES]) as session:
        drain(session.check())
        before = all_pairs(session._project.reader)
        report = drain(session.check(["paraphrase"]))
        assert report.findings["paraphrase"] >= 1
        more = [pair for pair in all_pairs(session._project.reader) if pair.kind == "paraphrase"]
        assert (12, 13) in [pair[:2] for pair in more]
        assert {pair.band for pair in more} == {"look-closely"}
        drain(session.check(["near-duplicate"]))
        kept = all_pairs(session._project.reader)
        assert [pair for pair in kept if pair.kind != "paraphrase"] == before
        assert [pair for pair in kept if pair.kind == "paraphrase"] == more
        names = {number: name for number, _, name in session.sources()}
        wanted = Wanted(("paraphrase",), Band.LOOK_CLOSELY, None, names)
        found = list(session.report(findings, wanted))
        assert {one["check"] for one in found} == {"paraphrase"}


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session, pytest.raises(StudioError):
        drain(session.check(["paraphrase"], tmp_path))
