"""The scan against brute force, and against rows made to break it."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.jobs import drain
from studio.similarity import comparing
from studio.similarity import scan as scan_module
from studio.similarity.index import Index, sign_row
from studio.similarity.kinds import Kind
from studio.similarity.scan import Scan, scan_rows
from tests.similarity.oracle import all_pairs, near_pairs
from tests.similarity.planted import COPIES, FIELDS, OTHER_ANSWERS, VARIANTS

ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz     ",
    "chinese": "的一是在不了有和人这中大为上个国我以要他",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي     ",
    "code": "(){}[];=+-*/<>\"'_.,abcxyz0123\n    ",
}


def found_pairs(scan: Scan) -> dict[tuple[int, int], float]:
    pairs = scan.pairs
    rows = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return dict(zip(rows, pairs.scores.tolist(), strict=True))


def scan(prompts: list[str], answers: list[str]) -> Scan:
    return drain(scan_rows(prompts, answers))


def noisy_rows(alphabet: str, lengths: range, rng: random.Random) -> tuple[list[str], list[str]]:
    """Random rows, and of each two copies with more and more characters replaced."""
    prompts, answers = [], []
    for length in lengths:
        prompt, answer = ("".join(rng.choices(alphabet, k=size)) for size in (length // 4, length))
        for share in (0.0, 0.01, 0.02):
            prompts.append(prompt)
            answers.append("".join(rng.choice(alphabet) if rng.random() < share else one for one in answer))
    return prompts, answers


@pytest.mark.parametrize("script", ALPHABETS)
def test_recall_and_scores_against_brute_force(script: str) -> None:
    rng = random.Random(script)
    prompts, answers = noisy_rows(ALPHABETS[script], range(12, 1500, 24), rng)
    truth = all_pairs(prompts, answers, 0.5)
    result = scan(prompts, answers)
    found = found_pairs(result)
    copies = set(result.pairs.right[result.pairs.identical].tolist())
    # A copy is paired with the first of its text only, which stands for it in all other pairs.
    near = {pair for pair, score in truth.items() if score >= 0.8 and not copies & set(pair)}
    assert len(near) > 80
    assert len(near - found.keys()) <= 0.01 * len(near)
    for pair, score in found.items():
        assert score == pytest.approx(truth.get(pair, score), abs=1e-12)
        assert pair in truth or score < 0.5


def corpus(count: int, rng: random.Random) -> tuple[list[str], list[str]]:
    """Rows of made-up words; every third is a copy of an earlier one with some words replaced."""
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(4000)]
    rows: list[list[str]] = []
    for number in range(count):
        if number % 3 == 2:
            row = list(rng.choice(rows))
            for place in rng.sample(range(len(row)), int(len(row) * rng.choice([0, 0.02, 0.05, 0.1]))):
                row[place] = rng.choice(words)
        else:
            row = rng.choices(words, k=rng.randint(4, 150))
        rows.append(row)
    return [" ".join(row[:4]) for row in rows], [" ".join(row[4:]) for row in rows]


def test_two_thousand_rows_against_brute_force() -> None:
    prompts, answers = corpus(2000, random.Random(9))
    truth = near_pairs(prompts, answers, 0.5)
    result = scan(prompts, answers)
    found = found_pairs(result)
    copies = set(result.pairs.right[result.pairs.identical].tolist())
    for least, recall in ((0.8, 0.995), (0.7, 0.97), (0.6, 0.88)):
        near = {pair for pair, score in truth.items() if score >= least and not copies & set(pair)}
        assert len(near) > 200
        assert len(near & found.keys()) >= recall * len(near)
    drop = {right for (_, right), score in truth.items() if score >= 0.8}
    assert {right for (_, right), score in found.items() if score >= 0.8} == drop
    assert all(
        score == pytest.approx(truth[pair], abs=1e-12) for pair, score in found.items() if score >= 0.5
    )


def test_the_index_knows_the_partners_that_the_scan_found() -> None:
    prompts, answers = corpus(600, random.Random(10))
    result = scan(prompts, answers)
    index = Index()
    index.add(result.signatures)
    missed = 0
    pairs = found_pairs(result)
    for (left, right), score in pairs.items():
        known = index.find(sign_row(prompts[right], answers[right]))[0].tolist()
        assert right in known
        missed += left not in known and score >= 0.7
    assert missed <= 0.02 * len(pairs)


def test_blocks_and_portions_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts, answers = corpus(400, random.Random(11))
    whole = scan(prompts, answers)
    monkeypatch.setattr(scan_module, "_BLOCK_ROWS", 7)
    monkeypatch.setattr(comparing, "_PORTION", 3)
    cut = scan(prompts, answers)
    assert found_pairs(cut) == found_pairs(whole)
    assert cut.pairs.judgements == whole.pairs.judgements


def test_one_long_instruction_with_short_inputs_makes_no_duplicates() -> None:
    rng = random.Random(12)
    instruction = (
        "Read the message of a guest and say in one word which desk of the hotel should answer it. Choose "
        "from kitchen, laundry, porter, reception. If two desks could answer, take the one open at night."
    )
    things = ["towel", "taxi", "pillow", "key", "menu", "shirt", "suitcase", "window", "radio", "bill"]
    places = ["on the third floor", "by the pool", "in the lobby", "next to the lift", "in my room"]
    asks = [f"Who brings a {thing} {place} for us?" for thing in things for place in places]
    rows = [(f"{instruction}\n{ask}", rng.choice(["porter", "reception"])) for ask in asks]
    result = scan([row[0] for row in rows], [row[1] for row in rows])
    assert len(result.group().rows) <= 0.02 * len(rows)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=15))
def test_any_text_scans_and_scores_are_true(rows: list[tuple[str, str]]) -> None:
    prompts, answers = [row[0] for row in rows], [row[1] for row in rows]
    truth = all_pairs(prompts, answers, 0.0)
    for pair, score in found_pairs(scan(prompts, answers)).items():
        assert score == pytest.approx(truth[pair], abs=1e-12)


def test_a_planted_set_of_many_fields() -> None:
    rng = random.Random(3)
    rows = list(FIELDS.values())
    copies = {
        len(rows) + place: list(FIELDS).index(field)
        for place, (field, _) in enumerate((field, edit) for field in FIELDS for edit in COPIES)
    }
    rows += [edit(row, rng) for row in FIELDS.values() for edit in COPIES.values()]
    templates = range(len(rows), len(rows) + 2 * len(VARIANTS))
    rows += [row for pair in VARIANTS.values() for row in pair]
    answered_anew = range(len(rows), len(rows) + len(FIELDS))
    rows += [(prompt, OTHER_ANSWERS[name]) for name, (prompt, _) in FIELDS.items()]
    result = scan([row[0] for row in rows], [row[1] for row in rows])
    groups = result.group()
    keeper_of = dict(zip(groups.rows.tolist(), groups.keepers.tolist(), strict=True))
    assert not keeper_of.keys() & {*templates, *answered_anew}
    together = [keeper_of.get(copy) == keeper_of.get(row) for copy, row in copies.items()]
    assert all(together)
    conflicts = result.group(Kind.CONFLICT, threshold=0.0)
    assert set(answered_anew) <= set(conflicts.rows.tolist())


def test_empty_rows_are_never_duplicates() -> None:
    result = scan(["", " ", "\n", "x", "x"], ["", "\t", "\u200b", "", ""])
    assert found_pairs(result) == {(3, 4): 1.0}


def test_rows_of_one_word_are_only_equal_to_themselves() -> None:
    words = ["yes", "no", "YES", "maybe", "no"]
    result = scan(words, [""] * len(words))
    assert found_pairs(result) == {(0, 2): 1.0, (1, 4): 1.0}


def test_very_many_copies_of_one_row_cost_one_pair_each() -> None:
    count = 50_000
    result = scan(["Say hello to the new neighbour."] * count, ["Hello there, neighbour!"] * count)
    assert len(result.pairs.left) == count - 1
    assert result.pairs.identical.all()
    assert result.group().members()[0] == list(range(1, count))


def test_a_large_group_of_near_copies_stays_linear_and_whole() -> None:
    base = " ".join(f"sentence{number} tells of thing{number * 7}" for number in range(60))
    count = 1500
    answers = [f"{base} xq{number:05d}zz" for number in range(count)]
    result = scan(["Tell me all of it."] * count, answers)
    assert len(result.pairs.left) < 60 * count
    assert (result.pairs.scores > 0.9).all()


def test_very_long_rows_and_repetitive_rows_are_found() -> None:
    rng = random.Random(5)
    long = " ".join("".join(rng.choices("abcdefghij", k=6)) for _ in range(15_000))
    tune = "la la la, sang the whole choir of the old town. "
    answers = [long, long[:-400], tune * 2, tune * 2000, "ha" * 50_000, "ha" * 60_000, "a b"]
    found = found_pairs(scan([""] * len(answers), answers))
    assert {(0, 1), (2, 3), (4, 5)} <= found.keys()


def test_the_keeper_rule_can_be_given() -> None:
    prompt, answer = FIELDS["medicine"]
    prompts, answers = [prompt] * 2, [answer, answer + " Take care."]
    result = scan(prompts, answers)
    assert result.group().members() == {1: [0]}
    assert result.group(ranks=np.array([0, 1])).members() == {0: [1]}


def test_the_threshold_moves_without_a_scan() -> None:
    rng = random.Random(1)
    prompts, answers = noisy_rows(ALPHABETS["latin"], range(200, 600, 20), rng)
    result = scan(prompts, answers)
    sizes = [len(result.group(threshold=threshold).rows) for threshold in (0.5, 0.8, 0.9, 1.0)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_the_columns_must_match() -> None:
    with pytest.raises(ValueError, match="2 prompts, but 1 answers"):
        scan(["a", "b"], ["c"])


def test_a_scan_can_be_closed_between_steps() -> None:
    prompts, answers = noisy_rows(ALPHABETS["latin"], range(200, 2000, 4), random.Random(2))
    job = scan_rows(prompts * 3, answers * 3)
    step = next(job)
    assert 0 <= step.done <= step.total
    job.close()
