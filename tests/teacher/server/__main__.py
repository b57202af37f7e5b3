"""Run the server as a process: `python -m tests.teacher.server`. The first line it prints is its URL.

It ends on SIGTERM, on Ctrl-C, or with `--until-stdin-ends` when its standard input does.
"""

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

from tests.teacher.server.server import MessagesServer
from tests.teacher.server.settings import Settings


def main(arguments: list[str] | None = None) -> None:
    """Read the options and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.teacher.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--script", type=Path, help="a JSON file: a list of rules, each a flat object")
    parser.add_argument("--until-stdin-ends", action="store_true")
    for field in fields(Settings):
        name = "--" + field.name.replace("_", "-")
        if field.type is bool:
            parser.add_argument(name, action="store_true")
        elif field.name == "models":
            parser.add_argument(name, nargs="+", default=field.default)
        else:
            parser.add_argument(name, type=type(field.default), default=field.default)
    told = parser.parse_args(arguments)
    script = json.loads(told.script.read_text(encoding="utf-8")) if told.script else []
    values = {field.name: getattr(told, field.name) for field in fields(Settings)}
    settings = Settings(**{**values, "models": tuple(told.models)})
    asyncio.run(_serve(MessagesServer(script, settings, port=told.port), told.until_stdin_ends))


async def _serve(server: MessagesServer, until_stdin_ends: bool) -> None:
    loop = asyncio.get_running_loop()
    serving = asyncio.ensure_future(server.serve(lambda: _announce(server.url)))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    if until_stdin_ends:
        loop.add_reader(sys.stdin, lambda: sys.stdin.readline() or serving.cancel())
    with suppress(asyncio.CancelledError):
        await serving
    server.raise_fault()


def _announce(url: str) -> None:
    sys.stdout.write(url + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
