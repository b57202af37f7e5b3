"""Jobs in a process of their own: result, steps, errors, and an end at any time."""

import time
from itertools import islice

import pytest

from studio.apart import apart
from studio.errors import StudioError
from studio.jobs import Job, Step, drain


def counting(to: int) -> Job[int]:
    """A job that counts."""
    for number in range(to):
        yield Step(number, to, "counting")
    return to


def refusing() -> Job[int]:
    """A job that cannot."""
    yield Step(0, 1, "trying")
    raise StudioError("it cannot be done", "do something else")


def sleeping() -> Job[int]:
    """A job that says nothing for longer than anybody waits."""
    yield Step(0, 1, "sleeping")
    time.sleep(600)
    return 0


def breaking() -> Job[int]:
    """A job with a fault."""
    yield Step(0, 1, "breaking")
    raise ZeroDivisionError


def test_steps_and_result_come_through() -> None:
    steps: list[Step] = []
    assert drain(apart(counting, 3), steps.append) == 3
    assert [step.done for step in steps if step.note == "counting"] == [0, 1, 2]


def test_what_a_user_can_act_on_comes_through() -> None:
    with pytest.raises(StudioError, match="it cannot be done") as caught:
        drain(apart(refusing))
    assert caught.value.hint == "do something else"


def test_a_child_that_breaks_is_told() -> None:
    with pytest.raises(StudioError, match="ended from outside"):
        drain(apart(breaking))


def test_a_silent_child_can_be_left() -> None:
    job = apart(sleeping)
    assert [step.note for step in islice(job, 40)][-1] == "sleeping"
    job.close()
