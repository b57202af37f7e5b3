"""What the set lacks is found, grouped and estimated; odd sets get a clear answer."""

import random
from collections import Counter

import numpy as np
import pytest

from studio.jobs import Step, drain
from studio.vectors.tfidf import TfIdf
from studio.vectors.traffic import Traffic, measure_traffic

_OPENINGS = ("please", "how do i", "can you", "i want to", "help me", "where can i", "is it possible to")
_TOPICS = {
    "card": ("block", "order", "replace", "my credit card", "the lost bank card", "a stolen card"),
    "loan": ("repay", "extend", "ask for", "a house loan", "the mortgage early", "my student loan"),
    "transfer": ("send", "cancel", "trace", "money abroad", "a wire transfer", "the pending payment"),
    "flight": ("book", "rebook", "find", "a plane ticket", "the flight to rome", "an airport seat"),
}
_ENDINGS = ("today", "now", "this week", "without a fee", "online", "for my mother", "again", "by phone")


def test_a_style_of_its_own_is_no_gap() -> None:
    chance = random.Random(3)
    words = ["".join(chance.choices("abcdefghijklmnop", k=6)) for _ in range(600)]
    topics = [chance.sample(words, 7) for _ in range(120)]
    accepted = [f"How do I {' '.join(topic)} in my house, please?" for topic in topics]
    asked = [
        f"{start} {' '.join(chance.sample(topic, 3))} {end}"
        for topic in topics
        for start, end in (("sorry to bother,", "pls"), ("sorry to bother,", "thanks"), ("quick one:", "pls"))
    ]
    found = drain(measure_traffic(accepted, asked))
    assert found.is_shifted
    assert found.share.low < 0.3
    assert not drain(measure_traffic(accepted, ["水泵怎么清洗？", "阀门怎么打开？"] * 10)).is_shifted


def _say(topic: str, count: int, seed: int) -> list[str]:
    random = np.random.default_rng(seed)
    parts = _TOPICS[topic]
    return [
        " ".join(map(str, map(random.choice, (_OPENINGS, parts[:3], parts[3:], _ENDINGS))))
        for _ in range(count)
    ]


def _covered(count: int, seed: int) -> list[str]:
    return [
        text for i, topic in enumerate(("card", "loan", "transfer")) for text in _say(topic, count, seed + i)
    ]


def _measure(rows: list[str], prompts: list[str], **options: object) -> Traffic:
    return drain(measure_traffic(rows, prompts, **options))  # type: ignore[arg-type]


def test_a_hidden_topic_is_found_and_is_the_first_line() -> None:
    hidden = _say("flight", 60, 50)
    result = _measure(_covered(100, 1), [*_covered(40, 20), *hidden])
    assert Counter(row >= 120 for row in result.ranking[:60].tolist())[True] >= 57
    assert result.share.low <= 1 / 3 <= result.share.high
    assert all(row >= 120 for row in result.gaps[0].prompts)
    assert sum(gap.size for gap in result.gaps) == pytest.approx(60, abs=15)


def test_all_covered_has_zero_in_its_interval() -> None:
    result = _measure(_covered(120, 1), _covered(60, 20))
    assert result.share.low == 0
    assert result.share.value < 0.15
    assert result.corrected.low == 0


def test_traffic_in_another_script_is_uncovered() -> None:
    prompts = [f"请告诉我如何预订第{i}张去罗马的机票" for i in range(50)]
    result = _measure(_covered(50, 1), prompts)
    assert result.share.value > 0.95
    assert result.beyond.value == 1
    assert (result.nearest == -1).all()


def test_copies_do_not_make_delta_zero() -> None:
    rows = _covered(40, 1)
    assert _measure(rows * 3, rows).delta == pytest.approx(_measure(rows, rows).delta, abs=0.1)


def test_the_quantile_moves_delta() -> None:
    rows, prompts = _covered(60, 1), _covered(20, 9)
    assert _measure(rows, prompts, quantile=0.5).delta < _measure(rows, prompts, quantile=0.99).delta


def test_shares_by_facet() -> None:
    prompts = [*_covered(30, 20), *_say("flight", 40, 50)]
    labels = ["known"] * 90 + ["new"] * 40
    result = _measure(_covered(100, 1), prompts, facets={"kind": labels})
    assert result.by_facet["kind"]["known"].low == 0
    assert result.by_facet["kind"]["new"].value > 0.7


def test_an_encoder_of_dense_vectors() -> None:
    class Dense:
        name = "dense"

        def encode(self, texts: list[str]) -> object:
            vectors = TfIdf.of(texts)[1]
            return vectors[:, np.unique(vectors.indices)].toarray()

    rows, prompts = _covered(40, 1), [*_covered(20, 9), *_say("flight", 30, 3)]
    assert _measure(rows, prompts, encoder=Dense()).share.value == pytest.approx(1 / 3, abs=0.2)


@pytest.mark.parametrize(
    ("rows", "prompts", "share"),
    [
        ([], ["a prompt"], 1),
        (["a row"], [], 0),
        ([], [], 0),
        (["a row"], ["a row"], 0),
        (["same"] * 20, ["same"] * 20, 0),
        (["a row"], ["", "other words"], None),
        ([""], [""], None),
    ],
)
def test_small_and_empty_sets(rows: list[str], prompts: list[str], share: float | None) -> None:
    result = _measure(rows, prompts, facets={"all": ["v"] * len(prompts)})
    assert result.prompt_count == len(prompts) == len(result.ranking)
    assert 0 <= result.share.low <= result.share.value <= result.share.high <= 1
    assert share is None or result.share.value == share
    assert np.isfinite(result.scores).all()
    assert sorted(row for gap in result.gaps for row in gap.prompts) == list(range(len(prompts)))


def test_it_says_how_far_it_is_and_can_be_cancelled() -> None:
    job = measure_traffic(_covered(30, 1), _covered(30, 2))
    assert isinstance(next(job), Step)
    next(job)
    job.close()
    steps = list(measure_traffic(_covered(30, 1), _covered(30, 2)))
    assert {step.note for step in steps} >= {"making vectors", "setting traffic against the set"}


def test_the_same_twice() -> None:
    first, second = (_measure(_covered(40, 1), _covered(40, 5)) for _ in range(2))
    assert first.ranking.tolist() == second.ranking.tolist()
    assert first.share == second.share
