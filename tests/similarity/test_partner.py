"""The second process gives the results that this one would, or this one gives them."""

import subprocess
from typing import Any

import pytest

from studio.jobs import drain
from studio.similarity import scan as scan_module
from studio.similarity.normalise import normalise
from studio.similarity.partner import Partner, map_shared
from studio.similarity.scan import scan_rows
from tests.similarity.planted import FIELDS

WORDS = [f"WORD {number}" for number in range(300)]
FOLDED = [f"word {number}" for number in range(300)]


def _size(value: Any) -> int:
    return len(value)


def test_shared_work_comes_back_whole_and_in_order() -> None:
    partner = Partner()
    try:
        assert list(map_shared(normalise, WORDS, partner)) == FOLDED
    finally:
        partner.close()


def test_work_goes_on_without_a_partner_that_died() -> None:
    partner = Partner()
    shared = map_shared(normalise, WORDS, partner)
    first = next(shared)
    partner.close()
    assert [first, *shared] == FOLDED


def test_work_goes_on_when_no_partner_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", refuse)
    partner = Partner()
    assert list(map_shared(normalise, WORDS, partner)) == FOLDED
    partner.close()


def test_an_error_of_the_work_is_raised_here() -> None:
    partner = Partner()
    try:
        with pytest.raises(TypeError):
            list(map_shared(_size, [[1], 3], partner))
    finally:
        partner.close()


def test_a_scan_with_a_partner_finds_what_one_alone_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_module, "_WORTH_A_PARTNER", 0)
    prompts = [f"{prompt} {number}" for number in range(40) for prompt, _ in FIELDS.values()]
    answers = [answer for _ in range(40) for _, answer in FIELDS.values()]
    shared = drain(scan_rows(prompts, answers)).pairs
    alone = drain(scan_rows(prompts, answers, alone=True)).pairs
    assert shared.judgements == alone.judgements
    assert shared.scores.tolist() == alone.scores.tolist()
    assert (shared.left.tolist(), shared.right.tolist()) == (alone.left.tolist(), alone.right.tolist())
