"""`studio pairs`, `agreement`, `reviewing`, `serve`: what votes come to. It counts nothing."""

import argparse
from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_filter, add_project
from studio.cli.biasing import add_bias, bias
from studio.cli.commands import open_session
from studio.cli.output import emit, say, show
from studio.core.glyphs import one_line

if TYPE_CHECKING:
    from studio.core.vote import Vote
    from studio.pairs.agreement import Figure
    from studio.session import Session

_PREVIEW = 60
_PORT = 8123


def pairs(options: argparse.Namespace) -> int:
    """`studio pairs PROJECT [FILTER]`: every pair with its verdict, its votes and their strength."""
    with open_session(options) as session:
        ids = session.ids(" ".join(["shape:pair", *options.filter]))
        for value in session.pair_values(ids):
            if options.json:
                emit(value)
                continue
            how = value["strength"] and f" {value['strength']}"
            votes = " ".join(f"{vote['reviewer']}={vote['says']}" for vote in value["votes"])
            reason = f" ({one_line(value['reason'], 30)})" if value["reason"] else ""
            text = one_line(value["prompt"], _PREVIEW)
            show(f"#{value['id']:<6} {value['status']}{reason}{how}  {text}  {one_line(votes, 80)}")
        say(f"{len(ids):,} pair{'' if len(ids) == 1 else 's'}")
    return 0


def agreement(options: argparse.Namespace) -> int:
    """`studio agreement PROJECT`: how far reviewers agree, and what they disagree on."""
    with open_session(options) as session:
        found = session.agreement()
        values: list[dict[str, Any]] = [
            {
                "kind": "between",
                "one": one,
                "other": other,
                "percent": _figure(share),
                "kappa": _figure(kappa),
            }
            for one, other, share, kappa in found.between
        ]
        values.append(
            {
                "kind": "all",
                "reviewers": list(found.reviewers),
                "unanimous": _figure(found.unanimous),
                "alpha": _figure(found.alpha),
                "words": found.words,
            }
        )
        values += _self_values(session, found.reviewers)
        values += [
            _disagreement(row, votes, session.said_of(row, votes)) for row, votes in session.disagreements()
        ]
    for value in values:
        if options.json:
            emit(value)
        else:
            show(_agreement_words(value))
    return int("disagreement" in options.fail_on and values[-1]["kind"] == "disagreement")


def _self_values(session: "Session", reviewers: tuple[str, ...]) -> list[dict[str, Any]]:
    values = []
    for reviewer in reviewers:
        share, kappa = session.self_agreement(reviewer)
        if share.n:
            values.append(
                {"kind": "self", "reviewer": reviewer, "percent": _figure(share), "kappa": _figure(kappa)}
            )
    return values


def _disagreement(row: int, votes: "tuple[Vote, ...]", says: list[str]) -> dict[str, Any]:
    said = [
        {
            "reviewer": v.reviewer,
            "says": told,
            "outcome": v.outcome,
            "reason": v.reason,
            "tags": list(v.tags),
        }
        for v, told in zip(votes, says, strict=True)
    ]
    return {"kind": "disagreement", "id": row, "votes": said}


def _figure(figure: "Figure") -> dict[str, Any]:
    value = None if isnan(figure.value) else round(figure.value, 4)
    return {"value": value, "low": round(figure.low, 4), "high": round(figure.high, 4), "n": figure.n}


def _agreement_words(value: dict[str, Any]) -> str:
    if value["kind"] == "between":
        who = f"{one_line(value['one'], 20)} and {one_line(value['other'], 20)}"
        return f"{who}: {_share(value['percent'])} the same, kappa {_number(value['kappa'])}"
    if value["kind"] == "self":
        who = one_line(value["reviewer"], 20)
        return f"{who} with themselves: {_share(value['percent'])} the same, kappa {_number(value['kappa'])}"
    if value["kind"] == "all" and not value["unanimous"]["n"]:
        return (
            "no row has verdicts of two people yet: studio reviewing PROJECT --mode overlap:20,"
            " then --as NAME for each"
        )
    if value["kind"] == "all":
        figures = f"{_share(value['unanimous'])} unanimous, alpha {_number(value['alpha'])}"
        return f"all: {figures}\n  {value['words']}"
    said = " · ".join(map(_vote_words, value["votes"]))
    return f"#{value['id']} is disputed: {said}"


