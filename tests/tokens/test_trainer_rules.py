"""What trainers do with long rows: a table of cases, worked out by hand from their sources."""

from dataclasses import replace

import pytest

from studio.errors import StudioError
from studio.tokens.row_tokens import RowTokens
from studio.tokens.trainer_rules import RULES, WHOLE, Fate, rules_named

FATE = {rule.trainer: rule.apply for rule in RULES}


def _row(prompt: int, answer: int) -> RowTokens:
    return RowTokens(prompt, prompt + answer, ((prompt, prompt + answer),))


@pytest.mark.parametrize("trainer", [rule.trainer for rule in RULES])
def test_a_row_at_the_limit_is_whole(trainer: str) -> None:
    assert FATE[trainer](_row(60, 40), 100) == WHOLE


@pytest.mark.parametrize(
    ("trainer", "prompt", "answer", "fate"),
    [
        ("trl", 60, 50, Fate(False, 0, 10)),
        ("unsloth", 99, 50, Fate(False, 0, 49)),
        ("trl", 100, 50, Fate(True, 0, 50)),
        ("axolotl", 60, 41, Fate(True, 0, 41)),
        ("llama-factory", 200, 40, Fate(False, 140, 0)),  # a short answer: the prompt pays
        ("llama-factory", 40, 200, Fate(False, 0, 140)),  # a short prompt: the answer pays
        ("llama-factory", 150, 50, Fate(False, 75, 25)),  # both pay by their lengths
        ("bedrock", 60, 41, WHOLE),
        ("bedrock", 32_000, 1, Fate(True, 0, 1)),
    ],
)
def test_rows_over_a_limit_of_100(trainer: str, prompt: int, answer: int, fate: Fate) -> None:
    assert FATE[trainer](_row(prompt, answer), 100) == fate


def test_a_talk_is_cut_turn_by_turn() -> None:
    talk = RowTokens(130, 200, ((20, 60), (130, 200)))
    assert FATE["trl"](talk, 100) == Fate(False, 0, 70)
    assert FATE["trl"](talk, 20) == Fate(True, 0, 110)
    # The first turn takes 60 of 100; 40 are left for 70 + 70, half each.
    assert FATE["llama-factory"](talk, 100) == Fate(False, 50, 50)
    assert FATE["llama-factory"](talk, 60) == Fate(False, 70, 70)
    assert FATE["llama-factory"](RowTokens(130, 200), 100) == Fate(True, 100, 0)


def test_pairs() -> None:
    pair = RowTokens(60, 90, ((60, 90),), rejected_total=130, parting=70)
    assert FATE["trl"](pair, 100) == Fate(False, 0, 30)
    assert FATE["trl"](pair, 60) == Fate(True, 0, 100)
    assert FATE["axolotl"](pair, 100) == Fate(True, 0, 30)
    assert FATE["axolotl"](pair, 129) == Fate(True, 0, 30)
    # The line end that a template writes behind an answer is taken off before Axolotl counts.
    assert FATE["axolotl"](replace(pair, tail=1), 129) == WHOLE
    # 70 of the longer answer with a prompt of 60: 53 of 100 go to the answer, 47 to the prompt.
    assert FATE["llama-factory"](pair, 100) == Fate(False, 13, 17)


def test_rules_by_name() -> None:
    assert rules_named([]) == RULES
    assert [rule.limit_name for rule in rules_named(["axolotl", "trl"])] == ["sequence_len", "max_length"]
    with pytest.raises(StudioError, match="no rule"):
        rules_named(["caffe"])
