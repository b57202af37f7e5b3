"""Blind order: the same again, half and half, and nothing to guess by."""

from itertools import pairwise

from studio.core.example import Example, say
from studio.pairs.shuffle import left_is_chosen, texts_hash


def _pair(one: str, other: str) -> Example:
    return Example(say("user", "?"), say("assistant", one), say("assistant", other))


def test_the_same_row_lies_the_same_way() -> None:
    sides = [left_is_chosen(7, row, texts_hash(_pair("a", "b"))) for row in range(100)]
    assert sides == [left_is_chosen(7, row, texts_hash(_pair("a", "b"))) for row in range(100)]
    assert sides != [left_is_chosen(8, row, texts_hash(_pair("a", "b"))) for row in range(100)]
    assert sides != [left_is_chosen(7, row, texts_hash(_pair("a", "c"))) for row in range(100)]


def test_half_and_half() -> None:
    for seed in range(5):
        left = sum(left_is_chosen(seed, row, 12345) for row in range(10_000))
        assert 4_800 < left < 5_200  # four standard errors


def test_the_row_before_tells_nothing() -> None:
    sides = [left_is_chosen(1, row, row * 3) for row in range(10_000)]
    same = sum(one == other for one, other in pairwise(sides))
    assert 4_800 < same < 5_200
    even = sum(sides[::2])
    assert 2_350 < even < 2_650


def test_a_swap_does_not_move_the_hash() -> None:
    assert texts_hash(_pair("a", "b")) == texts_hash(_pair("b", "a"))
    assert texts_hash(_pair("a", "b")) != texts_hash(_pair("a", "c"))
    assert texts_hash(_pair("ab", "")) != texts_hash(_pair("a", "b"))
    assert texts_hash(_pair("\ud800", "b")) > 0
