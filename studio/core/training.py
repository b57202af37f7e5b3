"""How to train on an export: what a recipe may fix. It counts nothing; `None` is settled from the data."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Method = Literal["lora", "qlora", "full"]
Stage = Literal["sft", "dpo"]


class Training(BaseModel):
    """Settings that every trainer's config is made from; what is `None` follows from the data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Method = Field(
        "lora", description="lora: adapters on 16-bit weights; qlora: on 4-bit weights; full: every weight"
    )
    epochs: int | None = Field(
        None, ge=1, le=100, description="passes over the training rows; none: by the number of rows"
    )
    effective_batch: int | None = Field(
        None, ge=1, description="rows an optimiser step learns from; none: by the number of rows, 16 at most"
    )
    per_device_batch: int = Field(
        2, ge=1, description="rows on the GPU at once; the rest of the effective batch is accumulated"
    )
    learning_rate: float | None = Field(
        None, gt=0, lt=1, description="peak learning rate of SFT; none: by the method"
    )
    dpo_learning_rate: float | None = Field(
        None, gt=0, lt=1, description="peak learning rate of DPO; none: by the method"
    )
    warmup_share: float = Field(
        0.05, ge=0, lt=1, description="share of the steps over which the learning rate rises"
    )
    max_length: int | None = Field(
        None, ge=16, description="tokens of the longest row kept whole; none: from the rows' token counts"
    )
    lora_rank: int = Field(16, ge=1, description="rank of the adapters")
    lora_alpha: int | None = Field(None, ge=1, description="scale of the adapters; none: twice the rank")
    lora_dropout: float = Field(0.05, ge=0, lt=1, description="share of the adapters' inputs that is dropped")
    target_modules: tuple[str, ...] = Field(
        (), description="names of the layers that get adapters; none: every linear layer"
    )
    evals_per_epoch: int = Field(
        4, ge=1, description="how often the validation loss is measured and a checkpoint kept, an epoch"
    )
    early_stopping_patience: int | None = Field(
        3, ge=1, description="measurements without a lower validation loss before it stops; none: never"
    )
    answers_only: bool = Field(True, description="learn the answers, not the questions and system prompts")
    packing: bool = Field(False, description="put several short SFT rows into one sequence")
    chat_template: str | None = Field(
        None,
        description="for a base model without one: a name (chatml, llama3 …) as the trainer knows it,"
        " or for TRL and Unsloth the path of a Jinja file; none: the tokenizer's own",
    )
    dpo_beta: float = Field(0.1, gt=0, description="how closely DPO stays to the model that it starts from")
    dpo_from_sft: bool = Field(
        True, description="start DPO from what SFT made, where both are exported; else from the base model"
    )
    seed: int | None = Field(None, description="seed of the training; none: the seed of the split")
