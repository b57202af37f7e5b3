"""The numbers of a training run, from the data and the recipe. It knows no trainer and no file."""

import math
from dataclasses import dataclass

from studio.core.training import Method, Stage
from studio.extension import Launch, TokenStats

_BATCH = 16
_STEPS_AN_EPOCH = 20
_RATES: dict[tuple[Stage, Method], float] = {
    ("sft", "lora"): 1.0e-4,
    ("sft", "qlora"): 1.0e-4,
    ("sft", "full"): 2.0e-5,
    ("dpo", "lora"): 5.0e-6,
    ("dpo", "qlora"): 5.0e-6,
    ("dpo", "full"): 5.0e-7,
}
_MARGIN = 1.2
# What a chat template adds: the marks of a few turns, a system prompt of the model's own.
_TEMPLATE = 64
_LEAST = 256
_ROUND = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """One training run in numbers.

    Attributes:
        stage: `sft` or `dpo`.
        folder: where its rows are.
        train: training rows.
        validation: validation rows.
        epochs: passes over the training rows.
        per_device: rows on the GPU at once.
        accumulation: how many of those make an optimiser step.
        steps: optimiser steps of the whole run, on one GPU.
        warmup_steps: steps over which the learning rate rises.
        eval_steps: steps from one measurement, and checkpoint, to the next.
        logging_steps: steps from one line of the log to the next.
        learning_rate: at its peak.
        max_length: tokens of the longest row kept whole.
        lora_alpha: scale of the adapters.
        patience: measurements without a lower loss before it stops; none without validation.
        seed: of the training.

    """

    stage: Stage
    folder: str
    train: int
    validation: int
    epochs: int
    per_device: int
    accumulation: int
    steps: int
    warmup_steps: int
    eval_steps: int
    logging_steps: int
    learning_rate: float
    max_length: int
    lora_alpha: int
    patience: int | None
    seed: int

    @property
    def effective_batch(self) -> int:
        """Rows that one optimiser step learns from, on one GPU."""
        return self.per_device * self.accumulation


def make_plan(launch: Launch, stage: Stage, folder: str) -> Plan:
    """The numbers of one run over the rows of one folder."""
    recipe = launch.training
    train, validation = launch.rows[folder]
    batch = recipe.effective_batch or effective_batch(train)
    per_device = min(recipe.per_device_batch, batch)
    accumulation = max(1, round(batch / per_device))
    epochs = recipe.epochs or epochs_by_size(stage, train)
    steps_an_epoch = math.ceil(train / (per_device * accumulation))
    steps = steps_an_epoch * epochs
    every = max(1, steps_an_epoch // recipe.evals_per_epoch)
    rate = recipe.learning_rate if stage == "sft" else recipe.dpo_learning_rate
    return Plan(
        stage=stage,
        folder=folder,
        train=train,
        validation=validation,
        epochs=epochs,
        per_device=per_device,
        accumulation=accumulation,
        steps=steps,
        warmup_steps=math.ceil(steps * recipe.warmup_share),
        eval_steps=every,
        logging_steps=max(1, every // 5),
        learning_rate=rate or learning_rate(stage, recipe.method),
        max_length=sequence_length(launch, stage, folder),
        lora_alpha=recipe.lora_alpha or 2 * recipe.lora_rank,
        patience=recipe.early_stopping_patience if validation else None,
        seed=launch.seed if recipe.seed is None else recipe.seed,
    )


def effective_batch(rows: int, most: int = _BATCH) -> int:
    """Rows an optimiser step: 16 (`most`), or the power of two that still gives 20 steps an epoch.

    Source: 16 is the batch of the QLoRA paper (Dettmers 2023, table 9) for models of 7 and 13 billion
    parameters. The lower end for small sets is this program's own choice.
    """
    fits = max(1, rows // _STEPS_AN_EPOCH)
    return min(most, 1 << (fits.bit_length() - 1))


def epochs_by_size(stage: Stage, rows: int) -> int:
    """Passes over the training rows.

    SFT: 3 up to 10,000 rows (QLoRA's Guanaco: 9,846 rows, about 3 passes; OpenAI's and TRL's
    default for small sets is 3 too), 2 up to 50,000, then 1. DPO: 2 below 2,000 pairs, else 1
    (Tülu 3: 1 pass; Zephyr found more to overfit).
    """
    if stage == "dpo":
        return 2 if rows < 2_000 else 1
    if rows <= 10_000:
        return 3
    return 2 if rows <= 50_000 else 1


def learning_rate(stage: Stage, method: Method) -> float:
    """The peak learning rate by stage and method.

    Sources: SFT with adapters 1e-4 (TRL's guide to SFT; QLoRA paper, 33 and 65 billion parameters, safe
    below too), full 2e-5 (TRL's default, Alpaca); DPO full 5e-7 (Zephyr), with adapters ten times
    that (TRL: adapters take about ten times the rate).
    """
    return _RATES[stage, method]


def tokens_of(launch: Launch, stage: Stage, folder: str) -> TokenStats | None:
    """Lengths of a folder's rows, else of the rows that it was made beside, else none."""
    return launch.tokens.get(folder) or launch.tokens.get(stage)


def sequence_length(launch: Launch, stage: Stage, folder: str) -> int:
    """Tokens of the longest row kept whole: what the recipe says, else from the percentiles.

    The longest row, where it is no more than 1.5 times the 99th percentile; else the percentile, so
    that one odd row does not set the memory. A fifth is added where tokens were only reckoned, and
    64 for the chat template's own tokens; it is rounded up to 64, at least 256 and never more than
    the export's `max_length`.
    """
    if launch.training.max_length:
        return launch.training.max_length
    tokens = tokens_of(launch, stage, folder)
    if tokens is None:
        return launch.max_length
    want = tokens.max if tokens.max <= 1.5 * tokens.p99 else tokens.p99
    if not tokens.exact:
        want = math.ceil(want * _MARGIN)
    return min(launch.max_length, max(_LEAST, _ROUND * math.ceil((want + _TEMPLATE) / _ROUND)))
