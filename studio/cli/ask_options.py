"""The arguments of the commands that ask Claude. It runs none."""

import argparse
from math import isfinite
from pathlib import Path

from studio.cli.arguments import add_filter, add_project


def dollars(text: str) -> float:
    """A sum in US dollars. What is no number, or has no end, would be no cap."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def whole(text: str) -> int:
    """How many: 1 or more."""
    return _at_least(int(text), 1, text)


def whole_or_none(text: str) -> int:
    """How many: 0 or more."""
    return _at_least(int(text), 0, text)


def _at_least(value: int, least: int, text: str) -> int:
    if value < least:
        raise ValueError(text)
    return value


def seconds(text: str) -> float:
    """A time to wait: 0 or more seconds."""
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def add_shared(verb: argparse.ArgumentParser) -> None:
    """Model, price, privacy: what every one of them takes."""
    add_project(verb)
    verb.add_argument("--model", metavar="ID", help="instead of the one in settings.toml")
    verb.add_argument(
        "--effort", choices=["low", "medium", "high", "xhigh", "max"], help="how much it thinks"
    )
    verb.add_argument("--batch", action="store_true", help="by Message Batches: half the price, within a day")
    verb.add_argument(
        "--cap", type=dollars, metavar="USD", help="the most that the job may cost (settings: 5)"
    )
    verb.add_argument("--no-cap", action="store_true", help="whatever it costs")
    verb.add_argument(
        "--privacy", choices=["redact", "leave-out", "send"], help="what to do with secrets and personal data"
    )
    verb.add_argument(
        "--sample", type=whole_or_none, metavar="N", help="try so many first (3, where texts come back)"
    )
    verb.add_argument("--yes", action="store_true", help="ask nothing")
    verb.add_argument(
        "--count", action="store_true", help="let the server count tokens of 5 requests, for the estimate"
    )
    verb.add_argument("--dry-run", action="store_true", help="tell cost and contents, send nothing")
    verb.add_argument("--offline", action="store_true", help="refuse every call")
    verb.add_argument(
        "--poll", type=seconds, default=30.0, metavar="SECONDS", help="between looks at a batch"
    )


def add_rows(verb: argparse.ArgumentParser) -> None:
    """Which rows."""
    add_shared(verb)
    add_filter(verb)
    verb.add_argument("--all", action="store_true", help="every row, where no filter is given")


def add_draft(verb: argparse.ArgumentParser) -> None:
    """Which gap, how many rows."""
    add_shared(verb)
    verb.add_argument("--cell", action="append", default=[], metavar="FACET=VALUE", help="of the gap")
    verb.add_argument("-k", type=whole, default=10, metavar="ROWS", help="how many (10)")
    verb.add_argument("--requests", action="store_true", help="what was asked for on the Coverage screen")


def add_answer(verb: argparse.ArgumentParser) -> None:
    """What to answer, and from what."""
    add_rows(verb)
    verb.add_argument("--traffic", action="store_true", help="the real prompts, not rows without an answer")
    verb.add_argument("--ground", type=Path, metavar="DIR", help="documents to answer from, quoted")


def add_rewrite(verb: argparse.ArgumentParser) -> None:
    """How to rewrite."""
    add_rows(verb)
    verb.add_argument(
        "--instruction", "-i", required=True, metavar="TEXT", help="what to change, in one line"
    )
    verb.add_argument("--rejected", action="store_true", help="rewrite the worse answer")


def add_weaken(verb: argparse.ArgumentParser) -> None:
    """Which flaw."""
    add_rows(verb)
    verb.add_argument("--flaw", action="append", default=[], metavar="NAME", help="which flaw (all in turn)")


def add_alternative(verb: argparse.ArgumentParser) -> None:
    """How it shall differ."""
    add_rows(verb)
    verb.add_argument("--instruction", "-i", default="", metavar="TEXT", help="how it shall differ")
    verb.add_argument("--number", type=whole, default=1, help="a second and third are told apart by it")


def add_judge(verb: argparse.ArgumentParser) -> None:
    """What to judge, by what."""
    add_rows(verb)
    verb.add_argument("--rubric", type=Path, metavar="FILE", help="what to judge by (default: rubric.md)")
    verb.add_argument("--rejected", action="store_true", help="judge the worse answer")
    verb.add_argument("--agreement", action="store_true", help="only tell how far judge and people agree")


def add_contract(verb: argparse.ArgumentParser) -> None:
    """What the model shall do."""
    add_shared(verb)
    verb.add_argument("--brief", default="", metavar="TEXT", help="what the model shall do, in a few lines")
