"""Plans a job before anything is sent: its requests, what they show to others, what they may cost.

It sends nothing and stores nothing. A plan is in memory, so one job has at most 100,000 requests.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from studio.errors import StudioError
from studio.jobs import Job, Pacer, Step
from studio.settings import Settings, settings_folder
from studio.store.jobs import JobHead, NewTask
from studio.store.spending import check_cap
from studio.teacher.asks import Ask
from studio.teacher.batches import MOST_REQUESTS
from studio.teacher.estimate import Count, Estimate, Sizes, counted, estimate, guess_tokens
from studio.teacher.forms import Form
from studio.teacher.prices import Price, Usage, load_prices
from studio.teacher.privacy import Exposure, look
from studio.teacher.prompt_file import read_prompt
from studio.teacher.redaction import Places, names_in, redact, redact_texts
from studio.teacher.verbs.verb import Item, Setting, Verb, verb_named

Privacy = Literal["send", "redact", "leave-out"]
PRIVACIES: tuple[Privacy, ...] = ("send", "redact", "leave-out")
# What an answer takes, by verb: tokens of a short and of a long one, without thinking.
_ANSWERS = {
    "draft": (400, 4_000),
    "answer": (80, 1_200),
    "rewrite": (80, 1_200),
    "reject": (80, 1_200),
    "alternative": (80, 1_200),
    "judge": (40, 200),
    "tag": (20, 120),
    "contract": (400, 2_000),
}


@dataclass(frozen=True, slots=True)
class Commission:
    """What somebody wants of Claude.

    Attributes:
        verb: a name of `studio.teacher.verbs`.
        words: what is the same for all requests (see `Setting`): contract, shots, instruction …
        items: what each request is about.
        way: `live`, or `batch` at half the price.
        options: what else the job shall remember of the wish; plain JSON.

    """

    verb: str
    words: Mapping[str, Any]
    items: Iterable[Item]
    way: Literal["live", "batch"] = "live"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """A job that is ready to be started.

    Attributes:
        verb: what is asked.
        form: what its requests share.
        prompt: the prompt file with version and digest.
        asks: the requests, as they would go out if nothing is hidden.
        left_out: why some items are not asked about, and how many.
        exposure: what the requests would show; its spans are of the prefix first, then of `asks`.
        estimate: what it may cost.
        price: of the model; None where it is unknown.
        counts: input tokens of a few requests as the server counted them, and as they were guessed.

    """

    verb: Verb
    uid: str
    way: Literal["live", "batch"]
    form: Form
    prompt: str
    asks: list[Ask]
    left_out: dict[str, int]
    exposure: Exposure
    estimate: Estimate
    price: Price | None
    options: Mapping[str, Any]
    counts: tuple[tuple[int, Count], ...] = ()

    @property
    def exposed(self) -> list[int]:
        """Places among `asks` of requests that hold what looks secret or personal."""
        return [place for place, spans in enumerate(self.exposure.spans[1:]) if spans]


def by_way(made: Plan, way: Literal["live", "batch"]) -> Plan:
    """The same plan, sent live or as a batch: another estimate."""
    texts = [ask.text for ask in made.asks]
    batch = way == "batch"
    found = estimate_of(made.form, texts, made.verb.name, made.price, batch=batch, counts=made.counts)
    return replace(made, way=way, estimate=found)


def prompt_folders(project: Path) -> list[Path]:
    """Where prompt files of one's own are looked for: beside the project, then with the settings."""
    return [project.with_name(f"{project.stem}.prompts"), settings_folder() / "prompts"]


def prices_path() -> Path:
    """Where prices of one's own stand."""
    return settings_folder() / "prices.toml"


