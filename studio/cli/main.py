"""The command `studio`: which words it takes, and what becomes of errors.

Exit codes: 0 done · 1 something was found that `--fail-on` names · 2 bad usage or input ·
130 cancelled.
"""

import argparse
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from studio import __version__
from studio.cli import (
    advising,
    asking,
    checking,
    commands,
    coverage,
    export_options,
    exporting,
    jobs,
    looking,
    pairing,
)
from studio.cli.output import say
from studio.errors import StudioError

_NOT_THIS = re.compile(r"-[A-Za-z]+[:<>=]")
EXIT_FOUND, EXIT_USAGE, EXIT_CANCELLED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser()
    if words and words[0] not in COMMANDS and words[0] not in ("-h", "--help", "--version"):
        words.insert(0, "open")
    try:
        options = parse(parser, words)
        if not hasattr(options, "run"):
            parser.print_help()
            return EXIT_USAGE
        return int(options.run(options))
    except StudioError as error:
        say(f"studio: {error}")
        return EXIT_USAGE
    except KeyboardInterrupt:
        say("studio: cancelled; what was done so far is stored")
        return EXIT_CANCELLED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader had enough
        return 128 + signal.SIGPIPE
    except Exception as error:  # noqa: BLE001 - the command line's boundary: no row text may show
        from studio import crash

        say(crash.record(error))
        return EXIT_USAGE


