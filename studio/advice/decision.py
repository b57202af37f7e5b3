"""Whether to fine-tune: a table of rules, the first that holds decides. It reads no data.

The order is that of cost and of how easily a step is taken back: what the prompt can do comes before what
retrieval can, that before a model of one's own. What nobody answered counts as the answer that speaks
against training, and is told as open.

Sources: Ovadia et al. (2023), Fine-Tuning or Retrieval?; Gekhman et al. (2024), Does Fine-Tuning LLMs on
New Knowledge Encourage Hallucinations?; Chen, Zaharia and Zou (2023), FrugalGPT (cascades); Hsieh et al.
(2023), Distilling Step-by-Step.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from studio.advice.questions import MANY, QUESTIONS, SOME

ENOUGH_ROWS = 500


class Ending(StrEnum):
    """What to do."""

    PROMPT = "a better prompt, and evals to measure it"
    RETRIEVAL = "retrieval: put the facts into the prompt"
    FEW_SHOT = "few-shot: examples in the prompt"
    CASCADE = "caching, and a cascade of models"
    DISTILL = "distillation: teach a small model what the large one does"
    FINE_TUNE = "fine-tune"


class Facts(NamedTuple):
    """What the rules look at; None where nobody knows."""

    need: str | None = None
    few_shot: str | None = None
    evals: str | None = None
    calls_per_month: int | None = None
    operators: str | None = None
    changes: str | None = None
    rows: int = 0


class Rule(NamedTuple):
    """When, what then, why, and what to do next."""

    holds: Callable[[Facts], bool]
    ending: Ending
    reason: str
    steps: tuple[str, ...]


_FEW_SHOT_STEP = "studio fewshot PROJECT -k 30 writes the prompt and tells what calls cost"
_EVAL_STEP = "write 50 to 200 cases with a right answer or a rubric, none of them among the training rows"

RULES = (
    Rule(
        lambda facts: facts.evals != "yes",
        Ending.PROMPT,
        "without an eval nobody can tell whether training, or any other change, made it better",
        (_EVAL_STEP, "improve the prompt by them", _FEW_SHOT_STEP),
    ),
    Rule(
        lambda facts: facts.need == "facts",
        Ending.RETRIEVAL,
        "training teaches how to answer; facts that are new to a model it learns badly, and learns to invent",
        ("put the documents behind a search, and the hits into the prompt", "then look at what is left"),
    ),
    Rule(
        lambda facts: facts.changes == "weekly",
        Ending.FEW_SHOT,
        "what changes every week changes faster than a model is trained, checked and rolled out",
        (_FEW_SHOT_STEP, "change the examples when the requirements change"),
    ),
    Rule(
        lambda facts: facts.few_shot in (None, "no"),
        Ending.FEW_SHOT,
        "examples in the prompt were not tried: an afternoon's work, and easily taken back",
        (_FEW_SHOT_STEP, "measure it with the eval; only what it cannot do is left for training"),
    ),
    Rule(
        lambda facts: facts.few_shot == "enough" and (facts.calls_per_month or 0) < MANY,
        Ending.CASCADE,
        f"the prompt is good enough, and under {MANY:,} calls a month a cached prefix is cheaper than a GPU",
        (
            "keep the examples as a stable prefix, so that the cache holds them",
            "ask a small model first, and the large one where the small one is not sure",
        ),
    ),
    Rule(
        lambda facts: facts.operators in (None, "nobody"),
        Ending.CASCADE,
        "nobody is there to serve, watch and retrain a model: it would be stale and unwatched in a year",
        (
            "stay with a hosted model: a cached prefix, a small model first, the large one where needed",
            "or let a provider host what you fine-tune, and answer again with --operators team",
        ),
    ),
    Rule(
        lambda facts: facts.need is None,
        Ending.RETRIEVAL,
        "it is not known whether facts or behaviour are missing, and facts would be the wrong thing to train",
        ("read twenty bad answers of the model, and answer with --facts or --behaviour",),
    ),
    Rule(
        lambda facts: (facts.calls_per_month or 0) < SOME and facts.need == "both",
        Ending.RETRIEVAL,
        f"part of what is missing are facts, and under {SOME:,} calls a month a long prompt costs little",
        ("put the facts into the prompt, keep the examples", "measure what behaviour is still missing"),
    ),
    Rule(
        lambda facts: facts.rows < ENOUGH_ROWS and facts.few_shot == "enough",
        Ending.DISTILL,
        "the large model's answers are good enough, so it can write the rows that are missing",
        (
            f"have drafts written for the gaps and read them, until {ENOUGH_ROWS:,} rows are accepted",
            "then train a small model on them",
        ),
    ),
    Rule(
        lambda facts: facts.rows < ENOUGH_ROWS,
        Ending.FEW_SHOT,
        f"the examples that were tried did not do, and fewer than {ENOUGH_ROWS:,} accepted rows count: too"
        " few to train on yet, enough to choose better examples from",
        (
            f"studio coverage says which rows are missing: accept {ENOUGH_ROWS:,}, then ask again",
            f"until then: {_FEW_SHOT_STEP}",
        ),
    ),
    Rule(
        lambda facts: facts.few_shot == "enough",
        Ending.DISTILL,
        "the prompt is good enough and the volume is high: a small model can do the same for less",
        ("train the smallest model that passes the eval", "keep the large one for what it is not sure of"),
    ),
    Rule(
        lambda _: True,
        Ending.FINE_TUNE,
        "behaviour is missing, a prompt with examples did not bring it, an eval can tell, there are rows"
        " enough, and somebody will look after the model",
        (
            "studio readiness PROJECT --strict, then studio export",
            "hold it against the few-shot prompt on the eval, not against nothing",
        ),
    ),
)


def decide(facts: Facts) -> Rule:
    """The first rule that holds."""
    return next(rule for rule in RULES if rule.holds(facts))


def open_questions(facts: Facts) -> list[tuple[str, str, Ending]]:
    """What nobody answered and would change the ending: question, answer, ending."""
    now = decide(facts).ending
    tried: Mapping[str, tuple[str | int, ...]] = {
        question.key: tuple(question.choices) or (0, MANY) for question in QUESTIONS
    }
    found = []
    for key, values in tried.items():
        if getattr(facts, key) is not None:
            continue
        for value in values:
            answered: dict[str, Any] = {key: value}
            ending = decide(facts._replace(**answered)).ending
            if ending is not now:
                found.append((key, f"{value:,}" if isinstance(value, int) else value, ending))
    return found