def _vote_words(vote: dict[str, Any]) -> str:
    why = one_line(", ".join(filter(None, (*vote["tags"], vote["reason"]))), 40)
    return f"{one_line(vote['reviewer'], 20)} {vote['says']}{f' ({why})' if why else ''}"


def _share(figure: dict[str, Any]) -> str:
    low, high = 100 * figure["low"], 100 * figure["high"]
    return f"{100 * figure['value']:.0f} % ({low:.0f} to {high:.0f} %, n {figure['n']:,})"


def _number(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return "unknown"
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f}, n {figure['n']:,})"


def reviewing(options: argparse.Namespace) -> int:
    """`studio reviewing PROJECT`: show or set how rows are shared out among reviewers."""
    with open_session(options) as session:
        asked = (options.mode, options.repeats, options.seed, options.sides)
        if any(value is not None for value in asked):
            session.assign(*asked)
        plan = session.assignment
        held = session.leases()
        if options.json:
            emit({**plan._asdict(), "leases": len(held)})
        else:
            show(f"{plan.words} (seed {plan.seed}); {len(held)} rows are handed out now")
    return 0


def serve(options: argparse.Namespace) -> int:
    """`studio serve PROJECT`: the screens in a browser."""
    from studio.tui.serving import Doors, serve

    reviewers = options.reviewers or [None]
    with open_session(argparse.Namespace(project=options.project, reviewer=reviewers[0])) as session:
        names = [name or session.reviewer for name in reviewers]
        project = session.path.absolute()
    doors = Doors(options.host, options.port, options.allow_host, names)
    for name, address in doors.addresses().items():
        say(f"{name}: {address}")
    say("each address works once, in one browser; ctrl+c stops")
    serve(project, doors)
    return 0


def _pairs(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    add_filter(verb)


def _agreement(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    verb.add_argument(
        "--fail-on",
        action="append",
        default=[],
        choices=["disagreement"],
        help="exit with 1 when there is one",
    )


def _reviewing(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    verb.add_argument("--mode", metavar="MODE", help="single, shared, overlap:20 (percent), blind")
    verb.add_argument(
        "--repeats", type=float, metavar="SHARE", help="of one's own rows that come back (0.05)"
    )
    verb.add_argument("--seed", type=int, help="of what goes left, what two judge, what comes back")
    verb.add_argument(
        "--sides",
        choices=["named", "hidden"],
        help="whether Review names the sides of a pair that is not judged yet (where two judge, never)",
    )


def _serve(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("project", type=Path, help="the project file, NAME.studio")
    verb.add_argument(
        "--as",
        dest="reviewers",
        metavar="NAME",
        action="append",
        default=[],
        help="a reviewer, each with an address (may be given again; default: login name)",
    )
    verb.add_argument("--host", default="127.0.0.1", help="the address to listen at (this machine only)")
    verb.add_argument("--port", type=int, default=_PORT)
    verb.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a host or origin that browsers reach it by; needed for any other machine",
    )


COMMANDS: dict[
    str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]
] = {
    "pairs": ("pairs with verdict, votes and strength", _pairs, pairs),
    "agreement": ("how far reviewers agree, and what they disagree on", _agreement, agreement),
    "bias": ("what the accepted pairs teach beside what is meant", add_bias, bias),
    "reviewing": ("how rows are shared out among reviewers", _reviewing, reviewing),
    "serve": ("the screens in a browser, for one reviewer or several", _serve, serve),
}
