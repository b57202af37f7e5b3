"""What a run will take: tokens, steps, memory, hours, dollars, as ranges. Nothing is measured here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from studio.core.training import Method, Stage
from studio.extension import Launch
from studio.launchers.derived import Plan, make_plan, tokens_of
from studio.launchers.memory import ModelShape, memory_gb, model_shape


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU: memory in GB, dense 16-bit TFLOPS at the peak, and what an hour may cost in dollars.

    The rates are examples of what clouds asked in November 2026, from cheap to dear: look up yours.
    """

    name: str
    memory_gb: float
    tflops: float
    usd_an_hour: tuple[float, float]


# TFLOPS: NVIDIA's data sheets, without sparsity (T4: fp16; it has no bf16).
GPUS = (
    Gpu("T4", 16, 65, (0.2, 0.8)),
    Gpu("L4", 24, 121, (0.4, 1.2)),
    Gpu("RTX 4090", 24, 165, (0.3, 0.9)),
    Gpu("A100 80GB", 80, 312, (1.0, 4.2)),
    Gpu("H100", 80, 989, (1.9, 8.0)),
    Gpu("H200", 141, 989, (2.3, 10.0)),
)
RATES_OF = "November 2026"
# Model FLOPS utilisation that training reaches on one GPU.
_MFU = (0.3, 0.45)
_QLORA_SPEED = 0.6
_FITS = ("no", "perhaps", "yes")


