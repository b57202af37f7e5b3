"""What the certificate proves, and that verify measures it again from the folder alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.core.verdict import Status
from studio.exporters.certificate import Certificate, read_certificate
from studio.exporters.manifest import Manifest, write_manifest
from studio.exporters.recipe import Recipe
from studio.exporters.verifying import verify_folder
from studio.jobs import drain
from studio.session import Session
from tests.checking.rows import row
from tests.conftest import open_with, write_rows
from tests.exporters.exporting import WORDS, export, lines, unlike


def _certificate(folder: Path) -> Certificate:
    found = read_certificate(folder)
    assert found is not None
    return found


def _variants(tmp_path: Path) -> Session:
    """Forty rows of one template, which may stand on both sides, and forty unlike ones."""
    made = [
        row(
            f"How many litres does a tank of {n * 37} cm by 40 cm by 50 cm hold when it is full?",
            f"Multiply the three sides: it holds {n * 37 * 2} litres.",
        )
        for n in range(1, 41)
    ]
    return open_with(tmp_path, [*made, *(unlike(n) for n in range(40))])


def test_counts_and_the_closest_pairs(tmp_path: Path) -> None:
    with _variants(tmp_path) as session:
        session.decide(range(1, 81), Status.ACCEPTED)
        drain(session.check())
        report = export(session, tmp_path / "out")
    proof = _certificate(tmp_path / "out")
    assert proof.is_clean
    assert proof.how.looked_through
    folder = proof.folders["sft"]
    for side, count in folder.sides.items():
        assert count.rows == report.files[f"sft/{side}.jsonl"]
    assert sum(side.groups for side in folder.sides.values()) <= 80
    assert 0 < len(proof.closest) <= 50
    assert {pair.kind for pair in proof.closest} == {"variant"}
    assert [pair.score for pair in proof.closest] == sorted((p.score for p in proof.closest), reverse=True)
    stands = {(v["file"], v["line"]): v["row"] for v in lines(tmp_path / "out", "provenance.jsonl")}
    for pair in proof.closest:
        assert pair.one.file != pair.other.file
        for place in (pair.one, pair.other):
            assert stands[place.file, place.line] == place.row
    page = (tmp_path / "out" / "CERTIFICATE.md").read_text()
    assert "No group of look-alikes stands on two sides." in page
    assert f"{proof.closest[0].one.file}:{proof.closest[0].one.line}" in page
    assert drain(verify_folder(tmp_path / "out")) == []


def test_rows_that_nobody_looked_through_are_told(tmp_path: Path) -> None:
    asked = "How do I clean the old brass tap in the bath when the water leaves white marks on it?"
    rows = [unlike(n) for n in range(20)]
    for n in range(20):
        said = f"{asked} Case {WORDS[n]}."
        answer = f"Soak a cloth in warm vinegar, lay it on the {WORDS[n]}, wait, rinse and dry it well."
        rows += [row(said, answer), row(said.replace("clean", "claen"), answer)]
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 61), Status.ACCEPTED)
        export(session, tmp_path / "blind")
        drain(session.check())
        export(session, tmp_path / "seen")
    blind = _certificate(tmp_path / "blind")
    assert (blind.how.looked_through, blind.how.unseen_rows) == (False, 60)
    page = (tmp_path / "blind" / "CERTIFICATE.md").read_text()
    assert "Not proven: 60 rows" in page
    assert "No group of look-alikes stands on two sides." not in page
    assert any("look-alikes across the split" in wrong for wrong in drain(verify_folder(tmp_path / "blind")))
    assert drain(verify_folder(tmp_path / "seen")) == []


def _copy_across(folder: Path, *, change: bool) -> None:
    """Put a validation row into train too, and make the manifest agree."""
    line = (folder / "sft" / "validation.jsonl").read_bytes().splitlines()[0]
    if change:
        value = json.loads(line)
        value["messages"][-1]["content"] = "Something else altogether."
        line = json.dumps(value).encode()
    with (folder / "sft" / "train.jsonl").open("ab") as file:
        file.write(line + b"\n")
    content = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").unlink()
    write_manifest(folder, content.model_copy(update={"files": {}}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (False, ["1 row of one side on another too", "1 prompt of one side", "the certificate says"]),
        (True, ["1 prompt of one side", "look-alikes across the split"]),
    ],
)
def test_verify_finds_a_leak_that_the_manifest_hides(change: bool, words: list[str], tmp_path: Path) -> None:
    with open_with(tmp_path, [unlike(n) for n in range(40)]) as session:
        session.decide(range(1, 41), Status.ACCEPTED)
        drain(session.check())
        export(session, tmp_path / "out")
    _copy_across(tmp_path / "out", change=change)
    wrong = "\n".join(drain(verify_folder(tmp_path / "out")))
    assert all(word in wrong for word in words)


def _mend(folder: Path, **changes: Any) -> None:
    """Change the manifest, and make its hashes those of the files as they are."""
    content = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").unlink()
    write_manifest(folder, content.model_copy(update={"files": {}, **changes}))


def test_verify_finds_notes_that_contradict_each_other(tmp_path: Path) -> None:
    with open_with(tmp_path, [unlike(n) for n in range(40)]) as session:
        session.decide(range(1, 41), Status.ACCEPTED)
        export(session, tmp_path / "out", against=[write_rows(tmp_path / "evals.jsonl", [unlike(50)])])
    out = tmp_path / "out"
    _mend(out)
    assert drain(verify_folder(out)) == []
    _mend(out, recipe=Recipe(seed=7), mixed=3)
    wrong = drain(verify_folder(out))
    assert {text.rpartition(": ")[2] for text in wrong} == {"seed", "files held against", "general rows"}
    noted = (out / "provenance.jsonl").read_bytes().splitlines(keepends=True)
    (out / "provenance.jsonl").write_bytes(b"".join([*noted[1:], b"[1]\n"]))
    _mend(out)
    wrong = drain(verify_folder(out))
    assert any("which has" in text and text.startswith("provenance.jsonl names") for text in wrong)
    assert any("no file" in text for text in wrong)


def test_the_page_shows_no_text_of_a_file_name(tmp_path: Path) -> None:
    odd = tmp_path / "a|b](x)\x1b[31m.jsonl"
    odd.write_text(json.dumps(unlike(3)) + "\n")
    with open_with(tmp_path, [unlike(n) for n in range(30)]) as session:
        session.decide(range(1, 31), Status.ACCEPTED)
        export(session, tmp_path / "out", against=[odd])
    page = (tmp_path / "out" / "CERTIFICATE.md").read_text()
    assert "\x1b" not in page
    assert "a\\|b\\]" in page
