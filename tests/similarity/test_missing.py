"""Every row that hangs together with a keeper gets a pair with it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.similarity.missing import pairs_with_keepers

PAIRS = st.sets(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1]), max_size=25
)


@given(PAIRS, st.permutations(range(13)))
def test_known_and_missing_pairs_join_every_row_to_the_best_of_its_component(
    pairs: set[tuple[int, int]], ranks: list[int]
) -> None:
    columns = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    left, right = pairs_with_keepers(columns[0], columns[1], np.array(ranks), columns[0], columns[1])
    missing = set(zip(left.tolist(), right.tolist(), strict=True))
    assert not missing & pairs
    component = {row: {row} for pair in pairs for row in pair}
    for one, other in pairs:
        joined = component[one] | component[other]
        for row in joined:
            component[row] = joined
    for row, rows in component.items():
        best = min(rows, key=ranks.__getitem__)
        assert row == best or (min(row, best), max(row, best)) in missing | pairs
    assert all(one < other and other in component[one] for one, other in missing)
