"""Rows like rows of other files leave train; general rows join it, and are like none of ours."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.against import Lookout, Texts, sign
from studio.exporters.certificate import read_certificate
from studio.exporters.verifying import verify_folder
from studio.jobs import drain
from tests.conftest import open_with, write_rows
from tests.exporters.exporting import export, lines, sides, unlike


def _asked(number: int) -> str:
    return str(unlike(number)["instruction"])


def _bench(tmp_path: Path, rows: Sequence[Any]) -> Path:
    return write_rows(tmp_path / "bench.jsonl", list(rows))


def test_rows_like_a_benchmark_leave_train_and_stay_elsewhere(tmp_path: Path) -> None:
    bench = _bench(
        tmp_path,
        [
            *({"prompt": _asked(n)} for n in range(0, 60, 2)),  # an eval set without answers
            {"question": _asked(1).replace("Which", "Wich"), "answer": "42"},
            unlike(100),
            b"not json",
        ],
    )
    with open_with(tmp_path, [unlike(n) for n in range(60)]) as session:
        session.decide(range(1, 61), Status.ACCEPTED)
        export(session, tmp_path / "all")
        report = export(session, tmp_path / "out", against=[bench])
    before, after = sides(tmp_path / "all"), sides(tmp_path / "out")
    hit = {*range(1, 61, 2), 2}
    assert set(before) - set(after) == {row for row in hit if before[row] == "train"}
    left = {value["row"]: value["why"] for value in lines(tmp_path / "out", "left_out.jsonl")}
    assert set(left) == set(before) - set(after)
    if 1 in left:
        assert left[1] == "like line 1 of bench.jsonl (1.00)"
    assert report.left_out == {"like rows of bench.jsonl": len(left)}
    proof = read_certificate(tmp_path / "out")
    assert proof is not None
    found = proof.against[0]
    assert (found.rows, found.bad_lines, found.exact, found.near) == (32, 1, 30, 1)
    assert found.left_out == len(left)
    assert {hit.row for hit in found.hits if hit.left_out} == set(left)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["inputs"] == {"bench.jsonl": found.sha256}
    assert manifest["recipe"]["against"] == ["bench.jsonl"]
    assert drain(verify_folder(tmp_path / "out", [bench])) == []
    wrong = drain(verify_folder(tmp_path / "all", [bench]))
    assert wrong == [text for text in wrong if "training rows are like rows of bench.jsonl" in text] != []


@pytest.mark.parametrize("content", ["", "{not json\n", '{"id": 7}\n{"id": 8}\n'])
def test_a_file_that_says_nothing_proves_nothing(content: str, tmp_path: Path) -> None:
    mute = tmp_path / "mute.jsonl"
    mute.write_text(content)
    with open_with(tmp_path, [unlike(n) for n in range(9)]) as session:
        session.decide(range(1, 10), Status.ACCEPTED)
        with pytest.raises(StudioError, match=r"held against mute\.jsonl"):
            export(session, tmp_path / "no", against=[mute])
        export(session, tmp_path / "out")
    with pytest.raises(StudioError, match=r"held against mute\.jsonl"):
        drain(verify_folder(tmp_path / "out", [mute]))
    assert not (tmp_path / "no").exists()


def test_lines_that_could_not_be_held_against_are_told(tmp_path: Path) -> None:
    bench = _bench(tmp_path, [unlike(50), {"id": 7}, b"not json"])
    with open_with(tmp_path, [unlike(n) for n in range(9)]) as session:
        session.decide(range(1, 10), Status.ACCEPTED)
        report = export(session, tmp_path / "out", against=[bench])
    told = [note for note in report.warnings if note.startswith("bench.jsonl: ")]
    assert told == ["bench.jsonl: nothing is held against 1 row without a text and 1 line that is no row"]
    assert told[0] in (tmp_path / "out" / "CERTIFICATE.md").read_text()


def test_a_template_in_a_benchmark_is_no_hit(tmp_path: Path) -> None:
    said = "How many litres does a tank of {} cm by 40 cm by 50 cm hold when it is full to the brim?"
    rows = [{"prompt": said.format(n), "completion": f"It holds {n * 2} litres."} for n in range(20, 40)]
    bench = _bench(tmp_path, [{"question": said.format(99), "answer": "It holds 198 litres."}])
    with open_with(tmp_path, rows) as session:
        session.decide(range(1, 21), Status.ACCEPTED)
        report = export(session, tmp_path / "out", against=[bench])
    assert report.left_out == {}


@given(st.sets(st.integers(0, 40), max_size=6), st.sets(st.integers(0, 40), max_size=6))
def test_equal_prompts_are_always_found(ours: set[int], theirs: set[int]) -> None:
    mine, others = sorted(ours), sorted(theirs)
    lookout = Lookout(Texts([_asked(n) for n in others], [""] * len(others)))
    found = lookout.find(sign(Texts([_asked(n) for n in mine], [f"Answer {n}" for n in mine])))
    pairs = {(mine[like.ours], others[like.theirs]) for like in found if like.exact}
    assert pairs == {(n, n) for n in ours & theirs}


def _general(number: int) -> dict[str, str]:
    return {
        "prompt": f"General: {_asked(number)}",
        "completion": f"Yes, part {number} is sold in packs of {number}.",
    }


def test_general_rows_join_train_only(tmp_path: Path) -> None:
    rows = [_general(n) for n in range(1000, 1400)]
    rows += [{"prompt": _asked(n), "completion": "Something else."} for n in range(60)]  # like ours
    rows += [{"prompt": "No answer"}, {"prompt": "a", "chosen": "b", "rejected": "c"}]
    mix = write_rows(tmp_path / "general.jsonl", [*rows, b"{broken"])
    with open_with(tmp_path, [unlike(n) for n in range(200)]) as session:
        session.decide(range(1, 201), Status.ACCEPTED)
        plain = export(session, tmp_path / "plain")
        report = export(session, tmp_path / "out", mix=mix)
        again = export(session, tmp_path / "again", mix=mix)
        other = export(session, tmp_path / "other", mix=mix, seed=3)
    train = plain.files["sft/train.jsonl"]
    added = round(train * 0.15 / 0.85)
    assert report.files["sft/train.jsonl"] == train + added
    assert report.files["sft/validation.jsonl"] == plain.files["sft/validation.jsonl"]
    notes = [value for value in lines(tmp_path / "out", "provenance.jsonl") if value.get("mix")]
    assert len(notes) == added
    data = lines(tmp_path / "out", "sft/train.jsonl")
    for note in notes:
        assert note["file"] == "sft/train.jsonl"
        assert note["source"] == "general.jsonl"
        said = rows[note["source_line"] - 1]
        assert data[note["line"] - 1]["messages"][0]["content"] == said["prompt"]
        assert said["prompt"].startswith("General:")
    proof = read_certificate(tmp_path / "out")
    assert proof is not None
    assert proof.mixed is not None
    assert (proof.mixed.rows, proof.mixed.read, proof.mixed.bad_lines) == (added, 462, 1)
    assert proof.mixed.share == pytest.approx(added / (train + added), abs=1e-4)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["mixed"] == added
    assert drain(verify_folder(tmp_path / "out")) == []
    assert any("general.jsonl: 1 lines are no rows" in warning for warning in report.warnings)
    picked = [(v["source_line"]) for v in notes]
    assert picked == [v["source_line"] for v in lines(again.folder, "provenance.jsonl") if v.get("mix")]
    assert picked != [v["source_line"] for v in lines(other.folder, "provenance.jsonl") if v.get("mix")]


def test_general_rows_are_held_against_the_benchmark_too(tmp_path: Path) -> None:
    mix = write_rows(tmp_path / "general.jsonl", [_general(n) for n in range(1000, 1030)])
    bench = _bench(tmp_path, [{"prompt": _general(n)["prompt"]} for n in range(1000, 1020)])
    with open_with(tmp_path, [unlike(n) for n in range(60)]) as session:
        session.decide(range(1, 61), Status.ACCEPTED)
        report = export(session, tmp_path / "out", mix=mix, against=[bench], mix_share=0.5)
    taken = [v["source_line"] for v in lines(tmp_path / "out", "provenance.jsonl") if v.get("mix")]
    assert set(taken) <= set(range(21, 31))
    assert any("general rows of the" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    ("rows", "recipe", "words"),
    [
        ([{"prompt": "a", "chosen": "b", "rejected": "c"}], {}, "no row of general.jsonl fits messages"),
        ([], {}, "no row of general.jsonl fits messages"),
        ([{"prompt": "a", "completion": "b"}], {"shapes": ["preference"]}, "which is not written"),
    ],
)
def test_general_files_that_do_not_fit(
    rows: list[Any], recipe: dict[str, Any], words: str, tmp_path: Path
) -> None:
    mix = write_rows(tmp_path / "general.jsonl", rows)
    with open_with(tmp_path, [unlike(n) for n in range(20)]) as session:
        session.decide(range(1, 21), Status.ACCEPTED)
        with pytest.raises(StudioError, match=words):
            export(session, tmp_path / "out", mix=mix, **recipe)
        with pytest.raises(StudioError, match="is not there"):
            export(session, tmp_path / "out", against=[tmp_path / "nothing.jsonl"])
    assert not [path.name for path in tmp_path.iterdir() if "out" in path.name]
