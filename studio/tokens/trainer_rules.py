"""What each trainer does with a row that is too long. It knows rows as numbers of tokens only.

Sources: TRL 1.16 sft_trainer and dpo_trainer (cut at `max_length`, `keep_start`; a row left without loss is
dropped); Axolotl 0.19 (`sequence_len`, rows over it are dropped); LLaMA-Factory 0.9.5
data/processor/processor_utils.py `infer_seqlen` (`cutoff_len`, shared between prompt and answer, turn by
turn); AWS's sample validator for Bedrock (a record of more than 32,000 tokens, counted as a third of its
characters, is refused).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from studio.errors import StudioError
from studio.tokens.row_tokens import RowTokens

BEDROCK_TOKENS = 32_000


class Fate(NamedTuple):
    """What becomes of a row.

    Attributes:
        dropped: it is not trained on.
        prompt_lost: tokens of the prompt that are cut off.
        loss_lost: tokens with loss that are cut off (all of them when dropped).

    """

    dropped: bool = False
    prompt_lost: int = 0
    loss_lost: int = 0


WHOLE = Fate()


class Rule(NamedTuple):
    """A trainer, what it calls its limit, and what it does with rows over it."""

    trainer: str
    limit_name: str
    apply: Callable[[RowTokens, int], Fate]


def cut_by_trl(row: RowTokens, limit: int) -> Fate:
    """TRL and Unsloth: the first `limit` tokens stay; what has no loss left is dropped without a word."""
    if row.longest <= limit:
        return WHOLE
    lost = row.loss_tokens - row.loss_within(limit)
    if row.is_pair:
        lost += row.rejected_total - min(row.rejected_total, limit)
        return Fate(row.prompt >= limit, 0, lost)
    return Fate(row.loss_within(limit) == 0, 0, lost)


def drop_by_axolotl(row: RowTokens, limit: int) -> Fate:
    """Axolotl: a row over the limit is dropped; of a pair, one side over it is enough.

    Of a pair it takes white space off the end of the rendered answers first (`chat_template.default`).
    """
    length = row.longest - row.tail if row.is_pair else row.longest
    return Fate(True, 0, row.loss_tokens) if length > limit else WHOLE


def cut_by_llama_factory(row: RowTokens, limit: int) -> Fate:
    """LLaMA-Factory: prompt and answer share the limit; the end of each is cut off, turn by turn."""
    if row.longest <= limit:
        return WHOLE
    if row.is_pair:
        target = max(row.total, row.rejected_total) - row.prompt
        source_kept, target_kept = _shared(row.prompt, target, limit)
        lost = max(0, row.answer - target_kept) + max(0, row.rejected_total - row.prompt - target_kept)
        return Fate(target_kept == 0, row.prompt - source_kept, lost)
    prompt_lost = loss_lost = used = start = 0
    for first, end in row.loss or ((row.total, row.total),):
        source, target = first - start, end - first
        source_kept, target_kept = _shared(source, target, limit - used) if used < limit else (0, 0)
        prompt_lost += source - source_kept
        loss_lost += target - target_kept
        used += source_kept + target_kept
        start = end
    return Fate(loss_lost == row.loss_tokens, prompt_lost, loss_lost)


def refuse_by_bedrock(row: RowTokens, limit: int) -> Fate:
    """Bedrock: one row over 32,000 tokens makes it refuse the file. Its limit is its own."""
    return Fate(True, 0, row.loss_tokens) if row.total > BEDROCK_TOKENS else WHOLE


def _shared(source: int, target: int, limit: int) -> tuple[int, int]:
    """How many tokens of source and target LLaMA-Factory keeps."""
    if target * 2 < limit:
        most = limit
    elif source * 2 < limit:
        most = limit - source
    else:
        most = int(limit * (target / (source + target)))
    target_kept = min(most, target)
    return min(max(limit - target_kept, 0), source), target_kept


RULES = (
    Rule("trl", "max_length", cut_by_trl),
    Rule("unsloth", "max_length", cut_by_trl),
    Rule("axolotl", "sequence_len", drop_by_axolotl),
    Rule("llama-factory", "cutoff_len", cut_by_llama_factory),
    Rule("bedrock", "32,000 tokens", refuse_by_bedrock),
)


def rules_named(names: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of some trainers; all of them where none is named.

    Raises:
        StudioError: there is no such trainer.

    """
    by_name = {rule.trainer: rule for rule in RULES}
    for name in names:
        if name not in by_name:
            raise StudioError(f"no rule is known of a trainer {name!r}", "trainers: " + ", ".join(by_name))
    return tuple(by_name[name] for name in names) or RULES
