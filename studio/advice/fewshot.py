"""The cheaper way out: accepted rows as examples in a prompt, with what calls then cost. It sends nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from studio.advice.picking import pick_examples
from studio.advice.price import Call, OwnModel, Priced, break_even, cached_usd, hit_share, plain_usd
from studio.advice.prompt_text import write_prompt
from studio.core.comparison import compared_texts
from studio.core.example import Example, text_of
from studio.core.tokens import estimate_range, estimate_tokens
from studio.errors import StudioError
from studio.jobs import Job, Pacer, Step
from studio.store.examples import walk
from studio.store.facets import good_rows
from studio.store.project import Project
from studio.store.ready import findings_in_rows
from studio.tokens.tokenizer import Tokenizer

# One rented GPU of 16 to 80 GB, and some hours of it to train on, in late 2026: say your own prices.
OWN_MODEL = OwnModel(training=(10.0, 100.0), hosting_hour=(0.8, 4.0))
_SAMPLE = 2_000
# An example much longer than the others costs as much as they do together.
_LONG = 4


@dataclass(frozen=True, slots=True)
class Costs:
    """What calls cost, in USD, and from how many on a model of one's own would be cheaper.

    Attributes:
        as_of: the day they were read, ISO.
        call: tokens of one call.
        calls_a_month: how many are expected.
        hits: share of calls that find the prefix in the cache, 0..1.
        plain_per_1000, cached_per_1000: USD of 1,000 calls without a cache and with it.
        bare_per_1000: of the same calls without examples.
        cache_floor: tokens under which a prefix is not kept; None where nobody knows.
        own_monthly: USD a month of a model of one's own, least and most.
        break_even: calls a month at which that is as dear as the prompt, least and most; None for never.

    """

    as_of: str
    call: Call
    calls_a_month: int
    hits: float
    plain_per_1000: float
    cached_per_1000: float
    bare_per_1000: float
    cache_floor: int | None
    own_monthly: tuple[float, float]
    break_even: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class FewShot:
    """A prompt with examples.

    Attributes:
        text: the system prompt, Markdown.
        rows: whose examples they are, in order.
        chosen_from: how many rows there were to choose from.
        tokens: of the prompt; `low` and `high` bound it where it is an estimate.
        exact: counted with a tokenizer.
        model: whose prices were looked for.
        costs: None where no price of it is known.

    """

    text: str
    rows: tuple[int, ...]
    chosen_from: int
    tokens: int
    low: int
    high: int
    exact: bool
    model: str
    costs: Costs | None

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        value = asdict(self)
        if self.costs is not None:
            value["costs"]["call"] = self.costs.call._asdict()
        return value


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of prompt, and what to hold its price against.

    Attributes:
        count: examples.
        model: whose prices; its `price` and the day of it, None where none is known.
        tokenizer: to count with; None estimates.
        calls_a_month: how often it is called.
        own: what a model of one's own would cost.

    """

    count: int = 30
    model: str = ""
    price: Priced | None = None
    as_of: str = ""
    tokenizer: Tokenizer | None = None
    calls_a_month: int = 10_000
    own: OwnModel = OWN_MODEL


def few_shot(project: Project, brief: str, questions: Sequence[str], wanted: Wanted) -> Job[FewShot]:
    """Pick examples among the accepted rows and write them into a prompt.

    Look-alikes count once, and rows in which a check saw something are left out.

    Args:
        project: where the rows are.
        brief: what the task is; empty for none.
        questions: real prompts, for the length of a question; the rows' own where there are none.
        wanted: how many, and for which prices.

    Raises:
        StudioError: no row is accepted, or no example is wanted.

    """
    if wanted.count < 1:
        raise StudioError("a prompt with examples wants one at least", "thirty are usual: -k 30")
    good = good_rows(project.reader, accepted_only=True)
    if not len(good):
        raise StudioError("no row is accepted yet", "accept some good ones first: studio PROJECT, key a")
    rows, examples = yield from _unflagged(project, good[:: -(-len(good) // _SAMPLE)].tolist())
    yield Step(0, 0, "choosing examples")
    picked = _pick(examples, wanted.count)
    text = write_prompt(brief, [examples[place] for place in picked])
    count = wanted.tokenizer.count if wanted.tokenizer else estimate_tokens
    tokens = count(text)
    low, high = (tokens, tokens) if wanted.tokenizer else estimate_range(text)
    asked = questions or [compared_texts(example._replace(chosen=(), rejected=()))[0] for example in examples]
    call = Call(
        tokens,
        _mean([count(one) for one in asked[:_SAMPLE]]),
        _mean([count(text_of(example.chosen)) for example in examples]),
    )
    return FewShot(
        text,
        tuple(rows[place] for place in picked),
        len(good),
        tokens,
        low,
        high,
        wanted.tokenizer is not None,
        wanted.model,
        None if wanted.price is None else _costs(call, wanted.price, wanted),
    )


def _unflagged(project: Project, sample: Sequence[int]) -> Job[tuple[list[int], list[Example]]]:
    """Those of the rows that may be examples: answered, and no check saw something in them."""
    flagged = findings_in_rows(project.reader, sample)
    rows: list[int] = []
    examples: list[Example] = []
    pacer = Pacer()
    for done, held in enumerate(walk(project.reader, sample), 1):
        if held.id not in flagged and held.example.chosen and held.example.label is not False:
            rows.append(held.id)
            examples.append(held.example)
        if pacer.due():
            yield Step(done, len(sample), "reading rows")
    if not rows:
        raise StudioError("every accepted row is flagged by a check or has no answer", "read them first")
    return rows, examples


def _pick(examples: Sequence[Example], count: int) -> list[int]:
    """Places of the examples picked, in the order of picking; the few longest are not among them."""
    texts = [compared_texts(example._replace(rejected=())) for example in examples]
    lengths = [len(prompt) + len(answer) for prompt, answer in texts]
    limit = _LONG * sorted(lengths)[len(lengths) // 2]
    short = [place for place, length in enumerate(lengths) if length <= limit]
    picked = pick_examples([texts[place][0] for place in short], [texts[place][1] for place in short], count)
    return [short[place] for place in picked]


def _costs(call: Call, price: Priced, wanted: Wanted) -> Costs:
    low, high = wanted.own.monthly()
    even = [break_even(call, price, monthly) for monthly in (low, high)]
    return Costs(
        as_of=wanted.as_of,
        call=call,
        calls_a_month=wanted.calls_a_month,
        hits=hit_share(wanted.calls_a_month),
        plain_per_1000=1000 * plain_usd(call, price),
        cached_per_1000=1000 * cached_usd(call, price, wanted.calls_a_month),
        bare_per_1000=1000 * plain_usd(call._replace(prefix=0), price),
        cache_floor=price.cache_floor,
        own_monthly=(low, high),
        break_even=(
            None if even[0] == float("inf") else even[0],
            None if even[1] == float("inf") else even[1],
        ),
    )


def _mean(lengths: Sequence[int]) -> int:
    return round(sum(lengths) / max(1, len(lengths)))
