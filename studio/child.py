"""Starts a module of the studio in a process of its own, on pipes. It knows nothing of what is said on them.

It is a plain child, not `multiprocessing`: nothing of the caller's main module is run again, so a
notebook or a script without a main guard can use it. It should end when its input does.
"""

import os
import subprocess
import sys
from pathlib import Path


def start_child(module: str, *words: str, pipe_bytes: int = -1) -> subprocess.Popen[bytes]:
    """`python -m module words…` with pipes for input and output.

    Args:
        module: one of this program's, such as `studio.apart`.
        words: its arguments.
        pipe_bytes: room in the pipes where the system lets us say; -1 leaves it.

    Raises:
        OSError: no more processes can be started.

    """
    # -P and an explicit path: the folder that the user stands in is data, not code.
    root = str(Path(__file__).parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a screen may be on this terminal
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,
        pipesize=pipe_bytes,
    )
