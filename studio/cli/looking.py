"""`studio tokens` and `studio readiness`: what a trainer would see, a page before writing. It only prints."""

import argparse
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_filter, add_project
from studio.cli.commands import open_session
from studio.cli.output import emit, run, say, show
from studio.core.glyphs import one_line

if TYPE_CHECKING:
    from studio.tokens.eye import Eye

_SHOWN = 10
_GLYPHS = {"stop": "✗", "warn": "!", "note": "·"}


def tokens(options: argparse.Namespace) -> int:
    """`studio tokens PROJECT [FILTER]`."""
    from studio.tokens.trainer_rules import rules_named
    from studio.tokens.troubles import Looking

    with open_session(options) as session:
        tokenizer = session.open_tokenizer(options.tokenizer) if options.tokenizer else None
        looking = Looking(tokenizer, options.max_length, rules_named(options.trainer or ()))
        rows, accepted = session.training_rows(" ".join(options.filter))
        found = run(session.trainer_eye(rows, looking))
    if options.json:
        for trouble in found.troubles:
            fates = {trainer: fate._asdict() for trainer, fate in trouble.fates}
            emit(
                {"kind": "row"} | trouble._asdict() | {"kind": "row", "trouble": trouble.kind, "fates": fates}
            )
        emit({"kind": "tokens", "accepted_only": accepted} | found.to_json())
    else:
        _print_eye(found, accepted)
    return int("any" in options.fail_on and bool(found.kinds))


def _print_eye(found: "Eye", accepted: bool) -> None:
    if not found.rows:
        show("no row has an answer to learn")
        return
    how = (
        f"counted with {one_line(found.tokenizer, 60)}"
        if found.exact
        else "estimated: within a quarter in English, less sure in other scripts"
    )
    show(f"{found.rows:,} rows {'accepted' if accepted else 'that nobody refused'}; tokens are {how}")
    if found.exact and not found.template:
        show("  this tokenizer has no chat template: prompt and answer are joined by a blank line")
    elif found.exact and not found.marks:
        show("  its chat template does not mark the assistant's text: loss is told for the last answer only")
    for name, spread in (
        ("row", found.row_tokens),
        ("prompt", found.prompt_tokens),
        ("answer", found.answer_tokens),
    ):
        at = "  ".join(f"p{share} {length:,}" for share, length in spread.percentiles.items())
        show(f"  {name:7} {at}  most {spread.most:,}  all {spread.total:,}")
    show(f"  tokens with loss: {found.loss_tokens:,}")
    before = 0.5
    for limit, share in found.holds.items():
        if share > before:
            show(f"  {limit:>7,} tokens hold {_percent(share)} of the rows whole")
            before = share
    for word, by_trainer in (("dropped", found.dropped), ("cut", found.cut)):
        if by_trainer:
            told = ", ".join(f"{trainer} {rows:,}" for trainer, rows in by_trainer.items())
            show(f"  {word} at {found.max_length:,} tokens: {told}")
    _print_troubles(found)


def _print_troubles(found: "Eye") -> None:
    from studio.tokens.troubles import KINDS

    for kind, rows in found.kinds.items():
        of_kind = (trouble for trouble in found.troubles if trouble.kind == kind)
        shown = list(islice(of_kind, _SHOWN))
        show(f"{rows:,} row{'s' if rows > 1 else ''}: {KINDS[kind]}")
        for trouble in shown:
            show(f"  #{trouble.row:<7} {trouble.why}")
        if rows > len(shown):
            show(f"  … and {rows - len(shown):,} more: --json lists the first ten thousand")
        if shown:
            show(f"  → {shown[0].remedy}")
    if not found.kinds:
        show(f"  every row is whole at {found.max_length:,} tokens")


def _percent(share: float) -> str:
    """A share that is not rounded up to all."""
    return "100 %" if share == 1 else f"{int(1000 * share) / 10:.1f} %"


def readiness(options: argparse.Namespace) -> int:
    """`studio readiness PROJECT`."""
    from studio.readiness.item import Level

    with open_session(options) as session:
        page = run(session.readiness(options.validation_share, options.seed))
    if options.json:
        emit(page.to_json())
    else:
        show(page.verdict)
        for item in page.items:
            show(f"{_GLYPHS[item.level]} {item.level:4} {item.topic:10} {item.sentence}")
            if item.remedy:
                show(f"{'':18}→ {item.remedy}")
            if item.filter:
                show(f"{'':18}  rows: {item.filter}")
        if any(item.filter for item in page.items):
            say("the rows of a line: studio list PROJECT 'FILTER', or enter on it on the screen (F8, then i)")
    if options.strict and page.counts[Level.STOP]:
        say("studio: --strict, and there are stops")
        return 1
    return 0


def _tokens(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    add_filter(verb)
    verb.add_argument(
        "--tokenizer", metavar="PATH|ID", help="a folder or tokenizer.json, or a hub id (default: estimate)"
    )
    verb.add_argument(
        "--max-length", type=int, default=2048, metavar="N", help="tokens a row may have (2048)"
    )
    verb.add_argument("--trainer", action="append", metavar="NAME", help="only this trainer's rule")
    verb.add_argument(
        "--fail-on", action="append", default=[], choices=["any"], help="exit with 1 when a row is in trouble"
    )


def _readiness(verb: argparse.ArgumentParser) -> None:
    add_project(verb)
    verb.add_argument("--strict", action="store_true", help="exit with 1 when there are stops")
    verb.add_argument("--validation-share", type=float, default=0.2, metavar="SHARE", help="0.2 = 80/20")
    verb.add_argument("--seed", type=int, default=42, help="of the split (42)")


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[Any], int]]] = {
    "tokens": ("what a trainer would see: lengths, what is cut or lost, what gets loss", _tokens, tokens),
    "readiness": ("one page before writing: what stops, what to look at first", _readiness, readiness),
}
