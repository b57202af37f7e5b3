"""Coverage of a project: tags, counts that follow decisions, duplicates once, findings, requests."""

from pathlib import Path
from typing import Any

import pytest

from studio.core.verdict import Status
from studio.coverage.coverage import Coverage
from studio.errors import StudioError
from studio.jobs import drain
from studio.session import Session
from studio.store.sights import all_gaps
from tests.conftest import alpaca, open_with, write_rows

CONTRACT = """
brief: Answers.
facets:
  - name: intent
    field: intent
    values: [i0, i1, i2]
  - name: size
    rule: length
    side: chosen
    values:
      short: {max_chars: 24}
      long: {min_chars: 25}
  - name: edge
    by: tag
    values: [refusal]
targets:
  each_value: 3
  impossible:
    - {intent: i2, edge: refusal}
"""


def _open(tmp_path: Path, count: int = 12) -> Session:
    rows: list[Any] = [alpaca(n, intent=f"i{n % 3}") for n in range(count)]
    session = open_with(tmp_path, rows)
    session.contract_path.write_text(CONTRACT, encoding="utf-8")
    return session


def _good(coverage: Coverage, **cell: str) -> int:
    pattern = tuple(sorted(coverage.contract.words.place(facet, value) for facet, value in cell.items()))
    return coverage.counts.count(pattern)


