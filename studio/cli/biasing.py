"""`studio bias`: what accepted pairs teach beside what is meant, what to judge next, what to leave out.

It counts nothing, and changes nothing but tags where one is named.
"""

import argparse
from math import isfinite
from typing import TYPE_CHECKING

from studio.cli.arguments import add_project
from studio.cli.commands import open_session
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.pairs.balancing import Way
    from studio.pairs.bias import Gauge
    from studio.pairs.lengths import Effect
    from studio.session import Session


def bias(options: argparse.Namespace) -> int:
    """`studio bias PROJECT`: what the accepted pairs teach beside what is meant, and what to do about it."""
    from studio.pairs.balancing import Way

    if options.target < 0 or (options.next or 0) < 0:
        raise StudioError("--target and --next are 0 or more")
    with open_session(options) as session:
        if options.balance:
            return _balance(session, options.target, Way(options.balance), options.tag, options.json)
        gauge = run(session.gauge()).gauge
        if options.next is not None:
            return _next(session, gauge, options.next, options.json)
    worst = False
    for reviewer in ("", *gauge.reviewers):
        for reading in gauge.readings(reviewer):
            worst = worst or (not reviewer and reading.level == "bias")
            value = {"reviewer": reviewer, **reading._asdict()}
            if options.json:
                emit(value)
            elif not reviewer:
                about = f" {one_line(reading.about, 40)}:" if reading.name == "model" else ""
                advice = f" → {reading.advice}" if reading.advice else ""
                show(f"{reading.level.value:5}{about} {reading.words}{advice}")
    if not len(gauge):
        say("no pair is accepted yet")
    return int("bias" in options.fail_on and worst)


def _next(session: "Session", gauge: "Gauge", count: int, as_json: bool) -> int:
    """The open pairs to judge next, and why."""
    found = run(session.next_pairs(gauge, count=count))
    for one in found:
        if as_json:
            emit({"id": one.row, "score": round(one.score, 4), "why": one.why})
        else:
            show(f"#{one.row:<6} {one.score:.2f}  {one.why}")
    if not found:
        is_open = next(iter(session.ids("shape:pair pair:open")), None) is not None
        say("no open pair would tell more of quality than of length" if is_open else "no pair is open")
    return 0


def _balance(session: "Session", target: float, way: "Way", tag: str | None, as_json: bool) -> int:
    """The accepted pairs to leave out so that length says little; with a tag they are tagged."""
    found = run(session.balance(target, way))
    if as_json:
        emit(
            {
                "leave_out": list(found.leave_out),
                "before": _effect(found.before),
                "after": _effect(found.after),
                "longer_before": round(found.longer_before, 4),
                "longer_after": round(found.longer_after, 4),
            }
        )
    else:
        for row in found.leave_out:
            show(f"#{row}")
    if next(iter(session.ids("shape:pair status:accepted")), None) is None:
        say("no pair is accepted yet")
        return 0
    say(f"{found.words}; the longer answer wins {found.longer_before:.0%}, then {found.longer_after:.0%}")
    if tag and found.leave_out:
        say(session.tag(found.leave_out, add=[tag]).message)
        say(f"studio export PROJECT --filter=-tag:{tag} leaves them out; studio undo takes the tags off")
    return 0


def _effect(effect: "Effect") -> dict[str, float | None]:
    """Cohen's d and its interval; null where too few pairs say nothing of it."""
    return {name: round(value, 4) if isfinite(value) else None for name, value in effect._asdict().items()}


def add_bias(verb: argparse.ArgumentParser) -> None:
    """The words that `studio bias` takes."""
    add_project(verb)
    verb.add_argument(
        "--fail-on", action="append", default=[], choices=["bias"], help="exit with 1 when there is one"
    )
    verb.add_argument("--next", type=int, metavar="N", help="the N open pairs to judge next, and why")
    verb.add_argument(
        "--balance",
        nargs="?",
        const="fewest",
        choices=["fewest", "even"],
        help="which accepted pairs to leave out so that length says little: as few as reach the target"
        " (fewest), or as many wins as losses in each doubling of the difference (even)",
    )
    verb.add_argument(
        "--target", type=float, default=0.1, metavar="D", help="Cohen's d that may be left (0.1)"
    )
    verb.add_argument("--tag", metavar="TAG", help="with --balance: tag these pairs, to leave them out")
