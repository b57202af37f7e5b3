"""Names the process that works on something, and tells whether it has ended. It ends none.

A name is `MACHINE:PID:NUMBER`. Only a process of this machine can be looked for, where machine means the
same host name and, on Linux, the same table of processes: two containers may share a name.
"""

import os
import socket
from contextlib import suppress


def name_holder(number: int) -> str:
    """The name of this process; `number` tells several holders in it apart."""
    return f"{_machine()}:{os.getpid()}:{number}"


def has_ended(holder: str) -> bool:
    """True when the holder is a process of this machine that is not there any more; False in doubt."""
    machine, _, rest = holder.rpartition(":")[0].rpartition(":")
    if machine != _machine() or not rest.isascii() or not rest.isdigit() or os.name != "posix":
        return False
    try:
        os.kill(int(rest), 0)  # sends nothing: it only asks
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _machine() -> str:
    table = ""
    with suppress(OSError):
        table = os.readlink("/proc/self/ns/pid")
    return f"{socket.gethostname()} {table}".strip()
