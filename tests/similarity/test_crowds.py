"""Where very many rows are alike few pairs are judged, and none of what matters is lost by it."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from studio.core.comparison import SIDES_APART
from studio.jobs import drain
from studio.similarity import comparing
from studio.similarity.crowds import Proposed, can_wait, choose_leaders, lift, spread
from studio.similarity.kinds import CROSSED, Kind
from studio.similarity.scan import Scan, scan_rows
from studio.similarity.tasks import PairTexts, judge_texts
from tests.similarity.oracle import near_pairs

WORDS = ["stone", "river", "lamp", "paper", "glass", "window", "table", "cloud", "bread", "hill", "rope"]


def proposed(pairs: Sequence[tuple[int, int, float]], crowded: Sequence[int]) -> Proposed:
    left, right, likeness = (np.array(column) for column in zip(*pairs, strict=True))
    return Proposed(left, right, likeness, np.array(crowded, np.int64))


def texts(count: int, size: int, rng: random.Random) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(rng.choices(letters, k=rng.randint(3, 9))) for _ in range(900)]
    return [" ".join(rng.choices(vocabulary, k=size)) for _ in range(count)]


def nearly(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    words[rng.randrange(len(words))] = rng.choice(WORDS)
    return " ".join(words)


def crowd(copies: int) -> tuple[list[str], list[str]]:
    """Two prompts, each with three pairs that share their chosen side, each with near copies of it."""
    rng = random.Random(5)
    prompts, answers = [], []
    for prompt in texts(2, 20, rng):
        shared, *others = texts(4, 120, rng)
        for other in others:
            row = f"{shared}{SIDES_APART}{other}"
            prompts += [prompt] * copies
            answers += [row, *(nearly(row, rng) for _ in range(copies - 1))]
    return prompts, answers


def test_only_rows_in_a_crowd_have_leaders_and_only_their_pairs_wait() -> None:
    pairs = proposed(
        [(0, 1, 0.95), (0, 2, 0.95), (1, 2, 0.9), (2, 3, 0.6), (4, 5, 0.99)], crowded=[0, 1, 2, 3]
    )
    leaders = choose_leaders(pairs, np.array([1, 0, 2, 3, 4, 5]))
    assert leaders.tolist() == [1, 1, 1, 3, 4, 5]
    assert can_wait(pairs, leaders).tolist() == [False, True, False, True, False]


def test_what_a_follower_shares_with_others_is_asked_of_its_leader() -> None:
    leaders = np.array([0, 0, 1, 3, 3])  # 2 follows 1, which follows 0
    left, right = lift(np.array([1, 2, 3]), np.array([2, 4, 4]), leaders)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 3)]


def test_followers_are_held_against_what_their_leader_opposes() -> None:
    leaders = np.array([0, 0, 0, 3, 3, 5])
    left, right = spread(np.array([0]), np.array([3]), leaders)
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 4), (1, 3), (2, 3)]


@pytest.fixture(autouse=True)
def _spare_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "_MOST_JUDGED", 0)


def judged_count(monkeypatch: pytest.MonkeyPatch, rows: tuple[list[str], list[str]]) -> tuple[Scan, int]:
    counts = []

    def counted(pairs: PairTexts) -> object:
        counts.append(len(pairs.left))
        return judge_texts(pairs)

    monkeypatch.setattr(comparing, "judge_texts", counted)
    return drain(scan_rows(*rows, alone=True)), sum(counts)


def test_judging_grows_with_the_rows_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    per_row = []
    for copies in (40, 80):
        rows = crowd(copies)
        per_row.append(judged_count(monkeypatch, rows)[1] / len(rows[0]))
    assert per_row[1] < 1.2 * per_row[0]
    assert per_row[1] < 6


def test_every_near_copy_is_in_a_group_and_scores_are_exact() -> None:
    prompts, answers = crowd(40)
    scan = drain(scan_rows(prompts, answers, alone=True))
    truth = near_pairs(prompts, answers, 0.8)
    grouped = set(scan.group(Kind.DUPLICATE, 0.8).rows.tolist())
    assert {row for pair in truth for row in pair} == grouped
    pairs = zip(scan.pairs.left.tolist(), scan.pairs.right.tolist(), scan.pairs.scores.tolist(), strict=True)
    for left, right, score in pairs:
        assert score == pytest.approx(truth.get((left, right), score), abs=1e-12)
        assert (left, right) in truth or score < 0.8
    assert len(set(zip(scan.pairs.left.tolist(), scan.pairs.right.tolist(), strict=True))) == len(
        scan.pairs.left
    )


def test_every_copy_of_a_contradiction_is_told() -> None:
    rng = random.Random(6)
    prompt, one, other = texts(3, 100, rng)
    answers = [f"{one}{SIDES_APART}{other}"] * 2 + [f"{other}{SIDES_APART}{one}"] * 2
    rows = [nearly(answer, rng) for answer in answers for _ in range(20)]
    assert all(row.count(SIDES_APART) == 1 for row in rows)
    scan = drain(scan_rows([prompt] * len(rows), rows, alone=True))
    told = set()
    pairs = zip(scan.pairs.left.tolist(), scan.pairs.right.tolist(), scan.pairs.judgements, strict=True)
    for left, right, judgement in pairs:
        if judgement.why == CROSSED:
            assert (left < 40) != (right < 40)
            told |= {left, right}
        elif judgement.kind is Kind.DUPLICATE:
            assert (left < 40) == (right < 40)
    copies = set(scan.pairs.right[scan.pairs.identical].tolist())  # the first of a text stands for all
    assert len(copies) < 5
    assert told == set(range(80)) - copies
