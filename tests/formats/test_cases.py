"""Every format against its table: what rows say, what edits replace. New formats bring a table."""

import json
from typing import cast

import pytest

from studio.core.finding import Problem
from studio.core.registry import plugins
from studio.formats.format import Detector, all_formats, named
from tests.formats.case import Case, Edit, Table
from tests.formats.patching import apply, only_changes

TABLES = cast("tuple[Table, ...]", plugins("tests.formats.cases", "CASES"))
FORMATS = {form.name: form for form in all_formats()}


CASES = [
    pytest.param(table.format, case, id=f"{table.format}: {case.why}")
    for table in TABLES
    for case in table.cases
]
EDITS = [
    pytest.param(table.format, edit, id=f"{table.format}: {edit.why}")
    for table in TABLES
    for edit in table.edits
]


def _short(problem: Problem) -> str:
    return f"{problem.check}{'!' if problem.blocking else ''} {problem.where}".strip()


def test_every_format_has_cases_and_edits() -> None:
    assert {table.format for table in TABLES} == set(FORMATS)
    assert all(table.cases and table.edits for table in TABLES)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_row_says(name: str, case: Case) -> None:
    before = json.dumps(case.row)
    reading = FORMATS[name].read(case.row)
    assert reading.example == case.example
    assert tuple(map(_short, reading.problems)) == case.problems
    if case.said:
        assert case.said in reading.problems[0].message
    assert json.dumps(case.row) == before


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_row_is_given_to_its_format(name: str, case: Case) -> None:
    found = Detector().format_of(case.row).name
    assert (found == name) is not case.forced


@pytest.mark.parametrize(("name", "case"), CASES)
def test_no_edit_is_no_patch(name: str, case: Case) -> None:
    assert FORMATS[name].patch(case.row, case.example) == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_words_about_a_row_are_one_safe_line(name: str, case: Case) -> None:
    for problem in FORMATS[name].read(case.row).problems:
        assert problem.message.isprintable()
        assert problem.where.isprintable()
        assert len(problem.message) < 500


@pytest.mark.parametrize(("name", "edit"), EDITS)
def test_an_edit_replaces(name: str, edit: Edit) -> None:
    form = FORMATS[name]
    new = form.read(edit.row).example._replace(**edit.change)
    patches = form.patch(edit.row, new)
    assert [(patch.path, patch.value) for patch in patches] == edit.patches
    assert only_changes(edit.row, patches)
    row = apply(edit.row, patches)
    assert form.read(row).example == new
    assert Detector().format_of(row).read(row).example == new


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_is_a_row_of_its_format(name: str) -> None:
    form = FORMATS[name]
    row = json.loads(form.sample)
    assert Detector().format_of(row) is form
    assert not form.read(row).problems or name == "unknown"
    assert named(name) is form
    assert form.title.isprintable()
