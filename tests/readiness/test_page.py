"""The readiness page: what it says of sets made to have one fault each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.core.verdict import Status
from studio.errors import StudioError
from studio.exporters.recipe import Recipe
from studio.jobs import drain
from studio.readiness.item import Item, Level, Readiness, in_order
from studio.readiness.measuring import interval_points
from studio.session import Session
from tests.conftest import alpaca, open_with

CONTRACT = """
brief: Answers.
facets:
  - name: intent
    field: intent
    values: [i0, i1]
targets:
  each_value: 30
"""


def _page(session: Session, **how: Any) -> Readiness:
    return drain(session.readiness(**how))


def _find(page: Readiness, topic: str, words: str) -> list[Item]:
    return [item for item in page.items if item.topic == topic and words in item.sentence]


PARTS = ("pump", "valve", "sensor", "boiler", "filter", "invoice", "contract", "garden", "window", "bridge")


def _distinct(count: int) -> list[dict[str, object]]:
    """Rows that no check takes for alike."""
    return [
        {
            "instruction": f"Say where the {PARTS[n % 10]} of house {n * 7919} is, please?",
            "input": "",
            "output": f"It stands {PARTS[n // 10 % 10]} {n * 104729} steps from the {PARTS[n * 7 % 10]}.",
            "intent": f"i{int(n % 20 == 0)}",
        }
        for n in range(count)
    ]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_with(tmp_path, _distinct(40)) as opened:
        yield opened


def test_nothing_accepted_and_nothing_checked(session: Session) -> None:
    page = _page(session)
    assert not page.accepted_only
    assert page.verdict.startswith("not ready: 4 stops and ")
    assert _find(page, "size", "no row is accepted yet")[0].filter == "status:pending"
    assert _find(page, "size", "too few")[0].level is Level.STOP
    assert _find(page, "checks", "no check has run")[0].level is Level.STOP
    assert _find(page, "privacy", "nobody has looked")[0].level is Level.STOP
    assert _find(page, "duplicates", "40 rows were not compared")[0].level is Level.WARN
    assert _find(page, "review", "0 % of 40 rows are decided; 40 wait")
    assert _find(page, "gaps", "no contract")


def test_a_small_set_that_is_read_and_checked(session: Session) -> None:
    for row in range(1, 41):
        session.decide([row], Status.ACCEPTED)
    drain(session.check())
    page = _page(session)
    assert page.accepted_only
    assert [(item.topic, item.level) for item in page.items if item.level is Level.STOP] == [
        ("size", Level.STOP)
    ]
    assert _find(page, "privacy", "no secret")
    assert not _find(page, "review", "in bulk")
    assert "1 stop" in page.verdict
    assert page.to_json()["items"][0]["level"] == "stop"


@pytest.mark.parametrize(
    ("count", "level", "words"),
    [
        (60, Level.WARN, "fewer than the usual 500 to 5,000"),
        (520, Level.NOTE, "within the usual"),
        (5_100, Level.NOTE, "more than the usual"),
    ],
)
def test_sizes(tmp_path: Path, count: int, level: Level, words: str) -> None:
    with open_with(tmp_path, _distinct(count)) as session:
        session.decide(range(1, count + 1), Status.ACCEPTED)
        page = _page(session)
        assert [item.level for item in _find(page, "size", words)] == [level]
        [bulk] = _find(page, "review", "accepted in bulk")
        assert bulk.level is Level.WARN
        assert f"{count:,} of {count:,} accepted rows (100 %)" in bulk.sentence


def test_what_checks_saw(tmp_path: Path) -> None:
    body = "The pump draws water from the lower basin. A valve keeps it in the upper one until noon. " * 2
    rows: list[Any] = [
        *_distinct(30),
        {"instruction": "How?", "input": "", "output": body + "Then it is driven by"},
        {"instruction": "Key?", "input": "", "output": "Use AKIAQ7XNB3JTW5RLPZ2M as the access key id."},
        {"instruction": "Whom do I ask?", "input": "", "output": "Write to clara.voss@norda-heat.de today."},
        alpaca(1),
        alpaca(1, source="again"),
        {"instruction": "Broken?", "input": "", "output": None},
        {"prompt": "No answer to this one yet?"},
    ]
    with open_with(tmp_path, rows) as session:
        drain(session.check())
        page = _page(session)
        for topic, words, level in (
            ("checks", "1 row (3 %), truncated", Level.WARN),
            ("checks", "1 row (3 %) in need of repair", Level.WARN),
            ("privacy", "looks like a key", Level.STOP),
            ("privacy", "personal data", Level.WARN),
            ("duplicates", "another one of the set says the same", Level.WARN),
            ("size", "without an answer", Level.WARN),
        ):
            found = _find(page, topic, words)
            assert [item.level for item in found] == [level], words
            assert found[0].filter
            assert session.ids(found[0].filter), found[0].filter


def test_gaps_and_balance_by_the_contract(session: Session) -> None:
    session.contract_path.write_text(CONTRACT, encoding="utf-8")
    session.decide(range(1, 41), Status.ACCEPTED)
    drain(session.coverage())
    page = _page(session)
    [gap] = _find(page, "gaps", "gaps against the contract")
    assert (gap.level, gap.screen) == (Level.WARN, "coverage")
    assert "28 rows are missing of 30" in gap.sentence
    [uneven] = _find(page, "balance", "intent: uneven, i0 95 %, i1 5 %")
    assert uneven.level is Level.WARN


def test_answers_that_are_labels(tmp_path: Path) -> None:
    rows = [
        {"instruction": f"Sort number {n}.", "input": "", "output": "even" if n % 2 else "odd"}
        for n in range(60)
    ]
    with open_with(tmp_path, rows) as session:
        assert _find(_page(session), "balance", "the answers are labels: odd 50 %, even 50 %")


@pytest.mark.parametrize(("rows", "points"), [(10, 26.3), (100, 9.6), (400, 4.9), (10_000, 1.0)])
def test_what_a_validation_split_can_show(rows: int, points: float) -> None:
    """Wilson's interval of k = n / 2: z sqrt(n + z^2) / (2 (n + z^2)), by hand."""
    assert interval_points(rows) == pytest.approx(points, abs=0.06)


