"""`studio advise` and `studio fewshot`: whether to fine-tune, and the cheaper way out. It decides nothing."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_project
from studio.cli.commands import open_session
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line

if TYPE_CHECKING:
    from studio.advice.fewshot import FewShot

_FEW_SHOT = "was a prompt with examples tried; enough: it was good enough"
# Known floors lie between 512 and this (studio/teacher/prices.toml).
_LARGEST_FLOOR = 4_096
_FLAGS = {
    "need": "--facts, --behaviour or --both",
    "few_shot": "--few-shot-tried yes, no or enough",
    "evals": "--evals yes or no",
    "calls_per_month": "--calls-per-month N",
    "operators": "--operators nobody, one or team",
    "changes": "--changes weekly, monthly or rarely",
}


def advise(options: argparse.Namespace) -> int:
    """`studio advise PROJECT`."""
    from studio.advice.questions import BY_KEY

    said = {key: getattr(options, key) for key in BY_KEY if getattr(options, key) is not None}
    with open_session(options) as session:
        if said:
            session.answer_advice(said)
        advice = run(session.advise())
    if options.json:
        emit(advice.to_json())
        return 0
    show(advice.ending)
    show(f"  {advice.reason}")
    for number, step in enumerate(advice.steps, 1):
        show(f"  {number}. {step}")
    show("\nwhat this goes by")
    for answer in advice.answers:
        question = BY_KEY[answer.key]
        value = f"{answer.value:,}" if isinstance(answer.value, int) else answer.value
        meant = question.choices.get(str(answer.value), "")
        told = f"{value}{f': {meant}' if meant else ''}" if value is not None else "nobody said"
        by = " (from the data)" if answer.known == "data" else ""
        show(f"  {question.text}\n      {told}{by}")
        if answer.value is None:
            flag = _FLAGS[answer.key]
            show(f"      {flag}")
    for figure in advice.figures:
        show(f"  · {figure}")
    if advice.open:
        show("\nwhat would change it")
        for key, value, ending in advice.open:
            show(f"  {BY_KEY[key].text} {value}: {ending}")
    return 0


def fewshot(options: argparse.Namespace) -> int:
    """`studio fewshot PROJECT`."""
    from studio.advice.fewshot import Wanted
    from studio.advice.price import OwnModel
    from studio.atomic import write_file

    with open_session(options) as session:
        calls = options.calls_per_month or session.advice_answers().get("calls_per_month") or 10_000
        wanted = Wanted(
            count=options.k,
            model=options.model or "",
            tokenizer=session.open_tokenizer(options.tokenizer) if options.tokenizer else None,
            calls_a_month=int(calls),
            own=OwnModel(options.training_usd, options.hosting_usd_hour, options.months),
        )
        found = run(session.few_shot(wanted))
    if options.json:
        emit(found.to_json())
        return 0
    if options.to:
        write_file(options.to, found.text.encode("utf-8", "replace"))
        say(f"wrote {options.to}")
    else:
        show(found.text)
    _print_few_shot(found)
    return 0


def _print_few_shot(found: "FewShot") -> None:
    """What the prompt is and costs, on standard error: standard output is the prompt."""
    about = "" if found.exact else f", estimated ({found.low:,} to {found.high:,})"
    say(f"{len(found.rows)} examples of {found.chosen_from:,} accepted rows; {found.tokens:,} tokens{about}")
    costs = found.costs
    if costs is None:
        say(f"no price of {one_line(found.model, 60)} is known: --model names another model")
        return
    question, answer = costs.call.question, costs.call.answer
    say(
        f"1,000 calls of {found.model}, prices of {costs.as_of},"
        f" a question of {question:,} tokens and an answer of {answer:,}:"
    )
    say(f"  without examples        {costs.bare_per_1000:10.3f} USD")
    say(f"  with them, no cache     {costs.plain_per_1000:10.3f} USD")
    if costs.cache_floor is not None and costs.call.prefix < costs.cache_floor:
        say(f"  a cache keeps prefixes of {costs.cache_floor:,} tokens and more: this one is shorter")
    else:
        say(
            f"  with them, cached       {costs.cached_per_1000:10.3f} USD"
            f"  at {costs.calls_a_month:,} calls a month ({100 * costs.hits:.0f} % find it there)"
        )
        if costs.cache_floor is None and costs.call.prefix < _LARGEST_FLOOR:
            say(
                f"  whether its cache keeps a prefix of {costs.call.prefix:,} tokens is not known: models ask"
                f" for 512 to {_LARGEST_FLOOR:,}"
            )
        if costs.cached_per_1000 > costs.plain_per_1000:
            say("  calls are too rare for a cache of five minutes: send it without one, or in batches")
    low, high = costs.own_monthly
    say(
        f"a model of your own: {low:,.0f} to {high:,.0f} USD a month"
        " for its training and one GPU that is always on"
    )
    ends = [None if calls is None else _roughly(calls) for calls in costs.break_even]
    if ends[0] is None:
        say("  it is never cheaper than this prompt")
    else:
        least = f"from about {ends[0]} calls a month" + (f", or only from {ends[1]}" if ends[1] else "")
        say(f"  it is cheaper {least}, as long as that GPU keeps up")


def _advise(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    need = verb.add_mutually_exclusive_group()
    for word, text in (("facts", "facts"), ("behaviour", "behaviour"), ("both", "some of each")):
        need.add_argument(
            f"--{word}", dest="need", action="store_const", const=word, help=f"what the model lacks: {text}"
        )
    verb.add_argument("--few-shot-tried", dest="few_shot", choices=["yes", "no", "enough"], help=_FEW_SHOT)
    verb.add_argument("--evals", choices=["yes", "no"], help="is there an eval set")
    verb.add_argument("--calls-per-month", type=int, metavar="N", help="how often it will be called")
    verb.add_argument("--operators", choices=["nobody", "one", "team"], help="who runs a model of your own")
    verb.add_argument("--changes", choices=["weekly", "monthly", "rarely"], help="how often requirements do")


def _fewshot(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    verb.add_argument("-k", type=int, default=30, metavar="N", help="how many examples (30)")
    verb.add_argument(
        "--to", type=Path, metavar="FILE", help="write the prompt there, not to standard output"
    )
    verb.add_argument("--tokenizer", metavar="PATH|ID", help="count with it (default: estimate)")
    verb.add_argument("--model", metavar="ID", help="whose prices (default: the model of settings.toml)")
    verb.add_argument(
        "--calls-per-month", type=int, metavar="N", help="for the cache and the break-even (10,000)"
    )
    verb.add_argument(
        "--training-usd", type=_range, default=(10.0, 100.0), metavar="LOW-HIGH", help="one training (10-100)"
    )
    verb.add_argument(
        "--hosting-usd-hour", type=_range, default=(0.8, 4.0), metavar="LOW-HIGH", help="one GPU (0.8-4)"
    )
    verb.add_argument("--months", type=int, default=12, metavar="N", help="that one training serves (12)")


def _range(text: str) -> tuple[float, float]:
    low, dash, high = text.partition("-")
    found = float(low), float(high if dash else low)
    if not 0 <= found[0] <= found[1]:
        raise argparse.ArgumentTypeError("a range is LOW-HIGH, or one number")
    return found


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[Any], int]]] = {
    "advise": ("whether to fine-tune at all: six questions and an honest answer", _advise, advise),
    "fewshot": ("a system prompt with accepted rows as examples, and what calls cost", _fewshot, fewshot),
}


def _roughly(number: float) -> str:
    """A number by its first two figures: what it is made of is an estimate."""
    whole = round(number)
    return f"{round(whole, 2 - len(str(whole))):,}"