def plan(
    commission: Commission,
    settings: Settings,
    project: Path,
    new_uid: Callable[[], str] = lambda: secrets.token_hex(6),
) -> Job[Plan]:
    """Make the requests of a commission, and look at them.

    Raises:
        StudioError: there is nothing to ask, or too much for one job.

    """
    verb = verb_named(commission.verb)
    prompt = read_prompt(verb.prompt, prompt_folders(project))
    uid = new_uid()
    setting = Setting(prompt=prompt, secret=uid, **commission.words)
    asks: list[Ask] = []
    objections: Counter[str] = Counter()
    pacer = Pacer()
    for item in commission.items:
        objection = verb.objection(setting, item)
        if objection:
            objections[objection] += 1
            continue
        asks.append(verb.ask(setting, item))
        if len(asks) > MOST_REQUESTS:
            raise StudioError(
                f"one job has at most {MOST_REQUESTS:,} requests", "narrow the filter, and do it in parts"
            )
        if pacer.due():
            yield Step(len(asks), 0, f"{verb.name}: putting requests together")
    if not asks:
        why = "; ".join(
            f"{reason} ({count:,})" if count > 1 else reason for reason, count in objections.most_common(3)
        )
        raise StudioError(f"there is nothing to ask: {why or 'no rows were named'}")
    form = Form(
        model=settings.model,
        prefix=verb.prefix(setting),
        schema=verb.schema(setting),
        max_tokens=prompt.max_tokens,
        effort=settings.effort or prompt.effort or "",
        answers=settings.answers,
    )
    yield Step(0, 0, "looking for secrets and personal data")
    exposure = look([form.prefix, *(ask.text for ask in asks)])
    price = load_prices(prices_path()).of(settings.model)
    return Plan(
        verb,
        uid,
        commission.way,
        form,
        prompt.mark,
        asks,
        dict(objections.most_common()),
        exposure,
        estimate_of(form, [ask.text for ask in asks], verb.name, price, batch=commission.way == "batch"),
        price,
        commission.options,
    )


def estimate_of(
    form: Form,
    texts: Sequence[str],
    verb: str,
    price: Price | None,
    *,
    batch: bool,
    measured: Sequence[Usage] = (),
    counts: Sequence[tuple[int, Count]] = (),
) -> Estimate:
    """What requests with these texts may cost; `counts` are of a few of them, see `Plan`."""

    def tokens(text: str) -> Count:
        return counted(guess_tokens(text), counts)

    prefix, answer = tokens(form.prefix), Count(*_ANSWERS[verb])
    sizes = [Sizes(prefix, tokens(text), answer, form.max_tokens) for text in texts]
    return estimate(
        sizes, price, batch=batch, measured=measured, thinking=form.answers == "schema", counts=len(counts)
    )


def commit(
    plan: Plan, privacy: Privacy, cap_usd: float | None, reviewer: str, now: str
) -> tuple[JobHead, list[NewTask]]:
    """A plan as it will be stored and sent.

    Args:
        plan: what was planned.
        privacy: what becomes of requests that hold secrets or personal data.
        cap_usd: the most that the job may cost; None for no cap.
        reviewer: who ordered it.
        now: ISO 8601 time.

    Raises:
        StudioError: nothing is left to send, or a cap was named and the price is not known.

    """
    check_cap(cap_usd)
    if cap_usd is not None and plan.price is None:
        raise StudioError(
            f"the price of {plan.form.model} is not known, so a cap cannot be kept",
            f"add the model to {prices_path()}, or go without a cap: --no-cap",
        )
    prefix, tasks = _hidden(plan, privacy)
    head = JobHead(
        plan.uid,
        now,
        reviewer,
        plan.verb.name,
        plan.way,
        plan.form.model,
        plan.prompt,
        prefix,
        plan.form.schema,
        {
            **plan.options,
            "max_tokens": plan.form.max_tokens,
            "effort": plan.form.effort,
            "answers": plan.form.answers,
        },
        None if plan.price is None else plan.price.model_dump(),
        privacy,
        cap_usd,
    )
    return head, tasks


def _hidden(plan: Plan, privacy: Privacy) -> tuple[str, list[NewTask]]:
    """The system text and the requests, with what looks secret or personal hidden, left out or sent."""
    prefix_spans, *spans = plan.exposure.spans
    prefix, places = plan.form.prefix, Places(taken=frozenset(names_in(plan.form.prefix)))
    if privacy == "redact" and prefix_spans:
        prefix, places = redact(prefix, prefix_spans)
    elif privacy == "leave-out" and prefix_spans:
        raise StudioError(
            "the examples or the brief hold what looks secret or personal",
            "clean them, or choose redact",
        )
    tasks = []
    for ask, found in zip(plan.asks, spans, strict=True):
        if found and privacy == "leave-out":
            continue
        text, values = ask.text, dict(places.values)
        if privacy == "redact" and (found or values):
            shown, own = redact_texts([text], [found], places)
            text, values = shown[0], dict(own.values)
        target = ask.target._asdict() | {"cell": dict(ask.target.cell)}
        tasks.append(NewTask(target, text, values, dict(ask.evidence)))
    if not tasks:
        raise StudioError("every row holds what looks secret or personal", "choose redact, or send")
    return prefix, tasks


def form_of(head: JobHead) -> Form:
    """What the requests of a stored job share."""
    return Form(
        head.model,
        head.prefix,
        head.schema,
        int(head.options["max_tokens"]),
        str(head.options["effort"]),
        str(head.options["answers"]),
    )