def parse(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """The options that some words say. A filter may stand after options, and may begin with a minus."""
    options, rest = parser.parse_known_args(words)
    strange = [word for word in rest if word.startswith("-") and not _NOT_THIS.match(word)]
    if rest and (strange or not isinstance(getattr(options, "filter", None), list)):
        parser.error("unrecognized arguments: " + " ".join(strange or rest))
    if rest:
        options.filter += rest
    return options


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = argparse.ArgumentParser(
        prog="studio",
        description="Turn raw rows into fine-tuning data: review, repair, split and export them.",
        epilog="studio FILE… opens data files or a project on the screen.",
    )
    parser.add_argument("--version", action="version", version=f"studio {__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, (text, fill, run) in COMMANDS.items():
        verb = verbs.add_parser(name, help=text, description=text)
        fill(verb)
        verb.set_defaults(run=run)
    return parser


def _project(verb: argparse.ArgumentParser, who: str = "who decides (default: login name)") -> None:
    verb.add_argument("project", type=Path, help="the project file, NAME.studio")
    verb.add_argument("--as", dest="reviewer", metavar="NAME", help=who)
    verb.add_argument("--json", action="store_true", help="one JSON object a line on standard output")


def _open(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE", help="data files, or one project")
    verb.add_argument("--project", type=Path, help="the project file (default: first file's name, here)")
    verb.add_argument("--as", dest="reviewer", metavar="NAME", help="who decides (default: login name)")
    verb.add_argument("--keys", type=Path, help="a keys.toml (default: the one in the settings folder)")
    _reading(verb)


def _reading(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--format", metavar="NAME", help="shape of the rows (default: told by looking)")
    verb.add_argument("--encoding", metavar="NAME", help="text encoding, where it is not UTF-8 or UTF-16")


def _import(verb: argparse.ArgumentParser) -> None:
    _project(verb, "who imports (default: login name); traffic: real prompts, kept apart from the rows")
    verb.add_argument("files", nargs="+", metavar="FILE", help="files, or hub:OWNER/NAME")
    _reading(verb)
    verb.add_argument(
        "--fail-on",
        action="append",
        default=[],
        choices=["bad", "blocked", "exact-duplicates"],
        help="exit with 1 when there are any (may be given again)",
    )


def _filter(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("filter", nargs="*", metavar="FILTER", help="words and field:value, all must hold")


def _check(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("targets", nargs="+", type=Path, metavar="FILE|PROJECT", help="what to look at")
    verb.add_argument("--only", action="append", default=[], metavar="CHECK", help="only this check")
    verb.add_argument(
        "--against",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="tell only rows that are like rows of this file: leaks between two sets",
    )
    verb.add_argument(
        "--threshold",
        type=_share,
        metavar="SCORE",
        help="least Jaccard similarity of duplicates and variants, 0.5 to 1 (default 0.5)",
    )
    verb.add_argument(
        "--band",
        default="look-closely",
        choices=["certain", "likely", "look-closely"],
        help="leave out what is less sure",
    )
    verb.add_argument(
        "--encoder", type=Path, metavar="DIR", help="a local model for --only paraphrase (default: TF-IDF)"
    )
    verb.add_argument("--pairs", action="store_true", help="one pair of like rows a line, no groups")
    verb.add_argument(
        "--fail-on",
        action="append",
        default=[],
        metavar="CHECK[:KIND]",
        help="exit with 1 when it found something (any: whatever was found)",
    )
    verb.add_argument("--json", action="store_true", help="one JSON object a line on standard output")
    _reading(verb)


def _coverage(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    verb.add_argument(
        "--traffic", action="store_true", help="what real prompts ask for and no good row is near"
    )
    verb.add_argument("--all", action="store_true", help="count all rows that nobody rejected")
    verb.add_argument(
        "--quantile", type=_share, default=0.95, help="of the distances inside the set that is δ (0.95)"
    )
    verb.add_argument("--encoder", type=Path, metavar="DIR", help="a local model (default: TF-IDF)")
    verb.add_argument(
        "--fail-on", action="append", default=[], choices=["gap"], help="exit with 1 when there is one"
    )


def _shape(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    verb.add_argument("--all", action="store_true", help="all rows that nobody rejected")


def _contract(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    verb.add_argument("--init", action="store_true", help="propose one from the rows, beside the project")
    verb.add_argument("--force", action="store_true", help="write it over the one that is there")


def _share(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError("a score lies between 0 and 1")
    return value


def _list(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    _filter(verb)
    verb.add_argument("--limit", type=int, help="at most so many rows")
    verb.add_argument(
        "--sort", default="added", help="added, len, prompt, chosen, rejected, status, decided, judged"
    )
    verb.add_argument("--reverse", action="store_true")
    verb.add_argument("--fail-on", choices=["found"], help="exit with 1 when a row is found")


def _show(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    verb.add_argument("row", type=int, help="the row's number")


def _decide(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    verb.add_argument("verdict", choices=["accept", "reject", "skip", "flag", "unflag", "reopen"])
    _filter(verb)
    verb.add_argument("--all", action="store_true", help="every row, where no filter is given")
    verb.add_argument("--reason", default="", help="why, kept with the verdict")


def _history(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    verb.add_argument("row", type=int, nargs="?", help="a row's number (default: the whole journal)")
    verb.add_argument("--limit", type=int, default=100, help="at most so many events of the journal")


def _export(verb: argparse.ArgumentParser) -> None:
    _project(verb)
    export_options.add_export(verb)


def _plain(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="one JSON object a line on standard output")


COMMANDS = {
    "open": ("open data files or a project on the screen", _open, commands.open_studio),
    "import": ("add rows of files to a project", _import, commands.import_rows),
    "overview": ("counts by status, shape, source, length", _project, commands.show_overview),
    "check": ("look for trouble: look-alikes, leaks, secrets, refusals …", _check, checking.check),
    "coverage": ("what the set lacks, by its contract and by real traffic", _coverage, coverage.coverage),
    "contract": ("what the set should cover", _contract, coverage.contract),
    "shape": ("lengths, turns, formats, openings and variety of the good rows", _shape, coverage.shape),
    "requests": ("rows that somebody asked for", _project, coverage.requests),
    "list": ("rows that a filter finds", _list, commands.list_rows),
    "show": ("one row in full", _show, commands.show_row),
    "bad": ("lines that are no rows, and rows that need repair", _project, commands.list_bad),
    "decide": ("give all rows of a filter a verdict", _decide, commands.decide),
    "undo": ("take back your newest act", _project, commands.undo),
    "redo": ("bring back what undo took", _project, commands.redo),
    "history": ("the journal, or all that happened to a row", _history, commands.show_history),
    **asking.COMMANDS,
    **jobs.COMMANDS,
    **looking.COMMANDS,
    **advising.COMMANDS,
    **pairing.COMMANDS,
    "export": ("write training files, splits and launch configs", _export, exporting.export),
    "verify": ("check a project file or an export folder", export_options.add_verify, exporting.verify),
    "push": ("send an export to the Hugging Face hub", export_options.add_push, exporting.push),
    "keys": ("every key of the screens", _plain, exporting.list_keys),
    "formats": ("shapes that are read and written, trainers, checks", _plain, exporting.list_formats),
}
