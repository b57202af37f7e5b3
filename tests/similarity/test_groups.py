"""Groups keep to the keeper rule, never chain, and lose nobody."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.similarity.groups import Groups, group_pairs, rank_by_length

PAIRS = st.lists(
    st.tuples(st.integers(0, 14), st.integers(0, 14), st.floats(0, 1)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=40,
)


def group(
    pairs: list[tuple[int, int, float]],
    ranks: list[int],
    threshold: float = 0.5,
    identical: list[bool] | None = None,
) -> Groups:
    return group_pairs(
        np.array([pair[0] for pair in pairs], np.int64),
        np.array([pair[1] for pair in pairs], np.int64),
        np.array([pair[2] for pair in pairs], np.float64),
        threshold,
        np.array(ranks, np.int64),
        np.array(identical or [False] * len(pairs), bool),
    )


@given(PAIRS, st.permutations(range(15)), st.floats(0, 1))
def test_every_member_has_a_pair_with_its_better_keeper(
    pairs: list[tuple[int, int, float]], ranks: list[int], threshold: float
) -> None:
    joined = {frozenset(pair[:2]) for pair in pairs if pair[2] >= threshold}
    groups = group(pairs, ranks, threshold).members()
    members = {row: keeper for keeper, rows in groups.items() for row in rows}
    assert not members.keys() & groups.keys()
    for row, keeper in members.items():
        assert {row, keeper} in joined
        assert ranks[keeper] < ranks[row]
    # Whoever is in no group has no pair with a keeper or with another loner.
    for one, other in (tuple(pair) for pair in joined):
        assert one in members or other in members


@given(PAIRS, st.permutations(range(15)))
def test_identical_rows_share_a_group(pairs: list[tuple[int, int, float]], ranks: list[int]) -> None:
    twins = [(row, row + 1, 1.0) for row in range(0, 14, 2)]
    identical = [False] * len(pairs) + [True] * len(twins)
    groups = group(pairs + twins, ranks, 0.5, identical)
    keeper_of = dict(zip(groups.rows.tolist(), groups.keepers.tolist(), strict=True))
    for one, other, _ in twins:
        assert keeper_of[one] == keeper_of[other]


def test_a_chain_is_split() -> None:
    chain = [(0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9)]
    assert group(chain, [0, 1, 2, 3]).members() == {0: [1], 2: [3]}
    assert group(chain, [1, 0, 2, 3]).members() == {1: [0, 2]}


def test_the_default_keeper_is_longer_then_earlier() -> None:
    assert rank_by_length(np.array([5, 9, 5, 9])).tolist() == [2, 0, 3, 1]


def test_no_pairs_no_groups() -> None:
    assert group([], []).members() == {}
    assert group([(0, 1, 0.4)], [0, 1]).members() == {}