@dataclass(frozen=True, slots=True)
class OnGpu:
    """A run on one GPU: whether it fits (`no`, `perhaps`, `yes`), hours and dollars, from and to."""

    gpu: Gpu
    fits: str
    hours: tuple[float, float]
    usd: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A run in estimates.

    Attributes:
        steps: optimiser steps.
        tokens: tokens trained on over all passes, from and to; none where rows were not measured.
        memory_gb: from and to; none where the model's sizes are not known.
        gpus: the run on each GPU; empty where the model's sizes are not known.

    """

    steps: int
    tokens: tuple[int, int] | None
    memory_gb: tuple[float, float] | None
    gpus: tuple[OnGpu, ...]


def estimate_run(launch: Launch, plan: Plan) -> Estimate:
    """What one run will take on one GPU; without known sizes of the model only tokens and steps."""
    stats = tokens_of(launch, plan.stage, plan.folder)
    tokens = None
    if stats is not None:
        spread = 0.0 if stats.exact else 0.25
        whole = stats.total * plan.epochs
        tokens = (round(whole * (1 - spread)), round(whole * (1 + spread)))
    shape = model_shape(launch.base_model)
    if shape is None:
        return Estimate(plan.steps, tokens, None, ())
    training = launch.training
    adapters = shape.adapters(training.lora_rank, training.target_modules)
    length = plan.max_length if stats is None else min(plan.max_length, stats.max)
    memory = memory_gb(shape, training.method, plan.stage, plan.per_device, length, adapters)
    on = []
    for gpu in GPUS if tokens else ():
        assert tokens is not None
        low, high = (flops(shape, training.method, plan.stage, count) for count in tokens)
        slow = _QLORA_SPEED if training.method == "qlora" else 1.0
        hours = (
            low / (gpu.tflops * 1e12 * _MFU[1] * slow) / 3600,
            high / (gpu.tflops * 1e12 * _MFU[0] * slow) / 3600,
        )
        fits = "no" if gpu.memory_gb < memory[0] else "yes" if gpu.memory_gb >= memory[1] else "perhaps"
        usd = (hours[0] * gpu.usd_an_hour[0], hours[1] * gpu.usd_an_hour[1])
        on.append(OnGpu(gpu, fits, hours, usd))
    return Estimate(plan.steps, tokens, memory, tuple(on))


def flops(shape: ModelShape, method: Method, stage: Stage, tokens: int) -> float:
    """Floating-point operations to train on some tokens.

    6N a token for a whole model (Kaplan 2020), 4N with frozen weights, which need no gradients of
    their own; 2N more for checkpointing's second forward pass, and 2N for DPO's reference.
    """
    a_token = (6 if method == "full" else 4) + 2 + (2 if stage == "dpo" else 0)
    return float(a_token) * shape.parameters * tokens


def estimate_table(launch: Launch, plans: Sequence[Plan]) -> str:
    """Markdown that tells the estimates of some runs, one after another on one GPU."""
    if not plans:
        return ""
    told, on = _told(launch, plans)
    lines = ["Estimates, not measurements:", "", *(f"- {line}." for line in told)]
    if on:
        lines += ["", "| one GPU | fits | time | USD |", "|---|---|---|---|"]
        lines += [f"| {one.gpu.name} | {one.fits} | {_time(one.hours)} | {_span(one.usd)} |" for one in on]
        lines += ["", f"Dollars follow example rates of {RATES_OF}; start-up and evaluation are not counted."]
    return "\n".join(lines) + "\n"


def estimate_lines(launch: Launch) -> list[str]:
    """The same in plain lines, of the runs that the folders `sft` and `dpo` are for; none without rows."""
    plans = [
        make_plan(launch, stage, stage) for stage in get_args(Stage) if launch.rows.get(stage, (0, 0))[0]
    ]
    if not plans:
        return []
    told, on = _told(launch, plans)
    for one in on:
        if one.fits == "no":
            told.append(f"{one.gpu.name:9} too small")
        else:
            fits = "fits        " if one.fits == "yes" else "perhaps fits"
            told.append(f"{one.gpu.name:9} {fits}  {_time(one.hours)}, {_span(one.usd)} USD")
    if on:
        told.append(f"one GPU, example rates of {RATES_OF}; start-up and evaluation are not counted")
    return told


def _told(launch: Launch, plans: Sequence[Plan]) -> tuple[list[str], list[OnGpu]]:
    """A line for each run, and all of them together on each GPU."""
    made = [estimate_run(launch, plan) for plan in plans]
    lines = []
    for plan, run in zip(plans, made, strict=True):
        parts = [f"{run.steps:,} steps of {plan.effective_batch} rows ({plan.epochs} epochs)"]
        if run.tokens:
            parts.append(_tokens(run.tokens) + " tokens")
        if run.memory_gb:
            parts.append(f"{_span(run.memory_gb)} GB of GPU memory")
        lines.append(f"{plan.stage}: " + ", ".join(parts))
    if any(run.memory_gb is None for run in made):
        lines.append("The sizes of this base model are not known here: no memory, hours or price")
    return lines, [_together(runs) for runs in zip(*(run.gpus for run in made), strict=True)]


def _together(runs: Sequence[OnGpu]) -> OnGpu:
    """Runs on one GPU as one: the sum of the hours, the least fit."""
    hours = (sum(run.hours[0] for run in runs), sum(run.hours[1] for run in runs))
    usd = (sum(run.usd[0] for run in runs), sum(run.usd[1] for run in runs))
    return OnGpu(runs[0].gpu, min((run.fits for run in runs), key=_FITS.index), hours, usd)


def _tokens(span: tuple[int, int]) -> str:
    return f"{span[0]:,}" if span[0] == span[1] else f"{span[0]:,} to {span[1]:,}"


def _time(hours: tuple[float, float]) -> str:
    """Hours, or whole minutes where it takes less than one."""
    if hours[1] >= 1:
        return f"{_span(hours)} h"
    low, high = (max(1, round(60 * value)) for value in hours)
    return f"{low} min" if low == high else f"{low} to {high} min"


def _span(span: tuple[float, float]) -> str:
    low, high = _short(span[0]), _short(span[1])
    return low if low == high else f"{low} to {high}"


def _short(value: float) -> str:
    if value < 0.01:
        return "under 0.01"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"
