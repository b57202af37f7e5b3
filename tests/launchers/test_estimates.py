"""Estimates: sizes of known models, formulas against published runs, ranges that contain them."""

import json
from pathlib import Path

import pytest

from studio.core.training import Method, Stage
from studio.launchers.derived import make_plan
from studio.launchers.estimates import _time, estimate_run, estimate_table
from studio.launchers.memory import memory_gb, model_shape
from tests.launchers.launches import make_launch


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("Qwen/Qwen2.5-0.5B-Instruct", 0.49),
        ("Qwen/Qwen2.5-7B", 7.61),
        ("Qwen/Qwen2.5-72B-Instruct", 72.7),
        ("Qwen/Qwen3-4B", 4.02),
        ("meta-llama/Llama-3.1-8B-Instruct", 8.03),
        ("meta-llama/Meta-Llama-3.1-70B", 70.6),
        ("google/gemma-3-1b-it", 1.0),
        ("mistralai/Mistral-7B-Instruct-v0.3", 7.25),
        ("microsoft/phi-4", 14.7),
        ("microsoft/Phi-4-mini-instruct", 3.84),
        ("HuggingFaceTB/SmolLM2-1.7B", 1.71),
    ],
)
def test_known_models_have_their_parameters(name: str, billions: float) -> None:
    shape = model_shape(name)
    assert shape is not None
    assert shape.parameters / 1e9 == pytest.approx(billions, rel=0.01)


@pytest.mark.parametrize(
    ("name", "method", "stage", "rows", "length", "measured"),
    [
        ("qwen2.5-7b", "lora", "dpo", 1, 2048, 19.1),
        ("llama-3.1-8b", "lora", "sft", 1, 2048, 22.0),
        ("llama-3.1-8b", "qlora", "sft", 2, 1024, 8.4),
        ("llama-3.1-70b", "qlora", "sft", 1, 1024, 46.6),
    ],
)
def test_published_runs_lie_in_the_range(
    name: str, method: Method, stage: Stage, rows: int, length: int, measured: float
) -> None:
    shape = model_shape(name)
    assert shape is not None
    low, high = memory_gb(shape, method, stage, rows, length, shape.adapters(16))
    assert low <= measured <= high


def test_a_local_model_is_measured_by_its_config(tmp_path: Path) -> None:
    config = {
        "hidden_size": 32,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "intermediate_size": 64,
        "vocab_size": 100,
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    shape = model_shape(str(tmp_path))
    assert shape is not None
    assert shape.parameters == 2 * (32 * 32 * 2 + 32 * 16 * 2 + 3 * 32 * 64) + 2 * 100 * 32
    assert shape.adapters(4, ["q_proj"]) == 2 * 4 * (32 + 32)
    (tmp_path / "config.json").write_text("[]")
    assert model_shape(str(tmp_path)) is None


def test_a_run() -> None:
    launch = make_launch(base_model="Qwen/Qwen2.5-7B-Instruct")
    run = estimate_run(launch, make_plan(launch, "sft", "sft"))
    assert run.tokens == (225_000, 375_000)
    assert run.memory_gb is not None
    assert run.memory_gb[0] < run.memory_gb[1]
    fits = {one.gpu.name: one.fits for one in run.gpus}
    assert fits["H200"] == "yes"
    assert fits["T4"] in ("no", "perhaps")
    for one in run.gpus:
        assert 0 < one.hours[0] < one.hours[1]
        assert 0 < one.usd[0] < one.usd[1]


def test_an_unknown_model_gets_tokens_and_steps_only() -> None:
    launch = make_launch(base_model="acme/own-model")
    plan = make_plan(launch, "sft", "sft")
    run = estimate_run(launch, plan)
    assert (run.memory_gb, run.gpus, run.steps) == (None, (), 150)
    assert "not known here" in estimate_table(launch, [plan])


def test_without_token_counts_there_is_no_time() -> None:
    launch = make_launch(tokens={})
    plan = make_plan(launch, "sft", "sft")
    assert estimate_run(launch, plan).gpus == ()
    assert "| one GPU |" not in estimate_table(launch, [plan])


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((0.0001, 0.01), "1 min"),
        ((0.05, 0.2), "3 to 12 min"),
        ((0.5, 1.0), "0.50 to 1.0 h"),
        ((3, 12.2), "3.0 to 12 h"),
    ],
)
def test_short_runs_are_told_in_minutes(hours: tuple[float, float], told: str) -> None:
    assert _time(hours) == told
