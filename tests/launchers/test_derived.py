"""The numbers of a run: from the sizes of the data, and from the recipe where it says them."""

from typing import Any

import pytest

from studio.core.training import Stage
from studio.extension import TokenStats
from studio.launchers.derived import effective_batch, epochs_by_size, make_plan, sequence_length
from tests.launchers.launches import make_launch


@pytest.mark.parametrize(
    ("rows", "batch"), [(0, 1), (1, 1), (39, 1), (40, 2), (319, 8), (320, 16), (1_000_000, 16)]
)
def test_effective_batch(rows: int, batch: int) -> None:
    assert effective_batch(rows) == batch


@pytest.mark.parametrize(
    ("stage", "rows", "epochs"),
    [("sft", 10, 3), ("sft", 10_001, 2), ("sft", 50_001, 1), ("dpo", 1_999, 2), ("dpo", 2_000, 1)],
)
def test_epochs(stage: Stage, rows: int, epochs: int) -> None:
    assert epochs_by_size(stage, rows) == epochs


def test_a_plan() -> None:
    plan = make_plan(make_launch(), "sft", "sft")
    assert (plan.per_device, plan.accumulation, plan.effective_batch) == (2, 8, 16)
    assert (plan.epochs, plan.steps, plan.warmup_steps, plan.eval_steps) == (3, 150, 8, 12)
    assert (plan.learning_rate, plan.lora_alpha, plan.patience, plan.seed) == (1e-4, 32, 3, 42)


def test_what_the_recipe_says_counts() -> None:
    training = {
        "epochs": 7,
        "effective_batch": 4,
        "per_device_batch": 8,
        "learning_rate": 3e-5,
        "lora_alpha": 5,
        "warmup_share": 0,
        "max_length": 999,
        "seed": 7,
    }
    plan = make_plan(make_launch(training=training), "sft", "sft")
    assert (plan.epochs, plan.per_device, plan.accumulation) == (7, 4, 1)
    assert (plan.learning_rate, plan.lora_alpha, plan.warmup_steps) == (3e-5, 5, 0)
    assert (plan.max_length, plan.seed) == (999, 7)
    assert make_plan(make_launch(training=training), "dpo", "dpo").learning_rate == 5e-6


@pytest.mark.parametrize("rows", [1, 2, 15, 63])
def test_small_sets_have_steps_of_at_least_one(rows: int) -> None:
    plan = make_plan(make_launch(rows={"sft": (rows, 0)}), "sft", "sft")
    assert min(plan.steps, plan.eval_steps, plan.logging_steps, plan.accumulation) >= 1
    assert plan.patience is None


@pytest.mark.parametrize(
    ("tokens", "length"),
    [
        ((10, 20, 30, 40, False), 256),
        ((100, 300, 500, 600, True), 704),  # the longest row, and the template's tokens
        ((100, 300, 500, 600, False), 832),  # a fifth more where tokens are reckoned
        ((100, 300, 500, 5000, True), 576),  # one odd row does not set the memory
        ((100, 1900, 2000, 2900, True), 2048),  # never more than the export's own limit
    ],
)
def test_sequence_length(tokens: Any, length: int) -> None:
    p50, p95, p99, longest, exact = tokens
    stats = TokenStats(p50, p95, p99, longest, 1000, exact=exact)
    assert sequence_length(make_launch(tokens={"sft": stats}), "sft", "sft") == length


def test_without_token_counts_the_export_says_the_length() -> None:
    assert sequence_length(make_launch(tokens={}), "sft", "sft") == 2048
