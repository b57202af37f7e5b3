"""A process that was killed is known to be gone; one that runs, or runs elsewhere, is not taken for gone."""

import os
import subprocess
import sys

import pytest

from studio.store import spending
from studio.store.holders import has_ended, name_holder


def test_this_process_is_there() -> None:
    assert not has_ended(name_holder(1))
    assert name_holder(1) != name_holder(2)


@pytest.mark.skipif(os.name != "posix", reason="only there a process can be looked for without harm")
def test_a_process_that_ended_is_gone_at_once() -> None:
    made = "from studio.store.holders import name_holder; print(name_holder(7))"
    holder = subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=True).stdout
    assert has_ended(holder.strip())
    assert spending.is_silent(holder.strip(), 1_000.0, 1_001.0)


@pytest.mark.parametrize(
    "holder",
    ["", "x", "elsewhere:1:2", "elsewhere:999999999:2", f"{name_holder(1)}:3", "a:b:c:²:1"],
    ids=["empty", "a word", "low number", "high number", "one part more", "no digits"],
)
def test_in_doubt_it_is_there(holder: str) -> None:
    assert not has_ended(holder)
