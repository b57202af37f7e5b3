"""The shape of a set: each figure on rows small enough to count by hand."""

import json
from datetime import datetime

import numpy as np
import pytest

from studio.core.batch import Batch
from studio.core.example import Example, Message, say
from studio.coverage.counting import Counts
from studio.coverage.facet import Facet
from studio.coverage.shape import ShapeTally, balance_of, evenness, growth_of
from studio.tokens.lengths import spread_of


def test_a_spread_leaves_out_empty_texts() -> None:
    spread = spread_of([0, *range(1, 101)])
    assert (spread.count, spread.total, spread.mean, spread.least, spread.most) == (100, 5050, 50.5, 1, 100)
    assert spread.percentiles == {5: 5, 25: 25, 50: 50, 75: 75, 95: 95, 99: 99}
    assert spread.bins == ((8, 8), (16, 8), (32, 16), (64, 32), (128, 36))
    assert spread_of([0]).to_json()["percentiles"]["50"] == 0


def test_the_shape_of_a_few_rows() -> None:
    talk = Example(
        (Message("system", "Be good"), Message("user", "Write a poem"), Message("assistant", "x"),
         Message("user", "Shorter")), say("assistant", "- a\n- b"),
    )  # fmt: skip
    rows = [Example(say("user", "Write a short poem"), say("assistant", "one two one two")), talk]
    tally = ShapeTally()
    tally.add(Batch(rows))
    tally.add(Batch([Example(say("user", "Why?"))]))
    shape = tally.shape()
    assert shape.rows == 3
    assert shape.turns == {1: 2, 2: 1}
    assert shape.formats == {"prose": 1, "list": 1}
    assert shape.openings == (("write", "poem", 2), ("why", "", 1))
    assert shape.opening_count == 2
    assert shape.distinct == {1: 4 / 6, 2: 3 / 4, 3: 1.0}
    assert shape.distinct_words == 6
    assert shape.prompt_tokens.count == 3
    assert shape.rejected_tokens.count == 0
    told = json.loads(json.dumps(shape.to_json()))
    assert told["tokens_are_estimates"] is True
    assert told["openings"][0] == {"verb": "write", "object": "poem", "rows": 2}


def test_the_shape_of_nothing() -> None:
    shape = ShapeTally().shape()
    assert (shape.rows, shape.openings, shape.distinct) == (0, (), {1: 0.0, 2: 0.0, 3: 0.0})


def test_balance() -> None:
    facet = Facet.model_validate({"name": "a", "by": "tag", "values": ["x", "y"]})
    balance = balance_of(facet, 0, Counts((2,), np.array([[0], [0], [1], [1], [-1]], np.int16)))
    assert balance.to_json() == {"facet": "a", "rows": {"x": 2, "y": 2}, "none": 1, "evenness": 1.0}
    assert evenness([5, 0]) == 0
    assert evenness([]) == evenness([0, 0]) == 0
    assert evenness([3]) == 1
    assert 0 < evenness([9, 1]) < 0.5


def test_growth_by_day() -> None:
    grown = growth_of(["2026-01-02T10:00:00Z", datetime(2026, 1, 1), "2026-01-02"])
    assert [day.to_json() for day in grown] == [
        {"day": "2026-01-01", "rows": 1, "total": 1},
        {"day": "2026-01-02", "rows": 2, "total": 3},
    ]
    with pytest.raises(ValueError, match="isoformat"):
        growth_of(["yesterday"])
