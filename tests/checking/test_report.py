"""Findings as plain JSON values: one shape for all checks, leaks, pairs."""

from pathlib import Path
from typing import Any

from studio.checking.report import Wanted, findings, like_pairs
from studio.core.finding import Band
from studio.jobs import drain
from studio.session import Session
from tests.checking.rows import ROWS
from tests.conftest import open_with, write_rows


def _wanted(session: Session, **more: Any) -> Wanted:
    names = {number: name for number, _, name in session.sources()}
    values = {
        "checks": (),
        "band": Band.LOOK_CLOSELY,
        "threshold": None,
        "sources": names,
        "with_ids": True,
        **more,
    }
    return Wanted(**values)


def test_a_group_in_the_shape_of_every_finding(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        found = list(session.report(findings, _wanted(session, checks=("near-duplicate",))))
        group = next(one for one in found if one["kind"] == "duplicate")
        assert set(group) == {"check", "kind", "band", "score", "keeper", "members"}
        lines = {member["line"] for member in group["members"]}
        assert (group["check"], lines) == ("near-duplicate", {1, 2, 3})
        assert group["keeper"]["line"] == 1
        assert group["keeper"]["source"] == "rows.jsonl"
        assert {member["why"] for member in group["members"] if member["line"] == 1} == {"kept"}
        assert [one["kind"] for one in found] == ["duplicate", "same-answer", "conflict", "variant"]


def test_rows_that_need_repair_and_bad_lines(tmp_path: Path) -> None:
    rows: list[Any] = [*ROWS[:1], {"instruction": "Empty?", "input": "", "output": ""}, b"{broken"]
    with open_with(tmp_path, rows) as session:
        drain(session.check())
        found = list(session.report(findings, _wanted(session)))
        assert [(one["check"], one["members"][0]["line"]) for one in found[:2]] == [
            ("bad-line", 3),
            ("empty", 2),
        ]
        assert [one["keeper"] for one in found[:2]] == [None, None]


def test_only_likeness_across_two_files(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS[1:8]) as session:
        held = [ROWS[9], ROWS[0], ROWS[0]]
        drain(session.import_files([write_rows(tmp_path / "held.jsonl", held)]))
        drain(session.check())
        found = list(session.report(findings, _wanted(session, against=(2,), checks=("near-duplicate",))))
        places = [{(m["source"], m["line"]) for m in one["members"]} for one in found]
        assert places == [{("rows.jsonl", 1), ("rows.jsonl", 2), ("held.jsonl", 2), ("held.jsonl", 3)}]


def test_pairs_one_a_line(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        found = list(session.report(like_pairs, _wanted(session)))
        assert set(found[0]) == {"a", "b", "score", "kind", "band", "why"}
        conflict = next(one for one in found if one["kind"] == "conflict")
        assert (conflict["a"]["line"], conflict["b"]["line"]) == (4, 5)
        sure = list(session.report(like_pairs, _wanted(session, band=Band.CERTAIN)))
        assert 0 < len(sure) < len(found)


def test_a_higher_threshold_tells_less(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        found = list(session.report(findings, _wanted(session, threshold=1.0)))
        assert not any(one["kind"] == "variant" for one in found)
        assert any(one["kind"] == "conflict" for one in found)


def test_gaps_are_findings_about_no_row(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        session.contract_path.write_text(
            "facets:\n  - {name: edge, by: tag, values: [refusal]}\ntargets: {each_value: 2}\n",
            encoding="utf-8",
        )
        drain(session.check())
        drain(session.coverage())
        [gap] = [one for one in session.report(findings, _wanted(session)) if one["check"] == "gap"]
        assert (gap["keeper"], gap["members"], gap["why"]) == (None, [], "refusal: 2 rows are missing of 2")


def test_settled_groups_are_not_told(tmp_path: Path) -> None:
    with open_with(tmp_path, ROWS) as session:
        drain(session.check())
        session.set_aside({1: 3, 2: 3})
        found = session.report(findings, _wanted(session))
        assert not any(one["kind"] == "duplicate" for one in found)
