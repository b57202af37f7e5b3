"""Arguments that many commands share. It declares no command."""

import argparse
from pathlib import Path


def add_project(verb: argparse.ArgumentParser, who: str = "who decides (default: login name)") -> None:
    """The project, the reviewer, and JSON output."""
    verb.add_argument("project", type=Path, help="the project file, NAME.studio")
    verb.add_argument("--as", dest="reviewer", metavar="NAME", help=who)
    add_json(verb)


def add_json(verb: argparse.ArgumentParser) -> None:
    """JSON output."""
    verb.add_argument("--json", action="store_true", help="one JSON object a line on standard output")


def add_filter(verb: argparse.ArgumentParser) -> None:
    """A filter over rows."""
    verb.add_argument("filter", nargs="*", metavar="FILTER", help="words and field:value, all must hold")