def test_validation(session: Session) -> None:
    session.decide(range(1, 41), Status.ACCEPTED)
    [thin] = _find(_page(session), "validation", "validation rows")
    assert thin.level is Level.WARN
    assert _find(_page(session, validation_share=0.0), "validation", "no validation split")
    assert _find(_page(session, validation_share=1e-9), "validation", "would be empty")


def test_rows_without_an_answer_do_not_count(tmp_path: Path) -> None:
    rows = [{"prompt": f"Where is the {PARTS[n % 10]} of house {n * 7919}?"} for n in range(60)]
    with open_with(tmp_path, [*rows, *_distinct(3)]) as session:
        session.decide(range(1, 64), Status.ACCEPTED)
        page = _page(session)
    assert _find(page, "size", "3 rows count (of 63: ")[0].level is Level.STOP
    assert not _find(page, "validation", "validation rows: a win rate")


def test_validation_is_that_of_the_split(tmp_path: Path) -> None:
    rows = [alpaca(1, source=f"s{n}") for n in range(40)]
    with open_with(tmp_path, [*rows, *_distinct(30)]) as session:
        session.decide(range(1, 71), Status.ACCEPTED)
        drain(session.check())
        [told] = _find(_page(session), "validation", "validation rows")
        preview = drain(session.preview(Recipe()))
    assert f"about {preview.files['sft/validation.jsonl']} validation rows" in told.sentence


def test_a_share_that_cannot_be_is_told(session: Session) -> None:
    with pytest.raises(StudioError, match="validation_share"):
        _page(session, validation_share=2)


def test_a_bias_of_pairs(tmp_path: Path) -> None:
    rows = [
        {"prompt": f"Which of {n}?", "chosen": "long " * (9 if n < 90 else 1), "rejected": "mid " * 5}
        for n in range(100)
    ]
    with open_with(tmp_path, rows) as session:
        [found] = _find(_page(session), "pairs", "longer in 90 % of 100 (83 to 94 %)")
        assert found.level is Level.WARN
        session.swap(range(1, 101))
        assert _find(_page(session), "pairs", "shorter in 90 % of 100")
        session.swap(range(1, 41))
        assert _find(_page(session), "pairs", "no length bias")


def test_licences_and_drafts(tmp_path: Path) -> None:
    rows = [alpaca(n, license="CC-BY-NC-4.0" if n else "MIT") for n in range(5)]
    with open_with(tmp_path, rows) as session:
        [found] = _find(_page(session), "licences", "rows.jsonl: its rows say CC-BY-NC-4.0, MIT")
        assert found.level is Level.WARN
        with session._project.write() as db:
            db.execute("UPDATE source SET name = 'claude job 1'")
        page = _page(session)
        assert _find(page, "drafts", "drafts by Claude that wait for a verdict: 5")[0].level is Level.WARN
        assert session.ids(_find(page, "drafts", "that wait")[0].filter) == [1, 2, 3, 4, 5]
        session.decide([1, 2], Status.ACCEPTED)
        assert _find(_page(session), "drafts", "2 rows (100 %) written by Claude")
    (tmp_path / "other").mkdir()
    with open_with(tmp_path / "other", [alpaca(1)]) as session:
        assert _find(_page(session), "licences", "the licence of rows.jsonl is not stated")


def test_disagreement_and_an_import_that_was_cut_off(session: Session) -> None:
    with session._project.write() as db:
        db.execute("UPDATE example SET reason = 'disagreed' WHERE id < 4")
        db.execute("UPDATE source SET complete = 0")
    page = _page(session)
    assert _find(page, "review", "disagree on 3 rows")
    assert _find(page, "review", "was cut off")


def test_an_empty_project_has_a_page(tmp_path: Path) -> None:
    with Session.open(tmp_path / "empty.studio") as session:
        assert _page(session).counts[Level.STOP] >= 2


def test_the_worst_comes_first_and_the_verdict_counts() -> None:
    items = [Item(level, "t", level.value) for level in (Level.NOTE, Level.STOP, Level.WARN, Level.STOP)]
    ordered = in_order(items)
    assert [item.level.value for item in ordered] == ["stop", "stop", "warn", "note"]
    assert Readiness(7, True, ordered).verdict == "not ready: 2 stops and 1 warning, 7 accepted rows"
    assert Readiness(7, False, ordered[2:]).verdict.startswith("ready, with 1 warning")
    assert Readiness(7, True, ordered[3:]).verdict.startswith("ready: nothing")
