"""What holds for every check: its tables, its silence about row text, its patience with hostile rows."""

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.batch import SIDES, Batch
from studio.core.example import Example, Message, say
from studio.core.finding import Band
from studio.extension import Check, all_checks
from tests.checks.cases import Case, example, seen_by

CHECKS = all_checks()
NAMES = [check.name for check in CHECKS]
HOSTILE = [
    Example(),
    Example(say("user", "")),
    Example(say("user", "a" * 100_000), say("assistant", "a" * 100_000), say("assistant", "0" * 100_000)),
    Example(say("user", " " * 50_000), say("assistant", "((((" * 20_000)),
    Example(say("user", "\0\0"), say("assistant", "\0" * 40)),
    Example(say("user", "\ud800 \udfff"), say("assistant", "Ã\ud800\x1b[31m")),
    Example(say("user", "1-" * 30_000), say("assistant", "a@" * 30_000)),
    Example(say("user", "sk-" * 30_000), say("assistant", "://a:" * 20_000)),
    Example(say("user", "&#1" * 20_000), say("assistant", "\\n\\u" * 20_000)),
    Example(say("user", "[" * 100_000), say("assistant", "<" * 100_000), say("assistant", "_" * 100_000)),
    Example(say("user", "\n##" * 30_000), say("assistant", "-" * 100_000), say("assistant", "Ð" * 100_000)),
    Example(say("user", "@" * 100_000), say("assistant", "0 " * 50_000), say("assistant", "+1 " * 30_000)),
    Example(
        say("user", "\u0130" * 50_000), say("assistant", "a b c d " * 12_000), say("assistant", "﷽" * 50_000)
    ),
    Example((), (Message("assistant", "", (("tool_calls", [{"function": {"name": "f"}}]),)),)),
]


def _tables(name: str) -> tuple[list[tuple[Case, str]], list[Case]]:
    module = importlib.import_module(f"tests.checks.test_{name.replace('-', '_')}")
    return module.FLAGS, module.LEAVES_ALONE


@pytest.mark.parametrize("name", NAMES)
def test_a_check_flags_and_leaves_alone(name: str) -> None:
    flags, leaves_alone = _tables(name)
    assert len(flags) >= 8
    assert len(leaves_alone) >= 8
    for case, kind in flags:
        assert kind in [sight.kind for sight in seen_by(name, case)], case
    for case in leaves_alone:
        assert seen_by(name, case) == [], case


@pytest.mark.parametrize("name", NAMES)
def test_rows_side_by_side_are_seen_as_rows_alone(name: str) -> None:
    flags, leaves_alone = _tables(name)
    cases = [case for case, _ in flags] + leaves_alone
    alone = [sight._replace(row=row) for row, case in enumerate(cases) for sight in seen_by(name, case)]
    assert sorted(seen_by(name, *cases)) == sorted(alone)


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_hostile_rows(check: Check) -> None:
    sights = list(check.look(Batch(HOSTILE)))
    for sight in sights:
        assert 0 <= sight.row < len(HOSTILE)
        assert sight.band in Band
        assert 0 <= sight.score <= 1
        assert sight.where in ("", *SIDES)
    assert list(check.look(Batch([]))) == []


@pytest.mark.parametrize("name", NAMES)
def test_reasons_repeat_none_of_the_cases(name: str) -> None:
    for case, _ in _tables(name)[0]:
        for sight in seen_by(name, case):
            assert not any(len(word) > 12 and word in sight.why for text in case for word in text.split())


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_a_title_is_one_line(check: Check) -> None:
    assert 10 < len(check.title) < 110
    assert "\n" not in check.title


@given(st.lists(st.text(min_size=12, max_size=40), min_size=2, max_size=3))
def test_reasons_hold_no_row_text(texts: list[str]) -> None:
    batch = Batch([example(tuple(texts))])
    for check in CHECKS:
        for sight in check.look(batch):
            assert not any(text.strip() and text in sight.why for text in texts)
