"""Groups of stored pairs: what a member must have, and what moves them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.checking.grouping import Grouping, Likenesses
from studio.checking.keepers import RULES, rule_in_words
from studio.core.finding import Band
from studio.similarity.kinds import Kind
from studio.store.likeness import Pair, Standing

PLAIN = Standing("pending", edited=False, cut=False, size=10, is_pair=False)


def _pair(one: int, other: int, score: float = 0.9, **more: Any) -> Pair:
    values = {"kind": "duplicate", "band": "likely", "why": "because", "same": False, **more}
    return Pair(one, other, score, **values)


def _likenesses(pairs: list[Pair], **known: Standing) -> Likenesses:
    standing = {row: PLAIN for pair in pairs for row in pair[:2]}
    standing |= {int(name[1:]): value for name, value in known.items()}
    return Likenesses(pairs, standing, {})


@st.composite
def _pairs(draw: st.DrawFn) -> list[Pair]:
    ends = draw(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda p: p[0] < p[1])))
    return [
        _pair(
            *end,
            draw(st.sampled_from([0.5, 0.6, 0.8, 0.95])),
            kind=draw(st.sampled_from(list(Kind))).value,
            band=draw(st.sampled_from(list(Band))).value,
        )
        for end in sorted(ends)
    ]


@given(_pairs(), st.sampled_from([0.5, 0.7, 0.9]), st.sampled_from(list(RULES)))
def test_every_member_is_like_its_keeper_and_no_row_is_twice_in_a_kind(
    pairs: list[Pair], threshold: float, rule: str
) -> None:
    known = {pair[:2]: pair for pair in pairs}
    grouping = Grouping(_likenesses(pairs), threshold, rule)
    seen: set[tuple[Kind, int]] = set()
    for index in range(len(grouping)):
        group = grouping[index]
        assert group.members[0].row == group.keeper
        assert len(group.members) > 1
        for member in group.others:
            pair = known[min(member.row, group.keeper), max(member.row, group.keeper)]
            assert pair.kind == group.kind
            assert (member.score, member.band, member.why) == (pair.score, pair.band, pair.why)
            if group.kind in (Kind.DUPLICATE, Kind.VARIANT):
                assert member.score >= threshold
        for member in group.members:
            assert (group.kind, member.row) not in seen
            seen.add((group.kind, member.row))
            assert index in grouping.of_row(member.row)
    assert sum(grouping.counts().values()) == len(grouping)


@given(_pairs())
def test_groups_come_by_band_and_variants_last(pairs: list[Pair]) -> None:
    grouping = Grouping(_likenesses(pairs), 0.5)
    order = [
        (group.kind is Kind.VARIANT, list(Band).index(group.band))
        for group in (grouping[index] for index in range(len(grouping)))
    ]
    assert order == sorted(order)
    for index in range(len(grouping)):
        group = grouping[index]
        assert group.band == max((m.band for m in group.others), key=list(Band).index)
        assert group.score == min(m.score for m in group.others)


def test_a_chain_is_split() -> None:
    grouping = Grouping(_likenesses([_pair(1, 2), _pair(2, 3), _pair(3, 4)]), 0.5)
    assert [[m.row for m in grouping[i].members] for i in range(len(grouping))] == [[1, 2], [3, 4]]


def test_a_copy_of_a_member_is_a_member() -> None:
    grouping = Grouping(_likenesses([_pair(1, 2), _pair(2, 3, 1.0, band="certain", same=True)]), 0.5)
    group = grouping[0]
    assert {m.row: (m.score, m.why) for m in group.others} == {
        2: (0.9, "because"),
        3: (0.9, "because"),
    }


@pytest.mark.parametrize(
    ("standing", "keeper"),
    [
        ({}, 1),
        ({"r2": PLAIN._replace(edited=True)}, 2),
        ({"r2": PLAIN._replace(status="accepted")}, 2),
        ({"r2": PLAIN._replace(status="accepted"), "r1": PLAIN._replace(edited=True)}, 1),
        ({"r1": PLAIN._replace(cut=True)}, 2),
        ({"r2": PLAIN._replace(size=20)}, 2),
        ({"r2": PLAIN._replace(size=20), "r1": PLAIN._replace(status="accepted")}, 1),
    ],
)
def test_the_keeper_rule(standing: dict[str, Standing], keeper: int) -> None:
    assert Grouping(_likenesses([_pair(1, 2)], **standing), 0.5)[0].keeper == keeper


def test_a_person_s_choice_comes_before_the_rule() -> None:
    likenesses = _likenesses([_pair(1, 2), _pair(1, 3), _pair(2, 3)])
    assert Grouping(likenesses, 0.5, "best", [3])[0].keeper == 3
    assert Grouping(likenesses, 0.5, "shorter")[0].keeper == 1
    assert (
        rule_in_words("shorter") == "edited by a person > accepted > not cut off > clearly shorter > earlier"
    )


@pytest.mark.parametrize("status", ["duplicate", "rejected"])
def test_settled_rows_are_in_no_open_group(status: str) -> None:
    likenesses = _likenesses([_pair(1, 2), _pair(1, 3)], r3=PLAIN._replace(status=status))
    assert [m.row for m in Grouping(likenesses, 0.5)[0].members] == [1, 2]
    assert len(Grouping(likenesses, 0.5, open_only=False)[0].members) == 3


def test_rows_that_may_stay_are_parted_from_each_other_only() -> None:
    pairs = [_pair(1, 2), _pair(1, 3), _pair(2, 3)]
    standing = dict.fromkeys((1, 2, 3), PLAIN)
    grouping = Grouping(Likenesses(pairs, standing, {1: {"a"}, 2: {"a"}, 3: {"b"}}), 0.5)
    assert [m.row for m in grouping[0].members] == [1, 3]


def test_a_pair_is_no_copy_of_a_row_with_one_answer() -> None:
    likenesses = _likenesses([_pair(1, 2)], r2=PLAIN._replace(is_pair=True))
    assert len(Grouping(likenesses, 0.5)) == 0


def test_conflicts_do_not_go_by_the_threshold() -> None:
    pairs = [_pair(1, 2, 0.2, kind="conflict"), _pair(3, 4, 0.2), _pair(5, 6, 0.7)]
    assert [g.kind for g in map(Grouping(_likenesses(pairs), 0.9).__getitem__, range(1))] == [Kind.CONFLICT]
    assert len(Grouping(_likenesses(pairs), 0.9)) == 1
    assert len(Grouping(_likenesses(pairs), 0.7)) == 2


def test_only_surely_equal_members_are_set_aside_together() -> None:
    pairs = [
        _pair(1, 2, band="certain"),
        _pair(1, 3, band="look-closely"),
        _pair(4, 5, band="certain", kind="variant"),
    ]
    grouping = Grouping(_likenesses(pairs), 0.5)
    assert grouping.to_set_aside() == {2: 1}
    assert grouping.to_set_aside(Band.LOOK_CLOSELY) == {2: 1, 3: 1}


def test_no_pairs() -> None:
    grouping = Grouping(_likenesses([]), 0.5)
    assert (len(grouping), grouping.counts(), grouping.to_set_aside(), grouping.of_row(1)) == (0, {}, {}, [])
