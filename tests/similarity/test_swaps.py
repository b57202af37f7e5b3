"""One word for another: what it means does not depend on which came first."""

import pytest

from studio.similarity.differences import compare_texts
from studio.similarity.swaps import Swap, is_noise, judge_swap, read_changes

SWAPS = [
    ("5", "8", Swap.NUMBER),
    ("+", "-", Swap.OPERATOR),
    ("mg", "ml", Swap.UNIT),
    ("french", "german", Swap.LANGUAGE),
    ("python", "rust", Swap.LANGUAGE),
    ("ascending", "descending", Swap.OPPOSITE),
    ("legal", "illegal", Swap.OPPOSITE),
    ("hypertension", "hypotension", Swap.OPPOSITE),
    ("always", "not", Swap.NEGATION),
    ("letter", "lettre", Swap.SLIP),
    ("colour", "color", Swap.SLIP),
    ("year", "years", Swap.SLIP),
    ("за", "аз", Swap.SLIP),
    ("create", "write", Swap.SYNONYM),
    ("cat", "violin", Swap.WORD),
    ("in", "on", Swap.WORD),
    ("x", "y", Swap.WORD),
    ("same", "same", Swap.NOTHING),
]


@pytest.mark.parametrize(("one", "other", "swap"), SWAPS)
def test_a_swap_is_judged_both_ways(one: str, other: str, swap: Swap) -> None:
    assert judge_swap(one, other) is swap
    assert judge_swap(other, one) is swap


def test_number_words_are_numbers() -> None:
    assert read_changes(compare_texts("two boats left", "three boats left")).telling() == [Swap.NUMBER]
    assert not read_changes(compare_texts("two boats left", "2 boats left")).swaps


def test_a_bad_typist_is_told_from_another_wording() -> None:
    typed = "the kitchen window looks over green meadows and a narrow river with no bridge"
    slips = "teh kitchne window loooks over gren meadows and a narow river with on bridge"
    assert is_noise(read_changes(compare_texts(typed, slips)))
    other = "the kitchen window looks over brown meadows and a broad river with one bridge"
    assert not is_noise(read_changes(compare_texts(typed, other)))
    numbers = typed.replace("a narrow", "7 narow"), slips.replace("a narow", "9 narrow")
    assert not is_noise(read_changes(compare_texts(*numbers)))


def test_exchanged_signs_are_a_slip_in_wide_scripts_alone() -> None:
    assert read_changes(compare_texts("什么是潮汐", "么什是潮汐")).is_shuffled()
    assert not read_changes(compare_texts("什么是潮汐", "什么是海洋")).is_shuffled()