def test_accepted_rows_are_counted_by_cell(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        session.decide(list(range(1, 8)), Status.ACCEPTED)
        found = drain(session.coverage())
        assert (found.counts.total, _good(found, intent="i0"), _good(found, intent="i1")) == (7, 3, 2)
        assert _good(drain(session.coverage(accepted_only=False)), intent="i1") == 4
        assert session.ids('cell:"intent=i1"') == [2, 5, 8, 11]
        assert session.ids("cell:INTENT=i1|intent=i2 status:accepted") == [2, 3, 5, 6]
        assert session.ids("cell:nothing=here") == []


def test_counts_follow_decisions_without_reading_rows_again(tmp_path: Path) -> None:
    with _open(tmp_path, 40) as session:
        session.decide(list(range(1, 21)), Status.ACCEPTED)
        found = drain(session.coverage())
        session.decide([21], Status.ACCEPTED)
        session.decide([1], Status.REJECTED)
        session.follow(found)
        fresh = drain(session.coverage())
        assert list(found.cells()) == list(fresh.cells())
        session.undo()
        session.undo()
        session.follow(found)
        assert _good(found, intent="i0") == 7


def test_a_tag_and_an_edit_move_a_row(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        session.decide([1, 2, 3], Status.ACCEPTED)
        assert _good(drain(session.coverage()), edge="refusal") == 0
        session.tag([1], add=["refusal", "intent=i2"])
        found = drain(session.coverage())
        assert (_good(found, edge="refusal"), _good(found, intent="i2"), _good(found, intent="i0")) == (
            1,
            2,
            0,
        )
        assert session.tag_accuracy(found.contract)[0] == (1, 0)
        session.undo()
        assert _good(drain(session.coverage()), intent="i0") == 1
        example = session.card(2).example
        long = example.chosen[0]._replace(content="A much longer answer than it was before the edit.")
        before = _good(found, size="long")
        session.edit(2, example._replace(chosen=(long,)))
        assert _good(drain(session.coverage()), size="long") == before + 1


def test_a_duplicate_group_counts_once_and_cut_rows_not_at_all(tmp_path: Path) -> None:
    body = "The pump draws water from the lower basin. A valve keeps it in the upper one until noon. " * 2
    rows: list[Any] = [
        alpaca(1, intent="i0"),
        alpaca(1, intent="i0"),
        alpaca(2, intent="i1"),
        {"instruction": "How?", "input": "", "output": body + "Then it is driven by", "intent": "i2"},
    ]
    with open_with(tmp_path, rows) as session:
        session.contract_path.write_text(CONTRACT, encoding="utf-8")
        session.decide([1, 2, 3, 4], Status.ACCEPTED)
        drain(session.check())
        found = drain(session.coverage())
        assert (_good(found, intent="i0"), _good(found, intent="i1"), _good(found, intent="i2")) == (1, 1, 0)
        session.decide([1], Status.REJECTED)
        session.follow(found)
        assert _good(found, intent="i0") == 1


def test_gaps_are_findings_and_come_worst_first(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        session.decide([1, 2, 4, 7], Status.ACCEPTED)
        found = drain(session.coverage())
        values = list(found.gap_values(found.gaps()))
        assert [(v["pattern"], v["missing"]) for v in values] == [
            ({"intent": "i2"}, 3),
            ({"edge": "refusal"}, 3),
            ({"intent": "i1"}, 2),
            ({"size": "short"}, 2),
        ] or values[0]["missing"] == 3
        assert all(v["good"] + v["missing"] == v["target"] for v in values)
        assert [message.partition(":")[0] for message, _ in all_gaps(session._project.reader)] == [
            v["description"] for v in values
        ]
        closing = found.closing()
        assert closing.count >= closing.at_least > 0
        assert drain(session.overview()).flags == {}
        assert any("gaps" in step for step in drain(session.overview()).next_steps)


def test_another_contract_tags_anew(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        session.decide(list(range(1, 7)), Status.ACCEPTED)
        drain(session.coverage())
        session.contract_path.write_text(
            CONTRACT.replace("max_chars: 24", "max_chars: 2400"), encoding="utf-8"
        )
        assert _good(drain(session.coverage()), size="short") == 6


def test_no_contract_and_one_with_a_fault(tmp_path: Path) -> None:
    with open_with(tmp_path, [alpaca(1)]) as session:
        with pytest.raises(StudioError, match=r"there is no set\.contract\.yaml"):
            drain(session.coverage())
        session.contract_path.write_text("facets:\n  - name: a\n    valeus: [x]\n", encoding="utf-8")
        with pytest.raises(StudioError, match="line 3"):
            drain(session.coverage())
        session.contract_path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(StudioError, match="cannot be read"):
            drain(session.coverage())


def test_a_first_contract_is_proposed_and_never_overwrites(tmp_path: Path) -> None:
    rows: list[Any] = [alpaca(n, intent=f"i{n % 3}") for n in range(60)]
    with open_with(tmp_path, rows) as session:
        text = drain(session.propose_contract())
        path = session.write_contract(text)
        assert "intent" in [facet.name for facet in drain(session.coverage()).contract.facets]
        with pytest.raises(StudioError, match="there already"):
            session.write_contract(text)
        session.write_contract(text, force=True)
        assert path.read_text(encoding="utf-8") == text


def test_traffic_weighs_gaps_and_is_measured(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        asked = [{"prompt": f"Question number {n}?", "intent": "i1"} for n in range(6)]
        asked += [{"prompt": "Wo bleibt mein Paket aus Hamburg?", "intent": "i2"}]
        drain(session.import_traffic([write_rows(tmp_path / "asked.jsonl", asked)]))
        with pytest.raises(StudioError, match="no traffic"), Session.open(tmp_path / "other.studio") as other:
            drain(other.uncovered())
        session.decide(list(range(1, 13)), Status.ACCEPTED)
        found = drain(session.coverage())
        demand = {v["pattern"].get("intent"): v["demand"] for v in found.gap_values(found.gaps())}
        assert demand.get(None) is None  # the prompts tell nothing about edge cases
        assert found.demand(((0, 1),)) == pytest.approx(6 / 7)
        value = drain(session.uncovered()).to_json()
        assert (value["kind"], value["n"], value["rows"]) == ("uncovered", 7, 12)
        assert 0 <= value["interval"][0] <= value["share"] <= value["interval"][1] <= 1
        listed = [prompt for group in value["groups"] for prompt in group["prompts"]]
        assert {"source", "line", "distance", "prompt"} == set(listed[0])
        assert set(value["facets"]) == {"intent"}
        apart = drain(session.uncovered_apart()).to_json()
        assert apart["delta"] == value["delta"]


def test_an_empty_set_covers_nothing(tmp_path: Path) -> None:
    with open_with(tmp_path, []) as session:
        session.contract_path.write_text(CONTRACT, encoding="utf-8")
        found = drain(session.coverage())
        assert (found.counts.total, found.gaps().count) == (0, 6)
        asked = write_rows(tmp_path / "asked.jsonl", [{"prompt": "Anybody?"}])
        drain(session.import_traffic([asked]))
        assert drain(session.uncovered()).to_json()["share"] == 1.0
        assert drain(session.shape()).shape.rows == 0


def test_requests_are_kept(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        assert session.request({"intent": "i2"}, 3).message == "request 1: 3 rows for i2"
        session.request({}, 1, "Where is it?")
        assert [(r.cell, r.rows, r.prompt, r.status) for r in session.requests()] == [
            ({"intent": "i2"}, 3, "", "open"),
            ({}, 1, "Where is it?", "open"),
        ]


def test_the_shape_of_the_good_rows(tmp_path: Path) -> None:
    with _open(tmp_path) as session:
        session.decide([1, 2, 3], Status.ACCEPTED)
        looks = drain(session.shape())
        assert (looks.shape.rows, looks.shape.turns, looks.growth[-1].total) == (3, {1: 3}, 3)
        assert drain(session.shape(accepted_only=False)).shape.rows == 12
