"""Counted pairs as columns: what goes in is what is found."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from studio.pairs.bias import Vote
from studio.pairs.facts import PairFacts, Side
from studio.voting.columns import Columns, CountedPair

SIDES = st.builds(
    Side, st.integers(0, 10**6), st.integers(0, 7), st.text(max_size=5), st.sampled_from(["", "gpt", "ä"])
)
VOTES = st.builds(
    Vote,
    st.builds(PairFacts, SIDES, SIDES),
    st.sampled_from([None, True, False]),
    st.sampled_from(["", "ana", "ben"]),
)


@given(st.dictionaries(st.integers(1, 60), VOTES))
def test_what_a_row_counted_for_is_found_again(votes: dict[int, Vote]) -> None:
    columns = Columns(CountedPair(row, votes[row]) for row in sorted(votes))
    for kept in (columns, pickle.loads(pickle.dumps(columns))):
        assert len(kept) == len(votes)
        assert {row: kept.find(row) for row in range(62)} == {row: votes.get(row) for row in range(62)}
