"""What several trainers have to say of the same data: rows too long, files not there. It writes no config."""

from collections.abc import Sequence

from studio.extension import Launch, TokenStats
from studio.launchers.derived import Plan, tokens_of
from studio.launchers.families import has_no_template, refuses_system


def cut_notice(launch: Launch, plan: Plan, what: str) -> list[str]:
    """A sentence where some rows are longer than the run holds; `what` says what happens to them."""
    tokens = tokens_of(launch, plan.stage, plan.folder)
    if tokens is None or tokens.max <= plan.max_length:
        return []
    about = "" if tokens.exact else "about "
    return [
        f"{plan.folder}: {_share_over(tokens, plan.max_length)} of the rows are longer than"
        f" {plan.max_length:,} tokens and {what}: the longest has {about}{tokens.max:,}."
        f" `studio tokens PROJECT --max-length {plan.max_length}` names them; training.max_length in a recipe"
        " sets another length"
    ]


def _share_over(tokens: TokenStats, length: int) -> str:
    for value, words in ((tokens.p99, "under 1 %"), (tokens.p95, "1 to 5 %"), (tokens.p50, "5 to 50 %")):
        if length >= value:
            return words
    return "more than half"


def unread_notice(launch: Launch, folder: str, reads: Sequence[str], trainer: str) -> list[str]:
    """A sentence where a folder holds a row shape that the trainer does not read."""
    shape = launch.shapes.get(folder)
    if shape is None or shape in reads or not any(launch.rows.get(folder, (0, 0))):
        return []
    return [
        f"{trainer} does not read the row shape {shape} in {folder}/, so there is no config for it:"
        f" export {' or '.join(reads)}"
    ]


def template_notices(launch: Launch) -> list[str]:
    """What the base model's chat template must be able to hold, where it may not."""
    said = []
    if launch.training.chat_template is None and has_no_template(launch.base_model):
        said.append(
            "this base model has no chat template, and the run stops for want of one: name the model's"
            " Instruct version, or a template in the recipe (training.chat_template)"
        )
    if launch.has_system and launch.training.chat_template is None and refuses_system(launch.base_model):
        said.append("this model's chat template takes no system turn, and some rows have one: the run stops")
    if launch.has_tools:
        said.append("some rows have tools: look whether the base model's chat template has a place for them")
    return said


def bullet_list(sentences: Sequence[str]) -> str:
    """Sentences as a Markdown list."""
    return "".join(f"- {sentence}.\n" for sentence in sentences)
