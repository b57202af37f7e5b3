"""What is kept of an unexpected error: where it was, never what was in it.

A traceback's message and its local variables can hold row text or a key, so only files, lines,
functions and exception types are written, to a log file that the user is told of.
"""

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from studio import __version__


def log_path() -> Path:
    """The log file: in the system's log folder, or where STUDIO_LOG says."""
    named = os.environ.get("STUDIO_LOG")
    if named:
        return Path(named)
    return Path(platformdirs.user_log_dir("studio", appauthor=False)) / "studio.log"


def redact(error: BaseException) -> str:
    """An error as lines of 'file:line function', its causes too, without messages or values."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        for frame in traceback.extract_tb(seen.__traceback__):
            path = Path(frame.filename)
            lines.append(f"  {'/'.join(path.parts[-3:])}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def record(error: BaseException) -> str:
    """Write an unexpected error to the log; what to tell the user, in two lines.

    Where the log cannot be written, the redacted lines themselves are told.
    """
    when = datetime.now(UTC).isoformat(timespec="seconds")
    head = f"{when} studio {__version__} python {platform.python_version()} {sys.platform}"
    text = f"{head}\n{redact(error)}\n\n"
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return f"studio met an error that it did not expect; everything decided is stored.\n{text}"
    return (
        f"studio met an error that it did not expect ({type(error).__name__}); "
        f"everything decided is stored.\nWhere it happened is in {path} (no row text is in it)."
    )
